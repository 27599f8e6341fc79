import FeedForwardData
import Testing

/// A table of a text, and the values of its columns as optionals.
struct ReadTable {
  let table: Table

  init(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws {
    var options = TableOptions()
    change(&options)
    table = try Table(csv: Array(text.utf8), named: "t.csv", options: options)
  }

  func numbers(_ name: String) throws -> [Double?] {
    try #require(table.numbers(of: try table.column(named: name))).map { $0.isNaN ? nil : $0 }
  }

  func texts(_ name: String) throws -> [String?] { try #require(table.texts(of: try table.column(named: name))) }

  func kind(_ name: String) throws -> ColumnKind { try table.column(named: name).kind }

  /// Whether one of the notes has all of these words.
  func notes(_ words: String...) -> Bool { table.notes.contains { note in words.allSatisfy(note.contains) } }
}
