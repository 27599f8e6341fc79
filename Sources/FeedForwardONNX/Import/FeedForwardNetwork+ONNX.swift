import FeedForward
import FeedForwardModels

extension FeedForwardNetwork {
  /// The layers of an ONNX file: those of ``FeedForwardModels/TrainedModel/onnx()``, of `torch.onnx`, skl2onnx and others that
  /// write a chain of `Gemm`, or `MatMul` and `Add`, with the activations of ``Activation`` between.
  ///
  /// From a file of ours come the layers alone, with the same bits: its preprocessing, labels and scales are not part of a
  /// network. In any other file the chain has to begin at an input and to end at an output; types, shapes and the map of class
  /// names around it are passed over, and anything else that computes is refused.
  ///
  /// Nothing is allocated that the size of the file does not warrant, whatever the file says.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what errors call it.
  /// - Throws: ``FeedForwardModels/ModelFileError/malformed(file:place:found:expected:)`` with the node or tensor.
  /// - Complexity: O(bytes).
  public init(onnx bytes: [UInt8], named name: String) throws(ModelFileError) {
    let graph = try ImportedGraph(bytes, file: name)
    var chain = LayerChain<Scalar>(graph)
    try chain.read()
    let layers = chain.layers.reversed()
    let parameters = layers.flatMap(\.theta.elements)
    guard let first = layers.first else {
      throw .malformed(file: name, place: "graph", found: "no layer", expected: "at least one")
    }
    do throws(FeedForwardError) {
      try self.init(
        inputs: first.theta.columns - 1, layers: layers.map { Layer($0.theta.rows, $0.activation) },
        parameters: parameters)
    } catch {
      throw .malformed(file: name, place: "layers", found: "what no network has: \(error)", expected: "a network")
    }
  }
}

/// The layers of a graph, found from its output back to its input.
private struct LayerChain<Scalar: BLASScalar> {
  private let graph: ImportedGraph
  /// The last one first.
  private(set) var layers: [(activation: Activation, theta: Matrix<Scalar>)] = []

  init(_ graph: ImportedGraph) { self.graph = graph }

  mutating func read() throws(ModelFileError) {
    let outputs = if let network = graph.network { network.outputs } else { try output() }
    var (value, columns) = try withoutLabels(outputs)
    var count = 0
    while true {
      let (activation, logits, width) = try activation(value)
      let (theta, input) = try linear(logits)
      for expected in [columns, width] where expected != nil && expected != theta.rows {
        throw .malformed(
          file: graph.file, place: "value \(value.quoted)", found: "\(theta.rows) columns",
          expected: "\(expected ?? 0)")
      }
      layers.append((activation, theta))
      count += theta.elements.count
      guard count <= graph.size else {
        throw .malformed(
          file: graph.file, place: "graph", found: "more parameters than bytes: a circle, or weights used many times",
          expected: "a chain of layers, each with its own")
      }
      columns = theta.columns - 1
      if input == graph.network?.inputs { return }
      (value, columns) = try handedOn(input, columns: columns)
      if value == graph.network?.inputs || graph.isInput(value) { return }
    }
  }

  /// The first output of numbers.
  private func output() throws(ModelFileError) -> String {
    let integers: [Int32] = [6, ElementType.int64.rawValue, ElementType.string.rawValue]
    guard let output = graph.graph.output.first(where: { !integers.contains($0.type.tensorType.elemType) }) else {
      throw .malformed(
        file: graph.file, place: "graph", found: "no output of numbers", expected: "the outputs of a network")
    }
    return output.name
  }

  // MARK: - Around the layers

  /// What a value is before nodes that hand it on as it is, rows as rows.
  ///
  /// - Parameter columns: how many it has, if that is known; else what the nodes say.
  private func handedOn(_ name: String, columns: Int?) throws(ModelFileError) -> (String, columns: Int?) {
    var (name, columns) = (name, columns)
    for _ in graph.graph.node {
      guard let node = graph.node(name), let input = node.input.first else { break }
      switch node.opType {
      case "Identity", "Dropout", "ZipMap": break
      case "Cast" where node.isCastToNumbers: break
      case "Flatten" where node.integer("axis", default: 1) == 1: break
      case "Reshape":
        guard node.input.count == 2, let shape = graph.integers(node.input[1]), shape.count == 2,
          columns == nil || shape[1] == Int64(columns ?? 0) || shape[1] == -1 && shape[0] != -1, shape[1] != 0
        else {
          throw graph.error(node, found: "a shape that is not that of the rows", expected: "one row for each row")
        }
        if shape[1] > 0 { columns = Int(shape[1]) }
      default: return (name, columns)
      }
      name = input
    }
    return (name, columns)
  }

