import CKernels

/// Lion: θ ← (1 − η λ) θ − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g. Every step has the same length in
/// every direction, so η is to be some ten times smaller than Adam's; the sign of 0 is 0.
///
/// Chen and others, *Symbolic discovery of optimization algorithms*, arXiv 2302.06675.
public struct Lion: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// β₁ in 0 ..< 1.
  public var beta1: Double
  /// β₂ in 0 ..< 1.
  public var beta2: Double
  /// λ ≥ 0 of the decoupled decay, of every parameter.
  public var weightDecay: Double

  /// Lion with the paper's defaults.
  public init(learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
  }

  /// m.
  public var stateVectors: Int { 1 }
  /// The decay that is due, where there is any; see ``Adam``.
  public var stateScalars: Int { weightDecay > 0 ? 1 : 0 }
}

extension Lion: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    let rate = learningRate * state.rateFactor
    let decay = state.decay(rate * weightDecay * state.decayFactor)
    return ElementwiseStep(.lion) { ($0.rate, $0.beta1, $0.beta2, $0.decay) = (rate, beta1, beta2, decay) }
  }
}

extension Lion: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [Lion] { [Lion()] }
  package var kind: String { "lion" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("beta1", &beta1, .from(0, below: 1))
    try parameters.number("beta2", &beta2, .from(0, below: 1))
    try parameters.number("weightDecay", &weightDecay, .atLeast(0), isComputedAsGiven: true)
  }
}

extension Optimizer where Self == Lion {
  /// Lion with the paper's defaults.
  public static func lion(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
  ) -> Self {
    Lion(learningRate: learningRate, beta1: beta1, beta2: beta2, weightDecay: weightDecay)
  }
}
