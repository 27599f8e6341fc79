import FeedForward
@testable import FeedForwardData
import Testing

/// Pairs of texts as one input, and rare texts as one group.
@Suite struct CategoryEncodingTests {
  private func fitted(
    _ texts: [String?], rows: [Int]? = nil, _ set: (inout Preprocessing) -> Void
  ) throws -> (pipeline: Pipeline, leftOut: [LeftOutColumn]) {
    var preprocessing = Preprocessing()
    set(&preprocessing)
    let table = try table(["c": texts, "x": texts.indices.map { "\($0)" }])
    return try Pipeline.fitted(to: table, rows: rows, target: nil, ignoring: ["x"], preprocessing)
  }

  private func inputs(_ pipeline: Pipeline, _ texts: [String?]) throws -> [[Double]] {
    let found = try pipeline.inputs(of: table(["c": texts]), as: Double.self)
    return (0..<found.rows).map { Array(found.row($0)) }
  }

  @Test func pairsAreSigned() throws {
    let (pipeline, _) = try fitted(["no", "yes", nil, "yes", "no", "yes"]) {
      ($0.signsPairs, $0.unknown) = (true, .ignore)
    }
    #expect(pipeline.inputNames == ["c = no, not yes", "c is missing"])
    #expect(try inputs(pipeline, ["no", "yes", nil, "perhaps"]) == [[1, 0], [-1, 0], [-1, 1], [0, 0]])
    #expect(try fitted(["a", "b", "c", "a", "b", "c"]) { $0.signsPairs = true }.pipeline.width == 3)
    #expect(try fitted(["a", "b", "a", "b"]) { $0.signsPairs = false }.pipeline.width == 2)
    let refusing = try fitted(["a", "b", "a", "b"]) { ($0.unknown, $0.missing) = (.refuse, .refuse) }.pipeline
    #expect(throws: DataError.self) { try inputs(refusing, ["c"]) }
    #expect(throws: DataError.self) { try inputs(refusing, ["a", nil]) }
  }

  /// 6 a, 5 b, 5 c, 4 d, one e.
  private static let texts = Array("abcabcabcabcabcadddde").map { Optional(String($0)) }

  @Test func rareTextsAreOneGroup() throws {
    let pipeline = try fitted(Self.texts + [nil]) { ($0.mostCategories, $0.leastOfCategory) = (2, 5) }.pipeline
    // b and c are equally frequent, and b is first.
    #expect(pipeline.inputNames == ["c = a", "c = b", "c = other", "c is missing"])
    #expect(
      try inputs(pipeline, ["b", "c", "e", "unheard of", nil])
        == [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1]])
    let rare = try fitted(Self.texts) { ($0.mostCategories, $0.leastOfCategory) = (100, 4) }.pipeline
    #expect(rare.inputNames == ["c = a", "c = b", "c = c", "c = d", "c = other"])
    // Two categories and the others are no pair.
    let three = try fitted(Self.texts) { ($0.mostCategories, $0.signsPairs) = (2, true) }.pipeline
    #expect(three.width == 3)
  }

  /// Where training has no text to group, new ones are zeros: an input that was always 0 has learned nothing.
  @Test func nothingToGroup() throws {
    let pipeline = try fitted(["a", "b", "a", "b"]) { ($0.mostCategories, $0.signsPairs) = (5, false) }.pipeline
    #expect(pipeline.inputNames == ["c = a", "c = b"])
    #expect(try inputs(pipeline, ["c"]) == [[0, 0]])
  }

  @Test func columnsOfManyTexts() throws {
    let many = (0..<600).map { Optional("t\($0 < 300 ? $0 : $0 % 3)") }
    #expect(try fitted(many + many) { $0.mostCategories = 3 }.pipeline.inputNames.last == "c = other")
    // A text for more than half of the rows is a name, whatever is grouped.
    let names = (0..<20).map { Optional("n\(max(0, $0 - 8))") }
    let error = #expect(throws: DataError.self) { try fitted(names) { $0.mostCategories = 3 } }
    #expect(error.map { "\($0)".contains("it has 12 different texts in 20 rows") } ?? false)
    // Where all texts are rare, the most frequent ones stay.
    let rare = try fitted(Self.texts) { ($0.mostCategories, $0.leastOfCategory) = (3, 7) }.pipeline
    #expect(rare.inputNames == ["c = a", "c = b", "c = c", "c = other"])
  }

  @Test func textsInAnOrder() throws {
    let sizes: [String?] = ["S", "L", "M", nil, "M", "XL"]
    let set: (inout Preprocessing) -> Void = {
      $0.ordinal = [.init(name: "c", categories: ["S", "M", "L", "XL", "XXL"])]
    }
    let pipeline = try fitted(sizes, set).pipeline
    #expect(pipeline.inputNames == ["c from S to XXL", "c is missing"])
    #expect(
      try inputs(pipeline, ["S", "M", "L", "XL", "XXL", nil, "huge"])
        == [[1, 0], [0.5, 0], [0, 0], [-0.5, 0], [-1, 0], [0.5, 1], [0, 0]])
    let error = #expect(throws: DataError.self) {
      try fitted(sizes) { $0.ordinal = [.init(name: "c", categories: ["S", "M", "L"])] }
    }
    #expect(error.map { "\($0)".contains("“XL”, expected one of “S”, “M”, “L”") } ?? false)
    #expect(throws: FeedForwardError.self) {
      try fitted(sizes) { $0.ordinal = [.init(name: "c", categories: ["S", "S"])] }
    }
  }

  /// Which texts are categories is learned from training rows; rows of rare texts may be held.
  @Test func heldRows() throws {
    let rows = Array(0..<Self.texts.count)
    let held = try fitted(Self.texts + ["b", "b", "b"], rows: rows) { $0.mostCategories = 1 }.pipeline
    #expect(try held == fitted(Self.texts) { $0.mostCategories = 1 }.pipeline)
    let many = (0..<300).map { Optional("t\($0 < 140 ? $0 : $0 % 2)") }
    let table = try table(["c": many])
    var preprocessing = Preprocessing()
    preprocessing.mostCategories = 4
    let split = try table.split(fraction: 0.3, target: nil, preprocessing, seed: 1)
    #expect(split.held.count == 90 && split.held.contains { (2..<140).contains($0) })
  }
}
