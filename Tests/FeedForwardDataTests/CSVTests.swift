import FeedForward
import FeedForwardData
import Testing

/// Text that is as it should be, in all its forms.
@Suite struct CSVTests {
  private func table(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> Table {
    var options = TableOptions()
    change(&options)
    return try Table(csv: Array(text.utf8), named: "t.csv", options: options)
  }

  private func numbers(_ table: Table, _ name: String) throws -> [Double?] {
    let numbers = try #require(table.numbers(of: try table.column(named: name)))
    return numbers.map { $0.isNaN ? nil : $0 }
  }

  private func texts(_ table: Table, _ name: String) throws -> [String?] {
    try #require(table.texts(of: try table.column(named: name)))
  }

  @Test func numbersAndTexts() throws {
    let table = try table("area,town,price\n62,Ulm,1.5e3\n80,,-2.25\n,Bonn,+.5\n")
    #expect(table.columnNames == ["area", "town", "price"] && table.count == 3)
    #expect(table.columns.map(\.kind) == [.number, .text, .number])
    #expect(try numbers(table, "area") == [62, 80, nil])
    #expect(try numbers(table, "price") == [1500, -2.25, 0.5])
    #expect(try texts(table, "town") == ["Ulm", nil, "Bonn"])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 3, 4])
  }

  @Test func quotedFields() throws {
    let table = try table(
      "\"a,b\",\"c\"\"d\"\"\"\r\n\"1\",\"two\r\nlines, \"\"quoted\"\"\"\r\n 2 , \" x \" \r\n3,5\" pipe\r\n")
    #expect(table.columnNames == ["a,b", "c\"d\""])
    #expect(try numbers(table, "a,b") == [1, 2, 3])
    #expect(try texts(table, "c\"d\"") == ["two\r\nlines, \"quoted\"", " x ", "5\" pipe"])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 4, 5])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineBreaks(_ lineBreak: String) throws {
    for end in ["", lineBreak, lineBreak + lineBreak] {
      let table = try table(["\u{FEFF}a,b", "1,2", "", "3,4"].joined(separator: lineBreak) + end)
      #expect(table.columnNames == ["a", "b"])
      #expect(try numbers(table, "a") == [1, 3] && numbers(table, "b") == [2, 4])
      #expect((0..<2).map { table.line(ofRow: $0) } == [2, 4])
    }
  }

  @Test(arguments: [",", ";", "\t", "|"]) func delimiters(_ delimiter: String) throws {
    let table = try table(
      [["a", "b", "c"], ["1", "x y", "2"], ["3", "\"u,v;w\tx|y\"", "4"]].map { $0.joined(separator: delimiter) }
        .joined(separator: "\n"))
    #expect(table.columnNames == ["a", "b", "c"])
    #expect(try texts(table, "b") == ["x y", "u,v;w\tx|y"])
    #expect(try numbers(table, "c") == [2, 4])
  }

  @Test func aGivenDelimiterCounts() throws {
    #expect(try table("a:b\n1:2\n") { $0.delimiter = UInt8(ascii: ":") }.columnNames == ["a", "b"])
    #expect(try table("a,b\n1,2\n") { $0.delimiter = UInt8(ascii: ";") }.columnNames == ["a,b"])
  }

  struct Header: Sendable {
    let text: String
    let names: [String]
  }

  @Test(arguments: [
    Header(text: "a,b\n1,2\n", names: ["a", "b"]),
    Header(text: "1,2\n3,4\n", names: ["x1", "x2"]),
    // One line of numbers is a table; one of names is none.
    Header(text: "1,2\n", names: ["x1", "x2"]),
    Header(text: "5.1,3.5,setosa\n4.9,3.0,setosa\n", names: ["x1", "x2", "x3"]),
    // Texts that come again are no names.
    Header(text: "p,x\ne,y\np,z\n", names: ["x1", "x2"]),
    Header(text: "class,cap\ne,y\np,z\n", names: ["class", "cap"]),
    Header(text: "country,2019,2020\nA,1.5,2\nB,3,4\n", names: ["country", "2019", "2020"]),
    Header(text: "id,2019,2020\n7,1.5,2\n8,3,4\n", names: ["id", "2019", "2020"]),
    Header(text: ",a,b\n0,1,2\n", names: ["x1", "a", "b"]),
    Header(text: "a,,c\n0,1,2\n", names: ["a", "x2", "c"]),
    Header(text: " a , \"b c\" ,d\n0,1,2\n", names: ["a", "b c", "d"]),
    Header(text: "größe,名前\n0,1\n", names: ["größe", "名前"]),
  ]) func headers(_ header: Header) throws {
    #expect(try table(header.text).columnNames == header.names)
  }

  @Test func aGivenHeaderCounts() throws {
    #expect(try table("1,2\n3,4\n") { $0.hasHeader = true }.columnNames == ["1", "2"])
    #expect(try table("a,b\nc,d\n") { $0.hasHeader = false }.count == 2)
  }

  @Test func commentsAndQuotesByOption() throws {
    let text = "# made by hand\na,b\n1,2\n# 9,9\n3,4\n"
    let table = try table(text) { $0.comment = UInt8(ascii: "#") }
    #expect(try numbers(table, "b") == [2, 4])
    #expect((0..<2).map { table.line(ofRow: $0) } == [3, 5])
    let unquoted = try self.table("a\tb\n1\t\"x\n2\ty\"\n") { $0.quote = nil }
    #expect(try texts(unquoted, "b") == ["\"x", "y\""])
    let blanks = try self.table("a,b\n1, x \n2,y\n") { $0.trimsBlanks = false }
    #expect(try texts(blanks, "b") == [" x ", "y"])
  }

  @Test func missingMarkers() throws {
    let markers = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "\"\"", "\"NA\""]
    let table = try table("a,b,c\n" + markers.map { "1,\($0),t\n" }.joined() + "1,2,\n1,3,?\n")
    #expect(try numbers(table, "b") == markers.map { _ in nil } + [2, 3])
    #expect(try texts(table, "c").suffix(2) == [nil, nil])
    let other = try self.table("a,b\n-999,-\n2,NA\n") { $0.missing = ["-999", "-"] }
    #expect(try numbers(other, "a") == [nil, 2])
    #expect(try texts(other, "b") == [nil, "NA"])
  }

