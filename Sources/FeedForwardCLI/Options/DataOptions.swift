import ArgumentParser
import FeedForward
import FeedForwardData

/// How a table of text is read.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What separates fields: one character, or tab; guessed by default.", valueName: "character"),
    transform: Self.character)
  var delimiter: UInt8?

  @Flag(
    inversion: .prefixedNo, help: "Whether the first line holds the names of the columns; guessed by default.")
  var header: Bool?

  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - needed: the columns that are asked for.
  ///   - pipeline: knows what its columns hold.
  func table(
    _ path: String, needing needed: Preprocessing.Columns = .all, for pipeline: Pipeline? = nil
  ) throws -> Table {
    var options = TableOptions()
    (options.delimiter, options.hasHeader, options.needed) = (delimiter, header, needed)
    if let pipeline { options.read(for: pipeline) }
    return try Table(contentsOf: path, options: options)
  }

  private static func character(_ text: String) throws -> UInt8 {
    if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let character = text.utf8.first, character != UInt8(ascii: "\""), character >= 9 else {
      throw ValidationError("expected one character of ASCII, or tab.")
    }
    return character
  }
}
