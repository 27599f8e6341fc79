import FeedForward
import FeedForwardData
import Foundation

/// Words for whoever sits before the screen, on standard error.
enum Words {
  static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  static func duration(_ seconds: Double) -> String {
    seconds < 1 ? "\(decimals(1000 * seconds, 1)) ms" : "\(decimals(seconds, 2)) s"
  }
}

/// Results, on standard output or into a file.
struct Output {
  private let file: FileSink

  /// - Parameter path: nil for standard output.
  init(path: String?) throws(DataError) { file = try FileSink(path ?? "-") }

  /// Each call is a call of the system.
  func write(_ text: String) throws(DataError) { try file.write(Array(text.utf8)) }

  /// Nothing may be written afterwards.
  func close() throws(DataError) { try file.close() }

  /// Throws if the file could not be written, before work is done for it.
  static func requireFolder(of path: String) throws(DataError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if access(path, F_OK) == 0 ? access(path, W_OK) != 0 : access(folder, W_OK) != 0 {
      throw .inaccessible(file: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Writes a file as a whole.
  static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    let file = try FileSink(path)
    try file.write(bytes)
    try file.close()
  }

  static func write(_ text: String, to path: String) throws(DataError) { try write(Array(text.utf8), to: path) }

  /// Writes a text and a line end to standard output.
  static func print(_ text: String) throws(DataError) {
    let output = try Output(path: nil)
    try output.write(text + "\n")
    try output.close()
  }

  /// Writes a value as one JSON object, names in snake case.
  static func printJSON(_ value: some Encodable) throws {
    try print(json(value))
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