  @Test func aColumnWithoutAnyValueIsOfMissingNumbers() throws {
    #expect(try numbers(try table("a,b\n1,\n2,NA\n"), "b") == [nil, nil])
  }

  @Test func kinds() throws {
    #expect(try table("a\n2\n3\n4\n5more\n5more\n").columns[0].kind == .text)
    #expect(try table("a\n2\n3\n4\n") { $0.kinds = ["a": .text] }.columns[0].kind == .text)
    let lone = try table("a\n2\n3\n4\nx\n") { $0.kinds = ["a": .text] }
    #expect(try texts(lone, "a") == ["2", "3", "4", "x"])
  }

  /// Expected values are those of the compiler for the same literals.
  @Test func numbersAreRoundedCorrectly() throws {
    let values: KeyValuePairs<String, Double> = [
      "0": 0, "-0": -0.0, "7": 7, "+7": 7, "1.": 1, ".5": 0.5, "-.5e-1": -0.05, "1E3": 1000, "1e+3": 1000,
      "0.1": 0.1, "0.3": 0.3, "123456789012345": 123_456_789_012_345, "9007199254740993": 9_007_199_254_740_992,
      "1.7976931348623157e308": 1.7976931348623157e308, "4.9e-324": 0x1p-1074, "2.2250738585072014e-308": 0x1p-1022,
      "0.1000000000000000055511151231257827": 0.1, "1e22": 1e22, "1e23": 1e23, "8.5e-23": 8.5e-23,
      "18446744073709551616": 18_446_744_073_709_551_616, "184467440737095516170": 184_467_440_737_095_516_160,
      "9007199254740993e1": 90_071_992_547_409_936, "3.141592653589793238462643": .pi, "1e-400": 0, "0e999999999": 0,
      "0.000000000000000000000000000000000000001": 1e-39,
    ]
    let table = try table("a\n" + values.map { "\($0.key)\n" }.joined())
    let found = try #require(table.numbers(of: table.columns[0]))
    for (index, pair) in values.enumerated() {
      #expect(found[index].bitPattern == pair.value.bitPattern, "\(pair.key) read as \(found[index])")
    }
  }

