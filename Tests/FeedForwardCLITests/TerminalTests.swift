import FeedForward
@testable import FeedForwardCLI
import Foundation
import TestSupport
import Testing

/// What whoever sits before a terminal gets to see.
@Suite struct TerminalTests {
  /// A terminal of so many columns: its lines, after all was written.
  private struct Screen {
    private(set) var lines: [[Character]] = [[]]
    private var column = 0
    let columns: Int

    init(_ text: String, columns: Int) {
      self.columns = columns
      var rest = text.unicodeScalars[...]
      while let scalar = rest.popFirst() {
        switch scalar {
        case "\r": column = 0
        case "\n": lines.append([])
        case "\u{1B}":
          var sequence = ""
          while let next = rest.popFirst() {
            sequence.unicodeScalars.append(next)
            if next.properties.isAlphabetic { break }
          }
          if sequence == "[K" { lines[lines.count - 1].removeLast(max(0, lines[lines.count - 1].count - column)) }
        default:
          if column == columns {
            lines.append([])
            column = 0
          }
          while lines[lines.count - 1].count <= column { lines[lines.count - 1].append(" ") }
          lines[lines.count - 1][column] = Character(scalar)
          column += 1
        }
      }
    }
  }

  /// What the command writes to a terminal, as its standard error or its standard output.
  private func words(
    _ arguments: [String], columns: Int, results: Bool = false, locale: String = "C.UTF-8"
  ) throws -> String {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    let opened = openpty(&master, &slave, nil, nil, &size)
    try #require(opened == 0)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("feedforward")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["TERM": "xterm", "NO_COLOR": "", "LC_ALL": locale]) { $1 }
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardOutput = results ? terminal : FileHandle.nullDevice
    process.standardError = results ? FileHandle.nullDevice : terminal
    try process.run()
    close(slave)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(master, &piece, piece.count)
      if count <= 0 { break }
      bytes += piece.prefix(count)
    }
    process.waitUntilExit()
    close(master)
    #expect(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [12, 40, 60, 80, 200]) func theProgressLineFitsTheTerminal(columns: Int) throws {
    let folder = try Folder()
    for (data, target) in [("digits", "digit"), ("diabetes", "progression")] {
      let table = try folder.dataset(data)
      let text = try words(
        ["train", table, "--preset", "fast", "--target", target, "--epochs", "400", "--patience", "0"],
        columns: columns)
      let progress = text.replacing("\r\n", with: "\n").split(separator: "\n").filter { $0.contains("\r\u{1B}[2m") }
      #expect(progress.count == 1 && progress[0].components(separatedBy: "\r\u{1B}[2m").count > 2, "\(text)")
      // What remains of it is one line, the last that was written.
      let screen = Screen(String(progress[0]), columns: columns)
      let last = try #require(
        progress[0].components(separatedBy: "\u{1B}[2m").last?.components(separatedBy: "\u{1B}[0m").first)
      #expect(screen.lines.map { String($0) } == [last], "\(columns) columns")
      #expect(last.count < columns && last.hasPrefix(String("epoch 400/400".prefix(columns - 1))), "\(last)")
      if columns >= 40 { #expect(last.contains("validation loss "), "\(last)") }
      if columns >= 80 {
        #expect(last.contains(data == "digits" ? "accuracy " : "R² ") && last.contains(" left"), "\(last)")
      }
      if columns == 200 { #expect(last.contains("   loss ") && last.contains("rows/s"), "\(last)") }
    }
  }

  /// No line of a result is wider than the terminal, but for words that are wider by themselves.
  @Test(arguments: [40, 60, 80, 120, 200]) func resultsFitTheTerminal(columns: Int) throws {
    let folder = try Folder()
    let names = (0..<5).map { "a column with a name of forty letters \($0)" }
    let lines = (0..<120).map { row in
      (0..<5).map { "\(row * (3 + $0) % 17)" } + ["a class with a name of some letters \(row % 6)"]
    }
    let data = try folder.write(
      ([names + ["class"]] + lines).map { $0.joined(separator: ",") + "\n" }.joined(), to: "t.csv")
    let model = folder.path("m")
    #expect(try Command("train", data, "--target", "class", "--epochs", "2", "--output", model).status == 0)
    for arguments in [
      ["train", data, "--target", "class", "--epochs", "2", "--preset", "fast"], ["inspect", model],
      ["evaluate", model, data], ["describe", data], ["explain", "--layers", "3,4,3", "--input", "1,-2,0.5"], ["demo"],
    ] {
      let text = try words(arguments, columns: columns, results: true).replacing("\r\n", with: "\n")
      let wide = text.split(separator: "\n").map(String.init).filter { line in
        line.places > columns && line.split(separator: " ").allSatisfy { String($0).places <= columns }
      }
      #expect(wide.isEmpty, "\(arguments[0]) at \(columns): \(wide)")
    }
  }

