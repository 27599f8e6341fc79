import FeedForward

/// A place in a file or a table.
public struct FilePlace: Equatable, Sendable, Codable {
  /// The name of the file, or of a table that was not read from one.
  public let file: String
  /// The line, from 1; nil where the file has no lines or the file as a whole is meant.
  public let line: Int?
  /// The column, from 1: in a table the field, not the character; nil where the whole line is meant.
  public let column: Int?
  /// Where in what has no lines: `layers.0.weight`, `pipeline.inputs[3].scale`, `column “age”, row 3`; empty for the
  /// whole.
  public let path: String

  /// A place in a file.
  public init(file: String, line: Int? = nil, column: Int? = nil, path: String = "") {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
  }

  /// A column of a table, or its value in a row, from 0.
  public init(table: String, column: String, row: Int? = nil) {
    self.init(file: table, path: "column “\(column)”" + (row.map { ", row \($0)" } ?? ""))
  }

  /// A model, whose file is not there yet.
  package static let model = FilePlace(file: "The model")
}

extension FilePlace: CustomStringConvertible {
  /// As in `cancer1.dt:9`, `prices.csv:12:3` and `net.safetensors, layers.0.weight`.
  public var description: String {
    let numbers = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return file + numbers + (path.isEmpty ? "" : ", \(path)")
  }
}

extension FilePlace {
  /// A member of an object.
  package func member(_ name: String) -> FilePlace {
    FilePlace(file: file, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// An element of a list.
  package func element(_ index: Int) -> FilePlace { FilePlace(file: file, path: "\(path)[\(index)]") }

  package func error(found: String, expected: String) -> DataError {
    DataError(at: self, found: found, expected: expected)
  }

  /// What the body returns; an error of the engine about what stands here, as one that names the place.
  package func checking<Result>(
    _ found: String, _ expected: String, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as FeedForwardError {
      throw self.error(found: "\(found): \(error)", expected: expected)
    }
  }

  /// About a table without rows or columns.
  var empty: DataError { error(found: "nothing", expected: "at least one row and one column") }

  /// About a column that is asked for and not there.
  func missing(column: String, among present: [String]) -> DataError {
    error(
      found: "no column “\(column)”",
      expected: "one of \(Vocabulary.list(present))\(Suggestion.words(for: column, among: present))")
  }
}

extension String {
  /// In quotes, shortened, control characters written in letters: for error messages.
  package var quoted: String {
    let most = 60
    return "“\(String(unicodeScalars.prefix(most)).shown)\(unicodeScalars.count > most ? "…" : "")”"
  }
}
