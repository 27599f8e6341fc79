extension Trainer {
  /// Throws for whatever of a training can be refused before it begins; O(m), and nothing of a training's size is allocated.
  package func validate<Scalar: BLASScalar>(
    for network: FeedForwardNetwork<Scalar>, on training: Dataset<Scalar>, validation: Dataset<Scalar>
  ) throws(FeedForwardError) {
    let loss = loss ?? .standard(for: network.outputActivation)
    try validate(in: Scalar.self)
    try Regularization(l2: l2, l1: l1, trainingExamples: training.totalWeight).validate(in: Scalar.self)
    try loss.validate(with: network.outputActivation, outputs: network.outputs)
    try training.validate(for: network, loss: loss, named: "Training data")
    _ = try prepared(training, for: network, loss: loss)
    try validation.validate(for: network, loss: loss, named: "Validation data")
  }
}
