import FeedForward

/// Everything that decides what a training gives, but for the data: settings, layers, and the seed
/// of the first parameters.
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
    self.trainer = trainer
    self.layers = layers
    self.seed = seed
  }

  /// A network that has not been trained.
  public func network<Scalar: BLASScalar>(
    for data: Dataset<Scalar>
  ) throws(FeedForwardError) -> FeedForwardNetwork<Scalar> {
    try FeedForwardNetwork(inputs: data.inputs.columns, layers: layers, seed: seed)
  }

  /// A network trained on these data.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError``.
  public func fit<Scalar: BLASScalar>(
    _ training: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) -> (network: FeedForwardNetwork<Scalar>, history: TrainingHistory) {
    var network = try network(for: training)
    let history = try trainer.fit(&network, to: training, validation: validation, onEpoch: onEpoch)
    return (network, history)
  }

  /// The same with seeds of its own for a fold, on one thread. Every candidate has the same seeds in a fold as every
  /// other with the same seeds: what differs between them is not luck.
  func inFold(_ fold: Int) -> Candidate {
    let seed = { (seed: UInt64, use: UInt32) in
      var generator = Philox(
        seed: seed, purpose: .seedsOfFold, stream: UInt32(truncatingIfNeeded: fold), substream: use)
      return generator.next()
    }
    var own = self
    own.seed = seed(self.seed, 0)
    own.trainer.seed = seed(trainer.seed, 1)
    own.trainer.threads = 1
    return own
  }

  /// Throws for whatever can be refused before a training begins.
  func validate<Scalar: BLASScalar>(on fold: FoldData<Scalar>, scoring: Scoring) throws(FeedForwardError) {
    let network = try network(for: fold.training)
    try trainer.validate(for: network, on: fold.training, validation: fold.validation)
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    // Which metrics there are is seen from any row, also one that does not count.
    let row = try fold.validation.weighted(by: nil).selecting(rows: [0])
    guard scoring.score(of: try network.evaluate(on: row, loss: loss, threads: 1)) != nil else {
      throw .invalidSetting(
        name: "scoring", value: scoring.rawValue, expected: "the loss, or a metric of such targets and the loss \(loss)"
      )
    }
  }
}
