import FeedForwardData
import Testing

/// Numbers as people write them: decimal commas, marks between thousands, percent, currency, parentheses.
@Suite struct SpelledNumberTests {
  private func column(
    _ fields: [String], delimiter: String = ";", _ change: (inout TableOptions) -> Void = { _ in }
  ) throws -> ReadTable {
    try ReadTable((["a\(delimiter)b"] + fields.map { "\($0)\(delimiter)t" }).joined(separator: "\n") + "\n", change)
  }

  struct Spelling: Sendable, CustomTestStringConvertible {
    let fields: [String]
    let numbers: [Double?]
    var testDescription: String { fields.joined(separator: " ") }
  }

  @Test(arguments: [
    Spelling(fields: ["0,26", "-1,10", "3"], numbers: [0.26, -1.1, 3]),
    Spelling(fields: ["1.234,5", "12", ""], numbers: [1234.5, 12, nil]),
    Spelling(fields: ["1.234.567", "12"], numbers: [1_234_567, 12]),
    Spelling(fields: ["1,234.5", "12"], numbers: [1234.5, 12]),
    Spelling(fields: ["1,234,567", "12,345"], numbers: [1_234_567, 12345]),
    Spelling(fields: ["1 234,5", "1 234 567"], numbers: [1234.5, 1_234_567]),
    Spelling(fields: ["1\u{A0}234", "1\u{202F}234"], numbers: [1234, 1234]),
    Spelling(fields: ["1'234.50", "2’345.25"], numbers: [1234.5, 2345.25]),
    Spelling(fields: ["12,34,567.5", "1"], numbers: [1_234_567.5, 1]),
    Spelling(fields: ["45 %", "7%", "-3,5 %"], numbers: [45, 7, -3.5]),
    Spelling(fields: ["$1,234.50", "$-7", "-$8"], numbers: [1234.5, -7, -8]),
    Spelling(fields: ["1.234,50 €", "7,00 €"], numbers: [1234.5, 7]),
    Spelling(fields: ["USD 5", "USD 1,000.5"], numbers: [5, 1000.5]),
    Spelling(fields: ["(7.50)", "8", "(1,000)"], numbers: [-7.5, 8, -1000]),
    Spelling(fields: ["−3", "\u{2212}4.5", "5"], numbers: [-3, -4.5, 5]),
    Spelling(fields: ["1,5e3", "2,5E-1"], numbers: [1500, 0.25]),
    Spelling(fields: ["0,123", "0,456"], numbers: [0.123, 0.456]),
  ]) func numbers(_ spelling: Spelling) throws {
    let read = try column(spelling.fields)
    #expect(try read.kind("a") == .number, "\(read.table.notes)")
    #expect(try read.numbers("a") == spelling.numbers)
    #expect(read.notes("“a”", "read as numbers"))
  }

  @Test(arguments: [
    ["1.2.3", "4.5.6"], ["0x1A", "0x1B"], ["192.168.1.1", "10.0.0.1"], ["1,23", "4,5,6"], ["12 kg", "13 kg"],
    ["½", "¼"],
    ["--1", "--2"], ["1_000", "2_000"], ["007,5", "008,5"], ["$5", "€5", "£6"], ["(5", "6)"], ["5,", "6,"],
    ["1 23", "4 56"],
  ]) func texts(_ fields: [String]) throws {
    #expect(try column(fields).kind("a") == .text)
  }

