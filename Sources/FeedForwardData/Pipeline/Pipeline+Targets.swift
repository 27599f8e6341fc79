import FeedForward

extension TargetColumn {
  /// The column or columns that are predicted.
  public var names: [String] {
    switch self {
    case .classes(let name, _): [name]
    case .values(let values): values.map(\.name)
    }
  }

  /// What kind of prediction it is.
  public var task: LearningTask {
    switch self {
    case .classes: .classification
    case .values: .regression
    }
  }

  static func fitted(
    to table: Table, rows: RowList, names: [String], _ preprocessing: Preprocessing, _ summaries: NumberSummaries
  ) throws -> Self {
    var columns: [Table.Column] = []
    for name in names {
      let column = try table.column(named: name)
      guard !columns.contains(column) else {
        throw FilePlace(table: table.name, column: name).error(found: "a target named twice", expected: "each once")
      }
      guard column.kind != .date else {
        throw FilePlace(table: table.name, column: name).error(
          found: "dates to predict", expected: "numbers, or classes, which are numbers or texts")
      }
      columns.append(column)
    }
    switch preprocessing.task ?? LearningTask(of: columns, in: table) {
    case .classification:
      guard columns.count == 1 else {
        throw FilePlace(file: table.name).error(
          found: "\(columns.count) columns of classes to predict",
          expected: "one of classes, or numbers (task regression)")
      }
      return try classes(of: columns[0], in: table, rows, preprocessing)
    case .regression:
      return .values(
        try columns.map { column in
          guard column.kind == .number else { throw table.notNumbers(column) }
          try table.requireValues(column, rows: rows, expected: "a number")
          return try preprocessing.target(column, of: table, rows, summaries)
        })
    }
  }

  private static func classes(
    of column: Table.Column, in table: Table, _ rows: RowList, _ preprocessing: Preprocessing
  ) throws -> Self {
    try table.requireValues(column, rows: rows, expected: "a class")
    let classes = table.differentValues(of: column, rows: rows)
    guard classes.count > 1 else {
      throw FilePlace(table: table.name, column: column.name).error(
        found: "one class only, \(Vocabulary.list(classes))", expected: "at least two")
    }
    guard classes.count <= preprocessing.mostCategories || 2 * classes.count <= rows.count else {
      throw FilePlace(table: table.name, column: column.name).error(
        found: "\(classes.count) classes in \(rows.count) rows",
        expected: "classes that most rows share with others, or numbers to predict")
    }
    return .classes(name: column.name, classes: classes)
  }
}

extension Preprocessing {
  /// How a column of numbers is predicted.
  fileprivate func target(
    _ column: Table.Column, of table: Table, _ rows: RowList, _ summaries: NumberSummaries
  ) throws -> ValueTarget {
    let (least, most) = (summaries.least[column.slot], summaries.most[column.slot])
    var value = ValueTarget(name: column.name)
    var (mean, deviation) = (summaries.means[column.slot], summaries.deviation(column.slot))
    if takesLogarithm {
      guard least >= 0 else {
        let row = rows.first { table.number($0, column) < 0 } ?? rows[0]
        throw table.error(row, column, expected: "a number ≥ 0, of which there is a logarithm")
      }
      (value, mean, deviation) = value.byLogarithm(of: table.numbers.column(column.slot, rows: rows))
    }
    if scalesTarget { (value.shift, value.scale) = (mean, deviation) }
    if let clampMargin {
      let margin = clampMargin * (most - least)
      value.range = least - margin...most + margin
    }
    return value
  }
}

