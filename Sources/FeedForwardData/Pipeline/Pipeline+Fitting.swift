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
  ///   - rows: training rows; nil for all.
  ///   - targets: the column to predict, or several columns of numbers; none for inputs alone.
  ///   - ignored: columns that are no inputs, such as one of weights.
  /// - Returns: the pipeline, and the columns that are no inputs though nobody said so.
  /// - Throws: ``DataError`` for a column that is missing, a target without a value in each row or of one class only,
  ///   values that are refused, and a table without inputs.
  /// - Complexity: O(rows · columns), for medians and most frequent values O(rows · columns · log rows).
  public static func fitted(
    to table: Table, rows: [Int]? = nil, targets: [String], ignoring ignored: [String] = [],
    _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> (pipeline: Pipeline, leftOut: [LeftOutColumn]) {
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
    return (Pipeline(inputs: inputs, target: target), leftOut)
  }

  /// The same for one column to predict; nil for inputs alone.
  public static func fitted(
    to table: Table, rows: [Int]? = nil, target: String?, ignoring ignored: [String] = [],
    _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> (pipeline: Pipeline, leftOut: [LeftOutColumn]) {
    try fitted(to: table, rows: rows, targets: target.map { [$0] } ?? [], ignoring: ignored, preprocessing)
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

/// The rows that a pipeline is fitted to, and what is known of their numbers.
private struct PipelineFitting {
  let table: Table
  let rows: RowList
  let preprocessing: Preprocessing
  let summaries: NumberSummaries

  init(table: Table, rows: RowList, preprocessing: Preprocessing) {
    self.table = table
    self.rows = rows
    self.preprocessing = preprocessing
    summaries = NumberSummaries(of: table.numbers, rows: rows)
  }

  func reasonToLeaveOut(_ column: Table.Column) -> String? {
    if preprocessing.isTooVaried(column, of: table) {
      return "it has \(table.texts[column.slot].distinct.count) different texts in \(table.count) rows"
    }
    let isEmpty =
      switch column.kind {
      case .number: summaries.counts[column.slot] == 0
      case .text: rows.allSatisfy { table.texts[column.slot].codes[$0] < 0 }
      }
    return isEmpty ? "it has no value in the training rows" : nil
  }

  func encoding(of column: Table.Column) throws -> InputColumn.Encoding {
    switch column.kind {
    case .number: .number(try numberEncoding(column))
    case .text: .category(try categoryEncoding(column))
    }
  }

  private func numberEncoding(_ column: Table.Column) throws -> NumberEncoding {
    let slot = column.slot
    let (least, most) = (summaries.least[slot], summaries.most[slot])
    guard least.isFinite, most.isFinite, summaries.squares[slot].isFinite else {
      let row = rows.first { abs(table.number($0, column)) > 1e150 } ?? rows[0]
      throw table.error(row, column, expected: "a finite number below 1e150")
    }
    let hasMissing = summaries.hasMissing(slot)
    if hasMissing, preprocessing.missing == .refuse, let row = rows.first(where: { table.number($0, column).isNaN }) {
      throw table.error(row, column, expected: "a number")
    }
    var encoding = NumberEncoding(range: least...most)
    encoding.hasIndicator = hasMissing
    let sorted =
      preprocessing.scaling == .robust || preprocessing.missing == .median || preprocessing.missing == .mostFrequent
      ? table.numbers.column(slot, rows: rows).filter { !$0.isNaN }.sorted() : []
    switch preprocessing.missing {
    case .mean: encoding.fill = summaries.means[slot]
    case .median: encoding.fill = sorted.quantile(0.5)
    case .mostFrequent: encoding.fill = sorted.mostFrequent
    case .refuse: break
    }
    switch preprocessing.scaling {
    case .standard: (encoding.shift, encoding.scale) = (summaries.means[slot], summaries.deviation(slot))
    case .minMax: (encoding.shift, encoding.scale) = (least, most > least ? most - least : 1)
    case .robust:
      let distance = sorted.quantile(0.75) - sorted.quantile(0.25)
      (encoding.shift, encoding.scale) = (sorted.quantile(0.5), distance > 0 ? distance : summaries.deviation(slot))
    case .none: break
    }
    return encoding
  }

  private func categoryEncoding(_ column: Table.Column) throws -> CategoryEncoding {
    let texts = table.texts[column.slot]
    var counts = [Int](repeating: 0, count: texts.distinct.count)
    var missing: Int?
    for row in rows {
      let code = texts.codes[row]
      if code >= 0 { counts[Int(code)] += 1 } else if missing == nil { missing = row }
    }
    if let missing, preprocessing.missing == .refuse { throw table.error(missing, column, expected: "a text") }
    let used = counts.indices.filter { counts[$0] > 0 }
    var encoding = CategoryEncoding(categories: used.map { texts.distinct[$0] }.sortedByCodePoints())
    encoding.ignoresUnknown = preprocessing.unknown == .ignore
    if preprocessing.missing != .refuse {
      encoding.hasIndicator = missing != nil
      encoding.fill = used.min {
        (-counts[$0], CodePoints(texts.distinct[$0])) < (-counts[$1], CodePoints(texts.distinct[$1]))
      }.map { texts.distinct[$0] }
    }
    return encoding
  }
}
