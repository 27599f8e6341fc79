/// A training, held in the hand: it goes on epoch by epoch, or step by step, for as long as its owner wants.
///
/// ```swift
/// let training = try Training(trainer, of: network, on: data, validation: held)
/// while let epoch = try training.runEpoch() {
///   print(epoch.epoch, epoch.trainingLoss)
///   if epoch.seconds > 60 { break }
/// }
/// let network = training.network
/// ```
///
/// Stopping is leaving the loop, and going on is entering it again. Validation, early stopping, schedules and
/// divergence are the same through every door: ``runEpoch()``, ``step()``, ``events`` and
/// ``Trainer/fit(_:to:validation:onEpoch:)``.
///
/// All buffers are made once; a step allocates nothing. For one thread or task at a time.
///
/// Ranks that share the work each hold a training over their ``Communicator``: they are made, and do each step and
/// whatever throws, at the same time, and end with the same parameters. Each looks at its own part of every minibatch;
/// see ``Trainer/gradientGroups``.
public final class Training<Scalar: BLASScalar> {
  /// The settings.
  public let trainer: Trainer
  /// The instruction set that computes, and whose products; several where ranks differ.
  public let engine: String
  /// Those of this rank, where it holds a share.
  package let data: Dataset<Scalar>
  package let validationData: Dataset<Scalar>?
  /// Which rows they are.
  package let holding: RowHolding
  /// What a checkpoint knows the training by; made when the first one is taken.
  package var identity: [String: String] = [:]
  /// Every epoch so far.
  @exclusivity(unchecked) public private(set) var history: TrainingHistory
  /// Whether the settings end the training here: all epochs are run, or a rule has stopped it.
  public private(set) var isOver: Bool

  private let optimizer: any Optimizer
  private let trainingStep: TrainingStep<Scalar>
  let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let validation: Evaluator<Scalar>?
  private let observer: StepObserver<Scalar>?
  /// For a rule that looks at more than one point before it moves, and the rule.
  let objective: (function: Objective<Scalar>, rule: any ObjectiveOptimizer)?
  // Checks at every access are felt in small networks.
  @exclusivity(unchecked) private var optimizerState: OptimizerState<Scalar>
  @exclusivity(unchecked) private var timetable: Timetable
  private var stopping: StoppingJudge?
  /// The epoch at hand.
  @exclusivity(unchecked) private var partial: PartialEpoch
  private var hasConverged = false
  private var ownWishes: UInt64 = 0
  /// Why no more steps are possible.
  @exclusivity(unchecked) package private(set) var divergence: FeedForwardError?
  /// The network of the lowest loss of this training, the initial one before the first epoch.
  package private(set) var bestNetwork: FeedForwardNetwork<Scalar>
  /// The lowest loss of all, and that of ``bestNetwork``: a training that goes on may never come so low again.
  private var best: EpochLoss
  private var retained: EpochLoss

