import FeedForward

/// What operators make of rows, as the specification of an operator set has it: how each of them treats types and
/// shapes, so that a value is taken for rows only if every row of it is made of its own row alone.
///
/// An operator, a domain, an attribute or a shape that is not known here gives a value that is refused. It is refused
/// when a layer needs it, and not before: beside the network a graph may compute what it likes.
struct OperatorRules {
  /// That of the file.
  let version: Int64

  /// Those that are the same for all that is used here; before 7 operands were broadcast by attributes.
  static let versions: ClosedRange<Int64> = 7...26

  /// Operators with their attributes and numbers of inputs.
  private static let known:
    [String: (inputs: ClosedRange<Int>, attributes: [String: ONNXAttributeProto.AttributeType])] =
      [
        "Identity": (1...1, [:]), "Dropout": (1...3, ["ratio": .float, "seed": .int]),
        "ZipMap": (1...1, ["classlabels_int64s": .ints, "classlabels_strings": .strings]),
        "Cast": (1...1, ["to": .int, "saturate": .int, "round_mode": .string]), "Flatten": (1...1, ["axis": .int]),
        "Reshape": (2...2, ["allowzero": .int]), "Transpose": (1...1, ["perm": .ints]),
        "Squeeze": (1...2, ["axes": .ints]), "Unsqueeze": (1...2, ["axes": .ints]),
        "Constant": (0...0, ["value": .tensor]),
        "Gemm": (2...3, ["alpha": .float, "beta": .float, "transA": .int, "transB": .int]), "MatMul": (2...2, [:]),
        "Softmax": (1...1, ["axis": .int]), "Concat": (1...(.max), ["axis": .int]),
        "CumSum": (2...2, ["exclusive": .int, "reverse": .int]), "Where": (3...3, [:]), "Greater": (2...2, [:]),
        "IsNaN": (1...1, [:]),
        "IsInf": (1...1, [:]),
        "Add": (2...2, [:]), "Sub": (2...2, [:]), "Mul": (2...2, [:]), "Div": (2...2, [:]), "Max": (2...2, [:]),
        "Min": (2...2, [:]), "LeakyRelu": (1...1, ["alpha": .float]), "Elu": (1...1, ["alpha": .float]),
        "Gelu": (1...1, ["approximate": .string]), "Swish": (1...1, ["alpha": .float]), "Sigmoid": (1...1, [:]),
        "Tanh": (1...1, [:]), "Relu": (1...1, [:]), "Softsign": (1...1, [:]), "Softplus": (1...1, [:]),
        "Selu": (1...1, ["alpha": .float, "gamma": .float]), "Mish": (1...1, [:]), "Exp": (1...1, [:]),
        "Log": (1...1, [:]), "Erf": (1...1, [:]), "Abs": (1...1, [:]),
      ]

