import CDatasets
import FeedForward

/// A real table that the library carries within itself, so that examples and tests need no files.
///
///     let digits = try EmbeddedDataset.digits.load(Float.self)
public enum EmbeddedDataset: String, CaseIterable, Sendable {
  /// Handwritten digits of 8 × 8 pixels from 0 to 16: 1797 × 64, ten classes.
  case digits
  /// Measurements of cell nuclei: 569 × 30, benign or malignant.
  case breastCancer = "breast-cancer"
  /// Sepals and petals of three species of iris: 150 × 4, three classes.
  case iris
  /// Chemical analyses of wines from three cultivars: 178 × 13, three classes.
  case wine
  /// Progression of diabetes after one year: 442 × 10, a number.
  case diabetes

  /// Who made the table, what it is called, where and when it was published.
  public var source: String {
    switch self {
    case .digits:
      "Alpaydin, Kaynak: Optical Recognition of Handwritten Digits, test part. UCI Machine Learning Repository, 1998."
    case .breastCancer:
      "Wolberg, Mangasarian, Street, Street: Breast Cancer Wisconsin (Diagnostic). UCI Machine Learning Repository, 1995."
    case .iris:
      "Fisher: Iris. UCI Machine Learning Repository, 1936."
    case .wine:
      "Aeberhard, Forina: Wine. UCI Machine Learning Repository, 1991."
    case .diabetes:
      "Efron, Hastie, Johnstone, Tibshirani: Least Angle Regression. Annals of Statistics 32(2), 2004."
    }
  }

  /// The terms under which the table may be passed on.
  public var licence: String {
    switch self {
    case .digits, .breastCancer, .iris, .wine: "CC BY 4.0"
    case .diabetes: "None stated; published by the authors with the paper."
    }
  }

  /// Whether the target is one of a few classes, not a number.
  public var isClassification: Bool { self != .diabetes }

  /// The table as it is embedded: UTF-8 text with a header line, one example a line, the target last. A copy, O(size).
  public var csv: [UInt8] {
    let table = ff_table_named(rawValue)
    return Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }

  /// Reads the table. O(size).
  ///
  /// Classes are numbered in the order of their names: digits by value, words by the alphabet.
  ///
  /// - Throws: ``FeedForward/FeedForwardError/outOfMemory(bytes:)``.
  public func load<Scalar: BLASScalar>(_: Scalar.Type = Scalar.self) throws(FeedForwardError) -> LabelledTable<Scalar> {
    let text = PlainCSV(csv)
    let columnNames = Array(text.header.dropLast())
    let numbers = text.records.flatMap { $0.dropLast().map { Scalar(PlainCSV.number($0)) } }
    let inputs = try Matrix(rows: text.records.count, columns: columnNames.count, elements: numbers)
    let labels = text.records.map { $0[columnNames.count] }
    let classNames = isClassification ? Set(labels).sorted() : []
    return LabelledTable(
      dataset: try Dataset(inputs: inputs, targets: try targets(labels, classNames: classNames)),
      columnNames: columnNames, targetName: text.header[columnNames.count], classNames: classNames)
  }

  /// Class indices, or one column of numbers for a regression.
  private func targets<Scalar: BLASScalar>(
    _ labels: [String], classNames: [String]
  ) throws(FeedForwardError) -> Targets<Scalar> {
    guard isClassification else {
      let values = labels.map { Scalar(PlainCSV.number($0)) }
      return .values(try Matrix(rows: values.count, columns: 1, elements: values))
    }
    return .classes(labels.compactMap { classNames.firstIndex(of: $0) })
  }
}
