import FeedForward
import FeedForwardData
import Testing

/// The tables as they are embedded, against figures counted and summed from the files by other means.
@Suite struct EmbeddedDatasetTests {
  struct Expectation: Sendable, CustomTestStringConvertible {
    let name: EmbeddedDataset
    let bytes: Int
    let rows: Int
    let columns: Int
    /// Sum of all the inputs, exact before rounding to `Double`.
    let total: Double
    let firstRow: [Double]
    let lastRow: [Double]
    /// Names and sizes of the classes, by class index.
    var classes: KeyValuePairs<String, Int> = [:]

    var testDescription: String { name.rawValue }
  }

  /// `firstRow` and `lastRow` are the first five inputs, or all four.
  static let expectations = [
    Expectation(
      name: .digits, bytes: 265_358, rows: 1797, columns: 64, total: 561_718,
      firstRow: [0, 0, 5, 13, 9], lastRow: [0, 0, 10, 14, 8],
      classes: [
        "0": 178, "1": 182, "2": 177, "3": 183, "4": 181, "5": 182, "6": 181, "7": 179, "8": 174, "9": 180,
      ]),
    Expectation(
      name: .breastCancer, bytes: 123_865, rows: 569, columns: 30, total: 1_056_474.4596356,
      firstRow: [17.99, 10.38, 122.8, 1001, 0.1184], lastRow: [7.76, 24.54, 47.92, 181, 0.05263],
      classes: ["benign": 357, "malignant": 212]),
    Expectation(
      name: .iris, bytes: 3716, rows: 150, columns: 4, total: 2078.7,
      firstRow: [5.1, 3.5, 1.4, 0.2], lastRow: [5.9, 3, 5.1, 1.8],
      classes: ["setosa": 50, "versicolor": 50, "virginica": 50]),
    Expectation(
      name: .wine, bytes: 12_377, rows: 178, columns: 13, total: 159_975.295999,
      firstRow: [14.23, 1.71, 2.43, 15.6, 127], lastRow: [14.13, 4.1, 2.74, 24.5, 96],
      classes: ["class_0": 59, "class_1": 71, "class_2": 48]),
    Expectation(
      name: .diabetes, bytes: 18_506, rows: 442, columns: 10, total: 276_404.2336,
      firstRow: [59, 2, 32.1, 101, 157], lastRow: [36, 1, 19.6, 71, 250]),
  ]

  @Test func everyTableIsExpected() {
    #expect(Self.expectations.map(\.name) == EmbeddedDataset.allCases)
  }

  @Test(arguments: expectations) func tableIsWhole(_ expected: Expectation) throws {
    let table = try expected.name.load(Double.self)
    let inputs = table.dataset.inputs
    #expect(expected.name.csv.count == expected.bytes)
    #expect(inputs.rows == expected.rows && inputs.columns == expected.columns)
    #expect(table.columnNames.count == expected.columns)
    #expect(inputs.row(0).prefix(5) == expected.firstRow[...])
    #expect(Array(inputs.row(expected.rows - 1).prefix(5)) == expected.lastRow)

    // A sum of N terms in order errs by at most N · u · Σ|x|.
    let magnitudes = inputs.elements.reduce(0) { $0 + abs($1) }
    let bound = Double(inputs.elements.count) * Double.ulpOfOne / 2 * magnitudes
    let error = abs(inputs.elements.reduce(0, +) - expected.total)
    #expect(error <= bound, "error \(error), bound \(bound)")
  }

  @Test(arguments: expectations) func classesAreNamedInOrderAndCounted(_ expected: Expectation) throws {
    let table = try expected.name.load(Float.self)
    #expect(table.classNames == expected.classes.map(\.key))
    guard case .classes(let classes) = table.dataset.targets else {
      #expect(!expected.name.isClassification)
      return
    }
    #expect(expected.name.isClassification && classes.count == expected.rows)
    let counts = expected.classes.indices.map { index in classes.count { $0 == index } }
    #expect(counts == expected.classes.map(\.value))
  }

  @Test func classesOfTheFirstAndLastRows() throws {
    func ends(_ name: EmbeddedDataset) throws -> [String] {
      let table = try name.load(Float.self)
      guard case .classes(let classes) = table.dataset.targets else { return [] }
      return [classes.first, classes.last].compactMap { $0.map { table.classNames[$0] } }
    }
    #expect(try ends(.digits) == ["0", "8"])
    #expect(try ends(.breastCancer) == ["malignant", "benign"])
    #expect(try ends(.iris) == ["setosa", "virginica"])
    #expect(try ends(.wine) == ["class_0", "class_2"])
  }

  @Test func diabetesHasNumbersForTargets() throws {
    let table = try EmbeddedDataset.diabetes.load(Double.self)
    guard case .values(let values) = table.dataset.targets else {
      Issue.record("expected values")
      return
    }
    #expect(values.rows == 442 && values.columns == 1)
    #expect(values.elements.first == 151 && values.elements.last == 57)
    #expect(values.elements.min() == 25 && values.elements.max() == 346)
    #expect(values.elements.reduce(0, +) == 67_243)  // exact: whole numbers
  }

  @Test func columnsAndTargetsHaveTheirNames() throws {
    let digits = try EmbeddedDataset.digits.load(Float.self)
    #expect(digits.columnNames.first == "pixel_0_0" && digits.columnNames.last == "pixel_7_7")
    let targets = try EmbeddedDataset.allCases.map { try $0.load(Float.self).targetName }
    #expect(targets == ["digit", "diagnosis", "species", "cultivar", "progression"])
  }

  @Test(arguments: EmbeddedDataset.allCases) func floatIsTheRoundedDouble(_ name: EmbeddedDataset) throws {
    let (single, double) = (try name.load(Float.self), try name.load(Double.self))
    #expect(single.dataset.inputs.elements == double.dataset.inputs.elements.map { Float($0) })
  }

  @Test(arguments: EmbeddedDataset.allCases) func sourceAndLicenceAreStated(_ name: EmbeddedDataset) {
    #expect(!name.source.isEmpty && !name.licence.isEmpty)
    #expect(EmbeddedDataset(rawValue: name.rawValue) == name)
  }
}
