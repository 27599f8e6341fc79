import CKernels
import LibC

/// Adam with Nesterov's momentum: with m and v of ``Adam`` and μₖ = β₁ (1 − ½ · 0.96^(ψ k)) at step k,
/// θ ← θ − η (μₖ₊₁ m / (1 − Πᵢ≤ₖ₊₁ μᵢ) + (1 − μₖ) g / (1 − Πᵢ≤ₖ μᵢ)) / (√v̂ + ε).
///
/// Dozat, *Incorporating Nesterov momentum into Adam*, 2016, in PyTorch's form.
public struct Nadam: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// β₁ in 0 ..< 1.
  public var beta1: Double
  /// β₂ in 0 ..< 1.
  public var beta2: Double
  /// ε > 0.
  public var epsilon: Double
  /// ψ ≥ 0, how fast μ rises to β₁.
  public var momentumDecay: Double

  /// Nadam with the paper's defaults.
  public init(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    momentumDecay: Double = 4e-3
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
  }

  /// m and v.
  public var stateVectors: Int { 2 }
  /// 1 − Π μ: so a state of zeros stands for the empty product.
  public var stateScalars: Int { 1 }
}

extension Nadam: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    let rate = learningRate * state.rateFactor
    let momentum = { (step: Int) in beta1 * (1 - 0.5 * pow(0.96, Double(step) * momentumDecay)) }
    let (now, next) = (momentum(state.step), momentum(state.step + 1))
    let product = (1 - state.scalars[0]) * now
    state.scalars[0] = 1 - product
    return ElementwiseStep(.adam) {
      $0.rate = rate * next / (1 - product * next)
      $0.gradientRate = rate * (1 - now) / (1 - product)
      $0.scale = 1 / biasCorrection(of: beta2, after: state.step, Scalar.self).squareRoot()
      ($0.beta1, $0.beta2, $0.epsilon) = (beta1, beta2, epsilon)
    }
  }
}

extension Nadam: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [Nadam] { [Nadam()] }
  package var kind: String { "nadam" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("beta1", &beta1, .from(0, below: 1))
    try parameters.number("beta2", &beta2, .from(0, below: 1))
    try parameters.number("epsilon", &epsilon, .above(0))
    try parameters.number("momentumDecay", &momentumDecay, .atLeast(0), isComputedAsGiven: true)
  }
}

extension Optimizer where Self == Nadam {
  /// Adam with Nesterov's momentum.
  public static func nadam(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    momentumDecay: Double = 4e-3
  ) -> Self {
    Nadam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, momentumDecay: momentumDecay)
  }
}
