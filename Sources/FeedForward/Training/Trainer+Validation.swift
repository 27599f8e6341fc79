extension Trainer {
  /// Throws for a setting out of its range, or one that the scalar type rounds out of it.
  func validate<Scalar: BLASScalar>(in _: Scalar.Type) throws(FeedForwardError) {
    try optimizer.validate()
    try (optimizer as? any EngineOptimizer)?.checkParameters(in: Scalar.self)
    try loss?.checkParameters(in: Scalar.self)
    try Hyperparameter.batchSize.check(batchSize)
    try Hyperparameter.epochs.check(epochs)
    _ = try GradientGroups(gradientGroups)
    for schedule in [schedule, decaySchedule, dropoutSchedule] { try schedule.checkParameters() }
    try partRates.checkParameters()
    try clipping?.checkParameters(in: Scalar.self)
    try noise.validate()
    if let maxNorm { try Hyperparameter.maxNorm.check(maxNorm) }
    try earlyStopping?.checkParameters()
    try WorkerPool.validate(threads: threads)
  }

  /// Throws for whatever can be refused before a training begins.
  package func validate<Scalar: BLASScalar>(
    for network: FeedForwardNetwork<Scalar>, on training: Dataset<Scalar>, validation: Dataset<Scalar>
  ) throws(FeedForwardError) {
    let problem = try TrainingProblem(self, of: network, on: SharedDataset(training), isValidated: true)
    try validation.validate(for: network, loss: problem.loss, named: "Validation data")
  }

  /// The rows with the weights of their classes.
  ///
  /// - Throws: ``FeedForwardError`` if a setting does not fit the network, the data, the loss or the optimizer.
  func prepared<Scalar: BLASScalar>(
    _ training: SharedDataset<Scalar>, for network: FeedForwardNetwork<Scalar>, loss: Loss
  ) throws(FeedForwardError) -> SharedDataset<Scalar> {
    try requireCompatible(for: network, loss: loss)
    guard let classWeights else { return training }
    return try training.weighted(by: classWeights, classes: max(network.outputs, 2))
  }

  /// Throws for settings that do not go together with a network, a loss or the optimizer.
  func requireCompatible<Scalar: BLASScalar>(
    for network: FeedForwardNetwork<Scalar>, loss: Loss
  ) throws(FeedForwardError) {
    try partRates.validate(layers: network.layers.count)
    if partRates != .alike, !(optimizer is any ElementwiseOptimizer) {
      throw .invalidSetting(
        name: "partRates", value: "\(partRates) with \(optimizer.setting?.name ?? "an optimizer of your own")",
        expected: "an optimizer that moves each parameter by itself at a learning rate, such as .adam()")
    }
    if let maxNorm, partRates.inputScales != nil {
      throw .invalidSetting(name: "maxNorm", value: "\(maxNorm) with inputScales", expected: "nil, or no such factors")
    }
    try noise.dropout.validate(hiddenLayers: network.layers.count - 1)
    _ = try LabelSmoothing<Scalar>(noise.labelSmoothing, loss: loss, outputs: network.outputs)
    guard optimizer.scope == .allRows else { return }
    let rule = "with \(optimizer.setting?.name ?? "an optimizer"), which needs the same error at each step"
    let other = "or an optimizer for minibatches, such as .adam()"
    guard noise.dropout.isNone else {
      throw .invalidSetting(name: "dropout", value: "set \(rule)", expected: "0, \(other)")
    }
    guard noise.inputs == 0 else {
      throw .invalidSetting(name: "inputNoise", value: "\(noise.inputs) \(rule)", expected: "0, \(other)")
    }
    if let maxNorm, optimizer is any ObjectiveOptimizer {
      throw .invalidSetting(name: "maxNorm", value: "\(maxNorm) \(rule)", expected: "nil, \(other)")
    }
  }
}
