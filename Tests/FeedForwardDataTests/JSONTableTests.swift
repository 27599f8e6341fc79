import FeedForward
@testable import FeedForwardData
import Testing

/// Tables of JSON: a list of objects, or one after the other.
@Suite struct JSONTableTests {
  private static func read(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> Table {
    try ArrayTests.read(Array(text.utf8), change)
  }

  private static let rows = [
    #"{"n": 1, "t": "é", "mixed": 0.10, "b": true}"#, #"{"t":"a\"\\\/\b\f\n\r\té🗾","n":-2.5e-3,"mixed":"x"}"#,
    #"{"n": null, "t": null, "b": false, "late": 9007199254740993, "mixed": null}"#, #"{ }"#,
  ]

  private static let list = rows.joined(separator: ",")
  private static let lines = rows.joined(separator: "\r\n")
  private static let texts: [String] = [
    "[\(list)]", rows.joined(separator: "\n"), "\u{FEFF} \n\(lines)\n",
    "\n[\n\(rows.joined(separator: "\n,\n"))\n]\n\n",
  ]

  @Test(arguments: texts) func tables(_ text: String) throws {
    let table = try Self.read(text)
    #expect(table.columnNames == ["n", "t", "mixed", "b", "late"] && table.count == 4)
    let n = try #require(table.numbers(of: table.columns[0]))
    #expect(n[..<2] == [1, -0.0025] && n[2].isNaN && n[3].isNaN)
    #expect(table.texts(of: table.columns[1]) == ["é", "a\"\\/\u{8}\u{C}\n\r\té🗾", nil, nil])
    #expect(table.texts(of: table.columns[2]) == ["0.10", "x", nil, nil])
    #expect(table.texts(of: table.columns[3]) == ["true", nil, "false", nil])
    #expect(try #require(table.numbers(of: table.columns[4]))[2] == 9_007_199_254_740_992)
  }

  @Test func linesAndCompression() throws {
    let table = try ArrayTests.read(GzipTests.gzip(Array("\n{\"a\": 1}\n\n{\"a\":\n 2}\n{\"a\": 3}\n".utf8)))
    #expect(table.numbers(of: table.columns[0]) == [1, 2, 3])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 4, 6])
  }

  /// As in other texts, and by the kinds that a model asks for.
  @Test func missingAndKinds() throws {
    let text = "{\"a\": 1, \"b\": \"NA\"}\n{\"a\": NaN, \"b\": \"2\"}\n{\"a\": 3, \"b\": \"\"}\n"
    var table = try Self.read(text)
    #expect(table.columns.map(\.kind) == [.number, .text])
    #expect(table.texts(of: table.columns[1]) == [nil, "2", nil])
    table = try Self.read(text) { $0.kinds = ["a": .text, "b": .number] }
    #expect(table.texts(of: table.columns[0]) == ["1", nil, "3"])
    #expect(try #require(table.numbers(of: table.columns[1]))[1] == 2)
  }

  /// What fields are is found out as in CSV; numbers in quotes are texts, as who has written them knows.
  @Test func whatFieldsAre() throws {
    let table = try Self.read(
      "{\"d\": \"2024-01-31\", \"p\": \"1,234.50\", \"z\": \"01234\", \"q\": \"5\"}\n"
        + "{\"d\": \"2024-02-01\", \"p\": \"12\", \"z\": \"11234\", \"q\": \"6\"}\n")
    #expect(table.columns.map(\.kind) == [.date, .number, .text, .text])
    #expect(table.numbers(of: table.columns[0]) == [19753, 19754])
    #expect(table.numbers(of: table.columns[1]) == [1234.5, 12])
  }

  /// Bit by bit those of the standard library.
  @Test func numbers() throws {
    let numbers = ["0.1", "1e22", "123456789012345678", "2.2250738585072011e-308", "-0.0", "1E+2", "4.9e-324"]
    let table = try Self.read(numbers.map { "{\"x\": \($0)}\n" }.joined())
    #expect(
      table.numbers(of: table.columns[0])?.map(\.bitPattern) == numbers.map { (Double($0) ?? .nan).bitPattern })
  }

  private static let refused: [(String, String)] = [
    (
      "{\"a\": 1}\n{\"a\": {\"b\": 1}}\n",
      "t:2: found an object behind the key “a”, expected a number, a text, true, false or null: rows of flat objects."
    ),
    (
      "[{\"a\": 1},\n{\"b\": [1]}]",
      "t:2: found a list behind the key “b”, expected a number, a text, true, false or null: rows of flat objects."
    ),
    ("{\"a\": 1, \"a\": 2}", "t:1: found the key “a” a second time, expected each key once in an object."),
    (
      "{\"a\": 1}\n{\"a\": 1e999}",
      "t:2:1: found “1e999”, expected a finite number in column “a”"
        + " (--text reads texts, --missing-values what is missing)."
    ),
    ("{\"a\": 1}\n{\"a\": 1-2}", "t:2: found “1-2”, expected a number behind the key “a”."),
    ("{\"a\": 1}\n2\n", "t:2: found “2”, expected an object, which makes a row."),
    ("{\"a\": 1}\n{\"a\": yes}\n", "t:2: found “y”, expected a value."),
    ("{\"a\": 1}\n{\"a\" 1}\n", "t:2: found “1”, expected a colon."),
    ("{\"a\": 1}\n{\"a\": 1", "t:2: found the end of the text, expected a comma or the end of the object."),
    ("[{\"a\": 1}\n{\"a\": 1}]", "t:2: found “{”, expected a comma or the end of the list."),
    ("[{\"a\": 1}]\n{", "t:2: found “{”, expected the end of the file after the list."),
    ("[{\"a\": 1},\n]", "t:2: found “]”, expected an object, which makes a row."),
    ("{\"a\": \"x\ny\"}", "t:1: found byte 10, expected no line break and no control character in a text."),
    ("{\"a\": \"\\x\"}", "t:1: found “x”, expected an escape of JSON."),
    ("{\"a\": 1}\n{\"a\": \"\\ud800\"}", "t:2: found half of a surrogate pair, expected both halves."),
    ("[]", "t: found no object with a key, expected an object a row."),
    ("{}", "t: found no object with a key, expected an object a row."),
  ]

  @Test(arguments: refused) func isRefused(_ text: String, _ expected: String) {
    do {
      let table = try Self.read(text)
      Issue.record("\(table.count) rows, expected: \(expected)")
    } catch {
      #expect("\(error)" == expected)
    }
  }
}
