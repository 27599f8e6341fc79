import FeedForward
import FeedForwardData
import Testing

/// Classes are what the file says, whatever the network computes in.
@Suite struct ClassNameTests {
  private func read(_ labels: [String], _ kinds: ColumnKinds = [:]) throws -> Table {
    var options = TableOptions()
    options.kinds = kinds
    let lines = labels.enumerated().map { "\($0 % 7),\($1)\n" }.joined()
    return try Table(csv: Array(("a,y\n" + lines).utf8), named: "t", options: options)
  }

  private func classes(_ labels: [String]) throws -> [String] {
    var preprocessing = Preprocessing()
    preprocessing.task = .classification
    return try Pipeline.fitted(to: try read(labels), target: "y", preprocessing).pipeline.classNames
  }

  @Test(arguments: [
    // Neighbours that a Float takes for one.
    ["123456789", "987654321"], ["100000001", "100000002"], ["16777216", "16777217"], ["-2147483649", "2147483649"],
    ["1700000000123", "1700000000124"],
    // Up to 2⁵³ a whole number is a Double; beyond, a text.
    ["9007199254740991", "9007199254740992"], ["9007199254740992", "9007199254740993"],
    ["18446744073709551615", "18446744073709551616"], ["-9007199254740993", "-9007199254740992"],
    // Codes.
    ["007", "7"], ["00", "0"], ["01067", "01069", "1067"], ["-01", "-1"],
    // Decimals as they are written.
    ["1.0", "2.0"], ["0.10", "0.25"], ["0.1", "0.2", "0.3"], ["1.5", "2"], ["5.0", "5.5"],
    // Texts.
    ["no", "yes"], ["1.1", "1.10", "1.10.2"], ["bar", "cafe\u{301}", "caf\u{E9}"], ["a ", "a"].map { $0 + "x" },
    ["\u{212B}", "\u{C5}"].sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) },
  ])
  func classesAreTheTextsOfTheFile(labels: [String]) throws {
    let found = try classes((0..<60).map { labels[$0 % labels.count] })
    let bytes = { (texts: [String]) in Set(texts.map { Array($0.utf8) }) }
    #expect(bytes(found) == bytes(labels), "\(found)")
    #expect(found.count == labels.count)
  }

  @Test func equalNumbersAreOneClass() throws {
    #expect(try classes(["1", "1.0", "2", "2.00", "+1", "2e0"]) == ["1", "2"])
    // Every row is found again, however it is written.
    let training = try read(["1", "2", "1", "2"])
    var preprocessing = Preprocessing()
    preprocessing.task = .classification
    let (pipeline, _) = try Pipeline.fitted(to: training, target: "y", preprocessing)
    for kinds in [[:], pipeline.kinds] as [ColumnKinds] {
      let other = try read(["1.0", "2.000", "2", "01"].dropLast() + ["1e0"], kinds)
      #expect(try pipeline.targets(of: other, as: Float.self) == .classes([0, 1, 1, 0]))
    }
  }

  /// The model's contract says what a column holds, not the file at hand.
  @Test func aTextAmongNumbersIsAClassOfTheModel() throws {
    let (pipeline, _) = try Pipeline.fitted(to: try read((0..<40).map { $0 % 2 == 0 ? "1" : "x" }), target: "y")
    let other = try read(Array(repeating: "1", count: 30) + ["x"], pipeline.kinds)
    #expect(try pipeline.targets(of: other, as: Float.self) == .classes(Array(repeating: 0, count: 30) + [1]))
  }

  /// Whole numbers beyond 2⁵³ are texts as classes, and numbers still as inputs and as values to predict.
  @Test func longWholeNumbersAreNumbersToo() throws {
    let table = try read((0..<50).map { "\(1_700_000_000_000_000_000 + $0 * 1_000_003)" })
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    #expect(pipeline.target?.task == .regression)
    let (inputs, leftOut) = try Pipeline.fitted(to: table, target: nil)
    #expect(inputs.width == 2 && leftOut.isEmpty)
    let written = try Table(csv: table.csv(), named: "again")
    #expect(written.csv() == table.csv())
  }

  /// One guess, on all rows: not on those that happen to be training rows.
  @Test func theTaskIsGuessedOnce() throws {
    // 20 classes in 400 rows are classes; in the 300 rows of a training part they would be too many.
    let table = try read((0..<400).map { "\($0 % 20)" })
    let (all, _) = try Pipeline.fitted(to: table, target: "y")
    let (part, _) = try Pipeline.fitted(to: table, rows: Array(0..<300), target: "y")
    #expect(all.target?.task == .classification && part.target?.task == .classification)
  }

  @Test func columnsAreNamedByCodePoints() throws {
    let table = try Table(csv: Array("caf\u{E9},cafe\u{301}\n1,2\n3,5\n".utf8), named: "t")
    #expect(table.numbers(of: try table.column(named: "caf\u{E9}")) == [1, 3])
    #expect(table.numbers(of: try table.column(named: "cafe\u{301}")) == [2, 5])
    #expect(
      try table.dropping(columns: ["cafe\u{301}"]).columnNames.map { Array($0.utf8) } == [Array("caf\u{E9}".utf8)])
    #expect(throws: DataError.self) { try table.column(named: "cafe") }
  }

  /// A column that nobody asks for is no reason to refuse a table.
  @Test func mistakesElsewhereDoNotMatter() throws {
    let lines = (0..<200).map { "\($0 == 7 ? "X" : "\($0 % 22)"),\($0),1e\($0 == 9 ? "999" : "1")\n" }.joined()
    var options = TableOptions()
    #expect(throws: DataError.self) { try Table(csv: Array(("chr,a,b\n" + lines).utf8), named: "t", options: options) }
    options.needed = .only(["a"])
    let table = try Table(csv: Array(("chr,a,b\n" + lines).utf8), named: "t", options: options)
    #expect(table.columns.map(\.kind) == [.text, .number, .text])
  }
}