  /// Numbers stay what the file says; as a matrix of `Float` they are rounded once.
  @Test func floatIsTheRoundedDouble() throws {
    let texts = ["0.1", "16777217", "1.00000006", "3.4028235e38", "3.40282356e38", "1e-46", "1e-45"]
    let table = try Table(csv: Array(("a\n" + texts.map { $0 + "\n" }.joined()).utf8), named: "t")
    #expect(table.numbers(of: table.columns[0]) == texts.map { Double($0) })
    #expect(try table.matrix(Float.self).elements == texts.map { Float(Double($0) ?? .nan) })
    let large = try Table(csv: Array("a\n1\n1e39\n".utf8), named: "t")
    let error = #expect(throws: DataError.self) { try large.matrix(Float.self) }
    #expect("\(try #require(error))".contains("1e+39"))
  }

  /// Records that lie across the pieces in which a text is read.
  @Test func longTexts() throws {
    let rows = 40_000
    let text = "n,t\r\n" + (0..<rows).map { "\($0),\"t \($0 % 7)\"\"\r\n\"\r\n" }.joined()
    let table = try table(text)
    #expect(try numbers(table, "n") == (0..<rows).map { Double($0) })
    #expect(try texts(table, "t") == (0..<rows).map { "t \($0 % 7)\"\r\n" })
    #expect(table.line(ofRow: rows - 1) == 2 * rows)
    let long = String(repeating: "long ", count: 200_000)
    #expect(try texts(try self.table("a,b\n1,\"\(long)\"\n2,c\n"), "b") == [long, "c"])
  }

  @Test func selections() throws {
    let table = try table("a,t,b\n1,x,2\n3,y,4\n\n5,x,6\n")
    let rows = try table.selecting(rows: [2, 0])
    #expect(try numbers(rows, "a") == [5, 1] && numbers(rows, "b") == [6, 2] && texts(rows, "t") == ["x", "x"])
    #expect(rows.line(ofRow: 0) == 5 && rows.line(ofRow: 1) == 2)
    let columns = try table.selecting(columns: ["b", "t"])
    #expect(columns.columnNames == ["b", "t"])
    #expect(try numbers(columns, "b") == [2, 4, 6] && texts(columns, "t") == ["x", "y", "x"])
    #expect(try table.dropping(columns: ["t", "a"]).columnNames == ["b"])
    #expect(throws: DataError(at: FilePlace(file: "t.csv"), found: "no column “z”", expected: "one of “a”, “t”, “b”")) {
      try table.dropping(columns: ["z"])
    }
    #expect(throws: DataError.self) { try table.selecting(rows: [3]) }
    #expect(throws: DataError.self) { try table.selecting(rows: []) }
    #expect(throws: DataError.self) { try table.selecting(columns: ["a", "a"]) }
  }

  @Test func plainArrays() throws {
    let table = try Table(columns: [
      .numbers("a", [1, .nan]), .texts("t", ["x", nil]), .numbers("b", [3, 4]),
    ])
    #expect(try numbers(table, "a") == [1, nil] && numbers(table, "b") == [3, 4] && texts(table, "t") == ["x", nil])
    #expect(table.line(ofRow: 0) == nil)
    #expect(throws: DataError.self) { try Table(columns: []) }
    #expect(throws: DataError.self) { try Table(columns: [.numbers("a", [1]), .numbers("a", [2])]) }
    #expect(throws: DataError.self) { try Table(columns: [.numbers("a", [1]), .texts("b", ["x", "y"])]) }
    #expect(throws: DataError.self) { try Table(columns: [.numbers("a", [1, .infinity])]) }
  }
}
