import FeedForwardData
import FeedForwardModels

extension GraphBuilder {
  /// Columns to inputs of the network, and the name of these.
  ///
  /// Where every column is numeric there is one input `x`; else there is one for each column, of its name. What a
  /// pipeline refuses by row and column becomes NaN, and so does what is computed from it: a graph cannot throw.
  mutating func add(_ pipeline: Pipeline?, columns: Int) throws -> String {
    guard let columns = pipeline?.inputs else {
      return cast(try addTable(columns: columns, names: []), from: tableType, to: type)
    }
    var numbers: [NumberEncoding] = []
    for case .number(let encoding) in columns.map(\.encoding) { numbers.append(encoding) }

    var parts: [String] = []
    if numbers.count == columns.count {
      parts += encode(try addTable(columns: columns.count, names: columns.map(\.name)), numbers)
    } else {
      for column in columns { try addColumn(column) }
      let numeric = columns.filter(\.isNumber).map(\.name)
      if !numeric.isEmpty { parts += encode(concatenated(numeric), numbers) }
    }
    // Where each input stands among the parts: all numbers, their bins, their dates, their indicators, then each text.
    let indicators = numbers.contains(where: \.hasIndicator) ? numbers.count : 0
    var bin = numbers.count
    var date = bin + numbers.reduce(0) { $0 + $1.binCount }
    let indicator = date + numbers.reduce(0) { $0 + $1.calendarCount }
    var (number, next) = (0, indicator + indicators)
    var order: [Int] = []
    for column in columns {
      switch column.encoding {
      case .number(let encoding):
        order.append(number)
        order += bin..<bin + encoding.binCount
        order += date..<date + encoding.calendarCount
        if encoding.hasIndicator { order.append(indicator + number) }
        number += 1
        (bin, date) = (bin + encoding.binCount, date + encoding.calendarCount)
      case .category(let encoding):
        parts += encode(column.name, encoding)
        order += next..<next + column.width
        next += column.width
      }
    }
    let all = concatenated(parts)
    if order == Array(0..<next) { return all }
    return add("Gather", [all, constant(order)], ["axis": .integer(1)])
  }

  // MARK: - Inputs of the graph

  private mutating func addTable(columns: Int, names: [String]) throws -> String {
    _ = reserve("x")
    addInput(
      "x", tableType, columns: columns, description: names.isEmpty ? "" : "Columns: \(names.joined(separator: ", "))")
    return "x"
  }

  private mutating func addColumn(_ column: InputColumn) throws {
    guard !column.name.isEmpty, reserve(column.name) else {
      throw FilePlace.model.error(
        found: "a column named “\(column.name)” in ONNX",
        expected: "a name of its own, other than those of the graph's outputs")
    }
    addInput(column.name, column.isNumber ? tableType : .string, columns: 1)
  }

  // MARK: - Texts

  /// A text is compared with each category; the empty one is a missing value.
  private mutating func encode(_ column: String, _ encoding: CategoryEncoding) -> [String] {
    let refusesMissing = (encoding.ignoresUnknown || encoding.hasRest) && encoding.fill == nil
    let looksForMissing = encoding.hasIndicator || encoding.fill != nil || refusesMissing
    let missing = looksForMissing ? add("Equal", [column, constant([""], shape: [])]) : ""
    var parts: [String] = []
    if encoding.isSigned {
      let filled = encoding.fill.map { add("Where", [missing, constant([$0], shape: []), column]) } ?? column
      let matches = cast(
        add("Equal", [filled, constant(encoding.categories, shape: [1, encoding.categories.count])]), from: nil,
        to: type)
      let values = encoding.categories.indices.map { encoding.signedValue($0) }
      var part = add("MatMul", [matches, constant(values, shape: [values.count, 1])])
      // 0 / 0 is NaN for a text that is refused.
      if !encoding.ignoresUnknown {
        part = add("Div", [part, add("ReduceSum", [matches, constant([1])], ["keepdims": .integer(1)])])
      } else if refusesMissing {
        part = add("Div", [part, cast(add("Not", [missing]), from: nil, to: type)])
      }
      parts.append(part)
    } else if !encoding.categories.isEmpty {
      let filled = encoding.fill.map { add("Where", [missing, constant([$0], shape: []), column]) } ?? column
      let matches = add("Equal", [filled, constant(encoding.categories, shape: [1, encoding.categories.count])])
      var part = cast(matches, from: nil, to: type)
      if encoding.hasRest {
        let known = add("ReduceSum", [part, constant([1])], ["keepdims": .integer(1)])
        part = concatenated([part, add("Sub", [constant([1], shape: []), known])])
      }
      // 0 / 0 is NaN where there is no category but should be.
      if !encoding.ignoresUnknown, !encoding.hasRest {
        part = add("Div", [part, add("ReduceSum", [part, constant([1])], ["keepdims": .integer(1)])])
      } else if refusesMissing {
        part = add("Div", [part, cast(add("Not", [missing]), from: nil, to: type)])
      }
      parts.append(part)
    }
    if encoding.hasIndicator { parts.append(cast(missing, from: nil, to: type)) }
    return parts
  }
}

extension InputColumn {
  fileprivate var isNumber: Bool {
    if case .number = encoding { true } else { false }
  }
}
