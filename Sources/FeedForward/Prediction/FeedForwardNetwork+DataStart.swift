import LibC

extension FeedForwardNetwork {
  /// Begins at the data: the logits of every neuron get the standard deviation 1 over the rows, and its hyperplane
  /// z = 0 goes through the inside of what the layer sees, so that no unit begins dead or saturated.
  ///
  /// Layer by layer, its biases left out: a neuron's weights are divided by the deviation of its logits; then its bias
  /// is −Σ wᵢ zᵢ over 5 random rows, w = e / Σ e with e from Exp(1). A layer of zeros stays as it is. Holzmüller,
  /// Grinsztajn, Steinwart, arXiv 2407.04491; the deviation after Mishkin, Matas, *All you need is a good init*, arXiv
  /// 1511.06422.
  ///
  /// - Parameters:
  ///   - inputs: `m × n` training rows, m ≥ 1.
  ///   - rows: at most so many of them are looked at, drawn by the seed.
  ///   - seed: decides which rows.
  /// - Throws: ``FeedForwardError`` for inputs that do not fit.
  /// - Complexity: O(layers · rows · number of parameters).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func standardizeLogits(
    on inputs: Matrix<Scalar>, rows: Int = 2000, seed: UInt64 = 0
  ) throws(FeedForwardError) {
    guard inputs.rows > 0 else { throw .emptyData(what: "The rows to begin at") }
    guard rows > 0 else { throw .invalidSetting(name: "rows", value: "\(rows)", expected: "at least 1") }
    var generator = Philox(seed: seed, purpose: .initialization, stream: .max)
    var order = Array(0..<inputs.rows)
    generator.shuffle(&order)
    let sample = try inputs.selecting(rows: Array(order.prefix(rows)))
    for (l, layer) in layers.enumerated() {
      var theta = parameters.theta(l)
      for j in 0..<theta.rows { theta[j, 0] = 0 }
      guard theta.elements.contains(where: { $0 != 0 }) else { continue }
      try parameters.setTheta(l, to: theta)
      let upToHere = layers.prefix(l) + [Layer(layer.units, .identity)]
      let z = try FeedForwardNetwork(
        inputs: self.inputs, layers: Array(upToHere),
        parameters: Array(parameters.elements[..<parameters.layout.offsets[l + 1]])
      ).predict(sample)
      for j in 0..<theta.rows { theta.standardize(neuron: j, logits: z, &generator) }
      try parameters.setTheta(l, to: theta)
    }
  }
}

extension Matrix {
  /// One neuron of this Θ, whose logits without bias are column `j` of z.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate mutating func standardize(neuron j: Int, logits z: Matrix, _ generator: inout Philox) {
    let mean = (0..<z.rows).reduce(0.0) { $0 + Double(z[$1, j]) } / Double(z.rows)
    let variance = (0..<z.rows).reduce(0.0) { $0 + pow(Double(z[$1, j]) - mean, 2) } / Double(z.rows)
    // A neuron that sees nothing that differs keeps its weights.
    let scale = variance > 0 && variance.isFinite ? variance.squareRoot() : 1
    for i in 1..<columns { self[j, i] = Scalar(Double(self[j, i]) / scale) }
    let pivots = (0..<5).map { _ in (row: Int(generator.below(UInt64(z.rows))), weight: generator.exponential()) }
    let total = pivots.reduce(0.0) { $0 + $1.weight }
    self[j, 0] = Scalar(-pivots.reduce(0.0) { $0 + $1.weight / total * Double(z[$1.row, j]) } / scale)
  }
}

extension Philox {
  /// Of Exp(1).
  fileprivate mutating func exponential() -> Double { -log(1 - uniform()) }
}