extension Pipeline {
  /// What the network is to give for each row of a table: class indices, or scaled values.
  ///
  /// - Throws: ``DataError`` that names the place: a column that is missing, a value that is missing, a class that was
  ///   not among the training rows.
  /// - Complexity: O(rows).
  public func targets<Scalar: BLASScalar>(
    of table: Table, rows: [Int]? = nil, as _: Scalar.Type = Scalar.self
  ) throws -> Targets<Scalar> {
    let rows = rows.map(RowList.some) ?? .all(table.count)
    switch target {
    case nil:
      throw FilePlace(file: table.name).error(
        found: "a pipeline of inputs alone", expected: "one that predicts a column")
    case .classes(let name, let classes):
      let column = try table.column(named: name)
      let indices = table.indices(of: column, in: Vocabulary(classes), rows: rows)
      if let r = indices.firstIndex(where: { $0 < 0 }) {
        throw table.error(rows[r], column, expected: "one of the classes \(Vocabulary.list(classes))")
      }
      return .classes(indices)
    case .values(let values):
      let actual = try self.values(values, of: table, rows)
      for (k, value) in values.enumerated() {
        guard let offset = value.logarithmOffset else { continue }
        if let r = (0..<actual.rows).first(where: { actual[$0, k] + offset <= 0 }) {
          throw table.error(
            rows[r], try table.column(named: value.name),
            expected: "a number above \((-offset).shortestText), of which there is a logarithm")
        }
      }
      let elements = actual.elements.enumerated().map { i, y in values[i % values.count].scaled(y, as: Scalar.self) }
      return .values(
        try Matrix(rows: rows.count, columns: values.count, elements: elements))
    }
  }

  /// The numbers that are to be predicted, in their own unit, rows × targets; nil where classes are. O(rows).
  ///
  /// - Throws: ``DataError`` that names the place: a column that is missing, a value that is missing or no number.
  public func values(of table: Table, rows: [Int]? = nil) throws -> Matrix<Double>? {
    guard case .values(let values) = target else { return nil }
    return try self.values(values, of: table, rows.map(RowList.some) ?? .all(table.count))
  }

  private func values(
    _ values: [ValueTarget], of table: Table, _ rows: RowList
  ) throws -> Matrix<Double> {
    var columns: [[Double]] = []
    for value in values {
      let column = try table.column(named: value.name)
      guard column.kind == .number else { throw table.notNumbers(column) }
      try table.requireValues(column, rows: rows, expected: "a number")
      columns.append(table.numbers.column(column.slot, rows: rows))
    }
    let elements = rows.indices.flatMap { i in columns.map { $0[i] } }
    return try Matrix(rows: rows.count, columns: values.count, elements: elements)
  }

  /// Inputs and targets of a table.
  ///
  /// Throws as ``inputs(of:rows:as:)`` and ``targets(of:rows:as:)``.
  public func dataset<Scalar: BLASScalar>(
    of table: Table, rows: [Int]? = nil, as _: Scalar.Type = Scalar.self
  ) throws -> Dataset<Scalar> {
    let targets = try targets(of: table, rows: rows, as: Scalar.self)
    let inputs = try inputs(of: table, rows: rows, as: Scalar.self)
    return try Dataset(inputs: inputs, targets: targets)
  }
}

extension Table {
  /// Throws for the first row without a value.
  func requireValues(_ column: Column, rows: RowList, expected: String) throws {
    let isMissing: (Int) -> Bool =
      switch column.kind {
      case .number, .date: { number($0, column).isNaN }
      case .text: { texts[column.slot].codes[$0] < 0 }
      }
    if let row = rows.first(where: isMissing) { throw error(row, column, expected: expected) }
  }

  /// The numbers ≥ 0 by which rows are weighted, not all of them 0.
  ///
  /// - Throws: ``DataError`` that names the place of any other value. O(rows).
  public func weights(named name: String, rows: [Int]? = nil) throws -> [Double] {
    let column = try column(named: name)
    guard column.kind == .number else { throw notNumbers(column) }
    let rows = rows.map(RowList.some) ?? .all(count)
    let weights = numbers.column(column.slot, rows: rows)
    if let r = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw error(rows[r], column, expected: "a weight, a number ≥ 0")
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw FilePlace(table: self.name, column: name).error(found: "no weight above 0", expected: "at least one")
    }
    return weights
  }
}
