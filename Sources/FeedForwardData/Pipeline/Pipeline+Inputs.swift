import FeedForward

extension Pipeline {
  /// n, the number of inputs of the network.
  public var width: Int { inputs.reduce(0) { $0 + $1.width } }

  /// The columns that it takes: inputs, then what is predicted.
  public var columnNames: [String] { inputs.map(\.name) + (target?.names ?? []) }

  /// The name of each class, by class index; empty if the targets are numbers.
  public var classNames: [String] {
    if case .classes(_, let names)? = target { names } else { [] }
  }

  /// What each input of the network is: `age`, `age is missing`, `city = Oslo`.
  public var inputNames: [String] { inputs.flatMap(\.inputNames) }

  /// What the columns of inputs and target hold, by name: how a table is to be read that the
  /// pipeline is to be applied to.
  public var kinds: ColumnKinds {
    var kinds: ColumnKinds = [:]
    for input in inputs {
      if case .category = input.encoding { kinds[input.name] = .text } else { kinds[input.name] = .number }
    }
    for name in target?.names ?? [] { kinds[name] = target?.task == .classification ? .text : .number }
    return kinds
  }

  /// The inputs of the network, one row for each row of the table.
  ///
  /// Columns are found by name and checked by type; what is not needed is ignored. Numbers are shifted and scaled in
  /// `Double` and then rounded once.
  ///
  /// - Parameter rows: which rows, in this order; nil for all.
  /// - Throws: ``DataError`` that names the column, and the place in the file: a column that is missing, a text where a
  ///   number is needed, a value that is missing or unknown and refused.
  /// - Complexity: O(rows · inputs).
  public func inputs<Scalar: BLASScalar>(
    of table: Table, rows: [Int]? = nil, as _: Scalar.Type = Scalar.self
  ) throws -> Matrix<Scalar> {
    var columns: [Table.Column] = []
    for input in inputs { columns.append(try table.column(named: input.name)) }
    let width = width
    let rowList = rows.map(RowList.some) ?? .all(table.count)
    let count = rowList.count.multipliedReportingOverflow(by: width)
    var elements = try [Scalar](zeros: count.overflow ? Int.max : count.partialValue)
    var numbers: [NumberPlan] = []
    var offset = 0
    for (input, column) in zip(inputs, columns) {
      switch input.encoding {
      case .number(let encoding):
        if column.kind == .text, !table.isEmpty(column) { throw table.notNumbers(column) }
        numbers.append(NumberPlan(column: column, offset: offset, encoding: encoding))
      case .category(let encoding):
        let plan = CategoryPlan<Scalar>(column: column, offset: offset, encoding: encoding)
        try plan.encode(table, rowList, into: &elements, width: width)
      }
      offset += input.width
    }
    try encodeNumbers(numbers, of: table, rowList, into: &elements, width: width)
    return try Matrix(rows: rowList.count, columns: width, elements: elements)
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
  @inline(__always)
  public func encoded<Scalar: BLASScalar>(_ value: Double, as _: Scalar.Type = Scalar.self) -> Scalar {
    Scalar((value - shift) / scale)
  }
}

/// A column of numbers, and the first input it becomes.
private struct NumberPlan {
  let column: Table.Column
  let offset: Int
  let encoding: NumberEncoding
}

/// All columns of numbers, some rows at a time.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func encodeNumbers<Scalar: BLASScalar>(
  _ plans: [NumberPlan], of table: Table, _ rows: RowList, into elements: inout [Scalar], width: Int
) throws {
  var piece = [Double](repeating: .nan, count: table.numbers.pieceRows)
  for part in table.numbers.pieces(of: rows) {
    for plan in plans {
      if plan.column.kind == .number { table.numbers.gather(plan.column.slot, rows: part, into: &piece) }
      let encoding = plan.encoding
      let stand = encoding.fill.map { encoding.encoded($0, as: Scalar.self) }
      var index = part.startIndex * width + plan.offset
      for i in 0..<part.count {
        let value = plan.column.kind == .number ? piece[i] : .nan
        if value.isNaN {
          guard let stand else {
            throw table.error(rows[part.startIndex + i], plan.column, expected: "a number")
          }
          elements[index] = stand
          if encoding.hasIndicator { elements[index + 1] = 1 }
        } else {
          let input: Scalar = encoding.encoded(value)
          guard input.isFinite else {
            throw table.error(
              rows[part.startIndex + i], plan.column, expected: "a number near those of training, \(encoding.range)")
          }
          elements[index] = input
        }
        index += width
      }
    }
  }
}

/// A column of texts, and the first input it becomes.
private struct CategoryPlan<Scalar: BLASScalar> {
  let column: Table.Column
  let offset: Int
  let encoding: CategoryEncoding

  func encode(
    _ table: Table, _ rows: RowList, into elements: inout [Scalar], width: Int
  ) throws {
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
