import CKernels
import LibC

/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵏ), v̂ = v / (1 −
/// β₂ᵏ) at step k. Kingma, Ba, *Adam: a method for stochastic optimization*, arXiv 1412.6980.
///
/// With a weight decay λ > 0 it is AdamW: θ ← (1 − η λ) θ before each step, for every parameter, biases too; where η λ
/// is below eight times the scalar type's ε, only before every so many steps that rounding does not undo it.
/// Loshchilov, Hutter, *Decoupled weight decay regularization*, arXiv 1711.05101, in PyTorch's form.
public struct Adam: AdjustableOptimizer {
  /// η ≥ 0.
  public var learningRate: Double
  /// β₁ in 0 ..< 1.
  public var beta1: Double
  /// β₂ in 0 ..< 1.
  public var beta2: Double
  /// ε > 0.
  public var epsilon: Double
  /// λ ≥ 0 of the decoupled decay.
  public var weightDecay: Double

  /// Adam with the paper's defaults.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// m and v.
  public var stateVectors: Int { 2 }
  /// The decay that is due, where there is any.
  public var stateScalars: Int { weightDecay > 0 ? 1 : 0 }
}

extension Adam: ElementwiseOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep {
    let rate = learningRate * state.rateFactor
    let decay = state.decay(rate * weightDecay * state.decayFactor)
    return ElementwiseStep(.adam) {
      $0.rate = rate / biasCorrection(of: beta1, after: state.step, Scalar.self)
      $0.scale = 1 / biasCorrection(of: beta2, after: state.step, Scalar.self).squareRoot()
      ($0.beta1, $0.beta2, $0.epsilon, $0.decay) = (beta1, beta2, epsilon, decay)
    }
  }
}

extension OptimizerState {
  /// What a step of the decoupled decay, θ ← (1 − η λ) θ, takes away: η λ, or 0 as long as rounding θ would swallow it,
  /// and then at once what has come together in the first of the single numbers.
  mutating func decay(_ share: Double) -> Double {
    guard share > 0, !scalars.isEmpty else { return share }
    let due = scalars[0] + share
    let isSeen = due >= 8 * Double(Scalar.ulpOfOne)
    scalars[0] = isSeen ? 0 : due
    return isSeen ? due : 0
  }
}

/// 1 − βᵏ of the β that the moments are made with, rounded to the scalar type: in `Float`, 1 − 0.999 would otherwise be
/// off by 10⁻⁵.
func biasCorrection<Scalar: BLASScalar>(of beta: Double, after steps: Int, _: Scalar.Type) -> Double {
  1 - pow(Double(Scalar(beta)), Double(steps))
}

extension Adam: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [Adam] { [Adam()] }
  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, Adam> { ["adamw": .adamW()] }
  package var kind: String { "adam" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("learningRate", &learningRate, .learningRate)
    try parameters.number("beta1", &beta1, .from(0, below: 1))
    try parameters.number("beta2", &beta2, .from(0, below: 1))
    try parameters.number("epsilon", &epsilon, .above(0))
    try parameters.number("weightDecay", &weightDecay, .atLeast(0), isComputedAsGiven: true)
  }
}

extension Optimizer where Self == Adam {
  /// Adam with the paper's defaults.
  public static func adam(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> Self {
    Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  /// Adam with decoupled weight decay λ, 0.01 by default.
  public static func adamW(
    learningRate: Double = 1e-3, weightDecay: Double = 1e-2, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) -> Self {
    Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
  }
}
