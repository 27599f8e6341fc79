import FeedForward
import FeedForwardData
import FeedForwardModels

/// The layers of a graph, found from its output back to its input. Every value on the way is one of rows × columns:
/// what is not is refused by ``OperatorRules`` or here.
struct LayerChain<Scalar: BLASScalar> {
  private let graph: ImportedGraph
  /// The last one first.
  private(set) var layers: [(activation: Activation, theta: Matrix<Scalar>)] = []

  init(_ graph: ImportedGraph) { self.graph = graph }

  mutating func read() throws {
    let start = graph.network.map { CodePoints($0.inputs) }
    let end = if let network = graph.network { CodePoints(network.outputs) } else { try output() }
    let type = try graph.rows(end)
    guard type.dimensions.count == 1 else { throw error(end, found: "\(type)", expected: "rows × columns") }
    var (value, isProbability) = try withoutLabels(end)
    var map: ColumnMap<Scalar>?
    (value, map) = try withoutMaps(value, columns: type.dimensions[0] ?? 0)
    var count = 0
    while true {
      let (activation, logits) = try activation(value)
      if isProbability {
        guard case .logistic = activation else {
          throw error(value, found: "two classes of \(activation)", expected: "those of a probability")
        }
      }
      isProbability = false
      var (theta, input) = try linear(logits)
      if layers.isEmpty, let map {
        guard case .identity = activation else {
          throw error(end, found: "numbers made of \(activation) outputs", expected: "the outputs of a layer")
        }
        map.apply(toRowsOf: &theta)
      }
      if let last = layers.last, last.theta.columns - 1 != theta.rows {
        throw error(logits, found: "\(theta.rows) columns", expected: "\(last.theta.columns - 1)")
      }
      layers.append((activation, theta))
      count += theta.elements.count
      guard count <= graph.size else {
        throw FilePlace(file: graph.file, path: "graph").error(
          found: "more parameters than bytes: weights used many times", expected: "a chain of layers, each with its own"
        )
      }
      if input == start { return }
      (value, map) = try withoutMaps(input, columns: theta.columns - 1)
      map?.apply(toColumnsOf: &layers[layers.count - 1].theta)
      if value == start || graph.isInput(value) { return }
    }
  }

  /// The only output of numbers that no other one is made of.
  private func output() throws -> CodePoints {
    var outputs = graph.outputs
    if outputs.count > 1 {
      // They may be many, but not of a network.
      guard outputs.count <= 100 else { throw several(outputs) }
      let inner = outputs.reduce(into: Set<CodePoints>()) { $0.formUnion(graph.sources(of: $1)) }
      outputs.removeAll { inner.contains($0) }
    }
    guard let output = outputs.first else {
      throw FilePlace(file: graph.file, path: "graph").error(
        found: "no output of numbers", expected: "the outputs of a network")
    }
    guard outputs.count == 1 else { throw several(outputs) }
    return output
  }

  private func several(_ outputs: [CodePoints]) -> DataError {
    FilePlace(file: graph.file, path: "graph").error(
      found: "the outputs \(outputs.prefix(10).map(\.text.quoted).joined(separator: ", "))",
      expected: "one of numbers, and such as it is made of")
  }

  private func error(_ value: CodePoints, found: String, expected: String) -> DataError {
    if let node = graph.node(value) { return graph.error(node, found: found, expected: expected) }
    return FilePlace(file: graph.file, path: "value \(value.text.quoted)").error(found: found, expected: expected)
  }

  // MARK: - Around the layers

  /// What a value is before nodes that hand it on as it is, rows as rows.
  private func handedOn(_ name: CodePoints) throws -> CodePoints {
    var name = name
    _ = try graph.rows(name)
    while let node = graph.node(name),
      ["Identity", "Dropout", "ZipMap", "Cast", "Flatten", "Reshape"].contains(node.opType)
    {
      name = node.inputs[0]
    }
    return name
  }

