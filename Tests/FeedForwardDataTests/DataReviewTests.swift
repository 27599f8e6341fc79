import FeedForward
@testable import FeedForwardData
import Testing

@Suite struct DataReviewTests {
  /// Rows without a pattern, each column by its own multiplier of a prime field.
  private static func noise(_ seed: Int, rows: Int = 40) -> [Double] {
    (1...rows).map { (row: Int) -> Double in
      let cube = row * row * row * (seed + 2) % 7919
      return Double(cube * (seed + 3) % 101) / 8
    }
  }

  private static func numbers(_ count: Int = 40, _ number: (Int) -> Double) -> [Double] { (0..<count).map(number) }
  private static func texts(_ count: Int = 40, _ text: (Int) -> String?) -> [String?] { (0..<count).map(text) }

  private func notes(_ columns: [NewColumn], target: String?, ofKind kind: DataReview.Finding.Kind? = nil) throws
    -> [String]
  {
    let table = try Table(columns: columns)
    let (pipeline, _) = try Pipeline.fitted(to: table, target: target, .tabular)
    return DataReview(table, pipeline: pipeline).findings.filter { $0.kind == kind ?? $0.kind }.map(\.description)
  }

  private static let classes = NewColumn.texts("class", texts { $0 % 3 == 0 ? "a" : "b" })

  // MARK: - Identifiers

