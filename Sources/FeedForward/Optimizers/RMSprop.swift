import CKernels

/// RMSprop: s ← α s + (1 − α) g², θ ← θ − η g / (√s + ε).
///
/// Tieleman, Hinton, *Lecture 6.5, Neural networks for machine learning*, 2012.
public struct RMSprop: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// α in 0 ..< 1.
  public var decay: Double
  /// ε > 0.
  public var epsilon: Double

  /// RMSprop with PyTorch's defaults.
  public init(learningRate: Double = 1e-2, decay: Double = 0.99, epsilon: Double = 1e-8) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// s.
  public var stateVectors: Int { 1 }
}

extension RMSprop: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    ElementwiseStep(.rootMeanSquare) {
      $0.rate = learningRate * state.rateFactor
      ($0.momentum, $0.gain, $0.epsilon) = (decay, 1 - decay, epsilon)
    }
  }
}

extension RMSprop: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [RMSprop] { [RMSprop()] }
  package var kind: String { "rmsprop" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("decay", &decay, .from(0, below: 1))
    try parameters.number("epsilon", &epsilon, .above(0))
  }
}

extension Optimizer where Self == RMSprop {
  /// RMSprop with PyTorch's defaults.
  public static func rmsprop(learningRate: Double = 1e-2, decay: Double = 0.99, epsilon: Double = 1e-8) -> Self {
    RMSprop(learningRate: learningRate, decay: decay, epsilon: epsilon)
  }
}
