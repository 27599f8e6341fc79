import ArgumentParser
import Foundation

/// The options that a command has, by what the parser says of them.
struct OptionCatalog {
  struct Entry {
    let name: String
    /// Else it is a flag.
    let takesValue: Bool
    /// Whether several values may follow it.
    let takesSeveral: Bool
  }

  let command: String
  /// In the order of the help.
  let entries: [Entry]

  init(of command: any ParsableCommand.Type) {
    self.command = command.configuration.commandName ?? ""
    let dump = try? JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8))
    entries = (dump?.command.arguments ?? []).flatMap { argument in
      (argument.names ?? []).filter { $0.kind == "long" }.map {
        Entry(name: $0.name, takesValue: argument.kind == "option", takesSeveral: argument.isRepeating)
      }
    }
  }

  subscript(name: some StringProtocol) -> Entry? { entries.first { $0.name == name } }

  private struct Dump: Decodable {
    struct Command: Decodable { let arguments: [Argument]? }
    struct Argument: Decodable {
      struct Name: Decodable { let kind, name: String }
      let kind: String
      let names: [Name]?
      let isRepeating: Bool
    }
    let command: Command
  }
}
