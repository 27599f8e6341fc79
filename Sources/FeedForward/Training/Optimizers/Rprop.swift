/// Resilient propagation: every parameter has a step size Δ of its own, and of the gradient only the signs count. Sees all
/// rows at each step.
///
/// Where the sign of g stays, Δ ← min(η⁺ Δ, Δ_max); where it turns, Δ ← max(η⁻ Δ, Δ_min); where either g is 0, Δ stays.
/// Then θ ← θ − sign(g) Δ, but at a turn as the ``Variant`` says. All but `minus` take the step after a turn with the Δ as
/// it is, whatever the sign.
///
/// Riedmiller, Braun, *A direct adaptive method for faster backpropagation learning: the RPROP algorithm*, 1993; Igel,
/// Hüsken, *Empirical evaluation of the improved Rprop learning algorithms*, Neurocomputing 50, 2003.
public struct Rprop: Optimizer {
  /// What happens to a parameter whose gradient has just changed its sign: the step before went across a minimum.
  public enum Variant: String, Sendable, Codable, CaseIterable {
    /// Rprop+: the step before is undone. Riedmiller, Braun, 1993.
    case plus = "rprop+"
    /// Rprop−: the shorter step is taken at once. Riedmiller, *Advanced supervised learning in multi-layer perceptrons*,
    /// 1994.
    case minus = "rprop-"
    /// iRprop+: the step before is undone if it made E larger. Igel, Hüsken, 2003.
    case improvedPlus = "irprop+"
    /// iRprop−: the parameter stays where it is. Igel, Hüsken, 2003; PyTorch's Rprop.
    case improvedMinus = "irprop-"
  }

  /// What happens at a turn.
  public var variant: Variant
  /// η⁺ > 1.
  public var increase: Double
  /// η⁻ in 0 < η⁻ < 1.
  public var decrease: Double
  /// Where each Δ begins, drawn from this range; Δ_min ≤ its bounds ≤ Δ_max, and above 0.
  public var initialSteps: ClosedRange<Double>
  /// Δ_min ≥ 0.
  public var smallestStep: Double
  /// Δ_max > 0.
  public var largestStep: Double
  /// Decides the first Δ of each parameter, if there is a range of them.
  public var seed: UInt64

  /// Rprop whose first Δ are drawn by `seed`.
  public init(
    variant: Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5,
    initialSteps: ClosedRange<Double>, smallestStep: Double = 1e-6, largestStep: Double = 50, seed: UInt64 = 0
  ) {
    (self.variant, self.increase, self.decrease) = (variant, increase, decrease)
    (self.initialSteps, self.smallestStep, self.largestStep) = (initialSteps, smallestStep, largestStep)
    self.seed = seed
  }

  /// Rprop whose Δ begin alike.
  public init(
    variant: Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5, initialStep: Double = 0.1,
    smallestStep: Double = 1e-6, largestStep: Double = 50
  ) {
    // A range of NaN cannot be made; infinity is refused as well.
    let step = initialStep.isNaN ? .infinity : initialStep
    self.init(
      variant: variant, increase: increase, decrease: decrease, initialSteps: step...step, smallestStep: smallestStep,
      largestStep: largestStep)
  }

  /// The mean of the first Δ, for the history. A schedule changes nothing: the Δ find their own way.
  public var learningRate: Double { initialSteps.lowerBound / 2 + initialSteps.upperBound / 2 }
  /// The gradient of the step before, and Δ. The step before itself is known from them: it was −sign(g) Δ.
  public var stateVectors: Int { 2 }
  /// E before the last step, for iRprop+.
  public var stateScalars: Int { variant == .improvedPlus ? 1 : 0 }
  /// All rows: on a minibatch, signs turn because the rows are others.
  public var scope: OptimizerScope { .allRows }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a setting out of its range.
  public func validate() throws(FeedForwardError) {
    try require(increase, in: 1.0.nextUp..., "increase", "a number > 1")
    try require(decrease, in: .leastNonzeroMagnitude..<1, "decrease", "0 < decrease < 1")
    try require(smallestStep, in: 0..., "smallestStep", "a number ≥ 0")
    try require(largestStep, in: .leastNonzeroMagnitude..., "largestStep", "a number > 0")
    for step in [initialSteps.lowerBound, initialSteps.upperBound] {
      guard step > 0, step.isFinite, step >= smallestStep, step <= largestStep else {
        throw .invalidSetting(
          name: "initialStep", value: "\(step)", expected: "a number > 0 from \(smallestStep) to \(largestStep)")
      }
    }
  }

  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    if state.step == 1 { drawSteps(&state) }
    let turn: _RpropTurn
    switch variant {
    case .plus: turn = .undo
    case .minus: turn = .goOn
    case .improvedMinus: turn = .stay
    case .improvedPlus:
      // No sign can turn in step 1, so the error before it does not count.
      turn = state.loss > state.scalars[0] ? .undo : .stay
      state.scalars[0] = state.loss
    }
    _ElementwiseUpdate.rprop(
      turn, increase: increase, decrease: decrease, smallest: smallestStep, largest: largestStep
    ).apply(to: &parameters, along: gradient, &state)
  }

  /// The first Δ, one after the other.
  private func drawSteps<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) {
    var generator = Philox(seed: seed, purpose: .stepSizes)
    let (least, width) = (initialSteps.lowerBound, initialSteps.upperBound - initialSteps.lowerBound)
    for i in 0..<state.count { state[1, i] = Scalar(width > 0 ? least + width * generator.uniform() : least) }
  }
}

extension Optimizer where Self == Rprop {
  /// Resilient propagation whose step sizes begin alike; iRprop+ unless said otherwise.
  public static func rprop(
    _ variant: Rprop.Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5,
    initialStep: Double = 0.1, smallestStep: Double = 1e-6, largestStep: Double = 50
  ) -> Self {
    Rprop(
      variant: variant, increase: increase, decrease: decrease, initialStep: initialStep, smallestStep: smallestStep,
      largestStep: largestStep)
  }

  /// Resilient propagation whose first step sizes are drawn by `seed`.
  public static func rprop(
    _ variant: Rprop.Variant = .improvedPlus, increase: Double = 1.2, decrease: Double = 0.5,
    initialSteps: ClosedRange<Double>, smallestStep: Double = 1e-6, largestStep: Double = 50, seed: UInt64 = 0
  ) -> Self {
    Rprop(
      variant: variant, increase: increase, decrease: decrease, initialSteps: initialSteps, smallestStep: smallestStep,
      largestStep: largestStep, seed: seed)
  }
}