  /// - Parameters:
  ///   - trainer: the settings.
  ///   - network: where to start; a copy.
  ///   - data: `m` rows that fit the network and the loss.
  ///   - validation: rows to judge each epoch by.
  ///   - state: where an earlier training of that network ended, which goes on here with the same bits as without the
  ///     break; its epochs count among the trainer's. Nobody but that training may have changed the network.
  ///   - communicator: ranks that share the work, all with the same settings, network, data and state; nil for none.
  ///   - holding: which rows of `data` and `validation` each rank holds. The bits do not depend on it.
  ///   - allowsMixedEngines: whether ranks may compute by different instruction sets; the bits then depend on who is
  ///     where, which ``engine`` says.
  /// - Throws: ``FeedForwardError`` if settings, data or state do not fit, or are not those of the other ranks.
  /// - Complexity: memory for one minibatch and for these vectors as long as θ: the network's own, those in training,
  ///   their transpose, what the optimizer remembers, and the gradient where a rule, clipping or diagnostics look at
  ///   all of it.
  public init(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>,
    validation: Dataset<Scalar>? = nil, continuing state: TrainingState<Scalar> = TrainingState(),
    over communicator: (any Communicator)? = nil, holding: RowHolding = .all, allowsMixedEngines: Bool = false
  ) throws(FeedForwardError) {
    let engines = try communicator?.enginesOfAll() ?? [EngineDescription.path]
    let isMixed = allowsMixedEngines && engines.count > 1
    try communicator?.requireSame(
      trainer, of: network, on: data, validation: validation, holding, continuing: state, mixed: isMixed)
    let holders = holding == .share ? communicator : nil
    let problem = try TrainingProblem(
      trainer, of: network, on: SharedDataset(data, RowShares(data.count, over: holders)),
      isValidated: validation != nil)
    if isMixed { try problem.requireAgreement() }
    engine = engines.joined(separator: " with ")
    self.trainer = trainer
    (self.data, validationData, self.holding) = (data, validation, holding)
    optimizer = problem.trainer.optimizer
    batches = try problem.minibatches()
    trainingStep = try problem.step(
      rows: batches.batchSize, keepsGradient: trainer.diagnostics, over: communicator)
    trainingStep.error.slabs.ranks?.computeDifferently = engines.count > 1
    totals = try MetricSums(
      of: problem.data, loss: problem.loss, outputs: network.outputs, blocks: trainingStep.error.rows.blocks)
    if let validation {
      self.validation = try Evaluator(
        of: network, trainingStep.error.parameters.forward,
        on: SharedDataset(validation, RowShares(validation.count, over: holders, of: "Validation data")),
        loss: problem.loss, named: "Validation data", threads: trainer.threads)
    } else {
      self.validation = nil
    }
    if let rule = optimizer as? any ObjectiveOptimizer {
      objective = (try Objective(trainingStep.error, of: network, on: batches, counting: totals), rule)
    } else {
      objective = nil
    }
    observer = trainer.diagnostics ? try StepObserver(of: network) : nil

    let slabs = trainingStep.error.slabs
    let scales = slabs.inputScales?.numbers
    try state.validate(
      for: optimizer, count: network.parameters.count, inputScales: scales?.count, stepsOfAnEpoch: batches.count,
      sums: totals.counts.count)
    optimizerState = try OptimizerState(for: optimizer, count: slabs.movedRange.count)
    if let saved = state.optimizer { optimizerState.continue(from: saved, slabs.part(of: saved.elements)) }
    timetable = Timetable(of: trainer, after: state.history.epochs)
    stopping = trainer.earlyStopping.map { StoppingJudge($0, after: state.history.epochs) }
    (bestNetwork, best, retained) = (network, state.best, state.retained)
    partial = state.interrupted ?? PartialEpoch()
    history = state.history
    if let choice = problem.choice { history.optimizer = choice }
    isOver = state.isOver || history.epochs.count >= trainer.epochs
    if !isOver { history.stopReason = .callback }
    if let theta = state.parameters { trainingStep.error.parameters.load(theta) }
    if let numbers = state.inputScales { scales?.copy(numbers) }
    if partial.steps > 0 { begin() }
  }
}

// MARK: - Going on

extension Training {
  /// Epochs that were finished.
  public var epoch: Int { history.epochs.count }

  /// The rest of the epoch at hand: all steps, validation, stopping.
  ///
  /// If the task that calls this is cancelled, the epoch is broken off after the step at hand; the next call goes on
  /// with it.
  ///
  /// - Returns: the epoch's record; nil if the training is over, or the epoch was broken off.
  /// - Throws: ``FeedForwardError/diverged(_:)``; ``network`` is then the best so far.
  /// - Complexity: O(m · number of parameters).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @discardableResult
  public func runEpoch() throws(FeedForwardError) -> EpochRecord? {
    if isOver { return nil }
    history.stopReason = .callback
    let start = ContinuousClock.now
    while partial.steps < batches.count {
      if isCancelled {
        history.stopReason = .cancelled
        partial.seconds += seconds(since: start)
        return nil
      }
      _ = try advance()
    }
    return try end(startedAt: start)
  }

