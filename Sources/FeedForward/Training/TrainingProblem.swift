/// A trainer's settings with a network and data, looked through: what follows from them before the first step.
struct TrainingProblem<Scalar: BLASScalar> {
  /// Its optimizer is one that was chosen by the problem, where it was to be.
  private(set) var trainer: Trainer
  let network: FeedForwardNetwork<Scalar>
  let loss: Loss
  /// Rows with the weights of their classes.
  let data: SharedDataset<Scalar>
  let regularization: Regularization
  /// What was chosen, and why.
  private(set) var choice: String?

  /// - Throws: ``FeedForwardError`` if a setting is out of its range, or does not fit the others or the data.
  init(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on data: SharedDataset<Scalar>, isValidated: Bool
  ) throws(FeedForwardError) {
    try trainer.validate(in: Scalar.self)
    self.trainer = trainer
    self.network = network
    loss = trainer.loss ?? .standard(for: network.outputActivation)
    try loss.validate(with: network.outputActivation, outputs: network.outputs)
    try data.validate(for: network, loss: loss, named: "Training data")
    self.data = try trainer.prepared(data, for: network, loss: loss)
    regularization = Regularization(l2: trainer.l2, l1: trainer.l1, trainingExamples: self.data.totalWeight)
    try regularization.validate(in: Scalar.self)
    if trainer.earlyStopping?.criterion.needsValidation ?? false, !isValidated {
      throw .invalidSetting(
        name: "earlyStopping", value: "set without validation data",
        expected: "data to judge epochs by, or a criterion of the training loss such as .trainingPlateau()")
    }
    try requireMeasure()
    if trainer.optimizer is AutomaticOptimizer { chooseOptimizer() }
    guard let rule = self.trainer.optimizer as? any ObjectiveOptimizer else { return }
    try rule.validate(loss: loss, regularization)
    guard trainer.clipping == nil else {
      throw .invalidSetting(
        name: "clipping", value: "set with an optimizer that finds the length of its steps", expected: "nil")
    }
  }

  /// Throws for a measure of early stopping that the targets have not.
  private func requireMeasure() throws(FeedForwardError) {
    guard let measure = trainer.earlyStopping?.measure, measure != .loss else { return }
    let sums = try MetricSums(of: data, loss: loss, outputs: network.outputs, blocks: 1)
    let metrics = sums.metrics(rows: 1)
    guard (measure == .error ? metrics.accuracy : metrics.rmse) == nil else { return }
    throw .invalidSetting(
      name: "measure", value: "\(measure) with the loss \(loss)",
      expected: measure == .error ? "loss or rmse, since nothing is classified" : "loss, since no values are met")
  }

  private mutating func chooseOptimizer() {
    (trainer.optimizer, choice) = AutomaticOptimizer.choice(
      parameters: network.parameters.count, rows: data.count, outputs: network.outputs, loss: loss, regularization,
      isSmooth: trainer.clipping == nil && trainer.noise.isDeterministic && trainer.maxNorm == nil)
  }

  /// The rows in the minibatches that the optimizer wants.
  func minibatches() throws(FeedForwardError) -> Minibatches<Scalar> {
    let seesAllRows = trainer.optimizer.scope == .allRows
    return Minibatches(
      of: data, batchSize: seesAllRows ? data.count : trainer.batchSize,
      shuffledBy: trainer.shuffle && !seesAllRows ? trainer.seed : nil,
      smoothing: try LabelSmoothing(trainer.noise.labelSmoothing, loss: loss, outputs: network.outputs))
  }

  /// - Parameters:
  ///   - rows: of the largest minibatch.
  ///   - keepsGradient: whether all of ∇E is to be looked at after a step.
  ///   - communicator: the ranks that share minibatches.
  func step(
    rows: Int, keepsGradient: Bool, over communicator: (any Communicator)?
  ) throws(FeedForwardError) -> TrainingStep<Scalar> {
    try TrainingStep(
      of: network, by: trainer, rows: rows, loss: loss, regularization: regularization, keepsGradient: keepsGradient,
      communicator: communicator)
  }
}
