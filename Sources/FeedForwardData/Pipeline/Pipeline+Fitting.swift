import FeedForward

extension Pipeline {
  /// A pipeline fitted to rows of a table: nothing is learned from the others.
  ///
  /// ```swift
  /// let (training, held) = try table.split(fraction: 0.2, target: "price", seed: 1)
  /// let (pipeline, leftOut) = try Pipeline.fitted(to: table, rows: training, target: "price")
  /// ```
  ///
  /// - Parameters:
  ///   - table: at least one of its columns is an input.
  ///   - rows: training rows; nil for all.
  ///   - targets: the column to predict, or several columns of numbers; none for inputs alone.
  ///   - ignored: columns that are no inputs, such as one of weights.
  ///   - preprocessing: what becomes of the columns.
  /// - Returns: the pipeline, and the columns that are no inputs though nobody said so.
  /// - Throws: ``DataError`` for a column that is missing, a target without a value in each row or of one class only,
  ///   values that are refused, and a table without inputs.
  /// - Complexity: O(rows · columns), for medians and most frequent values O(rows · columns · log rows).
  public static func fitted(
    to table: Table, rows: [Int]? = nil, targets: [String], ignoring ignored: [String] = [],
    _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> (pipeline: Pipeline, leftOut: [LeftOutColumn]) {
    try preprocessing.validate()
    let rows = rows.map(RowList.some) ?? .all(table.count)
    guard !rows.isEmpty else { throw FilePlace(file: table.name).empty }
    let fitting = PipelineFitting(table: table, rows: rows, preprocessing: preprocessing)
    let target: TargetColumn? =
      targets.isEmpty ? nil : try .fitted(to: table, rows: rows, names: targets, preprocessing, fitting.summaries)
    var inputs: [InputColumn] = []
    var leftOut: [LeftOutColumn] = []
    for column in try preprocessing.columns.chosen(from: table, without: ignored + targets) {
      if let reason = fitting.reasonToLeaveOut(column) {
        leftOut.append(LeftOutColumn(name: column.name, reason: reason))
      } else {
        inputs.append(InputColumn(name: column.name, encoding: try fitting.encoding(of: column)))
      }
    }
    guard !inputs.isEmpty else {
      let reasons = leftOut.map { "; “\($0.name)” is left out: \($0.reason)" }.joined()
      throw FilePlace(file: table.name).error(
        found: "no column to learn from", expected: "at least one beside the target\(reasons)")
    }
    let names = inputs.map(\.name) + (target?.names ?? [])
    return (Pipeline(inputs: inputs, target: target, reading: try table.reading(of: names)), leftOut)
  }

  /// The same for one column to predict; nil for inputs alone.
  public static func fitted(
    to table: Table, rows: [Int]? = nil, target: String?, ignoring ignored: [String] = [],
    _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> (pipeline: Pipeline, leftOut: [LeftOutColumn]) {
    try fitted(to: table, rows: rows, targets: target.map { [$0] } ?? [], ignoring: ignored, preprocessing)
  }
}

extension Table {
  /// How it was read, of some columns.
  fileprivate func reading(of names: [String]) throws -> TableReading {
    var reading = TableReading(missing: missing)
    for name in names {
      let spelling = try column(named: name).spelling
      if spelling != ColumnSpelling() { reading.columns.append(.init(name: name, spelling: spelling)) }
    }
    return reading
  }
}

extension TableOptions {
  /// Reads a table as the one that a pipeline was fitted to, what is said by the user apart.
  ///
  /// - Parameter pipeline: knows what its columns hold, and what was missing.
  public mutating func read(for pipeline: Pipeline) {
    kinds = pipeline.kinds
    missing = pipeline.reading.missing
    mistakes = .refuse
  }
}

extension Preprocessing.Columns {
  /// In the order of the table.
  func chosen(
    from table: Table, without others: [String]
  ) throws -> [Table.Column] {
    for name in others { _ = try table.column(named: name) }
    let others = Set(others.map { CodePoints($0) })
    switch self {
    case .all:
      return table.columns.filter { !others.contains(CodePoints($0.name)) }
    case .except(let names):
      for name in names { _ = try table.column(named: name) }
      let left = others.union(names.map { CodePoints($0) })
      return table.columns.filter { !left.contains(CodePoints($0.name)) }
    case .only(let names):
      for name in names {
        let column = try table.column(named: name)
        if others.contains(CodePoints(name)) {
          throw FilePlace(table: table.name, column: column.name).error(
            found: "the target or a weight among the inputs", expected: "a column that is known when predicting")
        }
      }
      let chosen = Set(names.map { CodePoints($0) })
      return table.columns.filter { chosen.contains(CodePoints($0.name)) }
    }
  }
}
