import FeedForward
@testable import FeedForwardData
import Foundation
import Testing

/// A table of columns as they are written here.
func table(
  named name: String = "table", lines: Int? = nil, _ columns: KeyValuePairs<String, [String?]>
) throws -> Table {
  var (forms, numbers, texts): ([Table.Form], [[Double]], [Table.Texts]) = ([], [], [])
  for (name, values) in columns {
    if values.allSatisfy({ $0 == nil || Double($0 ?? "") != nil }) {
      forms.append(Table.Form(name, .number))
      numbers.append(values.map { $0.flatMap { Double($0) } ?? .nan })
    } else {
      forms.append(Table.Form(name, .text))
      texts.append(Table.Texts(values))
    }
  }
  let count = columns.first?.value.count ?? 0
  return Table(
    name: name, columns: forms, count: count, numbers: PackedNumbers(numbers, count: count), texts: texts,
    places: lines.map { RowPlaces(firstLine: $0) })
}

@Suite struct PipelineTests {
  /// An input for each text, and new ones are refused.
  private static let plain: Preprocessing = {
    var preprocessing = Preprocessing()
    (preprocessing.signsPairs, preprocessing.unknown) = (false, .refuse)
    return preprocessing
  }()

  static let people: KeyValuePairs<String, [String?]> = [
    "age": ["20", "30", nil, "40"], "city": ["Oslo", "Bonn", "Oslo", nil], "income": ["1", "2", "3", "4"],
  ]

  @Test func numbersAreStandardizedAndMissingOnesMarked() throws {
    let people = try table(Self.people)
    let (pipeline, leftOut) = try Pipeline.fitted(to: people, target: "income", Self.plain)
    #expect(leftOut.isEmpty)
    #expect(pipeline.inputNames == ["age", "age is missing", "city = Bonn", "city = Oslo", "city is missing"])
    // 20, 30, 40: mean 30, variance 200/3; the missing one is the mean, 0. The most frequent city is Oslo.
    let z = 10 / (200.0 / 3).squareRoot()
    let expected = [-z, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, z, 0, 0, 1, 1]
    #expect(try pipeline.inputs(of: people, as: Double.self).elements == expected)
  }

  @Test func nothingIsLearnedFromRowsThatAreHeld() throws {
    let people = try table(["x": ["1", "3", "1000", nil], "y": ["0", "1", "5.5", "7"]])
    let (pipeline, _) = try Pipeline.fitted(to: people, rows: [0, 1], target: "y")
    #expect(try pipeline.inputs(of: people, as: Double.self).elements == [-1, 1, 998, 0])
    guard case .number(let encoding) = pipeline.inputs[0].encoding else { Issue.record("no number"); return }
    #expect(encoding.range == 1...3 && !encoding.hasIndicator && encoding.fill == 2)
  }

  @Test(arguments: [
    (Preprocessing.Scaling.minMax, [0, 0.25, 0.5, 1]), (.robust, [-1.5, -0.5, 0.5, 2.5]), (.none, [1, 2, 3, 5]),
  ])
  func scalingsAreAsTheySay(scaling: Preprocessing.Scaling, expected: [Double]) throws {
    let numbers = try table(["x": ["1", "2", "3", "5"]])
    var preprocessing = Preprocessing()
    preprocessing.scaling = scaling
    let (pipeline, _) = try Pipeline.fitted(to: numbers, target: nil, preprocessing)
    // Quartiles of 1, 2, 3, 5: 1.75 and 3.5; the median is 2.5.
    let robust = expected.map { scaling == .robust ? $0 / 1.75 : $0 }
    #expect(try pipeline.inputs(of: numbers, as: Double.self).elements == robust)
  }

  @Test(arguments: [(Preprocessing.MissingValues.mean, 4.0), (.median, 3), (.mostFrequent, 1)])
  func missingNumbersAreFilled(by missing: Preprocessing.MissingValues, expected: Double) throws {
    let numbers = try table(["x": ["1", "1", "3", "5", "10", nil]])
    var preprocessing = Preprocessing()
    (preprocessing.missing, preprocessing.scaling) = (missing, .none)
    let (pipeline, _) = try Pipeline.fitted(to: numbers, target: nil, preprocessing)
    #expect(try pipeline.inputs(of: numbers, as: Double.self).elements.suffix(2) == [expected, 1])
  }