  /// One step. The last one of an epoch also ends it, as ``runEpoch()`` does.
  ///
  /// - Returns: nil if the training is over, or the task that calls this was cancelled.
  /// - Throws: ``FeedForwardError/diverged(_:)``; ``network`` is then the best so far.
  @discardableResult
  public func step() throws(FeedForwardError) -> StepRecord? {
    if isOver { return nil }
    history.stopReason = isCancelled ? .cancelled : .callback
    if isCancelled { return nil }
    let start = ContinuousClock.now
    let loss = try advance()
    let record = StepRecord(epoch: epoch + 1, step: partial.steps, steps: batches.count, loss: loss)
    if record.isLast { _ = try end(startedAt: start) } else { partial.seconds += seconds(since: start) }
    return record
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

  private func begin() {
    totals.reset(to: partial.counts)
    observer?.reset()
    batches.begin(epoch: epoch + 1)
  }

  /// One step of the epoch at hand; D before it.
  private func advance() throws(FeedForwardError) -> Double {
    if let divergence { throw divergence }
    if partial.steps == 0 { begin() }
    let index = partial.steps
    try batches.prepare(index, for: trainingStep.error.workspace.groups)
    observer?.willStep(trainingStep)
    timetable.set(
      .init(
        epochs: Double(epoch) + Double(index) / Double(batches.count), step: optimizerState.step + 1,
        stepsOfAnEpoch: batches.count), in: &optimizerState, trainingStep.error.workspace.noise)
    if let ranks, Task.isCancelled { ranks.wishes |= Self.cancelled }
    let losses =
      try objective == nil
      ? trainingStep(.minibatch(batches, index: index), &optimizerState, counting: totals) : iterate()
    guard losses.isFinite else { throw try diverge(step: index) }
    observer?.didStep(trainingStep)
    let rows = Double(trainingStep.error.workspace.rowsOfAllRanks)
    partial.data += losses.sum
    partial.penalty += losses.penalty * rows
    partial.steps = index + 1
    return losses.sum / rows
  }

  /// A step of a rule that looks at more than one point.
  private func iterate() throws(FeedForwardError) -> BatchLoss {
    guard let (function, rule) = objective else { preconditionFailure("no objective") }
    var losses = try function.begin()
    let counts = totals.counts
    guard losses.isFinite else { return losses }
    guard function.gradient.largestMagnitude.isFinite else {
      losses.sum = .infinity
      return losses
    }
    optimizerState.step += 1
    optimizerState.loss = function.loss
    hasConverged = try rule.iterate(function, &optimizerState) == .converged
    function.end()
    totals.reset(to: counts)
    return losses
  }

  /// What comes after an epoch's last step.
  private func end(startedAt start: ContinuousClock.Instant) throws(FeedForwardError) -> EpochRecord {
    // The last update is looked at too: nothing not finite leaves an epoch.
    guard trainingStep.error.parameters.areFinite else { throw try diverge(step: batches.count - 1) }
    try collectCounts()
    let judged = try validation?.evaluate(over: ranks?.communicator)
    let rows = batches.order.count
    var record = EpochRecord(
      epoch: epoch + 1, trainingLoss: (partial.data + partial.penalty) / Double(rows),
      trainingLossWithoutPenalty: partial.data / Double(rows), validationLoss: judged?.loss,
      training: totals.metrics(rows: rows), validation: judged?.metrics,
      learningRate: optimizer.learningRate * optimizerState.rateFactor,
      seconds: partial.seconds + seconds(since: start), layers: try observer?.diagnostics(over: ranks?.communicator),
      effectiveParameters: objective?.rule.effectiveParameters(optimizerState))
    // Clocks differ, and where engines differ losses do: all go by the first rank's.
    if let numbers = try ranks?.communicator.gather(record.numbers)[0] {
      record = EpochRecord(numbers: numbers) ?? record
    }
    partial = PartialEpoch()
    history.epochs.append(record)
    timetable.note(loss: record.validationLoss ?? record.trainingLoss)
    retainIfBest(record)
    let reason = stopping?.judge(record) ?? (hasConverged ? .converged : epoch >= trainer.epochs ? .epochsDone : nil)
    if let reason {
      history.stopReason = reason
      isOver = true
    }
    return record
  }

  /// Both losses judge the parameters at the end of the epoch; that of training is the mean on the way there.
  private func retainIfBest(_ record: EpochRecord) {
    let rule = trainer.earlyStopping
    let loss = EpochLoss(epoch: record.epoch, loss: (rule?.measure ?? .loss).value(of: record))
    if loss.isImprovement(on: best, by: rule) { best = loss }
    history.bestEpoch = best.epoch
    guard loss.isImprovement(on: retained, by: rule) else { return }
    retained = loss
    trainingStep.error.parameters.store(into: &bestNetwork.parameters.elements)
  }

  private func diverge(step index: Int) throws(FeedForwardError) -> FeedForwardError {
    let rows = batches.order[batches.rows(of: index, for: trainingStep.error.workspace.groups)]
    let own = try trainingStep.divergence(
      epoch: epoch + 1, step: index + 1, retainedEpoch: retained.epoch, rows: rows)
    let error = FeedForwardError.diverged(try ranks?.communicator.first(of: own) ?? own)
    divergence = error
    return error
  }
}

// MARK: - Where it stands

extension Training {
  /// The network as it stands; with early stopping by validation data, after a divergence and where the task was
  /// cancelled that of the best epoch. A copy, O(its parameters).
  public var network: FeedForwardNetwork<Scalar> { isBestWanted ? bestNetwork : currentNetwork }

