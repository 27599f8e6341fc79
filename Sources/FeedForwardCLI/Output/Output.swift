import FeedForward
import FeedForwardData
import Foundation
import Synchronization

/// Words for whoever sits before the screen, on standard error.
enum Words {
  private static let areUnwanted = Atomic<Bool>(false)

  /// From now on only errors are said.
  static func silence() { areUnwanted.store(true, ordering: .relaxed) }

  static var areSilent: Bool { areUnwanted.load(ordering: .relaxed) }

  /// A sentence or two: one line, whatever names are in it.
  static func say(_ text: String) {
    if !areSilent { sayError(text) }
  }

  /// The same of what went wrong, which is always said.
  static func sayError(_ text: String) {
    Terminal.errors.write(text.shown.linesWrapped(to: Terminal.errors.width) + "\n")
  }

  /// A text of several lines about what went wrong.
  static func sayErrorLines(_ text: String) { Terminal.errors.write(text.shownLines + "\n") }

  static func duration(_ seconds: Double) -> String {
    seconds < 1 ? "\(decimals(1000 * seconds, 1)) ms" : "\(decimals(seconds, 2)) s"
  }
}

/// Results, on standard output or into a file.
struct Output {
  private let file: FileSink

  /// - Parameter path: nil for standard output.
  init(path: String?) throws { file = try FileSink(path ?? "-") }

  /// Each call is a call of the system.
  func write(_ text: String) throws { try file.write(Array(text.utf8)) }

  /// Writes the lines of some rows, thousands at a time.
  func write(rows: Int, _ line: (Int) -> String) throws {
    for first in stride(from: 0, to: rows, by: Self.rowsAtOnce) {
      try write((first..<min(rows, first + Self.rowsAtOnce)).map(line).joined())
    }
  }

  private static var rowsAtOnce: Int { 4096 }

  /// Nothing may be written afterwards. A file that is not closed stays as it was.
  func close() throws { try file.close() }

  /// Writes a file as a whole.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try FileSink.write(bytes, to: path)
  }

  static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  /// Writes words and a line end to standard output, names that are in them so that they do no harm to a terminal.
  static func print(_ text: String) throws { try printData(Terminal.output.spelled(text.shownLines)) }

  /// Writes a text as it is, and a line end, to standard output.
  private static func printData(_ text: String) throws {
    let output = try Output(path: nil)
    try output.write(text + "\n")
    try output.close()
  }

  /// Writes a value as one JSON object, names in snake case.
  static func printJSON(_ value: some Encodable) throws {
    try printData(json(value))
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
