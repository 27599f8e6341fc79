import CDatasets
import FeedForward

/// A real table that the library carries within itself, so that examples and tests need no files.
///
///     let digits = try EmbeddedDataset.digits.load(Float.self)
public enum EmbeddedDataset: String, CaseIterable, Sendable, Codable {
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
      """
      Wolberg, Mangasarian, Street, Street: Breast Cancer Wisconsin (Diagnostic). UCI Machine Learning Repository, \
      1995.
      """
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

  /// The columns of the table, the target last: a class is a text, also where it is a digit. O(size).
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` where memory cannot be had.
  public func table() throws -> Table {
    var options = TableOptions()
    options.hasHeader = true
    if isClassification { options.kinds[targetName] = .text }
    return try Table(csv: csv, named: rawValue, options: options)
  }

  private var targetName: String {
    switch self {
    case .digits: "digit"
    case .breastCancer: "diagnosis"
    case .iris: "species"
    case .wine: "cultivar"
    case .diabetes: "progression"
    }
  }

  /// Examples of the table. O(size).
  ///
  /// Classes are numbered in the order of their names: digits by value, words by the alphabet.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/outOfMemory(bytes:)``.
  public func load<Scalar: BLASScalar>(_: Scalar.Type = Scalar.self) throws -> LabelledTable<Scalar> {
    do {
      let table = try self.table()
      let inputs: Matrix<Scalar> = try table.dropping(columns: [targetName]).matrix()
      let columnNames = Array(table.columnNames.dropLast())
      guard isClassification else {
        let values: Matrix<Scalar> = try table.selecting(columns: [targetName]).matrix()
        let dataset = try Dataset(inputs: inputs, values: values)
        return LabelledTable(dataset: dataset, columnNames: columnNames, targetName: targetName, classNames: [])
      }
      let labels = table.texts[0]
      let classNames = labels.distinct.sortedByCodePoints()
      let order = labels.distinct.map { classNames.firstIndex(of: $0) ?? 0 }
      let dataset = try Dataset(inputs: inputs, classes: labels.codes.map { order[Int($0)] })
      return LabelledTable(
        dataset: dataset, columnNames: columnNames, targetName: targetName, classNames: classNames)
    } catch let error as DataError {
      preconditionFailure("An embedded table is broken: \(error)")
    }
  }
}
