/// The epochs of one call of `fit`.
final class TrainingRun<Scalar: BLASScalar> {
  private let trainer: Trainer
  private let step: TrainingStep<Scalar>
  private var optimizerState: OptimizerState<Scalar>
  private var plateau: Plateau
  private let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let validation: Evaluator<Scalar>?
  private let observer: StepObserver<Scalar>?
  /// For a rule that looks at more than one place, and the rule.
  private let objective: (function: Objective<Scalar>, rule: any ObjectiveOptimizer)?
  private let onStep: ((StepRecord) -> TrainingDecision)?
  private let checkpoints: Checkpointing<Scalar>?
  private var lastCheckpoint = ContinuousClock.now
  /// Where the run stands, but for what is above.
  private(set) var state: TrainingState<Scalar>
  private var stopping: StoppingJudge?
  /// Whether the run ends with the epoch at hand.
  private var isLastEpoch = false
  private var hasConverged = false

  init(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on training: Dataset<Scalar>,
    validation: Dataset<Scalar>?, continuing state: TrainingState<Scalar> = TrainingState(),
    checkpoints: Checkpointing<Scalar>? = nil, onStep: ((StepRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) {
    try trainer.validate(in: Scalar.self)
    try checkpoints?.validate()
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    try loss.validate(with: network.outputActivation, outputs: network.outputs)
    try training.validate(for: network, loss: loss, named: "Training data")
    let training = try trainer.prepared(training, for: network, loss: loss)
    let regularization = Regularization(l2: trainer.l2, l1: trainer.l1, trainingExamples: training.totalWeight)
    try regularization.validate(in: Scalar.self)
    if trainer.earlyStopping?.criterion.needsValidation ?? false, validation == nil {
      throw .invalidSetting(
        name: "earlyStopping", value: "set without validation data",
        expected: "data to judge epochs by, or a criterion of the training loss such as .trainingPlateau()")
    }
    var trainer = trainer
    var choice: String?
    if trainer.optimizer is AutomaticOptimizer {
      (trainer.optimizer, choice) = AutomaticOptimizer.choice(
        parameters: network.parameters.count, rows: training.count, outputs: network.outputs, loss: loss,
        regularization, isSmooth: trainer.clipping == nil && trainer.isDeterministic && trainer.maxNorm == nil)
    }
    (self.trainer, self.checkpoints, self.onStep) = (trainer, checkpoints, onStep)
    let seesAllRows = trainer.optimizer.scope == .allRows
    batches = Minibatches(
      of: training, batchSize: seesAllRows ? training.count : trainer.batchSize,
      shuffledBy: trainer.shuffle && !seesAllRows ? trainer.seed : nil,
      smoothing: try LabelSmoothing(trainer.labelSmoothing, loss: loss, outputs: network.outputs))
    let fresh: OptimizerState<Scalar> = try trainer.optimizer.freshState(count: network.parameters.count)
    step = try TrainingStep(
      for: network, rows: batches.batchSize, loss: loss, regularization: regularization, threads: trainer.threads,
      clipping: trainer.clipping, maxNorm: trainer.maxNorm, noise: trainer.noise,
      keepsGradient: trainer.diagnostics || !trainer.optimizer.isElementwise(for: fresh))
    totals = try MetricSums(
      of: training, loss: loss, outputs: network.outputs, blocks: step.plan.rowBlocks(batches.batchSize))
    try state.validate(
      beside: fresh, parameters: step.count, stepsOfAnEpoch: batches.count, sums: totals.counts.count)
    optimizerState = state.optimizer ?? fresh
    plateau = Plateau(of: trainer.schedule, after: state.history.epochs)
    if let validation {
      self.validation = try Evaluator(
        of: network, on: validation, loss: loss, named: "Validation data", threads: trainer.threads)
    } else {
      self.validation = nil
    }
    if let rule = trainer.optimizer as? any ObjectiveOptimizer {
      try rule.validate(loss: loss, regularization)
      guard trainer.clipping == nil else {
        throw .invalidSetting(
          name: "clipping", value: "set with an optimizer that finds the length of its steps", expected: "nil")
      }
      objective = (try Objective(step, of: network, on: batches, counting: totals), rule)
    } else {
      objective = nil
    }
    observer = trainer.diagnostics ? try StepObserver(of: network) : nil
    stopping = trainer.earlyStopping.map { StoppingJudge($0, after: state.history.epochs) }
    self.state = state
    if let choice { self.state.history.optimizer = choice }
    if let theta = state.parameters { step.load(theta) }
    (self.state.optimizer, self.state.parameters) = (nil, nil)
  }

  /// Epoch after epoch. `network` holds the best parameters so far while the run goes on.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func train(
    _ network: inout FeedForwardNetwork<Scalar>, _ onEpoch: ((EpochRecord) -> TrainingDecision)?
  ) throws(FeedForwardError) {
    state.history.stopReason = .epochsDone
    for _ in 0..<trainer.epochs {
      let epoch = state.epochs + 1
      guard let record = try runEpoch(epoch, network) else {
        state.history.stopReason = Task.isCancelled ? .cancelled : .callback
        break
      }
      state.history.epochs.append(record)
      plateau.note(record)
      keepIfBest(record, in: &network)
      let decision = onEpoch?(record) ?? .proceed
      if let reason = stopping?.judge(record) {
        state.history.stopReason = reason
        break
      }
      if decision == .stop || isLastEpoch {
        state.history.stopReason = Task.isCancelled ? .cancelled : .callback
        break
      }
      if hasConverged {
        state.history.stopReason = .converged
        break
      }
      if isDue(afterEpoch: epoch), try isStoppedByCheckpoint(of: network) {
        state.history.stopReason = .callback
        break
      }
    }
    state.history.bestEpoch = state.best.epoch
    if !leavesBest {
      step.store(into: &network.parameters.elements)
      state.kept = (state.epochs, .infinity)
    }
  }

  /// Whether the network is left with the best parameters, and not the last ones.
  private var leavesBest: Bool {
    trainer.earlyStopping != nil && validation != nil
      || state.history.stopReason == .cancelled && state.kept.loss.isFinite
  }

  /// What the next run needs to go on from here.
  func finalState() throws(FeedForwardError) -> TrainingState<Scalar> {
    if leavesBest { return try standing() }
    state.optimizer = optimizerState
    return state
  }

  /// What a run needs to go on from here beside the best network so far.
  private func standing() throws(FeedForwardError) -> TrainingState<Scalar> {
    var standing = state
    standing.optimizer = optimizerState
    var theta = try [Scalar](zeros: step.count)
    step.store(into: &theta)
    standing.parameters = theta
    standing.history.bestEpoch = state.best.epoch
    return standing
  }

  /// Whether a checkpoint is to be taken after an epoch, or after a step within one.
  private func isDue(afterEpoch epoch: Int? = nil) -> Bool {
    switch checkpoints?.interval {
    case nil: false
    case .epochs(let count): epoch.map { $0 % count == 0 } ?? false
    case .seconds(let seconds):
      (epoch != nil || observer == nil) && (ContinuousClock.now - lastCheckpoint) / .seconds(1) >= seconds
    }
  }

  /// Takes a checkpoint.
  private func isStoppedByCheckpoint(
    of network: FeedForwardNetwork<Scalar>, within epoch: PartialEpoch? = nil
  ) throws(FeedForwardError) -> Bool {
    guard let checkpoints else { return false }
    var standing = try standing()
    standing.interrupted = epoch
    defer { lastCheckpoint = .now }
    return checkpoints.take(network, standing) == .stop
  }

  /// nil if it was broken off.
  private func runEpoch(_ epoch: Int, _ network: FeedForwardNetwork<Scalar>) throws(FeedForwardError) -> EpochRecord? {
    let clock = ContinuousClock()
    let start = clock.now
    var sums = state.interrupted ?? PartialEpoch()
    state.interrupted = nil
    totals.reset(to: sums.counts)
    observer?.reset()
    batches.begin(epoch: epoch)
    for index in sums.steps..<batches.count {
      observer?.willStep(step)
      optimizerState.rateFactor = trainer.schedule.factor(
        epochs: Double(epoch - 1) + Double(index) / Double(batches.count), step: optimizerState.step + 1,
        stepsOfAnEpoch: batches.count, plateau: plateau.factor)
      let losses = try advance(index)
      guard (losses.sum + losses.penalty).isFinite else { throw divergence(epoch, index) }
      sums.data += losses.sum
      sums.penalty += losses.penalty * Double(step.workspace.rows)
      observer?.didStep(step)
      let isBroken = isToEnd(epoch, index, losses.sum / Double(step.workspace.rows))
      guard isBroken || isDue() else { continue }
      guard index + 1 < batches.count else {
        isLastEpoch = isBroken
        break
      }
      var partial = sums
      partial.steps = index + 1
      partial.counts = totals.counts
      partial.seconds += (clock.now - start) / .seconds(1)
      if !isBroken, try !isStoppedByCheckpoint(of: network, within: partial) { continue }
      state.interrupted = partial
      return nil
    }
    // The last update is looked at too: nothing not finite leaves an epoch.
    guard step.parametersAreFinite else { throw divergence(epoch, batches.count - 1) }
    let judged = validation.map { step.evaluate(by: $0) }
    let rows = Double(batches.order.count)
    return EpochRecord(
      epoch: epoch, trainingLoss: (sums.data + sums.penalty) / rows, trainingLossWithoutPenalty: sums.data / rows,
      validationLoss: judged?.loss, training: totals.metrics(rows: batches.order.count), validation: judged?.metrics,
      learningRate: trainer.optimizer.learningRate * optimizerState.rateFactor,
      seconds: sums.seconds + (clock.now - start) / .seconds(1),
      layers: observer?.diagnostics(), effectiveParameters: objective?.rule.effectiveParameters(optimizerState))
  }

  /// D · B and R before the step.
  private func advance(_ index: Int) throws(FeedForwardError) -> (sum: Double, penalty: Double) {
    guard let (function, rule) = objective else {
      return step(index, of: batches, trainer.optimizer, &optimizerState, counting: totals)
    }
    let losses = function.begin()
    let counts = totals.counts
    guard (losses.sum + losses.penalty).isFinite else { return losses }
    guard function.gradient.largestMagnitude.isFinite else { return (.infinity, losses.penalty) }
    optimizerState.step += 1
    optimizerState.loss = function.loss
    hasConverged = try rule.iterate(function, &optimizerState) == .converged
    function.end()
    totals.reset(to: counts)
    return losses
  }

  /// Whether the callback or the task that runs this wants the run to end.
  private func isToEnd(_ epoch: Int, _ index: Int, _ loss: @autoclosure () -> Double) -> Bool {
    if let onStep {
      let record = StepRecord(epoch: epoch, step: index + 1, steps: batches.count, loss: loss())
      if onStep(record) == .stop { return true }
    }
    return Task.isCancelled
  }

  /// Both losses judge the parameters at the end of the epoch; that of training is the mean on the way there.
  private func keepIfBest(_ record: EpochRecord, in network: inout FeedForwardNetwork<Scalar>) {
    let loss = record.validationLoss ?? record.trainingLoss
    let needed = state.best.epoch == 0 ? 0 : trainer.earlyStopping?.minimumImprovement ?? 0
    if loss < state.best.loss - needed { state.best = (record.epoch, loss) }
    // Beside the lowest loss of all runs stands that of the parameters at hand: this run may never come so low.
    guard loss < state.kept.loss - (state.kept.loss.isFinite ? needed : 0) else { return }
    state.kept = (record.epoch, loss)
    step.store(into: &network.parameters.elements)
  }

  private func divergence(_ epoch: Int, _ index: Int) -> FeedForwardError {
    let place = step.firstNonFinite()
    return .diverged(
      Divergence(
        epoch: epoch, step: index + 1, layer: place.layer, keptEpoch: state.kept.epoch,
        row: place.row.map { batches.order[batches.rows(of: index).lowerBound + $0] }, column: place.column,
        largestActivation: place.largestActivation))
  }
}

extension TrainingState {
  /// Throws unless an optimizer that remembers what `fresh` does may go on from here.
  fileprivate func validate(
    beside fresh: OptimizerState<Scalar>, parameters count: Int, stepsOfAnEpoch: Int, sums: Int
  ) throws(FeedForwardError) {
    guard parameters?.count ?? count == count else {
      throw .invalidSetting(
        name: "state", value: "that of \(parameters?.count ?? 0) parameters", expected: "\(count) parameters")
    }
    if let own = optimizer {
      guard own.elements.count == fresh.elements.count, own.count == fresh.count,
        own.scalars.count == fresh.scalars.count
      else {
        throw .invalidSetting(
          name: "state",
          value:
            "that of \(own.count) parameters and \(own.elements.count / max(own.count, 1)) vectors of the optimizer",
          expected: "\(fresh.count) parameters and \(fresh.elements.count / max(fresh.count, 1)) vectors")
      }
      guard own.step >= 0, own.step < 1 << 53, own.scalars.allSatisfy(\.isFinite) else {
        throw .invalidSetting(
          name: "state", value: "step \(own.step) and the numbers \(own.scalars)",
          expected: "a step ≥ 0 and finite numbers")
      }
    }
    guard let interrupted else { return }
    guard (0..<stepsOfAnEpoch).contains(interrupted.steps) else {
      throw .invalidSetting(
        name: "state", value: "that of an epoch broken off after \(interrupted.steps) steps",
        expected: "data and batch size that make more steps, not \(stepsOfAnEpoch)")
    }
    guard interrupted.counts.count == sums else {
      throw .invalidSetting(
        name: "state", value: "that of an epoch whose minibatches were counted in \(interrupted.counts.count) sums",
        expected: "the same data and batch size, which make \(sums)")
    }
  }
}