  @Test func missingValuesAreRefusedByPlaceIfAskedTo() throws {
    var preprocessing = Preprocessing()
    preprocessing.missing = .refuse
    let numbers = try table(named: "a.csv", lines: 2, ["x": ["1", nil, "3"]])
    #expect(
      throws: DataError(
        at: FilePlace(file: "a.csv", line: 3, column: 1), found: "a missing value", expected: "a number in column “x”")
    ) {
      try Pipeline.fitted(to: numbers, target: nil, preprocessing)
    }
    let complete = try table(["x": ["1", "3"]])
    let (pipeline, _) = try Pipeline.fitted(to: complete, target: nil, preprocessing)
    #expect(throws: DataError.self) { try pipeline.inputs(of: numbers, as: Double.self) }
  }

  @Test func columnsAreFoundByNameAndCheckedByType() throws {
    let (pipeline, _) = try Pipeline.fitted(to: try table(Self.people), target: "income", Self.plain)
    let other = try table(named: "new.csv", lines: 2, ["more": ["1"], "city": ["Oslo"], "age": ["30"]])
    #expect(try pipeline.inputs(of: other, as: Double.self).elements == [0, 0, 0, 1, 0])
    let wrong = { (columns: KeyValuePairs<String, [String?]>, text: String) in
      let table = try table(named: "new.csv", lines: 2, columns)
      let error = #expect(throws: DataError.self) { try pipeline.inputs(of: table, as: Double.self) }
      #expect(error.map { "\($0)" } == text)
    }
    try wrong(["age": ["30"]], "new.csv: found no column “city”, expected one of “age”.")
    try wrong(
      ["age": ["1", "old"], "city": ["Oslo", "Oslo"]],
      "new.csv:3:1: found “old”, expected a number in column “age”.")
    try wrong(
      ["age": ["1", "2"], "city": ["Oslo", "Rome"]],
      "new.csv:3:2: found “Rome”, expected one of “Bonn”, “Oslo” in column “city”.")
  }

  @Test func unknownTextsAreZeros() throws {
    var preprocessing = Preprocessing()
    preprocessing.signsPairs = false
    let (pipeline, _) = try Pipeline.fitted(to: try table(Self.people), target: "income", preprocessing)
    let rome = try table(["age": ["30"], "city": ["Rome"]])
    #expect(try pipeline.inputs(of: rome, as: Double.self).elements == [0, 0, 0, 0, 0])
  }

  @Test func textsOfManyValuesAndEmptyColumnsAreLeftOut() throws {
    let columns: KeyValuePairs<String, [String?]> = [
      "name": ["a", "b", "c", "d"], "empty": [nil, nil, nil, nil], "x": ["1", "2", "3", "4"],
    ]
    let people = try table(columns)
    let (pipeline, leftOut) = try Pipeline.fitted(to: people, target: nil)
    #expect(pipeline.inputNames == ["x"])
    #expect(
      leftOut.map(\.description) == [
        "Column “name” is left out: it has 4 different texts in 4 rows.",
        "Column “empty” is left out: it has no value in the training rows.",
      ])
    var preprocessing = Preprocessing()
    preprocessing.columns = .only(["name"])
    #expect(try Pipeline.fitted(to: people, target: nil, preprocessing).pipeline.width == 4)
    preprocessing.columns = .except(["x"])
    let error = #expect(throws: DataError.self) { try Pipeline.fitted(to: people, target: nil, preprocessing) }
    #expect(error.map { "\($0)".contains("no column to learn from") } ?? false)
  }

  @Test func aTargetAmongTheInputsIsRefused() throws {
    var preprocessing = Preprocessing()
    preprocessing.columns = .only(["age", "income"])
    let people = try table(Self.people)
    #expect(throws: DataError.self) { try Pipeline.fitted(to: people, target: "income", preprocessing) }
    preprocessing.columns = .only(["agee"])
    #expect(
      throws: DataError(
        at: FilePlace(file: "table"), found: "no column “agee”",

        expected: "one of “age”, “city”, “income” (did you mean “age”?)")
    ) {
      try Pipeline.fitted(to: people, target: "income", preprocessing)
    }
  }

  @Test func aPipelineSurvivesCoding() throws {
    let (pipeline, _) = try Pipeline.fitted(to: try table(Self.people), target: "income")
    let data = try JSONEncoder().encode(pipeline)
    #expect(try JSONDecoder().decode(Pipeline.self, from: data) == pipeline)
  }
}