  /// The outputs of the network, from the probabilities of two classes made of one.
  private func withoutLabels(_ name: CodePoints) throws -> (CodePoints, isProbability: Bool) {
    let value = try handedOn(name)
    guard let node = graph.node(value), node.opType == "Concat", node.input.count == 2,
      let other = graph.node(node.inputs[0]), other.opType == "Sub", graph.number(other.inputs[0]) == 1,
      other.inputs[1] == node.inputs[1], try graph.rows(node.inputs[1]).width == 1
    else { return (value, false) }
    return (try handedOn(node.inputs[1]), true)
  }

  /// What a value is before nodes that shift and scale its columns, and before those that fill or refuse what is
  /// missing: rows of a network have a number everywhere.
  private func withoutMaps(
    _ name: CodePoints, columns: Int
  ) throws -> (CodePoints, ColumnMap<Scalar>?) {
    var (name, map) = (try handedOn(name), ColumnMap<Scalar>?.none)
    while let node = graph.node(name), !isLinear(node), FormulaMatch.of(name, in: graph) == nil {
      if let value = filled(node) {
        name = try handedOn(value)
        continue
      }
      guard ["Add", "Sub", "Mul", "Div"].contains(node.opType) else { break }
      let constants = node.inputs.map { graph.constant($0) }
      guard let side = constants.firstIndex(where: { $0 != nil }), let constant = constants[side],
        node.opType != "Div" || side == 1
      else { break }
      let numbers = try constant.numbers(Scalar.self, file: graph.file)
      guard numbers.count == 1 || numbers.count == columns else { break }
      let row = numbers.count == columns ? numbers : Array(repeating: numbers[0], count: columns)
      map = (map ?? ColumnMap(columns: columns)).after(node.opType, row, isFirst: side == 0)
      name = try handedOn(node.inputs[1 - side])
    }
    return (name, map)
  }

  /// The value of which a node gives every number, something else where there is none.
  private func filled(_ node: ONNXNodeProto) -> CodePoints? {
    guard node.opType == "Where", let condition = graph.node(node.inputs[0]),
      ["IsNaN", "IsInf"].contains(condition.opType), graph.constant(node.inputs[1]) != nil
    else { return nil }
    let (tested, value) = (uncast(condition.inputs[0]), uncast(node.inputs[2]))
    return tested == value ? node.inputs[2] : nil
  }

  private func uncast(_ name: CodePoints) -> CodePoints {
    var name = name
    while let node = graph.node(name), node.opType == "Cast" { name = node.inputs[0] }
    return name
  }

  // MARK: - Activations

  /// An activation and the name of its logits.
  private typealias Found = (activation: Activation, logits: CodePoints)

  private func activation(_ name: CodePoints) throws -> Found {
    let type = try graph.rows(name)
    guard let node = graph.node(name) else {
      throw error(name, found: "nothing that computes it", expected: "a layer")
    }
    guard type.dimensions.count == 1 || node.opType == "CumSum" else {
      throw graph.error(node, found: "\(type)", expected: "rows × columns")
    }
    if isLinear(node) { return (.identity, name) }
    if let found = FormulaMatch.of(name, in: graph) { return (found.activation, try handedOn(found.logits)) }
    switch node.opType {
    case "Softmax": return (.softmax, try handedOn(node.inputs[0]))
    case "Where", "CumSum":
      if let found = activationOfRows(node) { return (found.activation, try handedOn(found.logits)) }
    default: break
    }
    throw graph.error(node, found: "an operator that is no activation known here", expected: "an activation or a layer")
  }

  /// Means and variances, or increasing outputs, as they are written here.
  private func activationOfRows(_ node: ONNXNodeProto) -> Found? {
    if node.opType == "Where" {
      guard let flags = graph.constant(node.inputs[0])?.flags, flags == flags.indices.map({ $0 < flags.count / 2 }),
        let exp = graph.node(node.inputs[2]), exp.opType == "Exp", exp.inputs == [node.inputs[1]],
        has(flags, node.inputs[1])
      else { return nil }
      return (.meanAndVariance, node.inputs[1])
    }
    // The last reshaping of several groups was passed over.
    guard var steps = graph.node(node.inputs[0]) else { return nil }
    var shape: [Int?] = []
    if steps.opType == "Reshape", let inner = graph.node(steps.inputs[0]) {
      shape = (try? graph.rows(node.inputs[0]).dimensions) ?? []
      steps = inner
    }
    guard steps.opType == "Where", let flags = graph.constant(steps.inputs[0])?.flags else { return nil }
    let (logits, groups) = (steps.inputs[1], flags.count(where: \.self))
    guard groups > 0, has(flags, logits) else { return nil }
    let size = flags.count / groups
    guard flags == flags.indices.map({ $0 % size == 0 }), shape.isEmpty ? groups == 1 : shape == [groups, size] else {
      return nil
    }
    let isKnown = [ElementType.float, .double].contains {
      FormulaMatch.match(Formula.softplus($0), steps.inputs[2], in: graph)?.logits == logits
    }
    return isKnown ? (.increasing(groups: groups), logits) : nil
  }