  @Test func theWholeColumnAndTheFileDecide() throws {
    // One field alone may be either; the others of the column tell.
    #expect(try column(["1,234", "5,5"]).numbers("a") == [1.234, 5.5])
    #expect(try column(["1,234", "5.5"]).numbers("a") == [1234, 5.5])
    // A semicolon is there because the comma has another use, unless numbers with a point say that it has none.
    #expect(try column(["1,234", "2,345"]).numbers("a") == [1.234, 2.345])
    let points = try ReadTable("a;b\n1,234;0.5\n2,345;1.5\n")
    #expect(try points.numbers("a") == [1234, 2345])
    #expect(try column(["\"1,234\"", "\"2,345\""], delimiter: ",").numbers("a") == [1234, 2345])
    #expect(
      try column(["\"1,234\"", "\"2,345\""], delimiter: ",") { $0.decimalMark = .comma }.numbers("a") == [1.234, 2.345])
    #expect(try column(["1,234", "2,345"]) { $0.decimalMark = .point }.numbers("a") == [1234, 2345])
    // Where another column has decimal commas, points of three digits stand between thousands.
    let mixed = try ReadTable("a;b\n1.234;0,5\n2.345;1,5\n")
    #expect(try mixed.numbers("a") == [1234, 2345] && mixed.numbers("b") == [0.5, 1.5])
    #expect(mixed.notes("“a”", "thousands", "--decimal"))
    #expect(try ReadTable("a;b\n1.25;0,5\n2.345;1,5\n").numbers("a") == [1.25, 2.345])
  }

  @Test func semicolonsThatFitAreNotCutAtCommas() throws {
    let read = try ReadTable("0,26;-1,10\n1,5;2,25\n3,5;4,5\n")
    #expect(try read.numbers("x1") == [0.26, 1.5, 3.5] && read.numbers("x2") == [-1.1, 2.25, 4.5])
  }

  /// Each number is rounded once, as the compiler rounds the same digits.
  @Test func numbersAreRoundedOnce() throws {
    let read = try column(["0,1", "123.456.789,123456789", "9.007.199.254.740.993,0"])
    #expect(try read.numbers("a") == [0.1, 123_456_789.123456789, 9_007_199_254_740_993.0])
  }

  @Test func percentSignsStandInAllOrInNone() throws {
    let read = try column((0..<20).map { "\($0 + 1)%" } + ["0.5"]) { $0.mistakes = .missing }
    #expect(try read.numbers("a").last == .some(nil) && read.notes("“a”", "1 of 21", "“0.5”", "line 22"))
    #expect(throws: DataError.self) { try column((0..<20).map { "\($0 + 1)%" } + ["0.5"]) }
  }

  @Test func mistakes() throws {
    let fields = (0..<30).map { "\($0)" } + ["unknown", "12O", "unknown"]
    let error = #expect(throws: DataError.self) { try column(fields) }
    #expect("\(try #require(error))".hasPrefix("t.csv:32:1: found “unknown”, expected a number in column “a” (--text"))
    let read = try column(fields) { $0.mistakes = .missing }
    #expect(try read.kind("a") == .number && read.numbers("a").suffix(3) == [nil, nil, nil])
    #expect(read.notes("“a”", "3 of 33", "“unknown”", "“12O”", "line 32", "--text", "--missing-values"))
    // Never where it is to be exact, and never without a word where they are many.
    #expect(throws: DataError.self) {
      try column(fields) {
        $0.mistakes = .missing
        $0.exact = ["a"]
      }
    }
    let many = try column((0..<30).map { "\($0)" } + (0..<10).map { "T\($0)" }) { $0.mistakes = .missing }
    #expect(try many.kind("a") == .text)
    #expect(many.notes("“a”", "30 numbers", "10 others", "line 32", "“T0”", "--number"))
    let codes = try column(["01", "12", "07"])
    #expect(try codes.kind("a") == .text && codes.notes("“a”", "zero", "“01”", "--number"))
    // What nobody asks for is read without a word.
    let left = try column(fields) { $0.needed = .except(["a"]) }
    #expect(try left.kind("a") == .text && left.table.notes.isEmpty)
  }

  /// However many others come first, the whole column decides.
  @Test func manyMarksBeforeNumbers() throws {
    let read = try column(Array(repeating: "-", count: 1500) + Array(repeating: "1,234.5", count: 4000)) {
      $0.mistakes = .missing
    }
    #expect(try read.kind("a") == .number && read.numbers("a").last == 1234.5)
  }

  @Test func infinitiesAreMissingWhereMistakesAre() throws {
    let read = try column(["1", "2", "inf", "3", "1e999"]) { $0.mistakes = .missing }
    #expect(try read.numbers("a") == [1, 2, nil, 3, nil])
    #expect(read.notes("“a”", "2 of 5", "“inf”"))
  }
}
