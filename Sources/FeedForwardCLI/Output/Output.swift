import FeedForward
import FeedForwardData
import Foundation

/// Words for whoever sits before the screen, on standard error.
enum Words {
  /// A sentence or two: one line, whatever names are in it.
  static func say(_ text: String) { Terminal.write(text.shown + "\n") }

  /// A text of several lines.
  static func sayLines(_ text: String) { Terminal.write(text.shownLines + "\n") }

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

  /// Nothing may be written afterwards. A file that is not closed stays as it was.
  func close() throws { try file.close() }

  /// Writes a file as a whole.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try FileSink.write(bytes, to: path)
  }

  static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  /// Writes words and a line end to standard output, names that are in them so that they do no harm to a terminal.
  static func print(_ text: String) throws { try printData(text.shownLines) }

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
