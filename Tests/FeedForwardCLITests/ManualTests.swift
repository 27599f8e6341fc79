import Foundation
import Testing

/// The manual page beside what the command says of itself.
@Suite struct ManualTests {
  private struct Dump: Decodable { let command: Information }

  private struct Information: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind, name: String
      }
      let kind: String
      let names: [Name]?
      let shouldDisplay: Bool
    }
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Information]?
  }

  private var page: String {
    get throws {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      // Roff writes a hyphen as \- and quotes a line that begins with a full stop.
      return String(decoding: try Data(contentsOf: root.appendingPathComponent("Manual/feedforward.1")), as: UTF8.self)
        .replacing("\\-", with: "-")
    }
  }

  @Test func everyCommandAndOptionIsInTheManual() throws {
    let dump = try Command("--experimental-dump-help").decoded(Dump.self)
    let page = try page
    let commands = (dump.command.subcommands ?? []).filter { $0.commandName != "help" }
    #expect(commands.count >= 9)
    for command in commands {
      #expect(page.contains("\n.SS feedforward \(command.commandName)\n"), "\(command.commandName)")
      let rest = page.split(separator: "\n.SS feedforward \(command.commandName)\n", maxSplits: 1).last ?? ""
      let section = rest.split(separator: "\n.S", maxSplits: 1).first ?? ""
      let options = (command.arguments ?? []).filter { $0.shouldDisplay && $0.kind != "positional" }
      for name in options.flatMap({ $0.names ?? [] }) where name.kind == "long" && name.name != "version" {
        #expect(section.contains("--\(name.name)"), "\(command.commandName) --\(name.name)")
      }
    }
  }

  /// No option stands in the manual that the command does not know.
  @Test func theManualNamesNoOtherOptions() throws {
    let known = try Command("--experimental-dump-help").output
    let named = try page.matches(of: /--([a-z][a-z0-9-]*)/).map { String($0.output.1) }
    #expect(!named.isEmpty)
    for name in Set(named) where name != "generate-completion-script" {
      #expect(known.contains("\"\(name)\""), "--\(name)")
    }
  }
}