  @Test(arguments: [
    numbers { Double($0 + 100) }, numbers { Double(1000 - 3 * $0) }, numbers { Double($0 * 17 % 41) },
  ])
  func wholeNumbersThatAllDifferAreAskedAbout(numbers: [Double]) throws {
    let found = try notes([.numbers("row", numbers), .numbers("x", Self.noise(1)), Self.classes], target: "class")
    #expect(
      found == [
        "Column “row” is a whole number that is different in every row: an identifier? --exclude row leaves it out."
      ])
  }

  @Test func measurementsAreNoIdentifiers() throws {
    // Far apart, so that all differ by chance; with decimals; one value twice; one missing.
    let apart = Self.numbers { Double($0 * $0 * 7919 % 1_000_003) }
    #expect(Set(apart).count == 40)
    let halves = Self.numbers { Double($0) / 2 }
    let twice = Self.numbers { Double(max(1, $0)) }
    let missing = Self.numbers { $0 == 5 ? .nan : Double($0) }
    for numbers in [apart, halves, twice, missing] {
      let found = try notes([.numbers("x", numbers), Self.classes], target: "class", ofKind: .identifier)
      #expect(found.isEmpty, "\(numbers.prefix(5))")
    }
    let named = try notes([.numbers("CustomerId", apart), Self.classes], target: "class", ofKind: .identifier)
    #expect(named.count == 1)
    for name in ["width", "ident", "Idaho", "grid"] {
      #expect(
        try notes([.numbers(name, apart), Self.classes], target: "class", ofKind: .identifier).isEmpty, "\(name)")
    }
  }

  @Test func fewRowsAreAskedNothing() throws {
    let row = (0..<19).map(Double.init)
    #expect(try notes([.numbers("row", row), .numbers("y", row.map { 2 * $0 + 0.5 })], target: "y").isEmpty)
  }

  // MARK: - Leaks

  @Test func aColumnInAnotherUnitIsFound() throws {
    let y = Self.noise(3)
    let columns: [NewColumn] = [
      .numbers("x", Self.noise(1)), .numbers("feet", y.map { 7 - 3.28 * $0 }), .numbers("y", y),
    ]
    let found = try notes(columns, target: "y")
    #expect(found == ["Column “feet” alone gives “y” almost exactly: is it known before it is?"])
    // A hundredth of noise is none of a millionth.
    let near = zip(y, Self.noise(5)).map { $0 + 0.01 * $1 }
    #expect(try notes([.numbers("near", near), .numbers("y", y)], target: "y").isEmpty)
  }

  @Test func columnsThatTogetherGiveTheTargetAreFound() throws {
    let (a, b) = (Self.noise(1), Self.noise(2))
    let y = zip(a, b).map { $0 + $1 }
    let columns: [NewColumn] = [
      .numbers("temp", Self.noise(4)), .numbers("casual", a), .numbers("hum", Self.noise(6)),
      .numbers("registered", b), .numbers("cnt", y),
    ]
    let found = try notes(columns, target: "cnt")
    #expect(
      found == ["Columns “casual” and “registered” together give “cnt” almost exactly: are they known before it is?"])
    // One of them is not enough, and neither is a product.
    #expect(try notes(Array(columns.dropFirst(2)), target: "cnt").isEmpty)
    let product = NewColumn.numbers("cnt", zip(a, b).map { $0 * $1 })
    #expect(try notes(columns.dropLast() + [product], target: "cnt").isEmpty)
  }

  @Test func missingValuesDoNotHideASum() throws {
    var a = Self.noise(1)
    let b = Self.noise(2)
    let y = zip(a, b).map { 3 * $0 - $1 }
    a[7] = .nan
    var holes = Self.noise(6)
    for i in 0..<30 { holes[i] = .nan }
    let found = try notes(
      [.numbers("holes", holes), .numbers("a", a), .numbers("b", b), .numbers("y", y)], target: "y")
    #expect(found == ["Columns “a” and “b” together give “y” almost exactly: are they known before it is?"])
  }

  @Test func aSumOfMoreColumnsThanHalfTheRowsIsNone() throws {
    // 21 columns in 40 rows could give anything.
    let columns = (0..<40).map { NewColumn.numbers("x\($0)", Self.noise($0 + 10)) }
    #expect(try notes(columns + [.numbers("y", Self.noise(3))], target: "y", ofKind: .leak).isEmpty)
  }

  @Test func valuesThatDecideTheClassAreFound() throws {
    let column = Self.classes
    guard case .texts(let texts) = column.values else { return }
    let codes = texts.enumerated().map { $1 == "a" ? "left" : $0 % 2 == 0 ? "stays" : "moved" }
    let found = try notes([.numbers("x", Self.noise(1)), .texts("status", codes), column], target: "class")
    #expect(found == ["Column “status” alone gives “class” almost exactly: is it known before it is?"])
    // Whole numbers, and one row that is not as the others.
    let numbers = texts.map { $0 == "a" ? 1.0 : 2 }
    #expect(try notes([.numbers("status", numbers), column], target: "class", ofKind: .leak).count == 1)
    var wrong = numbers
    wrong[0] = 3 - wrong[0]
    #expect(try notes([.numbers("status", wrong), column], target: "class", ofKind: .leak).isEmpty)
  }

  @Test func thresholdsThatSeparateAllClassesAreFound() throws {
    let classes = Self.texts(60) { ["low", "middle", "high"][$0 % 3] }
    let begins = [0.25, 10, 20]
    let numbers = Self.numbers(60) { begins[$0 % 3] + Double($0 * 7 % 60) / 8 }
    let target = NewColumn.texts("class", classes)
    #expect(try notes([.numbers("x", numbers), target], target: "class", ofKind: .leak).count == 1)
    // What only rows of one class have.
    let known = classes.map { $0 == "low" }
    let days = zip(numbers, known).map { $1 ? .nan : $0 }
    let died = NewColumn.texts("died", known.map { $0 ? "no" : "yes" })
    #expect(try notes([.numbers("day", days), died], target: "died", ofKind: .leak).count == 1)
    // One row across the border is enough.
    var near = numbers
    near[0] = 25
    #expect(try notes([.numbers("x", near), target], target: "class", ofKind: .leak).isEmpty)
  }

  @Test func aClassOfNearlyAllRowsIsNotGivenByAnything() throws {
    let rows = 4000
    let target = NewColumn.texts("fraud", Self.texts(rows) { $0 % 1300 == 7 ? "yes" : "no" })
    let shop = NewColumn.numbers("shop", Self.numbers(rows) { Double($0 % 10) })
    #expect(try notes([shop, target], target: "fraud", ofKind: .leak).isEmpty)
  }

  // MARK: - Columns that say nothing, or the same

  @Test func constantAndEqualColumnsAreFound() throws {
    let (x, texts) = (Self.noise(1), Self.texts { $0 % 4 == 1 ? nil : "t\($0 % 5)" })
    let found = try notes(
      [
        .numbers("one", Array(repeating: 1, count: 40)), .numbers("x", x), .texts("t", texts), .numbers("again", x),
        .texts("u", texts.reversed()), .texts("copy", texts), .texts("same", Array(repeating: "s", count: 40)),
        Self.classes,
      ], target: "class")
    #expect(
      found == [
        "Columns “one” and “same” have the same value in every row: nothing can be learned from them.",
        "Columns “x” and “again” are equal in every row: one of them would do.",
        "Columns “t” and “copy” are equal in every row: one of them would do.",
      ])
  }

  @Test func missingValuesAreCompared() throws {
    var (x, y) = (Self.noise(1), Self.noise(1))
    (x[3], y[3]) = (.nan, .nan)
    #expect(try notes([.numbers("x", x), .numbers("y", y)], target: nil, ofKind: .equal).count == 1)
    y[3] = 1
    #expect(try notes([.numbers("x", x), .numbers("y", y)], target: nil, ofKind: .equal).isEmpty)
    // A single value and a hole are two things.
    let hole = Self.numbers { $0 == 3 ? .nan : 1 }
    #expect(try notes([.numbers("x", Self.noise(2)), .numbers("hole", hole)], target: nil).isEmpty)
  }

  @Test func manyColumnsAreOneLine() throws {
    let columns = (1...9).map { NewColumn.numbers("c\($0)", Array(repeating: Double($0), count: 40)) }
    let found = try notes(columns + [.numbers("x", Self.noise(1))], target: nil)
    #expect(
      found == [
        "Columns “c1”, “c2”, “c3” and 6 more have the same value in every row: nothing can be learned from them."
      ])
    let pairs = (1...12).map { NewColumn.numbers("c\($0)", Self.noise(($0 + 1) / 2)) }
    let lines = try notes(pairs, target: nil)
    #expect(lines.count == 1 && lines[0].hasSuffix("“c1” and “c2”; “c3” and “c4”; “c5” and “c6”; and 3 more."))
  }

  @Test func rareClassesAreNamed() throws {
    let classes = Self.texts { $0 < 3 ? "c" : $0 < 7 ? "b" : "a" }
    let found = try notes([.numbers("x", Self.noise(1)), .texts("kind", classes)], target: "kind")
    #expect(
      found == [
        "2 classes of “kind” have fewer than 5 rows, too few to learn from and to judge by: “b” (4) and “c” (3)."
      ])
  }

  // MARK: - What is not to be said

  @Test(arguments: EmbeddedDataset.allCases) func cleanTablesAreAskedNothing(dataset: EmbeddedDataset) throws {
    let table = try dataset.table()
    let target = try #require(table.columnNames.last)
    let (pipeline, _) = try Pipeline.fitted(to: table, target: target, .tabular)
    let findings = DataReview(table, pipeline: pipeline).findings
    // Three pixels of the digits are never inked.
    #expect(findings.map(\.kind) == (dataset == .digits ? [.constant] : []), "\(findings)")
  }

  @Test func onlyTheRowsGivenAreLookedAt() throws {
    let x = Self.numbers(60) { $0 < 30 ? 1 : Double($0) / 4 }
    let table = try Table(columns: [.numbers("x", x), .numbers("z", Self.noise(1, rows: 60))])
    let (pipeline, _) = try Pipeline.fitted(to: table, target: nil)
    #expect(DataReview.notes(table: table, rows: Array(0..<30), pipeline: pipeline).count == 1)
    #expect(DataReview.notes(table: table, pipeline: pipeline).isEmpty)
  }

  @Test func columnsOfAnotherTableAreNoMatter() throws {
    let table = try Table(columns: [.numbers("x", Self.noise(1)), .numbers("y", Self.noise(2))])
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    let other = try Table(columns: [.texts("y", Self.texts { "t\($0 % 3)" }), .numbers("z", Self.noise(2))])
    #expect(DataReview.notes(table: other, pipeline: pipeline).isEmpty)
  }
}