  /// The first result of a node.
  ///
  /// - Parameter inputs: nil for one that is left out.
  func value(of node: ONNXNodeProto, _ inputs: [ImportedValue?]) throws(Refusal) -> ImportedValue {
    let domain = node.opType == "ZipMap" ? "ai.onnx.ml" : ""
    guard let (range, attributes) = Self.known[node.opType],
      node.domain == domain || domain.isEmpty && node.domain == "ai.onnx"
    else {
      let name = node.domain.isEmpty ? node.opType : "\(node.domain).\(node.opType)"
      throw Refusal(found: "the operator \(name.quoted)", expected: "those of layers and activations")
    }
    guard range.contains(node.input.count) else {
      throw Refusal(found: "\(node.input.count) inputs", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    try node.checkAttributes(attributes)
    for case .refused(let refusal)? in inputs { throw refusal }
    switch node.opType {
    case "Constant":
      guard let attribute = node.attribute("value") else {
        throw Refusal(found: "a constant that is no tensor", expected: "the attribute value")
      }
      return .constant(try ImportedConstant(attribute.t))
    case "Gemm": return .rows(try gemm(node, inputs))
    case "MatMul":
      guard case .rows(let rows)? = inputs[0], case .constant(let weights)? = inputs[1] else {
        throw Refusal(
          found: "weights that are computed, or rows on the right", expected: "rows times a constant matrix")
      }
      return .rows(try product(rows, weights))
    default: break
    }
    guard case let first?? = inputs.first else {
      throw Refusal(found: "no first input", expected: "one")
    }
    switch (node.opType, first) {
    case ("Identity", _), ("ZipMap", .rows): return first
    case ("Dropout", _):
      guard inputs.count < 3 || !inputs[2].isThere || inputs[2]?.constant?.flags == [false] else {
        throw Refusal(found: "a dropout that leaves something out", expected: "one of training alone")
      }
      return first
    case ("Cast", _): return try cast(first, node)
    case ("Transpose", .constant(let constant)):
      let axes = node.attribute("perm")?.ints ?? constant.dimensions.indices.reversed().map { Int64($0) }
      return .constant(axes == [0, 1] ? constant : try constant.transposed())
    case ("Flatten", _), ("Reshape", _), ("Squeeze", .constant), ("Unsqueeze", .constant):
      return try ReshapeRules(version: version).value(of: node, first, inputs)
    case ("Softmax", .rows(let rows)):
      let axis = node.integer("axis", default: version < 13 ? 1 : -1)
      guard rows.dimensions.count == 1, axis == 1 || axis == -1 else {
        throw Refusal(found: "the axis \(axis) of \(rows)", expected: "the columns of a table")
      }
      return .rows(try rows.ofNumbers())
    case ("Concat", _): return .rows(try concatenated(inputs, axis: node.integer("axis", default: 0)))
    case ("CumSum", .rows(let rows)):
      guard let axis = inputs[1]?.constant?.integers, axis.count == 1,
        [rows.dimensions.count, -1].contains(Int(clamping: axis[0])), node.integer("exclusive", default: 0) == 0,
        node.integer("reverse", default: 0) == 0
      else { throw Refusal(found: "other sums", expected: "those along the last axis from its start on") }
      return .rows(try rows.ofNumbers())
    case ("Where", _): return .rows(try chosen(by: first, elementwise(Array(inputs[1...]))))
    case ("Squeeze", _), ("Unsqueeze", _), ("Transpose", _):
      throw Refusal(found: "rows that get another shape", expected: "rows that stay rows")
    default:
      var rows = try elementwise(inputs)
      if ["Greater", "IsNaN", "IsInf"].contains(node.opType) { rows.element = .bool }
      return .rows(rows)
    }
  }

  // MARK: - Layers

  private func gemm(_ node: ONNXNodeProto, _ inputs: [ImportedValue?]) throws(Refusal) -> RowsType {
    guard case .rows(let rows)? = inputs[0], node.integer("transA", default: 0) == 0 else {
      throw Refusal(found: "transposed inputs, or none that are rows", expected: "rows · W + b")
    }
    guard case .constant(let weights)? = inputs[1] else {
      throw Refusal(found: "weights that are computed", expected: "a constant matrix")
    }
    let isTransposed = node.integer("transB", default: 0) != 0
    let result = try product(rows, isTransposed ? weights.transposed() : weights)
    guard inputs.count == 3, let last = inputs[2] else { return result }
    guard case .constant(let bias) = last else {
      throw Refusal(found: "a bias that is computed", expected: "a constant vector")
    }
    return try biased(result, bias)
  }

  /// rows × k times k × units.
  private func product(_ rows: RowsType, _ weights: ImportedConstant) throws(Refusal) -> RowsType {
    guard rows.dimensions.count == 1 else { throw Refusal(found: "inputs of \(rows)", expected: "rows × columns") }
    guard weights.dimensions.count == 2, weights.dimensions.allSatisfy({ $0 > 0 }) else {
      throw Refusal(found: "weights of shape \(weights.dimensions)", expected: "a matrix")
    }
    guard rows.dimensions[0] == nil || rows.dimensions[0] == weights.dimensions[0] else {
      throw Refusal(
        found: "weights of shape \(weights.dimensions) for \(rows)",
        expected: "as many rows of weights as there are columns")
    }
    let numbers = try weights.element.map { (type) throws(Refusal) in try rows.with(type) } ?? rows
    return RowsType(
      element: try numbers.ofNumbers().element, dimensions: [weights.dimensions[1]], count: rows.count)
  }

  private func biased(_ rows: RowsType, _ bias: ImportedConstant) throws(Refusal) -> RowsType {
    try requireRow(bias, beside: rows)
    return try bias.element.map { (type) throws(Refusal) in try rows.with(type) } ?? rows
  }

  // MARK: - Element by element

  /// What operands make together, each element of those in its own place.
  private func elementwise(_ operands: [ImportedValue?]) throws(Refusal) -> RowsType {
    var rows: RowsType?
    for operand in operands {
      guard case .rows(let other)? = operand else { continue }
      rows = try rows.map { (rows) throws(Refusal) in try rows.merged(with: other) } ?? other
    }
    guard var rows, operands.allSatisfy(\.isThere) else {
      throw Refusal(found: "constants alone", expected: "rows among the operands")
    }
    for case .constant(let constant)? in operands {
      try requireRow(constant, beside: rows)
      guard let element = constant.element else {
        throw Refusal(found: "a constant of another type", expected: "float or double")
      }
      rows = try rows.with(element)
    }
    return try rows.ofNumbers()
  }

  /// Rows whose elements are those of one operand or the other.
  private func chosen(by condition: ImportedValue, _ rows: RowsType) throws(Refusal) -> RowsType {
    switch condition {
    case .constant(let flags) where flags.element == .bool: try requireRow(flags, beside: rows)
    case .rows(var flags) where flags.element == .bool:
      flags.element = rows.element
      _ = try rows.merged(with: flags)
    default: throw Refusal(found: "a condition of another type", expected: "flags")
    }
    return rows
  }

  private func requireRow(_ constant: ImportedConstant, beside rows: RowsType) throws(Refusal) {
    guard constant.isRow(columns: rows.dimensions[rows.dimensions.count - 1], rank: rows.dimensions.count + 1) else {
      throw Refusal(
        found: "a constant of shape \(constant.dimensions) beside \(rows)", expected: "the same for every row")
    }
  }

  private func cast(_ value: ImportedValue, _ node: ONNXNodeProto) throws(Refusal) -> ImportedValue {
    guard let type = ElementType(rawValue: Int32(clamping: node.integer("to", default: 0))), type.isOfNumbers else {
      throw Refusal(found: "a cast to the type \(node.integer("to", default: 0))", expected: "float or double")
    }
    switch value {
    case .constant(var constant):
      constant.element = type
      return .constant(constant)
    case .rows(var rows):
      guard rows.element != .bool else { throw Refusal(found: "flags as numbers", expected: "numbers") }
      rows.element = type
      return .rows(rows)
    case .refused(let refusal): throw refusal
    }
  }

  private func concatenated(_ inputs: [ImportedValue?], axis: Int64) throws(Refusal) -> RowsType {
    var result: RowsType?
    for input in inputs {
      guard case .rows(let rows)? = input, rows.dimensions.count == 1, axis == 1 || axis == -1 else {
        throw Refusal(found: "other parts than columns", expected: "columns side by side")
      }
      guard var sum = result else {
        result = rows
        continue
      }
      let (before, more) = (sum.dimensions[0], rows.dimensions[0])
      sum.dimensions = rows.dimensions
      sum = try sum.merged(with: rows)
      let (width, overflow) = (before ?? 0).addingReportingOverflow(more ?? 0)
      sum.dimensions = [before == nil || more == nil || overflow ? nil : width]
      result = sum
    }
    guard let result else { throw Refusal(found: "no part", expected: "columns side by side") }
    return result
  }
}

extension RowsType {
  /// Itself, if its elements are numbers with fractions, or of no type that is said.
  fileprivate func ofNumbers() throws(Refusal) -> RowsType {
    guard element?.isOfNumbers ?? true else { throw Refusal(found: "\(self)", expected: "float or double") }
    return self
  }
}

extension ImportedValue? {
  fileprivate var isThere: Bool { if case .none = self { false } else { true } }
}

extension ImportedValue {
  var constant: ImportedConstant? { if case .constant(let constant) = self { constant } else { nil } }
}

extension ONNXNodeProto {
  func attribute(_ name: String) -> ONNXAttributeProto? { attribute.first { $0.name == name } }

  func integer(_ name: String, default value: Int64) -> Int64 { attribute(name)?.i ?? value }

  func number(_ name: String, default value: Float) -> Float { attribute(name)?.f ?? value }

  /// Throws unless each attribute is one of these, of that type and there once.
  fileprivate func checkAttributes(
    _ known: [String: ONNXAttributeProto.AttributeType]
  ) throws(Refusal) {
    var seen: Set<String> = []
    for attribute in attribute {
      guard let type = known[attribute.name], seen.insert(attribute.name).inserted,
        attribute.type == type || attribute.type == .undefined && attribute.has(type)
      else {
        throw Refusal(
          found: "the attribute \(attribute.name.quoted)",
          expected: "none but \(known.isEmpty ? "its inputs" : known.keys.sorted().joined(separator: ", "))")
      }
    }
  }
}

extension ONNXAttributeProto {
  fileprivate func has(_ type: AttributeType) -> Bool {
    switch type {
    case .float: hasF
    case .int: hasI
    case .string: hasS
    case .tensor: hasT
    case .ints: true
    default: false
    }
  }
}
