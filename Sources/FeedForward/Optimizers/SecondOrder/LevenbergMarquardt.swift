/// Levenberg–Marquardt: steps that solve (JᵀJ + λ I + μ I) d = −(Jᵀr + λ θ), with a damping μ that follows how well the
/// linear model of the residuals foretold E. Where m K P² ≤ 10⁸, for m rows, K outputs and P parameters, d is found by
/// the QR decomposition of J, √λ I and √μ I one below the other, which loses no digit to squares; else by these
/// equations. The run ends where the model foretells no decrease of E that the scalar type can show, or no step lowers
/// E.
///
/// For squared error on full batches and networks of at most some thousands of parameters; an epoch is one step. The
/// penalty is the trainer's `l2`, λ, which leaves biases out. Ranks share the derivatives of the residuals, and each
/// solves; see ``Trainer/gradientGroups``.
///
/// Levenberg, 1944; Marquardt, 1963; Hagan, Menhaj, *Training feedforward networks with the Marquardt algorithm*, 1994;
/// damping as in Nielsen, *Damping parameter in Marquardt's method*, 1999.
///
/// With ``isBayesian`` λ is found while training goes on: the data's evidence decides how far weights are held down,
/// and no validation data are needed. ``EpochRecord/effectiveParameters`` then says how many parameters the data
/// decide. MacKay, *Bayesian interpolation*, 1992; Foresee, Hagan, *Gauss–Newton approximation to Bayesian learning*,
/// 1997.
public struct LevenbergMarquardt: Optimizer {
  /// Whether λ is found by evidence; the trainer's `l2` is then to be 0.
  public var isBayesian: Bool
  /// The first μ, as a share of the largest element of JᵀJ's diagonal; > 0.
  public var damping: Double
  /// The run ends where no element of ∇E is larger, in the unit of E; ≥ 0.
  public var gradientTolerance: Double

  /// Plain least squares unless told otherwise.
  public init(isBayesian: Bool = false, damping: Double = 1e-3, gradientTolerance: Double = 0) {
    self.isBayesian = isBayesian
    self.damping = damping
    self.gradientTolerance = gradientTolerance
  }

  /// None.
  public var stateVectors: Int { 0 }
  /// See `Memory`.
  public var stateScalars: Int { 4 }
}

extension LevenbergMarquardt: ObjectiveOptimizer {
  private struct Memory {
    /// μ and what it is multiplied with after a failure.
    var damping: Double
    var growth: Double
    /// λ, found by evidence.
    var lambda: Double
    /// γ, how many parameters the data decide.
    var effectiveParameters: Double

    init(_ numbers: [Double]) {
      (damping, growth, lambda, effectiveParameters) = (numbers[0], numbers[1], numbers[2], numbers[3])
    }

    var numbers: [Double] { [damping, growth, lambda, effectiveParameters] }
  }

  func validate(loss: Loss, _ regularization: Regularization) throws(FeedForwardError) {
    guard case .squaredError = loss else {
      throw .incompatibleLoss(
        loss: loss.description, with: "Levenberg–Marquardt",
        reason: "it needs a sum of squares; use .lbfgs() or .scaledConjugateGradient(), or the loss squared-error.")
    }
    guard regularization.l1 == 0 else {
      throw .invalidSetting(
        name: "l1", value: "\(regularization.l1)", expected: "0 with Levenberg–Marquardt: |θ| is no square")
    }
    guard !isBayesian || regularization.l2 == 0 else {
      throw .invalidSetting(
        name: "l2", value: "\(regularization.l2)", expected: "0 with Bayesian regularization, which finds it")
    }
  }

  func effectiveParameters<Scalar: BLASScalar>(_ state: OptimizerState<Scalar>) -> Double? {
    isBayesian ? state.scalars[3] : nil
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func iterate<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ state: inout OptimizerState<Scalar>
  ) throws(FeedForwardError) -> IterationOutcome {
    guard objective.parameters.count <= NormalEquations.mostParameters else {
      throw .invalidSetting(
        name: "optimizer", value: "Levenberg–Marquardt for \(objective.parameters.count) parameters",
        expected: "at most \(NormalEquations.mostParameters) of them; use .lbfgs()")
    }
    if objective.gradient.largestMagnitude <= gradientTolerance { return .converged }
    var memory = Memory(state.scalars)
    let isFirst = state.step == 1
    var model = try LinearModel(of: objective, isBayesian: isBayesian)
    if isFirst { begin(model, &memory) }
    if isBayesian, case .equations(let equations) = model { try weighEvidence(objective, equations, &memory) }
    try model.addPenalty(of: objective)
    let outcome = try advance(objective, model, &memory)
    state.scalars = memory.numbers
    return outcome
  }

  private func begin(_ model: LinearModel, _ memory: inout Memory) {
    memory.damping = damping * max(model.largestDiagonal, .leastNormalMagnitude)
    memory.growth = 2
    memory.lambda = 0
    if isBayesian, case .equations(let equations) = model {
      let diagonal = (0..<equations.count).map { equations.gram[$0 * equations.count + $0] }
      memory.lambda = 1e-3 * diagonal.reduce(0, +) / Double(equations.count)
    }
  }

