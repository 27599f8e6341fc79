import FeedForward
@testable import FeedForwardData
import Foundation
import Testing

@Suite struct TableDescriptionTests {
  @Test func numbersAreDescribed() throws {
    let table = try Table(columns: [
      .numbers("x", [4, 1, .nan, 2, 2, 3.5]), .numbers("none", Array(repeating: .nan, count: 6)),
    ])
    let columns = try TableDescription(of: table).columns
    let figures = try #require(columns[0].numbers)
    #expect(columns[0].missing == 1 && columns[0].distinct == 4 && columns[0].count == 5)
    #expect(figures.least == 1 && figures.lowerQuartile == 2 && figures.median == 2 && figures.most == 4)
    #expect(figures.upperQuartile == 3.5 && figures.mean == 2.5)
    // Squares of −1.5, −0.5, −0.5, 1 and 1.5.
    #expect(abs(figures.deviation - (6.0 / 5).squareRoot()) < 1e-15)
    #expect(figures.histogram.counts.count == 16 && figures.histogram.counts.reduce(0, +) == 5)
    #expect(columns[1].numbers == nil && columns[1].missing == 6 && columns[1].distinct == 0)
    #expect(columns[1].use == "left out: it has no value in the training rows" && columns[1].role == .leftOut)
  }

  @Test(arguments: [(2, 2), (8, 8), (9, 9), (16, 16), (17, 6), (24, 8), (25, 13), (100, 8), (139, 16)])
  func binsOfWholeNumbersHoldEquallyMany(different: Int, bins: Int) throws {
    let numbers = (0..<different).map { Double($0 - 5) }
    let histogram = NumberFigures.Histogram(of: numbers)
    #expect(histogram.counts.count == bins && histogram.start == -5 && histogram.width == histogram.width.rounded())
    #expect(Set(histogram.counts.dropLast()).count <= 1 && histogram.counts.reduce(0, +) == different)
    #expect(histogram.bars.count <= 8 && histogram.bars.reduce(0, +) == different)
  }

  @Test func numbersAtTheEndsOfWhatThereIsAreCounted() throws {
    for numbers in [
      [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude], [0, .leastNonzeroMagnitude], [1e300, 1e300],
      [0, 0x1p60], [1, 1.0.nextUp], [-0.0, 0],
    ] {
      let histogram = NumberFigures.Histogram(of: numbers)
      #expect(histogram.counts.reduce(0, +) == 2 && (1...16).contains(histogram.counts.count), "\(numbers)")
      let table = try Table(columns: [.numbers("x", numbers)])
      #expect(try TableDescription(of: table).columns[0].missing == 0)
    }
  }

  @Test func textsAreCounted() throws {
    let texts = (0..<60).map { i -> String? in i % 10 == 9 ? nil : i % 3 == 0 ? "a" : "t\(i % 13)" }
    let table = try Table(columns: [.texts("t", texts), .texts("id", (0..<60).map { "row \($0)" })])
    let columns = try TableDescription(of: table).columns
    #expect(columns[0].missing == 6 && columns[0].distinct == 14 && columns[0].texts.count == 10)
    #expect(columns[0].texts[0] == .init(text: "a", count: 18))
    #expect(zip(columns[0].texts, columns[0].texts.dropFirst()).allSatisfy { $0.count >= $1.count })
    #expect(columns[0].use.hasPrefix("text, 15 inputs: one for each of 14 texts and whether it is missing"))
    #expect(columns[1].use == "left out: it has 60 different texts in 60 rows" && columns[1].inputs == 0)
  }

  @Test func usesAreThoseOfThePipeline() throws {
    let table = try EmbeddedDataset.iris.table()
    let description = try TableDescription(of: table, targets: ["species"])
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "species", .tabular)
    #expect(description.inputs == pipeline.width)
    #expect(description.columns[0].use == "number, 17 inputs: its value and 16 bins")
    #expect(
      description.columns[4].use == "the target: 3 classes, “setosa”, “versicolor” and “virginica”"
        && description.columns[4].role == .target)
    #expect(throws: DataError.self) { try TableDescription(of: table, targets: ["colour"]) }
  }

  @Test func whatCannotBeAnInputSaysWhy() throws {
    let table = try Table(columns: [
      .numbers("x", [1, 2, 3, 4]), .numbers("huge", [1e200, -1e200, 3, 4]), .texts("t", ["a", "b", "a", "b"]),
      .texts("one", ["a", "a", "a", "a"]),
    ])
    let columns = try TableDescription(of: table, targets: ["one"]).columns
    #expect(columns[0].role == .input && columns[0].inputs > 0 && columns[2].inputs == 1)
    #expect(columns[1].use.hasPrefix("left out: it cannot be an input: ") && columns[1].use.contains("1e150"))
    #expect(columns[3].role == .target && columns[3].use.hasPrefix("the target, but "))
    #expect(!columns[3].use.hasSuffix("."))
  }

  @Test func itIsWrittenAsJSON() throws {
    let table = try Table(columns: [.numbers("x", [1, 2, 3, 4]), .texts("t", ["a", "b", "a", nil])])
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(try TableDescription(of: table)))
    let columns = try #require((json as? [String: Any])?["columns"] as? [[String: Any]])
    #expect(columns[0]["kind"] as? String == "number" && columns[1]["missing"] as? Int == 1)
    #expect((columns[0]["numbers"] as? [String: Any])?["median"] as? Double == 2.5)
    #expect((columns[1]["texts"] as? [[String: Any]])?.count == 2 && columns[1]["numbers"] == nil)
  }

  @Test func datesAreWrittenAsDates() throws {
    let days: [String?] = (0..<30).map { $0 == 4 ? nil : "2024-02-\($0 < 9 ? "0" : "")\(min($0 + 1, 29))" }
    let table = try Table(columns: [.dates("day", days)])
    let description = try TableDescription(of: table)
    #expect(description.columns[0].use.hasPrefix("date, \(description.inputs) inputs: its value"))
    #expect(description.columns[0].missing == 1 && description.columns[0].distinct == 28)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(description.columns[0])) as? [String: Any]
    let dates = try #require(json?["dates"] as? [String: Any])
    #expect(dates["least"] as? String == "2024-02-01" && dates["most"] as? String == "2024-02-29")
    #expect(json?["numbers"] == nil)
    // Days that go up are no identifiers.
    let (pipeline, _) = try Pipeline.fitted(to: table, target: nil)
    #expect(DataReview.notes(table: table, pipeline: pipeline).isEmpty)
  }

  @Test(arguments: [
    (0.0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (11_017, "2000-03-01"), (19_782, "2024-02-29"),
    (-25_508, "1900-03-01"), (-25_509, "1900-02-28"), (2_932_896, "9999-12-31"), (0.75, "1970-01-01 18:00"),
    (-719_468, "0000-03-01"),
  ])
  func daysAreDates(days: Double, text: String) { #expect(CivilDate.text(ofDays: days) == text) }
}