  /// Whether there is a flag for each column.
  private func has(_ flags: [Bool], _ logits: CodePoints) -> Bool {
    (try? graph.rows(logits).dimensions) == [flags.count]
  }

  // MARK: - Layers

  private func isLinear(_ node: ONNXNodeProto) -> Bool {
    switch node.opType {
    case "Gemm", "MatMul": true
    default: product(of: node) != nil
    }
  }

  /// Of a sum of a product and a constant, the two.
  private func product(of node: ONNXNodeProto) -> (product: ONNXNodeProto, bias: CodePoints)? {
    guard node.opType == "Add" else { return nil }
    for (product, bias) in zip(node.inputs, node.inputs.reversed()) {
      if let product = graph.node(product), product.opType == "MatMul", graph.constant(bias) != nil {
        return (product, bias)
      }
    }
    return nil
  }

  /// Θ of the layer that gives these logits, and the name of its input.
  private func linear(_ name: CodePoints) throws -> (theta: Matrix<Scalar>, input: CodePoints) {
    _ = try graph.rows(name)
    guard let node = graph.node(name) else {
      throw error(name, found: "no layer", expected: "Gemm, or MatMul and Add")
    }
    switch node.opType {
    case "Gemm":
      let isTransposed = node.integer("transB", default: 0) != 0
      let bias = node.inputs.count == 3 && !node.input[2].isEmpty ? node.inputs[2] : nil
      let theta = try theta(
        node, weights: node.inputs[1], areTransposed: isTransposed, bias: bias,
        alpha: Scalar(node.number("alpha", default: 1)), beta: Scalar(node.number("beta", default: 1)))
      return (theta, node.inputs[0])
    case "MatMul": return (try theta(node, weights: node.inputs[1]), node.inputs[0])
    default:
      guard let (product, bias) = product(of: node) else {
        throw graph.error(node, found: "no layer", expected: "Gemm, or MatMul and Add")
      }
      return (try theta(product, weights: product.inputs[1], bias: bias), product.inputs[0])
    }
  }

  /// (beta · b, alpha · Wᵀ)
  private func theta(
    _ node: ONNXNodeProto, weights: CodePoints, areTransposed: Bool = false, bias: CodePoints? = nil, alpha: Scalar = 1,
    beta: Scalar = 1
  ) throws -> Matrix<Scalar> {
    // The rules have seen their shapes.
    guard let weights = graph.constant(weights), weights.dimensions.count == 2 else {
      throw graph.error(node, found: "weights that are computed, or no matrix", expected: "a constant matrix")
    }
    let w = try weights.numbers(Scalar.self, file: graph.file)
    let (rows, columns) = (weights.dimensions[0], weights.dimensions[1])
    let (units, inputs) = areTransposed ? (rows, columns) : (columns, rows)
    let b = try bias.flatMap { graph.constant($0) }?.numbers(Scalar.self, file: graph.file)
    guard b == nil || b?.count == units || b?.count == 1 else {
      throw graph.error(node, found: "a bias of \(b?.count ?? 0) numbers", expected: "\(units)")
    }
    var elements: [Scalar] = []
    elements.reserveCapacity(w.count + units)
    for j in 0..<units {
      elements.append(beta * (b.map { $0[$0.count == 1 ? 0 : j] } ?? 0))
      for i in 0..<inputs { elements.append(alpha * (areTransposed ? w[j * inputs + i] : w[i * units + j])) }
    }
    return try Matrix(rows: units, columns: inputs + 1, elements: elements)
  }
}
