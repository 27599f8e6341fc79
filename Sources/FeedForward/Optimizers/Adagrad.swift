import CKernels

/// Adagrad: s ← s + g², θ ← θ − η g / (√s + ε). Steps become shorter for parameters whose gradients were large.
///
/// Duchi, Hazan, Singer, *Adaptive subgradient methods for online learning and stochastic optimization*, 2011.
public struct Adagrad: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// ε > 0.
  public var epsilon: Double

  /// Adagrad with PyTorch's defaults.
  public init(learningRate: Double = 1e-2, epsilon: Double = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  /// s.
  public var stateVectors: Int { 1 }
}

extension Adagrad: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    ElementwiseStep(.rootMeanSquare) {
      $0.rate = learningRate * state.rateFactor
      ($0.momentum, $0.gain, $0.epsilon) = (1, 1, epsilon)
    }
  }
}

extension Adagrad: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [Adagrad] { [Adagrad()] }
  package var kind: String { "adagrad" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("epsilon", &epsilon, .above(0))
  }
}

extension Optimizer where Self == Adagrad {
  /// Adagrad with PyTorch's defaults.
  public static func adagrad(learningRate: Double = 1e-2, epsilon: Double = 1e-10) -> Self {
    Adagrad(learningRate: learningRate, epsilon: epsilon)
  }
}