  /// The outputs of the network, from the probabilities of two classes made of one.
  private func withoutLabels(_ name: String) throws(ModelFileError) -> (String, columns: Int?) {
    let (value, columns) = try handedOn(name, columns: nil)
    guard let node = graph.node(value), node.opType == "Concat", node.input.count == 2,
      [1, -1].contains(node.integer("axis", default: 0)), let other = graph.node(node.input[0]),
      other.opType == "Sub", other.input.count == 2, graph.number(other.input[0]) == 1, other.input[1] == node.input[1]
    else { return (value, columns) }
    return try handedOn(node.input[1], columns: 1)
  }

  // MARK: - Activations

  /// An activation, the name of its logits, and how many columns they have if it tells.
  private typealias Found = (activation: Activation, logits: String, columns: Int?)

  private func activation(_ name: String) throws(ModelFileError) -> Found {
    guard let node = graph.node(name), let input = node.input.first else {
      throw .malformed(
        file: graph.file, place: "value \(name.quoted)", found: "nothing that computes it", expected: "a layer")
    }
    if isLinear(node) { return (.identity, name, nil) }
    if let found = FormulaMatch.of(name, in: graph) {
      return try withLogits((found.activation, found.logits, columns: nil))
    }
    switch node.opType {
    case "Softmax":
      guard [1, -1].contains(node.integer("axis", default: 1)) else {
        throw graph.error(node, found: "the axis \(node.integer("axis", default: 1))", expected: "1")
      }
      return try withLogits((.softmax, input, columns: nil))
    case "Where", "CumSum", "Reshape":
      if let found = activationOfRows(node) { return try withLogits(found) }
    default: break
    }
    throw graph.error(node, found: "an operator that is no activation known here", expected: "an activation or a layer")
  }

  private func withLogits(_ found: Found) throws(ModelFileError) -> Found {
    let (logits, columns) = try handedOn(found.logits, columns: found.columns)
    return (found.activation, logits, columns)
  }

  /// Means and variances, or increasing outputs, as they are written here.
  private func activationOfRows(_ node: ONNXNodeProto) -> Found? {
    if node.opType == "Where", node.input.count == 3, let flags = graph.flags(node.input[0]) {
      let (logits, half) = (node.input[1], flags.count / 2)
      guard flags == flags.indices.map({ $0 < half }), let exp = graph.node(node.input[2]), exp.opType == "Exp",
        exp.input == [logits]
      else { return nil }
      return (.meanAndVariance, logits, flags.count)
    }
    // The last reshaping of several groups may have been passed over.
    guard let sums = node.opType == "Reshape" ? graph.node(node.input[0]) : node, sums.opType == "CumSum",
      sums.input.count == 2, sums.attribute.isEmpty, let axis = graph.integers(sums.input[1]),
      var steps = graph.node(sums.input[0])
    else { return nil }
    var shape: [Int64] = []
    if steps.opType == "Reshape", steps.input.count == 2, let inner = graph.node(steps.input[0]) {
      shape = graph.integers(steps.input[1]) ?? []
      steps = inner
    }
    guard steps.opType == "Where", steps.input.count == 3, let flags = graph.flags(steps.input[0]) else { return nil }
    let groups = flags.count(where: \.self)
    guard groups > 0 else { return nil }
    let size = flags.count / groups
    guard flags == flags.indices.map({ $0 % size == 0 }),
      shape.isEmpty ? groups == 1 && axis == [1] : shape == [-1, Int64(groups), Int64(size)] && axis == [2]
    else { return nil }
    let logits = steps.input[1]
    let isKnown = [ElementType.float, .double].contains {
      FormulaMatch.match(Formula.softplus($0), steps.input[2], in: graph)?.logits == logits
    }
    return isKnown ? (.increasing(groups: groups), logits, flags.count) : nil
  }

