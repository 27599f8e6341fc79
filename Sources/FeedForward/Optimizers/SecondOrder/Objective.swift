/// E over all training rows, for rules that look at more than one place before they move θ.
final class Objective<Scalar: BLASScalar> {
  /// Where the iteration stands.
  let parameters: Vector<Scalar>
  /// ∇E there.
  let gradient: Vector<Scalar>
  /// E there.
  private(set) var loss = Double.nan
  /// ∇E at the place looked at last.
  let trialGradient: Vector<Scalar>
  /// Training rows, and outputs of each.
  let rows: Int
  let outputs: Int
  let layout: ParameterLayout

  private let error: ErrorFunction<Scalar>
  private let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let network: FeedForwardNetwork<Scalar>
  private let arena: Arena<Scalar>
  private var here: Evaluation?
  private var trial: Evaluation?
  private var ownJacobian: Jacobian?

  private struct Evaluation {
    let losses: BatchLoss
    let counts: [Double]
  }

  init(
    _ error: ErrorFunction<Scalar>, of network: FeedForwardNetwork<Scalar>, on batches: Minibatches<Scalar>,
    counting totals: MetricSums<Scalar>
  ) throws(FeedForwardError) {
    self.error = error
    self.network = network
    self.batches = batches
    self.totals = totals
    let count = network.parameters.count
    arena = try Arena(capacity: 2 * Arena<Scalar>.rounded(count))
    parameters = arena.vector(count)
    gradient = arena.vector(count)
    trialGradient = error.slabs.gradient
    (rows, outputs, layout) = (batches.data.count, network.outputs, network.parameters.layout)
    weightOfRows = batches.data.totalWeight
  }

  /// m of D and R: Σ w.
  let weightOfRows: Double

  var regularization: Regularization { error.slabs.regularization }

  /// Changes λ of the penalty; E and ∇E at θ are then others.
  func setL2(_ l2: Double) throws(FeedForwardError) {
    error.slabs.regularization.l2 = l2
    theta.copy(parameters)
    _ = try look()
    accept()
  }

  /// D times the number of rows and R at θ, and ∇E; nothing is done twice.
  func begin() throws(FeedForwardError) -> BatchLoss {
    if let here {
      totals.reset(to: here.counts)
      return here.losses
    }
    parameters.copy(theta)
    _ = try look()
    accept()
    return here?.losses ?? BatchLoss(sum: .nan, penalty: .nan)
  }

  /// E at θ + factor · direction; ∇E there is then in `trialGradient`.
  func evaluate(_ factor: Double, along direction: Vector<Scalar>) throws(FeedForwardError) -> Double {
    theta.copy(parameters)
    theta.add(factor, direction)
    return try look()
  }

  /// Whether the place looked at last is θ itself, in every bit: the step to it was too short for the scalar type.
  var hasNotMoved: Bool { theta.equals(parameters) }

  /// Differences of E that rounding may make.
  var noise: Double { 4 * Double(Scalar.ulpOfOne) * abs(loss) }

  /// Moves to the place looked at last.
  func accept() {
    parameters.copy(theta)
    gradient.copy(trialGradient)
    here = trial
    loss = trial.map(value) ?? .nan
  }

  /// Leaves θ where the iteration stands.
  func end() {
    theta.copy(parameters)
    error.slabs.settle()
  }

  /// What the derivatives of the residuals t − y of each row and output come to at θ.
  func sumOfJacobian<Sum: JacobianSum>() throws(FeedForwardError) -> Sum {
    try jacobian.sum(Sum.self, at: parameters)
  }

  private var jacobian: Jacobian {
    get throws(FeedForwardError) {
      if let ownJacobian { return ownJacobian }
      let made = try Jacobian(
        of: network, on: batches, by: error.workspace.groups, over: error.slabs.ranks?.communicator)
      ownJacobian = made
      return made
    }
  }

  /// Rows of this rank whose residuals were differentiated, again at each θ.
  var rowsDifferentiated: Int { ownJacobian?.rowsDifferentiated ?? 0 }

  /// What all ranks go by: where they compute differently the numbers of the first, as many on each.
  func agreed(_ numbers: [Double]) throws(FeedForwardError) -> [Double] {
    guard let ranks = error.slabs.ranks, ranks.computeDifferently else { return numbers }
    var numbers = numbers
    try ranks.communicator.spread(&numbers)
    return numbers
  }

  private func agree(on vector: Vector<Scalar>) throws(FeedForwardError) {
    guard error.slabs.ranks?.computeDifferently ?? false else { return }
    vector.copy(try agreed(vector.elements.map { Double($0) }).map { Scalar($0) })
  }

  private var theta: Vector<Scalar> { error.parameters.theta }

  private func look() throws(FeedForwardError) -> Double {
    try agree(on: theta)
    error.slabs.settle()
    totals.reset()
    let found = try error.differentiate(.minibatch(batches, index: 0), counting: totals)
    try agree(on: trialGradient)
    let losses = try agreed([found.sum, found.penalty])
    let seen = Evaluation(losses: BatchLoss(sum: losses[0], penalty: losses[1]), counts: totals.counts)
    trial = seen
    return value(seen)
  }

  private func value(_ seen: Evaluation) -> Double { seen.losses.sum / Double(rows) + seen.losses.penalty }
}

/// A rule that asks for E and ∇E where it wants them. An epoch is one iteration.
protocol ObjectiveOptimizer: Optimizer {
  /// Throws if the rule has no meaning for a loss or a penalty.
  func validate(loss: Loss, _ regularization: Regularization) throws(FeedForwardError)
  /// Moves θ, or finds that it need not be moved. E and ∇E at θ are there.
  func iterate<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ state: inout OptimizerState<Scalar>
  ) throws(FeedForwardError) -> IterationOutcome
  /// How many parameters the data decide, if the rule knows.
  func effectiveParameters<Scalar: BLASScalar>(_ state: OptimizerState<Scalar>) -> Double?
}

enum IterationOutcome {
  case moved
  /// The gradient is as small as was asked for, or no step that the scalar type can tell from none lowers E.
  case converged
}

extension ObjectiveOptimizer {
  /// 1: steps have the length that E asks for.
  public var learningRate: Double { 1 }
  /// All rows.
  public var scope: OptimizerScope { .allRows }
  /// Leaves the parameters as they are: one gradient is not enough for this rule. Give it to a ``Trainer``.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {}

  func validate(loss: Loss, _ regularization: Regularization) throws(FeedForwardError) {}
  func effectiveParameters<Scalar: BLASScalar>(_ state: OptimizerState<Scalar>) -> Double? { nil }
}

/// Whether rounding hides all that the last steps have done to E. On the way through a long flat valley it hides some
/// of them, and gradients lead on.
struct Standstill {
  /// E when it last fell.
  private var loss: Double
  /// Steps since.
  private var steps: Double

  /// Before the first step.
  init(at loss: Double) {
    self.loss = loss
    steps = 0
  }

  /// As an optimizer remembers it.
  init(_ numbers: ArraySlice<Double>) { (loss, steps) = (numbers.first ?? 0, numbers.last ?? 0) }
  var numbers: [Double] { [loss, steps] }

  /// Notes where a step has led; returns whether it was the last of twenty without a visible fall.
  mutating func isReached<Scalar: BLASScalar>(by objective: Objective<Scalar>) -> Bool {
    if objective.loss < loss - objective.noise { self = Standstill(at: objective.loss) } else { steps += 1 }
    return steps >= 20
  }
}
