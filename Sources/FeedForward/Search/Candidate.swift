/// Everything that decides what a training gives, but for the data: settings, layers, and the seed of the first parameters.
///
/// ```swift
/// let candidate = Candidate(
///   Trainer(optimizer: .adam(learningRate: 1e-3), epochs: 40), layers: [Layer(32, .relu), Layer(3, .softmax)])
/// let (network, history) = try candidate.fit(data)
/// ```
public struct Candidate: Sendable {
  /// How it is trained.
  public var trainer: Trainer
  /// The network's layers; as many inputs as the data have.
  public var layers: [Layer]
  /// Decides the initial parameters.
  public var seed: UInt64

  /// A candidate; settings are checked when it is trained.
  public init(_ trainer: Trainer, layers: [Layer], seed: UInt64 = 0) {
    (self.trainer, self.layers, self.seed) = (trainer, layers, seed)
  }

  /// A network that has not been trained.
  public func network<Scalar: BLASScalar>(
    for data: Dataset<Scalar>
  ) throws(FeedForwardError) -> FeedForwardNetwork<Scalar> {
    try FeedForwardNetwork(inputs: data.inputs.columns, layers: layers, seed: seed)
  }

  /// A network trained on these data.
  ///
  /// - Throws: ``FeedForwardError``.
  public func fit<Scalar: BLASScalar>(
    _ training: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) -> (network: FeedForwardNetwork<Scalar>, history: TrainingHistory) {
    var network = try network(for: training)
    let history = try trainer.fit(&network, to: training, validation: validation, onEpoch: onEpoch)
    return (network, history)
  }

  /// The same with seeds of its own for a fold, on one thread. Every candidate has the same seeds in a fold as every other
  /// with the same seeds: what differs between them is not luck.
  func inFold(_ fold: Int) -> Candidate {
    let seed = { (seed: UInt64, use: UInt32) in
      var generator = Philox(
        seed: seed, purpose: .seedsOfFold, stream: UInt32(truncatingIfNeeded: fold), substream: use)
      return generator.next()
    }
    var own = self
    (own.seed, own.trainer.seed, own.trainer.threads) = (seed(self.seed, 0), seed(trainer.seed, 1), 1)
    return own
  }

  /// Throws for whatever can be refused before a training begins.
  func validate<Scalar: BLASScalar>(on fold: FoldData<Scalar>, scoring: Scoring) throws(FeedForwardError) {
    let network = try network(for: fold.training)
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    try trainer.validate(in: Scalar.self)
    try Regularization(l2: trainer.l2, l1: trainer.l1, trainingExamples: fold.training.totalWeight).validate(
      in: Scalar.self)
    try loss.validate(with: network.outputActivation, outputs: network.outputs)
    try fold.training.validate(for: network, loss: loss, named: "Training data")
    _ = try trainer.prepared(fold.training, for: network, loss: loss)
    try fold.validation.validate(for: network, loss: loss, named: "Validation data")
    let row = try network.evaluate(on: fold.validation.weighted(by: nil).selecting(rows: [0]), loss: loss)
    guard scoring.score(of: row) != nil else {
      throw .invalidSetting(
        name: "scoring", value: scoring.rawValue, expected: "the loss, or a metric of such targets and the loss \(loss)"
      )
    }
  }
}