  /// The same without a copy: the training has none afterwards, and is over.
  func giveNetworkAway() -> FeedForwardNetwork<Scalar> {
    var network = bestNetwork
    bestNetwork.parameters.elements = []
    if !isBestWanted { trainingStep.error.parameters.store(into: &network.parameters.elements) }
    return network
  }

  private var isBestWanted: Bool {
    trainer.earlyStopping != nil && validation != nil && epoch > 0 || divergence != nil
      || history.stopReason == .cancelled && retained.loss.isFinite
  }

  private var currentNetwork: FeedForwardNetwork<Scalar> {
    var network = bestNetwork
    trainingStep.error.parameters.store(into: &network.parameters.elements)
    return network
  }

  /// What another training needs beside ``network`` to go on from here. A copy, O(number of parameters) times the
  /// vectors that the optimizer remembers.
  ///
  /// The same on all ranks, whatever their number is next time.
  ///
  /// - Throws: ``FeedForwardError`` where ranks cannot be heard.
  public var state: TrainingState<Scalar> {
    get throws(FeedForwardError) {
      if isBestWanted { return try stateBesideBest }
      var state = try stateWithoutParameters
      state.retained = EpochLoss(epoch: epoch, loss: .infinity)
      return state
    }
  }

  /// The same beside ``bestNetwork``.
  package var stateBesideBest: TrainingState<Scalar> {
    get throws(FeedForwardError) {
      var state = try stateWithoutParameters
      state.parameters = trainingStep.error.parameters.theta.elements
      return state
    }
  }

  private var stateWithoutParameters: TrainingState<Scalar> {
    get throws(FeedForwardError) {
      var state = TrainingState<Scalar>()
      (state.history, state.optimizer) = (history, try wholeOptimizerState)
      (state.best, state.retained) = (best, retained)
      state.isOver = isOver && history.stopReason != .epochsDone
      state.inputScales = trainingStep.error.slabs.inputScales?.numbers.elements
      if partial.steps > 0 {
        state.interrupted = partial
        try collectCounts()
        state.interrupted?.counts = totals.counts
      }
      return state
    }
  }

  /// What all ranks remember.
  private var wholeOptimizerState: OptimizerState<Scalar> {
    get throws(FeedForwardError) {
      guard let ranks, trainingStep.error.slabs.isSharded else { return optimizerState }
      var whole = try OptimizerState<Scalar>(for: optimizer, count: bestNetwork.parameters.count)
      whole.continue(
        from: optimizerState, try ranks.whole(optimizerState.elements, vectors: optimizer.stateVectors))
      return whole
    }
  }

  /// Whether what is seen of an epoch's steps is not all in the state.
  package var isObserved: Bool { observer != nil }
}

// MARK: - Ranks

extension Training {
  private var ranks: RankExchange<Scalar>? { trainingStep.error.slabs.ranks }

  /// How many numbers this rank's optimizer remembers in vectors.
  var rememberedNumbers: Int { optimizerState.elements.count }

  /// The ranks that share the work.
  package var communicator: (any Communicator)? { ranks?.communicator }

  /// What this rank wants done after the next step; all ranks then see it in ``wishesOfAll``. The highest bit is taken.
  package var wishes: UInt64 {
    get { ranks?.wishes ?? ownWishes }
    set { if let ranks { ranks.wishes = newValue } else { ownWishes = newValue } }
  }

  /// What any rank wanted before the last step.
  package var wishesOfAll: UInt64 { ranks?.wishesOfAll ?? ownWishes }

  /// Whether the task is cancelled; where there are ranks, whether any of them was before the last step.
  private var isCancelled: Bool {
    guard let ranks else { return Task.isCancelled }
    return ranks.wishesOfAll & Self.cancelled != 0
  }

  private static var cancelled: UInt64 { 1 << 63 }

  /// Gets what other ranks have counted.
  private func collectCounts() throws(FeedForwardError) {
    if let ranks { try totals.collect(over: ranks, blocks: trainingStep.error.rows.blocks(ofRank:)) }
  }
}