  // MARK: - Layers

  private func isLinear(_ node: ONNXNodeProto) -> Bool {
    switch node.opType {
    case "Gemm", "MatMul": true
    case "Add": node.input.count == 2 && node.input.contains { graph.node($0)?.opType == "MatMul" }
    default: false
    }
  }

  /// Θ of the layer that gives these logits, and the name of its input.
  private func linear(_ name: String) throws(ModelFileError) -> (theta: Matrix<Scalar>, input: String) {
    guard let node = graph.node(name), isLinear(node) else {
      throw .malformed(
        file: graph.file, place: graph.node(name).map { graph.place($0) } ?? "value \(name.quoted)",
        found: "no layer", expected: "Gemm, or MatMul and Add")
    }
    switch node.opType {
    case "Gemm":
      guard (2...3).contains(node.input.count), node.integer("transA", default: 0) == 0 else {
        throw graph.error(node, found: "transposed inputs or \(node.input.count) of them", expected: "rows · W + b")
      }
      return (
        try theta(
          node, weight: node.input[1], isTransposed: node.integer("transB", default: 0) != 0,
          bias: node.input.count == 3 && !node.input[2].isEmpty ? node.input[2] : nil,
          alpha: Scalar(node.number("alpha", default: 1)), beta: Scalar(node.number("beta", default: 1))), node.input[0]
      )
    default:
      // MatMul, or Add of one.
      var (product, bias): (ONNXNodeProto, String?) = (node, nil)
      for i in 0..<2 where node.opType == "Add" {
        if let inner = graph.node(node.input[i]), inner.opType == "MatMul" {
          (product, bias) = (inner, node.input[1 - i])
        }
      }
      guard product.input.count == 2 else {
        throw graph.error(product, found: "\(product.input.count) inputs", expected: "rows and weights")
      }
      return (try theta(product, weight: product.input[1], isTransposed: false, bias: bias), product.input[0])
    }
  }

  /// (beta · b, alpha · Wᵀ)
  private func theta(
    _ node: ONNXNodeProto, weight: String, isTransposed: Bool, bias: String?, alpha: Scalar = 1, beta: Scalar = 1
  ) throws(ModelFileError) -> Matrix<Scalar> {
    guard let (tensor, isTurned) = graph.tensor(weight), tensor.dims.count == 2 else {
      throw graph.error(node, found: "weights that are computed, or no matrix", expected: "a constant matrix")
    }
    let w = try graph.numbers(of: tensor, Scalar.self)
    // The data's own shape; units are its rows if it is turned once.
    let (rows, columns) = (Int(tensor.dims[0]), Int(tensor.dims[1]))
    let unitsAreRows = isTransposed != isTurned
    let (units, inputs) = unitsAreRows ? (rows, columns) : (columns, rows)
    guard units > 0, inputs > 0 else {
      throw graph.error(node, found: "weights of \(tensor.dims)", expected: "at least one row and one column")
    }
    let b = try bias.map { (name) throws(ModelFileError) in try self.bias(name, of: node, units: units) }
    var elements: [Scalar] = []
    elements.reserveCapacity(w.count + units)
    for j in 0..<units {
      elements.append(beta * (b?[j] ?? 0))
      for i in 0..<inputs { elements.append(alpha * (unitsAreRows ? w[j * inputs + i] : w[i * units + j])) }
    }
    do throws(FeedForwardError) {
      return try Matrix(rows: units, columns: inputs + 1, elements: elements)
    } catch {
      throw graph.error(node, found: "\(error)", expected: "a matrix")
    }
  }

  /// One number for each unit, or one for all.
  private func bias(_ name: String, of node: ONNXNodeProto, units: Int) throws(ModelFileError) -> [Scalar] {
    guard let tensor = graph.tensor(name)?.tensor, tensor.dims.dropLast().allSatisfy({ $0 == 1 }) else {
      throw graph.error(node, found: "a bias that is computed, or one for each row", expected: "a constant vector")
    }
    let b = try graph.numbers(of: tensor, Scalar.self)
    guard b.count == units || b.count == 1 else {
      throw graph.error(node, found: "a bias of \(b.count) numbers", expected: "\(units)")
    }
    return b.count == units ? b : Array(repeating: b[0], count: units)
  }
}
