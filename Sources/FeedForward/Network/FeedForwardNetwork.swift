/// A feed-forward network: L ≥ 1 layers, each a = σ(Θ · (1, x)).
///
/// With s₀ = n inputs and s_L = K outputs, Θˡ is s_{ℓ+1} × (s_ℓ + 1), its column 0 the bias. The output layer's
/// activation is the output activation g, so the output is t = g(zᴸ).
///
/// A network is a value: any number of threads may predict with it at once.
public struct FeedForwardNetwork<Scalar: BLASScalar>: Sendable {
  /// n, the number of columns of every table of inputs.
  public let inputs: Int
  /// The layers from the first hidden one to the output.
  public let layers: [Layer]
  /// θ.
  public internal(set) var parameters: ParameterVector<Scalar>

  /// K, the number of columns of every table of outputs.
  public var outputs: Int { sizes[layers.count] }
  /// s₀ … s_L.
  public var sizes: [Int] { parameters.layout.sizes }

  /// A network whose parameters begin as each layer's initializer says.
  ///
  /// - Parameters:
  ///   - inputs: `n` ≥ 1.
  ///   - layers: at least one; activations of rows, such as softmax, only in the last.
  ///   - seed: the same seed gives the same parameters, on any machine up to the rounding of its logarithm and cosine.
  /// - Throws: ``FeedForwardError`` that names the layer, what it has and what was expected.
  public init(inputs: Int, layers: [Layer], seed: UInt64 = 0) throws(FeedForwardError) {
    let layout = try Self.validated(inputs: inputs, layers: layers)
    // Θ is drawn in Double, a few vectors of its length at a time.
    try requireMemory(for: try product(4, layout.count), of: Double.self)
    var elements = try [Scalar](zeros: layout.count)
    for (l, layer) in layers.enumerated() {
      let theta = try layer.initializer.parameters(layer: l, inputs: layout.sizes[l], units: layer.units, seed: seed)
      elements.replaceSubrange(layout.offsets[l]..<layout.offsets[l + 1], with: theta.lazy.map { Scalar($0) })
    }
    // An initializer's range or gain may be too large for the precision.
    try Matrix(unchecked: elements, rows: 1, columns: elements.count).requireFinite("Initial parameters")
    self.init(inputs: inputs, layers: layers, parameters: ParameterVector(elements: elements, layout: layout))
  }

  /// A network of given parameters.
  ///
  /// - Parameters:
  ///   - inputs: `n`, at least 1.
  ///   - layers: hidden ones, and the output layer as the last.
  ///   - parameters: θ: Θ⁰, Θ¹, …, each row-major, one neuron a row, its bias first.
  /// - Throws: ``FeedForwardError``, also when the count does not fit the layers or a parameter is not finite.
  public init(inputs: Int, layers: [Layer], parameters: [Scalar]) throws(FeedForwardError) {
    let layout = try Self.validated(inputs: inputs, layers: layers)
    guard parameters.count == layout.count else {
      throw .wrongShape(
        what: "Parameters of a network of sizes \(layout.sizes)", found: "\(parameters.count)",
        expected: "\(layout.count)")
    }
    try Matrix(unchecked: parameters, rows: 1, columns: parameters.count).requireFinite("Parameters")
    self.init(inputs: inputs, layers: layers, parameters: ParameterVector(elements: parameters, layout: layout))
  }

  private init(inputs: Int, layers: [Layer], parameters: ParameterVector<Scalar>) {
    self.inputs = inputs
    self.layers = layers
    self.parameters = parameters
  }

  /// Replaces θ.
  ///
  /// - Throws: ``FeedForwardError`` if the count does not fit or a number is not finite; θ then stays as it is.
  public mutating func setParameters(_ elements: [Scalar]) throws(FeedForwardError) {
    self = try FeedForwardNetwork(inputs: inputs, layers: layers, parameters: elements)
  }

  /// Replaces Θˡ.
  ///
  /// - Parameters:
  ///   - layer: index into `layers`.
  ///   - theta: s_{ℓ+1} × (s_ℓ + 1); row j is neuron j, column 0 its bias.
  /// - Throws: ``FeedForwardError`` if there is no such layer, the shape does not fit or a number is not finite.
  public mutating func setTheta(_ layer: Int, to theta: Matrix<Scalar>) throws(FeedForwardError) {
    guard layers.indices.contains(layer) else {
      throw .invalidSetting(name: "The index of a layer", value: "\(layer)", expected: "0 to \(layers.count - 1)")
    }
    try parameters.setTheta(layer, to: theta)
  }

  /// The same network in another precision.
  ///
  /// - Throws: ``FeedForwardError/nonFinite(what:row:column:value:)`` for a parameter out of the other type's range.
  public func converted<Other: BLASScalar>(to type: Other.Type) throws(FeedForwardError) -> FeedForwardNetwork<Other> {
    try FeedForwardNetwork<Other>(inputs: inputs, layers: layers, parameters: parameters.elements.map { Other($0) })
  }

  /// Where its parameters stand, if there may be such a network.
  static func validated(inputs: Int, layers: [Layer]) throws(FeedForwardError) -> ParameterLayout {
    let largest = BLAS.largestDimension
    guard inputs >= 1, inputs <= largest else {
      throw .invalidSetting(name: "inputs", value: "\(inputs)", expected: "1 to \(largest)")
    }
    guard !layers.isEmpty else {
      throw .invalidSetting(name: "layers", value: "an empty list", expected: "at least one layer")
    }
    for (l, layer) in layers.enumerated() {
      guard layer.units >= 1, layer.units <= largest else {
        throw .invalidLayer(layer: l + 1, found: "\(layer.units) units", expected: "1 to \(largest)")
      }
      try layer.activation.validate(layer: l + 1, units: layer.units, isOutput: l == layers.count - 1)
      try layer.initializer.checkParameters(layer: l + 1)
    }
    return try ParameterLayout(sizes: [inputs] + layers.map(\.units))
  }
}

extension FeedForwardNetwork: CustomStringConvertible {
  /// Sizes, activations and number of parameters, e.g. `64 → 64 relu → 10 softmax, 4810 parameters (Float)`.
  public var description: String {
    let chain = layers.map { " → \($0.units) \($0.activation)" }.joined()
    return "\(inputs)\(chain), \(parameters.count) parameters (\(Scalar.self))"
  }
}
