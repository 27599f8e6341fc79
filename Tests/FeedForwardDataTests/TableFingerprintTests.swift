import FeedForward
@testable import FeedForwardData
import Testing

@Suite struct TableFingerprintTests {
  private static func x(_ row: Int) -> Double { row % 7 == 0 ? .nan : Double(row % 9) / 4 }
  private static func text(_ row: Int) -> String? { row % 11 == 0 ? nil : "t\(row % 4)" }

  private static let columns: [NewColumn] = [
    .numbers("x", (0..<50).map(x)), .texts("t", (0..<50).map(text)),
    .texts("class", (0..<50).map { $0 % 3 == 0 ? "1" : "2" }),
  ]

  private func fitted() throws -> (table: Table, pipeline: Pipeline) {
    let table = try Table(columns: Self.columns)
    return (table, try Pipeline.fitted(to: table, target: "class", .tabular).pipeline)
  }

  @Test func theOrderOfRowsAndColumnsDoesNotCount() throws {
    let (table, pipeline) = try fitted()
    let print = try TableFingerprint(of: table, for: pipeline)
    let shuffled = try table.selecting(rows: (0..<50).map { $0 * 17 % 50 })
    #expect(try TableFingerprint(of: shuffled, for: pipeline) == print)
    let turned = try Table(columns: [.numbers("more", Array(repeating: 1, count: 50))] + Self.columns.reversed())
    #expect(try TableFingerprint(of: turned, for: pipeline) == print)
    let (odd, even) = (Array(stride(from: 1, to: 50, by: 2)), Array(stride(from: 0, to: 50, by: 2)))
    let parts = [
      try TableFingerprint(of: table, rows: odd, for: pipeline),
      try TableFingerprint(of: table, rows: even, for: pipeline),
    ]
    #expect(parts[0] + parts[1] == print)
    #expect(try TableFingerprint(of: table, rows: odd, for: pipeline) != print)
  }

  @Test func everyValueCounts() throws {
    let (table, pipeline) = try fitted()
    let print = try TableFingerprint(of: table, for: pipeline)
    var (x, texts) = ((0..<50).map(Self.x), (0..<50).map(Self.text))
    (x[7], texts[11]) = (0, "")
    let others: [(Int, NewColumn)] = [
      (0, .numbers("x", x)), (1, .texts("t", texts)),
      (2, .texts("class", (0..<50).map { $0 % 3 == 0 || $0 == 1 ? "1" : "2" })),
    ]
    for (place, column) in others {
      var columns = Self.columns
      columns[place] = column
      #expect(try TableFingerprint(of: try Table(columns: columns), for: pipeline) != print, "\(place)")
    }
    // Values that change rows within a column make other rows.
    var columns = Self.columns
    columns[1] = .texts("t", (0..<50).map { $0 % 11 == 0 ? nil : Self.text(($0 + 1) % 50) })
    #expect(try TableFingerprint(of: try Table(columns: columns), for: pipeline) != print)
  }

  @Test func classesMayBeReadAsNumbers() throws {
    let (table, pipeline) = try fitted()
    var columns = Self.columns
    columns[2] = .numbers("class", (0..<50).map { (row: Int) -> Double in row % 3 == 0 ? 1 : 2 })
    let x = (0..<50).map { (row: Int) -> Double in Self.x(row) == 0 ? -0.0 : Self.x(row) }
    columns[0] = .numbers("x", x)
    let other = try TableFingerprint(of: try Table(columns: columns), for: pipeline)
    #expect(try TableFingerprint(of: table, for: pipeline) == other)
  }

  @Test func itIsReadFromWhatItWrites() throws {
    let (table, pipeline) = try fitted()
    let print = try TableFingerprint(of: table, for: pipeline)
    #expect(TableFingerprint(print.description) == print && print.description.hasPrefix("50 rows "))
    // The same on every machine: as a few lines of Python, written from the formulas, have it.
    #expect(print.description == "50 rows 5130a470cea78326")
    for text in [
      "", "50", "50 rows", "50 rows 1", "x rows 0123456789abcdef", "-1 rows 0123456789abcdef",
      "1 rows +123456789abcdef",
    ] {
      #expect(TableFingerprint(text) == nil, "\(text)")
    }
    #expect(DataReview.testRowsNote(judged: print, training: print)?.hasPrefix("These are the 50 rows") == true)
    let other = try TableFingerprint(of: table, rows: [1], for: pipeline)
    #expect(DataReview.testRowsNote(judged: other, training: print) == nil)
    #expect(throws: DataError.self) {
      try TableFingerprint(of: try Table(columns: Array(Self.columns.prefix(2))), for: pipeline)
    }
  }

  @Test func rowsOfTheTrainingAreCounted() throws {
    let x = (0..<60).map { (row: Int) -> Double in Double(row * row % 61) + Double(row) / 64 }
    let table = try Table(columns: [.numbers("x", x), .numbers("y", x.map { $0 * $0 })])
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    let note = try DataReview.testRowsNote(
      judged: table, rows: Array(20..<50), training: table, trainingRows: Array(0..<40), pipeline: pipeline)
    #expect(note?.hasPrefix("20 of 30 rows to judge by are rows that the model is trained on") == true)
    #expect(
      try DataReview.testRowsNote(
        judged: table, rows: Array(40..<60), training: table, trainingRows: Array(0..<40), pipeline: pipeline) == nil)
    // Few values make rows that are equal by chance.
    let coins = try Table(columns: [
      .numbers("x", (0..<60).map { Double($0 % 2) }), .numbers("y", (0..<60).map { Double($0 % 3) }),
    ])
    let (other, _) = try Pipeline.fitted(to: coins, target: "y")
    #expect(
      try DataReview.testRowsNote(
        judged: coins, rows: Array(40..<60), training: coins, trainingRows: Array(0..<40), pipeline: other) == nil)
  }
}
