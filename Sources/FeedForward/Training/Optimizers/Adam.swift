#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵏ), v̂ = v / (1 − β₂ᵏ) at
/// step k. Kingma, Ba, *Adam: a method for stochastic optimization*, arXiv 1412.6980.
public struct Adam: Optimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// β₁ in 0 ..< 1.
  public var beta1: Double
  /// β₂ in 0 ..< 1.
  public var beta2: Double
  /// ε > 0.
  public var epsilon: Double

  /// Adam with the paper's defaults.
  public init(learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
  }

  /// m and v.
  public var stateVectors: Int { 2 }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a setting out of its range.
  public func validate() throws(FeedForwardError) {
    try require(learningRate, in: 0..., "learning rate", "a number ≥ 0")
    try require(beta1, in: 0..<1, "beta1", "0 ≤ beta1 < 1")
    try require(beta2, in: 0..<1, "beta2", "0 ≤ beta2 < 1")
    try require(epsilon, in: .leastNonzeroMagnitude..., "epsilon", "a number > 0")
  }

  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    rule(step: state.step, rateFactor: state.rateFactor).apply(to: &parameters, along: gradient, &state)
  }

  /// The kernel of ``update(_:along:state:)``.
  public func _elementwiseUpdate<Scalar: BLASScalar>(
    step: Int, rateFactor: Double, of _: Scalar.Type
  ) -> _ElementwiseUpdate<Scalar>? {
    rule(step: step, rateFactor: rateFactor)
  }

  /// The powers are those of the β that m and v are made with, rounded to the scalar type: in `Float`, 1 − 0.999 would
  /// otherwise be off by 10⁻⁵.
  private func rule<Scalar: BLASScalar>(step: Int, rateFactor: Double) -> _ElementwiseUpdate<Scalar> {
    let (rounded1, rounded2) = (Double(Scalar(beta1)), Double(Scalar(beta2)))
    return .adam(
      step: learningRate * rateFactor / (1 - pow(rounded1, Double(step))), beta1: beta1, beta2: beta2,
      scale: 1 / (1 - pow(rounded2, Double(step))).squareRoot(), epsilon: epsilon)
  }
}

extension Optimizer where Self == Adam {
  /// Adam with the paper's defaults.
  public static func adam(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> Self {
    Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}