  private func advance<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ model: LinearModel, _ memory: inout Memory
  ) throws(FeedForwardError) -> IterationOutcome {
    let m = objective.weightOfRows
    let noise = model.noise
    let whole = try objective.agreed(try model.undamped())
    if let whole, whole.foretold <= noise { return try finish(objective, whole, within: noise / m) }
    for _ in 0..<60 {
      if let step = try objective.agreed(try model.step(damping: memory.damping)) {
        let value = try objective.evaluate(step)
        if objective.hasNotMoved { return .converged }
        // So short a step is a matter of damping, where a longer one is worth it.
        let isTooShort = whole != nil && step.foretold <= noise && value <= objective.loss + noise / m
        let ratio = isTooShort ? 1 : m * (objective.loss - value) / step.foretold
        if ratio > 0 {
          objective.accept()
          let cube = (2 * ratio - 1) * (2 * ratio - 1) * (2 * ratio - 1)
          memory.damping *= max(1 / 3, 1 - cube)
          memory.growth = 2
          return .moved
        }
      }
      memory.damping *= memory.growth
      memory.growth *= 2
      guard memory.damping.isFinite, memory.growth.isFinite else { break }
    }
    return .converged
  }

  /// Steps without damping, as long as each is worth less than a quarter of the one before: E hardly knows of them, but
  /// θ does where J is badly conditioned.
  private func finish<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ step: DampedStep, within noise: Double
  ) throws(FeedForwardError) -> IterationOutcome {
    let most = objective.loss + noise
    var step = step
    while try objective.evaluate(step) <= most, !objective.hasNotMoved {
      objective.accept()
      var model = try LinearModel(of: objective, isBayesian: isBayesian)
      try model.addPenalty(of: objective)
      guard let next = try objective.agreed(try model.undamped()), next.foretold < step.foretold / 4 else { break }
      step = next
    }
    return .converged
  }

  /// λ = α / β of the largest evidence: γ = tr JᵀJ (JᵀJ + λ I_w)⁻¹, of which the weights' share is γ_w,
  /// α = γ_w / (2 Σ θ_w²), β = (m K − γ) / (2 Σ r²). Biases have no prior but a very wide one, so that those nobody can
  /// tell from data count nothing.
  private func weighEvidence<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ equations: NormalEquations, _ memory: inout Memory
  ) throws(FeedForwardError) {
    let own = try evidence(objective, equations, memory)
    let agreed = try objective.agreed([own?.lambda ?? .nan, own?.effectiveParameters ?? .nan])
    if agreed[1].isNaN { return }
    memory.effectiveParameters = agreed[1]
    guard agreed[0].isFinite, agreed[0] > 0 else { return }
    memory.lambda = agreed[0]
    try objective.setL2(memory.lambda)
  }

  /// nil where JᵀJ + λ I_w is not positive definite.
  private func evidence<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ equations: NormalEquations, _ memory: Memory
  ) throws(FeedForwardError) -> (lambda: Double, effectiveParameters: Double)? {
    let n = equations.count
    let isWeight = objective.layout.isWeight
    let prior = isWeight.map { $0 ? memory.lambda : 1e-6 * memory.lambda }
    var matrix = equations.gram
    for i in 0..<n { matrix[i * n + i] += prior[i] }
    guard try LAPACK.cholesky(&matrix, order: n) else { return nil }
    let inverse = try LAPACK.diagonalOfInverse(cholesky: matrix, order: n)
    var (decided, ofWeights, square) = (0.0, 0.0, 0.0)
    for i in 0..<n {
      let share = max(1 - prior[i] * inverse[i], 0)
      decided += share
      guard isWeight[i] else { continue }
      ofWeights += share
      square += Double(objective.parameters[i]) * Double(objective.parameters[i])
    }
    let freedom = max(objective.weightOfRows * Double(objective.outputs) - decided, 1)
    return (ofWeights * equations.squares / (freedom * square), decided)
  }
}

extension Objective {
  /// E at θ + d.
  fileprivate func evaluate(_ step: DampedStep) throws(FeedForwardError) -> Double {
    var elements = step.elements.map { Scalar($0) }
    return try elements.withVector { (vector) throws(FeedForwardError) in try evaluate(1, along: vector) }
  }

  /// What all ranks go by.
  fileprivate func agreed(_ step: DampedStep?) throws(FeedForwardError) -> DampedStep? {
    let none = [Double](repeating: 0, count: parameters.count)
    let numbers = try agreed([step == nil ? 0 : 1, step?.foretold ?? 0] + (step?.elements ?? none))
    return numbers[0] == 0 ? nil : DampedStep(elements: Array(numbers[2...]), foretold: numbers[1])
  }
}

extension ParameterLayout {
  /// For each parameter, whether it is not a bias.
  var isWeight: [Bool] {
    (0..<layers).flatMap { l in
      (0..<sizes[l + 1]).flatMap { _ in [false] + [Bool](repeating: true, count: sizes[l]) }
    }
  }
}

extension LevenbergMarquardt: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [LevenbergMarquardt] { [LevenbergMarquardt()] }
  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, LevenbergMarquardt> {
    ["bayesian-regularization": .bayesianRegularization()]
  }
  package var kind: String { "levenberg-marquardt" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.flag("isBayesian", &isBayesian)
    try parameters.number("damping", &damping, .above(0))
    try parameters.number("gradientTolerance", &gradientTolerance, .atLeast(0))
  }
}

extension Optimizer where Self == LevenbergMarquardt {
  /// Levenberg–Marquardt, for squared error on full batches.
  public static func levenbergMarquardt(damping: Double = 1e-3, gradientTolerance: Double = 0) -> Self {
    LevenbergMarquardt(damping: damping, gradientTolerance: gradientTolerance)
  }

  /// Levenberg–Marquardt that finds the penalty by itself.
  public static func bayesianRegularization(damping: Double = 1e-3, gradientTolerance: Double = 0) -> Self {
    LevenbergMarquardt(isBayesian: true, damping: damping, gradientTolerance: gradientTolerance)
  }
}
