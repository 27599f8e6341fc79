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
      switch input.encoding {
      case .category: kinds[input.name] = .text
      case .number(let encoding): kinds[input.name] = encoding.isDate ? .date : .number
      }
    }
    for column in reading.columns { kinds[spelling: column.name] = column.spelling }
    for name in target?.names ?? [] { kinds[name] = target?.task == .classification ? .text : .number }
    return kinds
  }

  /// The inputs of the network, one row for each row of the table.
  ///
  /// Columns are found by name and checked by type; what is not needed is ignored. Numbers are shifted and scaled in
  /// `Double` and then rounded once.
  ///
  /// - Parameters:
  ///   - table: with the pipeline's input columns, in any order.
  ///   - rows: which rows, in this order; nil for all.
  ///   - _: the type of the numbers.
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
        let isDate = column.kind == .date
        guard encoding.isDate == isDate || column.kind == .text || table.isEmpty(column) else {
          throw FilePlace(table: table.name, column: column.name).error(
            found: isDate ? "dates" : "numbers", expected: isDate ? "numbers" : "dates, as in training")
        }
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
    case .number(let encoding): encoding.width
    case .category(let encoding): encoding.width
    }
  }

  /// What they are: `age`, `age in 17.5…23`, `age is missing`, `city = Oslo`, `city = other`, `sex = f, not m`.
  public var inputNames: [String] {
    var names: [String]
    let hasIndicator: Bool
    switch encoding {
    case .number(let encoding):
      let edges = encoding.bins?.edges ?? []
      let text = { (x: Double) in encoding.text(of: x, digits: 4) }
      names = [name] + zip(edges, edges.dropFirst()).map { "\(name) in \(text($0))…\(text($1))" }
      names += encoding.calendar?.inputNames.map { "\(name), \($0)" } ?? []
      hasIndicator = encoding.hasIndicator
    case .category(let encoding):
      let (texts, isSigned) = (encoding.categories, encoding.isSigned)
      let (first, last) = (texts.first ?? "", texts.last ?? "")
      let line = texts.count == 2 ? "\(name) = \(first), not \(last)" : "\(name) from \(first) to \(last)"
      names = isSigned ? [line] : texts.map { "\(name) = \($0)" }
      if encoding.hasRest { names.append("\(name) = other") }
      hasIndicator = encoding.hasIndicator
    }
    return names + (hasIndicator ? ["\(name) is missing"] : [])
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
      if plan.column.kind != .text { table.numbers.gather(plan.column.slot, rows: part, into: &piece) }
      let encoding = plan.encoding
      let indicator = encoding.width - 1
      var index = part.startIndex * width + plan.offset
      for i in 0..<part.count {
        let value = plan.column.kind != .text ? piece[i] : .nan
        if value.isNaN {
          guard let fill = encoding.fill else {
            throw table.error(rows[part.startIndex + i], plan.column, expected: "a number")
          }
          guard encoding.encode(fill, into: &elements, at: index) else {
            throw table.error(
              rows[part.startIndex + i], plan.column,
              expected: "a number, since what stands in for it, \(fill), is none")
          }
          if encoding.hasIndicator { elements[index + indicator] = 1 }
        } else if !encoding.encode(value, into: &elements, at: index) {
          throw table.error(
            rows[part.startIndex + i], plan.column, expected: "a number near those of training, \(encoding.range)")
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
      var known = index >= 0 ? index : nil
      if index == Vocabulary.missing {
        guard let fill else { throw table.error(rows[r], column, expected: expectation) }
        known = fill
        if encoding.hasIndicator { elements[first + encoding.ownWidth] = 1 }
      }
      if let mark = encoding.mark(known) {
        elements[first + mark.input] = Scalar(mark.value)
      } else if !encoding.ignoresUnknown {
        throw table.error(rows[r], column, expected: expectation)
      }
    }
  }

  private var expectation: String { "one of \(Vocabulary.list(encoding.categories))" }
}
