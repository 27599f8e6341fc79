/// How fast each part of θ learns, beside the optimizer's learning rate, and whether it decays.
///
/// ```swift
/// Trainer(optimizer: .adamW(), partRates: PartRates(biases: 0.1, isPerRootOfInputs: true, biasesDecay: false))
/// ```
///
/// For the engine's rules that move each parameter by itself at a learning rate: SGD, Adagrad, RMSprop, Adam, Nadam and
/// Lion. The factors are none of the decoupled decay's: it takes the share η λ of all that decays.
public struct PartRates: Sendable, Equatable {
  /// Of the weights of each layer, ≥ 0; a single number holds for all of them.
  public var weights: [Double]
  /// Of all biases, ≥ 0.
  public var biases: Double
  /// Whether the rate of a layer's weights is also divided by √n, n its inputs. With Adam that is the neural-tangent
  /// parametrization, z = W a / √n + b with W of order 1, written as Θ = W / √n; exact but for ε. Jacot, Gabriel,
  /// Hongler, *Neural tangent kernel*, arXiv 1806.07572.
  public var isPerRootOfInputs: Bool

  /// Of a factor for each input, 1 at first, that is trained in front of the first layer, without decay, and folded
  /// into its weights wherever the network is looked at; ≥ 0, nil for no such factors.
  public var inputScales: Double?
  /// Whether a decoupled decay takes biases along, as PyTorch's does.
  public var biasesDecay: Bool

  /// The same everywhere, but for what is given.
  public init(
    weights: [Double] = [1], biases: Double = 1, isPerRootOfInputs: Bool = false, inputScales: Double? = nil,
    biasesDecay: Bool = true
  ) {
    self.weights = weights
    self.biases = biases
    self.isPerRootOfInputs = isPerRootOfInputs
    self.inputScales = inputScales
    self.biasesDecay = biasesDecay
  }

  /// The same everywhere.
  public static let alike = PartRates()

  /// Whether any part of θ moves otherwise than the rest.
  var differ: Bool {
    var rates = self
    rates.inputScales = nil
    return rates != .alike
  }

  /// Of the weights of layer ℓ, which has so many inputs.
  func ofWeights(layer l: Int, inputs: Int) -> Double {
    let factor = weights.number(ofLayer: l)
    return isPerRootOfInputs ? factor / Double(inputs).squareRoot() : factor
  }

  func validate(layers: Int) throws(FeedForwardError) {
    try weights.requireNumber(forEachOf: layers, "The rates of weights")
  }
}

extension PartRates: ParameterizedSetting {
  package static var what: String { "rates of parts" }
  package static func kinds(epochs: Int?) -> [PartRates] { [.alike] }
  package var kind: String { "part-rates" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.numbers("weights", &weights, .rateFactor, least: 1)
    try parameters.number("biases", &biases, .rateFactor)
    try parameters.flag("isPerRootOfInputs", &isPerRootOfInputs)
    try parameters.optionalNumber("inputScales", &inputScales, .rateFactor)
    try parameters.flag("biasesDecay", &biasesDecay)
  }
}

extension Hyperparameter {
  /// A number of ``PartRates``.
  public static let rateFactor = Hyperparameter("rate factor", .atLeast(0), isComputedAsGiven: true)
}
