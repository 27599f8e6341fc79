import FeedForward

extension Pipeline {
  /// n, the number of inputs of the network.
  public var width: Int { inputs.reduce(0) { $0 + $1.width } }

  /// What each input of the network is: `age`, `age is missing`, `city = Oslo`.
  public var inputNames: [String] { inputs.flatMap(\.inputNames) }

  /// What the columns of inputs hold, by name: how a table is to be read that the pipeline is to be applied to.
  public var kinds: [String: ColumnKind] {
    let pairs = inputs.map { input in
      if case .category = input.encoding { (input.name, ColumnKind.text) } else { (input.name, ColumnKind.number) }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// The inputs of the network, one row for each row of the table.
  ///
  /// Columns are found by name and checked by type; what is not needed is ignored. A table of numbers that nothing is done
  /// to becomes the matrix without a copy.
  ///
  /// - Parameter rows: which rows, in this order; nil for all.
  /// - Throws: ``DataError`` that names the column, and the place in the file: a column that is missing, a text where a
  ///   number is needed, a value that is missing or unknown and refused.
  /// - Complexity: O(rows · inputs).
  public func inputs<Scalar: BLASScalar>(
    of table: Table<Scalar>, rows: [Int]? = nil
  ) throws(DataError) -> Matrix<Scalar> {
    var columns: [Table<Scalar>.Column] = []
    for input in inputs { columns.append(try table.column(named: input.name)) }
    let width = width
    if rows == nil && isIdentity(on: columns, of: table) {
      return try DataError.wrapping { () throws(FeedForwardError) in
        try Matrix(rows: table.count, columns: width, elements: table.numbers)
      }
    }
    let rowList = rows.map(RowList.some) ?? .all(table.count)
    let count = rowList.count.multipliedReportingOverflow(by: width)
    var elements = try DataError.wrapping { () throws(FeedForwardError) in
      try [Scalar](zeros: count.overflow ? Int.max : count.partialValue)
    }
    var numbers: [NumberPlan<Scalar>] = []
    var offset = 0
    for (input, column) in zip(inputs, columns) {
      switch input.encoding {
      case .number(let encoding):
        if column.kind == .text, !table.isEmpty(column) { throw table.notNumbers(column) }
        numbers.append(NumberPlan(column: column, offset: offset, encoding: encoding))
      case .category(let encoding):
        let plan = CategoryPlan(column: column, offset: offset, encoding: encoding)
        try plan.encode(table, rowList, into: &elements, width: width)
      }
      offset += input.width
    }
    try encodeNumbers(numbers, of: table, rowList, into: &elements, width: width)
    return try DataError.wrapping { () throws(FeedForwardError) in
      try Matrix(rows: rowList.count, columns: width, elements: elements)
    }
  }

  /// Whether the numbers of the table are the inputs as they stand.
  private func isIdentity<Scalar: BLASScalar>(on columns: [Table<Scalar>.Column], of table: Table<Scalar>) -> Bool {
    guard table.texts.isEmpty, columns.map(\.place) == Array(0..<table.numericColumns) else { return false }
    for input in inputs {
      guard case .number(let encoding) = input.encoding, encoding.shift == 0, encoding.scale == 1,
        !encoding.hasIndicator
      else { return false }
    }
    return table.numbers.allSatisfy(\.isFinite)
  }
}

extension InputColumn {
  /// How many inputs of the network it becomes.
  public var width: Int {
    switch encoding {
    case .number(let encoding): encoding.hasIndicator ? 2 : 1
    case .category(let encoding): encoding.categories.count + (encoding.hasIndicator ? 1 : 0)
    }
  }

  /// What they are: `age`, `age is missing`, `city = Oslo`.
  public var inputNames: [String] {
    switch encoding {
    case .number(let encoding): [name] + (encoding.hasIndicator ? ["\(name) is missing"] : [])
    case .category(let encoding):
      encoding.categories.map { "\(name) = \($0)" } + (encoding.hasIndicator ? ["\(name) is missing"] : [])
    }
  }
}

extension NumberEncoding {
  /// The input that a number becomes.
  public func encoded<Scalar: BLASScalar>(_ value: Scalar) -> Scalar { Scalar((Double(value) - shift) / scale) }
}

/// A column of numbers, and the first input it becomes.
private struct NumberPlan<Scalar: BLASScalar> {
  let column: Table<Scalar>.Column
  let offset: Int
  let encoding: NumberEncoding
}

/// All columns of numbers row by row, as they lie in memory.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func encodeNumbers<Scalar: BLASScalar>(
  _ plans: [NumberPlan<Scalar>], of table: Table<Scalar>, _ rows: RowList, into elements: inout [Scalar], width: Int
) throws(DataError) {
  for (r, row) in rows.enumerated() {
    for plan in plans {
      let value: Scalar = plan.column.kind == .number ? table.number(row, plan.column) : .nan
      let place = r * width + plan.offset
      if value.isNaN {
        guard let fill = plan.encoding.fill else { throw table.error(row, plan.column, expected: "a number") }
        elements[place] = Scalar((fill - plan.encoding.shift) / plan.encoding.scale)
        if plan.encoding.hasIndicator { elements[place + 1] = 1 }
      } else {
        let input = plan.encoding.encoded(value)
        guard input.isFinite else {
          throw table.error(row, plan.column, expected: "a number near those of training, \(plan.encoding.range)")
        }
        elements[place] = input
      }
    }
  }
}

/// A column of texts, and the first input it becomes.
private struct CategoryPlan<Scalar: BLASScalar> {
  let column: Table<Scalar>.Column
  let offset: Int
  let encoding: CategoryEncoding

  func encode(
    _ table: Table<Scalar>, _ rows: RowList, into elements: inout [Scalar], width: Int
  ) throws(DataError) {
    let vocabulary = Vocabulary(encoding.categories)
    let fill = encoding.fill.flatMap { vocabulary.index(of: $0) }
    for (r, index) in table.indices(of: column, in: vocabulary, rows: rows).enumerated() {
      let first = r * width + offset
      if index >= 0 {
        elements[first + index] = 1
      } else if index == Vocabulary.missing {
        guard let fill else { throw table.error(rows[r], column, expected: expectation) }
        elements[first + fill] = 1
        if encoding.hasIndicator { elements[first + encoding.categories.count] = 1 }
      } else if !encoding.ignoresUnknown {
        throw table.error(rows[r], column, expected: expectation)
      }
    }
  }

  private var expectation: String { "one of \(Vocabulary.list(encoding.categories))" }
}
