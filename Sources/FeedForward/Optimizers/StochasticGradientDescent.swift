import CKernels

/// Gradient descent, plain or with momentum: v ← μ v + g, then θ ← θ − η v; with Nesterov's look-ahead θ ← θ − η (g + μ
/// v).
///
/// Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964; Nesterov, 1983, in the form of
/// Sutskever, Martens, Dahl, Hinton, *On the importance of initialization and momentum in deep learning*, 2013, as
/// PyTorch writes it.
public struct StochasticGradientDescent: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// μ in 0 ..< 1; 0 remembers nothing.
  public var momentum: Double
  /// Whether to step along the gradient at the place momentum leads to.
  public var nesterov: Bool

  /// Plain descent unless `momentum` is given.
  public init(learningRate: Double = 1e-2, momentum: Double = 0, nesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// 1 with momentum, else 0.
  public var stateVectors: Int { momentum == 0 ? 0 : 1 }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a setting out of its range.
  public func validate() throws(FeedForwardError) {
    try checkParameters()
    if nesterov && momentum == 0 {
      throw .invalidSetting(name: "nesterov", value: "true with momentum 0", expected: "a momentum > 0")
    }
  }
}

extension StochasticGradientDescent: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    ElementwiseStep(momentum == 0 ? .descent : nesterov ? .nesterov : .momentum) {
      ($0.rate, $0.momentum) = (learningRate * state.rateFactor, momentum)
    }
  }
}

extension StochasticGradientDescent: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [StochasticGradientDescent] { [StochasticGradientDescent()] }
  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, StochasticGradientDescent> {
    ["momentum": .sgd(momentum: 0.9), "nesterov": .sgd(momentum: 0.9, nesterov: true)]
  }
  package var kind: String { "sgd" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("momentum", &momentum, .from(0, below: 1))
    try parameters.flag("nesterov", &nesterov)
  }
}

extension Optimizer where Self == StochasticGradientDescent {
  /// Stochastic gradient descent, plain unless `momentum` is given.
  public static func sgd(learningRate: Double = 1e-2, momentum: Double = 0, nesterov: Bool = false) -> Self {
    StochasticGradientDescent(learningRate: learningRate, momentum: momentum, nesterov: nesterov)
  }
}
