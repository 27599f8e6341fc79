import CKernels

/// Resilient propagation: every parameter has a step size Δ of its own, and of the gradient only the signs count. Sees
/// all rows at each step.
///
/// Where the sign of g stays, Δ ← min(η⁺ Δ, Δ_max); where it turns, Δ ← max(η⁻ Δ, Δ_min); where either g is 0, Δ stays.
/// Then θ ← θ − sign(g) Δ, but at a turn as the ``Variant`` says. All but `minus` take the step after a turn with the Δ
/// as it is, whatever the sign.
///
/// Riedmiller, Braun, *A direct adaptive method for faster backpropagation learning: the RPROP algorithm*, 1993; Igel,
/// Hüsken, *Empirical evaluation of the improved Rprop learning algorithms*, Neurocomputing 50, 2003.
public struct Rprop: Optimizer {
  /// What happens to a parameter whose gradient has just changed its sign: the step before went across a minimum.
  public enum Variant: String, Sendable, Codable, CaseIterable {
    /// Rprop+: the step before is undone. Riedmiller, Braun, 1993.
    case plus = "rprop+"
    /// Rprop−: the shorter step is taken at once. Riedmiller, *Advanced supervised learning in multi-layer
    /// perceptrons*, 1994.
    case minus = "rprop-"
    /// iRprop+: the step before is undone if it made E larger. Igel, Hüsken, 2003.
    case improvedPlus = "irprop+"
    /// iRprop−: the parameter stays where it is. Igel, Hüsken, 2003; PyTorch's Rprop.
    case improvedMinus = "irprop-"
  }

  /// Where the step sizes begin.
  public enum InitialStep: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// All alike.
    case equal(Double)
    /// Each drawn from the range, by the seed.
    case drawn(from: ClosedRange<Double>, seed: UInt64)

    /// All alike.
    public init(floatLiteral value: Double) { self = .equal(value) }
    /// All alike.
    public init(integerLiteral value: Int) { self = .equal(Double(value)) }

    var least: Double { if case .drawn(let range, _) = self { range.lowerBound } else { mean } }
    var most: Double { if case .drawn(let range, _) = self { range.upperBound } else { mean } }
    var mean: Double {
      switch self {
      case .equal(let step): step
      case .drawn(let range, _): range.lowerBound / 2 + range.upperBound / 2
      }
    }
  }

  /// What happens at a turn.
  public var variant: Variant
  /// η⁺ > 1.
  public var increase: Double
  /// η⁻ in 0 < η⁻ < 1.
  public var decrease: Double
  /// The first Δ > 0, from Δ_min to Δ_max.
  public var initialStep: InitialStep
  /// Δ_min ≥ 0.
  public var smallestStep: Double
  /// Δ_max > 0.
  public var largestStep: Double

  /// iRprop+ with the first paper's numbers, unless said otherwise.
  public init(
    variant: Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5, initialStep: InitialStep = 0.1,
    smallestStep: Double = 1e-6, largestStep: Double = 50
  ) {
    self.variant = variant
    self.increase = increase
    self.decrease = decrease
    self.initialStep = initialStep
    self.smallestStep = smallestStep
    self.largestStep = largestStep
  }

  /// The first Δ, or the mean of the range they are drawn from, for the history. A schedule changes no step: the Δ find
  /// their own way.
  public var learningRate: Double { initialStep.mean }
  /// The gradient of the step before, and Δ. The step before itself is known from them: it was −sign(g) Δ.
  public var stateVectors: Int { 2 }
  /// E before the last step, for iRprop+.
  public var stateScalars: Int { variant == .improvedPlus ? 1 : 0 }
  /// All rows: on a minibatch, signs turn because the rows are others.
  public var scope: OptimizerScope { .allRows }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a setting out of its range.
  public func validate() throws(FeedForwardError) {
    try checkParameters()
    for step in [initialStep.least, initialStep.most] where step < smallestStep || step > largestStep {
      throw .invalidSetting(
        name: "The initialStep of rprop", value: "\(step)",
        expected: "a number from the smallest step, \(smallestStep), to the largest, \(largestStep)")
    }
  }

  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    if state.step == 1 { drawSteps(&state) }
    let kernel: UpdateCode
    switch variant {
    case .plus: kernel = .rpropUndo
    case .minus: kernel = .rpropGoOn
    case .improvedMinus: kernel = .rpropStay
    case .improvedPlus:
      // No sign can turn in step 1, so the error before it does not count.
      kernel = state.loss > state.scalars[0] ? .rpropUndo : .rpropStay
      state.scalars[0] = state.loss
    }
    let step = ElementwiseStep(kernel) {
      ($0.increase, $0.decrease, $0.smallest, $0.largest) = (increase, decrease, smallestStep, largestStep)
    }
    state.move(&parameters, along: gradient, by: step, vectors: stateVectors)
  }

  /// The first Δ, one after the other.
  private func drawSteps<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) {
    guard case .drawn(let range, let seed) = initialStep else {
      for i in 0..<state.count { state[1, i] = Scalar(initialStep.mean) }
      return
    }
    var generator = Philox(seed: seed, purpose: .stepSizes)
    let width = range.upperBound - range.lowerBound
    for i in 0..<state.count { state[1, i] = Scalar(range.lowerBound + width * generator.uniform()) }
  }
}

extension Rprop: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [Rprop] { [Rprop()] }
  package var kind: String { "rprop" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.word("variant", &variant)
    try parameters.number("increase", &increase, .above(1))
    try parameters.number("decrease", &decrease, .above(0, below: 1))
    try parameters.setting("initialStep", &initialStep)
    try parameters.number("smallestStep", &smallestStep, .atLeast(0))
    try parameters.number("largestStep", &largestStep, .above(0))
  }
}

extension Rprop.InitialStep: ParameterizedSetting {
  package static var what: String { "step size or a range" }
  package static func kinds(epochs: Int?) -> [Rprop.InitialStep] {
    [.equal(.nan), .drawn(from: -.infinity ... .infinity, seed: 0)]
  }

  package var kind: String {
    switch self {
    case .equal: "equal"
    case .drawn: "drawn"
    }
  }

  /// One number for all.
  package static func shorthand(_ setting: SettingText) -> Rprop.InitialStep? {
    setting.arguments.isEmpty ? Double(setting.name).map { .equal($0) } : nil
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .equal(var step):
      try parameters.number("step", &step, .above(0))
      self = .equal(step)
    case .drawn(var range, var seed):
      try parameters.range(&range, .above(0))
      try parameters.seed("seed", &seed)
      self = .drawn(from: range, seed: seed)
    }
  }
}

extension Optimizer where Self == Rprop {
  /// Resilient propagation; iRprop+ with the first paper's numbers, unless said otherwise.
  public static func rprop(
    _ variant: Rprop.Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5,
    initialStep: Rprop.InitialStep = 0.1, smallestStep: Double = 1e-6, largestStep: Double = 50
  ) -> Self {
    Rprop(
      variant: variant, increase: increase, decrease: decrease, initialStep: initialStep, smallestStep: smallestStep,
      largestStep: largestStep)
  }
}
