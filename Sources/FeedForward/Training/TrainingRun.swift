/// The epochs of one call of `fit`.
final class TrainingRun<Scalar: BLASScalar> {
  private let trainer: Trainer
  private let step: TrainingStep<Scalar>
  private var optimizerState: OptimizerState<Scalar>
  private let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let validation: Evaluator<Scalar>?
  private var best = (epoch: 0, loss: Double.infinity)
  /// The epoch whose parameters `network` holds while the run goes on.
  private var keptEpoch = 0
  /// θ at the beginning of the epoch; only without validation data.
  private var beginning: [Scalar] = []

  init(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on training: Dataset<Scalar>,
    validation: Dataset<Scalar>?
  ) throws(FeedForwardError) {
    try trainer.validate()
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    let regularization = Regularization(l2: trainer.l2, l1: trainer.l1, trainingExamples: training.count)
    try regularization.validate()
    try loss.validate(with: network.outputActivation)
    try training.validate(for: network, loss: loss, named: "Training data")
    if trainer.earlyStopping != nil && validation == nil {
      throw .invalidSetting(
        name: "earlyStopping", value: "set without validation data", expected: "data to judge epochs by")
    }
    self.trainer = trainer
    batches =
      trainer.optimizer.scope == .allRows
      ? Minibatches(of: training, batchSize: training.count)
      : Minibatches(of: training, batchSize: trainer.batchSize, shuffledBy: trainer.shuffle ? trainer.seed : nil)
    step = try TrainingStep(
      for: network, rows: batches.batchSize, loss: loss, regularization: regularization, threads: trainer.threads,
      keepsGradient: trainer.optimizer._elementwiseUpdate(step: 1, rateFactor: 1, of: Scalar.self) == nil)
    optimizerState = try OptimizerState(
      vectors: trainer.optimizer.stateVectors, scalars: trainer.optimizer.stateScalars, count: step.count)
    totals = try MetricSums(
      of: training, loss: loss, outputs: network.outputs, blocks: step.plan.rowBlocks(batches.batchSize))
    if let validation {
      self.validation = try Evaluator(
        of: network, on: validation, loss: loss, named: "Validation data", threads: trainer.threads)
    } else {
      self.validation = nil
      beginning = try [Scalar](zeros: step.count)
    }
  }

  /// Epoch after epoch. `network` holds the best parameters so far while the run goes on.
  func train(
    _ network: inout FeedForwardNetwork<Scalar>, _ onEpoch: ((EpochRecord) -> TrainingDecision)?
  ) throws(FeedForwardError) -> TrainingHistory {
    var history = TrainingHistory()
    for epoch in 1...trainer.epochs {
      if validation == nil { step.store(into: &beginning) }
      let record = try runEpoch(epoch)
      history.epochs.append(record)
      keepIfBest(record, in: &network)
      let decision = onEpoch?(record) ?? .proceed
      if let patience = trainer.earlyStopping?.patience, epoch - best.epoch >= patience {
        history.stopReason = .noImprovement
        break
      }
      if decision == .stop {
        history.stopReason = .callback
        break
      }
    }
    history.bestEpoch = best.epoch
    if trainer.earlyStopping == nil { step.store(into: &network.parameters.elements) }
    return history
  }

  private func runEpoch(_ epoch: Int) throws(FeedForwardError) -> EpochRecord {
    let clock = ContinuousClock()
    let start = clock.now
    var (data, penalty) = (0.0, 0.0)
    totals.reset()
    batches.begin(epoch: epoch)
    for index in 0..<batches.count {
      let losses = step(index, of: batches, trainer.optimizer, &optimizerState, counting: totals)
      guard (losses.sum + losses.penalty).isFinite else {
        throw divergence(epoch, index + 1, layer: step.firstNonFiniteLayer())
      }
      data += losses.sum
      penalty += losses.penalty * Double(step.workspace.rows)
    }
    // The last update is looked at too: nothing not finite leaves an epoch.
    guard step.parametersAreFinite else {
      throw divergence(epoch, batches.count, layer: step.firstNonFiniteLayer())
    }
    let judged = validation.map { step.evaluate(by: $0) }
    let rows = Double(batches.order.count)
    return EpochRecord(
      epoch: epoch, trainingLoss: (data + penalty) / rows, trainingLossWithoutPenalty: data / rows,
      validationLoss: judged?.loss, training: totals.metrics(rows: batches.order.count), validation: judged?.metrics,
      learningRate: trainer.optimizer.learningRate, seconds: (clock.now - start) / .seconds(1))
  }

  /// A validation loss judges the parameters at the end of the epoch; a training loss those that the epoch began with.
  private func keepIfBest(_ record: EpochRecord, in network: inout FeedForwardNetwork<Scalar>) {
    let loss = record.validationLoss ?? record.trainingLoss
    guard loss < best.loss - (best.epoch == 0 ? 0 : trainer.earlyStopping?.minimumImprovement ?? 0) else { return }
    best = (record.epoch, loss)
    if validation == nil {
      keptEpoch = record.epoch - 1
      swap(&network.parameters.elements, &beginning)
    } else {
      keptEpoch = record.epoch
      step.store(into: &network.parameters.elements)
    }
  }

  private func divergence(_ epoch: Int, _ step: Int, layer: Int) -> FeedForwardError {
    .diverged(Divergence(epoch: epoch, step: step, layer: layer, keptEpoch: keptEpoch))
  }
}
