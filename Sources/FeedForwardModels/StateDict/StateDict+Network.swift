import FeedForward
import FeedForwardData

extension StateDict {
  /// The network of these layers with the weights at hand.
  ///
  /// - Parameters:
  ///   - inputs: `n`.
  ///   - layers: as many as there are tables of weights.
  /// - Throws: ``/FeedForwardData/DataError`` that names the tensor: for shapes that do not fit the layers, for names
  ///   that leave open what belongs where, and for tensors that belong to no layer.
  /// - Complexity: O(number of parameters).
  public func network<Scalar: BLASScalar>(
    inputs: Int, layers: [Layer]
  ) throws -> FeedForwardNetwork<Scalar> {
    guard !layers.isEmpty else {
      throw FeedForwardError.invalidSetting(name: "layers", value: "an empty list", expected: "at least one layer")
    }
    let sizes = [inputs] + layers.map(\.units)
    let entries = try assigned(to: sizes)
    let areTransposed = try orientation(of: entries, sizes)
    var theta: [Scalar] = []
    // No more than there are numbers in the tensors: the shapes were checked.
    for (l, entry) in entries.enumerated() {
      let (units, columns) = (sizes[l + 1], sizes[l])
      var part = [Scalar](repeating: 0, count: units * (columns + 1))
      try read(entry.weight, as: Scalar.self) { i, value in
        let (row, column) = areTransposed ? (i % units, i / units) : (i / columns, i % columns)
        part[row * (columns + 1) + 1 + column] = value
      }
      if let bias = entry.bias {
        try read(bias, as: Scalar.self) { i, value in part[i * (columns + 1)] = value }
      }
      if theta.isEmpty { theta = part } else { theta += part }
    }
    return try FeedForwardNetwork(inputs: inputs, layers: layers, parameters: theta)
  }

  private func error(_ tensor: Tensor, found: String, expected: String) -> DataError {
    FilePlace(file: file, path: tensor.name).error(found: found, expected: expected)
  }

  // MARK: - Layers

  fileprivate struct Entry {
    let name: TensorName
    let weight: Tensor
    let bias: Tensor?
  }

  /// Weights and biases that belong together, one for each layer, whose shapes fit one way or the other.
  private func assigned(to sizes: [Int]) throws -> [Entry] {
    var weights: [(name: TensorName, tensor: Tensor)] = []
    var biases: [CodePoints: Tensor] = [:]
    for tensor in tensors {
      guard let name = TensorName(tensor.name) else {
        throw error(tensor, found: "a name of no known kind", expected: "one that ends in weight, kernel or bias")
      }
      switch name.role {
      case .weight: weights.append((name, tensor))
      case .bias: biases[CodePoints(name.stem)] = tensor
      }
    }
    var entries: [Entry] = []
    for (name, weight) in weights {
      entries.append(Entry(name: name, weight: weight, bias: biases.removeValue(forKey: CodePoints(name.stem))))
    }
    if let bias = biases.min(by: { $0.key < $1.key })?.value {
      throw error(bias, found: "a bias without weights", expected: "both")
    }
    guard entries.count == sizes.count - 1 else {
      throw FilePlace(file: file, path: "tensors").error(
        found: "weights of \(entries.count) layers: \(entries.map(\.weight.name).sorted())",
        expected: "\(sizes.count - 1), as many as the layers given")
    }
    let ordered = try inOrder(entries, sizes)
    for (l, entry) in ordered.enumerated() {
      guard entry.fits(units: sizes[l + 1], inputs: sizes[l]) else {
        throw error(
          entry.weight, found: "shape \(entry.weight.shape)",
          expected: "\(sizes[l + 1]) × \(sizes[l]), outputs × inputs of layer \(l + 1), or the same transposed")
      }
      if let bias = entry.bias, bias.shape.filter({ $0 != 1 }) != [sizes[l + 1]].filter({ $0 != 1 }) {
        throw error(bias, found: "shape \(bias.shape)", expected: "[\(sizes[l + 1])]")
      }
    }
    return ordered
  }

  /// By the numbers in names that are otherwise alike; else by their shapes.
  private func inOrder(_ entries: [Entry], _ sizes: [Int]) throws -> [Entry] {
    if Set(entries.map { CodePoints($0.name.pattern) }).count == 1 {
      return entries.sorted { $0.name.numbers.lexicographicallyPrecedes($1.name.numbers) }
    }
    var ordered: [Entry] = []
    for l in 0..<sizes.count - 1 {
      let fitting = entries.filter { $0.fits(units: sizes[l + 1], inputs: sizes[l]) }
      guard fitting.count == 1, let entry = fitting.first else {
        let names = (fitting.isEmpty ? entries : fitting).map(\.weight.name).sorted()
        throw FilePlace(file: file, path: "tensors").error(
          found: "\(fitting.isEmpty ? "none" : "several") for layer \(l + 1) among \(names), whose names have no order",
          expected: "one of shape \(sizes[l + 1]) × \(sizes[l]), or names numbered from layer to layer")
      }
      ordered.append(entry)
    }
    return ordered
  }

  /// Whether weights are inputs × outputs.
  private func orientation(of entries: [Entry], _ sizes: [Int]) throws -> Bool {
    var decided: (isTransposed: Bool, by: Tensor)?
    for (l, entry) in entries.enumerated() where sizes[l] != sizes[l + 1] {
      let isTransposed = entry.weight.shape == [sizes[l], sizes[l + 1]]
      if let decided, decided.isTransposed != isTransposed {
        throw error(
          entry.weight, found: "shape \(entry.weight.shape)",
          expected: "outputs and inputs in the order that \(decided.by.name) has, \(decided.by.shape)")
      }
      decided = (isTransposed, entry.weight)
    }
    if let decided { return decided.isTransposed }
    let conventions = Set(entries.map(\.name.isTransposed))
    guard conventions.count == 1, case .some(.some(let isTransposed)) = conventions.first else {
      throw error(
        entries[0].weight, found: "a square table whose name does not say what its rows are",
        expected: "a name that ends in weight (outputs × inputs) or kernel (inputs × outputs)")
    }
    return isTransposed
  }
}

extension StateDict.Entry {
  fileprivate func fits(units: Int, inputs: Int) -> Bool {
    weight.shape == [units, inputs] || weight.shape == [inputs, units]
  }
}
