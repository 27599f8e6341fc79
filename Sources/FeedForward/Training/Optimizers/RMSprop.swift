/// RMSprop: s ← α s + (1 − α) g², θ ← θ − η g / (√s + ε).
///
/// Tieleman, Hinton, *Lecture 6.5, Neural networks for machine learning*, 2012.
public struct RMSprop: ElementwiseOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// α in 0 ..< 1.
  public var decay: Double
  /// ε > 0.
  public var epsilon: Double

  /// RMSprop with PyTorch's defaults.
  public init(learningRate: Double = 1e-2, decay: Double = 0.99, epsilon: Double = 1e-8) {
    (self.learningRate, self.decay, self.epsilon) = (learningRate, decay, epsilon)
  }

  /// s.
  public var stateVectors: Int { 1 }

  /// Their ranges are in ``Hyperparameter``.
  public var _hyperparameters: [(Hyperparameter, Double)] {
    [(.rmspropLearningRate, learningRate), (.rmspropDecay, decay), (.rmspropEpsilon, epsilon)]
  }

  /// The kernel of a step.
  public func _kernel<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> _ElementwiseUpdate<Scalar> {
    .rootMeanSquare(rate: learningRate * state.rateFactor, decay: decay, gain: 1 - decay, epsilon: epsilon)
  }
}

extension Optimizer where Self == RMSprop {
  /// RMSprop with PyTorch's defaults.
  public static func rmsprop(learningRate: Double = 1e-2, decay: Double = 0.99, epsilon: Double = 1e-8) -> Self {
    RMSprop(learningRate: learningRate, decay: decay, epsilon: epsilon)
  }
}