  /// Without Unicode there is ASCII, and nothing is lost.
  @Test func asciiTerminals() throws {
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("m"))
    #expect(try Command("train", iris, "--target", "species", "--epochs", "2", "--output", model).status == 0)
    for arguments in [["inspect", model], ["evaluate", model, iris], ["describe", iris], ["explain"]] {
      let text = try words(arguments, columns: 100, results: true, locale: "C")
      #expect(text.utf8.count > 200 && text.unicodeScalars.allSatisfy(\.isASCII), "\(arguments): \(text)")
    }
  }

  @Test func partsAreLeftOutByTheirWorth() {
    let parts = [
      ProgressLine.Part(text: "aaaa", rank: 0), ProgressLine.Part(text: "bbbbbbbb", short: "bb", rank: 2),
      ProgressLine.Part(text: "cccc", rank: 1),
    ]
    let line = { (columns: Int) in ProgressLine.line(parts, columns: columns) }
    #expect(line(22) == "aaaa   bbbbbbbb   cccc")
    #expect(line(21) == "aaaa   bb   cccc" && line(16) == "aaaa   bb   cccc")
    #expect(line(15) == "aaaa   cccc" && line(11) == "aaaa   cccc")
    #expect(line(10) == "aaaa   bb")
    #expect(line(8) == "aaaa" && line(3) == "aaa" && line(0) == "" && line(-1) == "")
  }

  /// A name cannot move the cursor, set colours or turn the order of letters: not of a column, a class, a file or a
  /// text of the user's. Data are what they were.
  @Test func namesAreShownInLetters() throws {
    let folder = try Folder()
    let bad = "\u{1B}[31mx\u{7}\u{9B}2J\u{202E}y\u{2028}z\r\t\nend"
    let letters = #"\u{1B}[31mx\u{7}\u{9B}2J\u{202E}y\u{2028}z\r\t\nend"#
    let quoted = "\"\(bad)\""
    let rows = (0..<60).map { "\($0),\($0 % 7),\($0 % 2 == 0 ? quoted : "plain")\n" }.joined()
    let data = try folder.write("\(quoted),b,\"class \(bad)\"\n" + rows, to: "\u{1B}[2Jt.csv")
    let model = folder.path("\u{1B}]0;m")
    let target = "class \(bad)"
    var runs = [try Command("train", data, "--target", target, "--output", model, "--epochs", "2")]
    for arguments in [
      ["inspect", model], ["evaluate", model, data], ["predict", model, folder.path("\u{1B}[7mmissing")],
      ["predict", model, try folder.write("b\n1\n", to: "short.csv")],
      ["search", data, "--target", target, "--candidates", "1", "--epochs", "1", "--folds", "2"],
      ["train", data, "--target", "\u{1B}[5m"], ["train", data, "--target", target, "--hidden", "\u{1B}[5m"],
      ["\u{1B}[5m"], ["train", data, "--target", target, "--output", folder.path("missing/\u{1B}[5m")],
    ] {
      runs.append(try Command(arguments))
    }
    for run in runs {
      for text in [run.output, run.words] {
        let found = text.unicodeScalars.filter {
          $0 != "\n" && ($0.properties.generalCategory == .control || "\u{202E}\u{2028}".unicodeScalars.contains($0))
        }
        #expect(found.isEmpty, "\(text.debugDescription)")
      }
    }
    #expect(runs[0].status == 0 && runs[0].words.contains(#"\u{1B}]0;m"#), "\(runs[0].words)")
    #expect(runs[1].output.contains("class " + letters) && runs[2].output.contains(letters))
    #expect(runs[3].words.contains(#"\u{1B}[7mmissing"#) && runs[4].words.contains(letters))
    struct Description: Decodable {
      let target: String
      let classes: [String]
      struct Column: Decodable { let name: String }
      let columns: [Column]
    }
    let description: Description = try Command("inspect", model, "--json").decoded()
    #expect(description.target == target && description.classes.contains(bad) && description.columns[0].name == bad)
    #expect(try Command("predict", model, data, "--probabilities").output.contains(quoted))
  }
}
