/// Fits networks: settings, which may be used for any number of runs.
///
/// ```swift
/// let trainer = Trainer(optimizer: .adam(learningRate: 1e-3), l2: 1e-4, batchSize: 64, epochs: 40)
/// let history = try trainer.fit(&network, to: training, validation: held)
/// ```
public struct Trainer: Sendable {
  /// How θ moves.
  public var optimizer: any Optimizer
  /// What the optimizer's learning rate is multiplied with, step by step; a rule without one does not notice.
  public var schedule: Schedule
  /// The same for λ of a decoupled weight decay.
  public var decaySchedule: Schedule
  /// How fast each part of θ learns, and whether biases decay.
  public var partRates: PartRates
  /// How long a gradient may be; nil for any length.
  public var clipping: GradientClipping?

  /// D; nil takes the loss that belongs to the network's output activation, ``Loss/standard(for:)``.
  public var loss: Loss?
  /// λ ≥ 0 of λ/m Σ θ², m the number of training rows or the sum of their weights, biases left out.
  public var l2: Double
  /// λ ≥ 0 of λ/m Σ |θ|. Together with `l2` it is the elastic net: Zou, Hastie, *Regularization and variable selection
  /// via the elastic net*, 2005.
  public var l1: Double
  /// c > 0: after each step a neuron's incoming weights (without the bias) that are longer than c, by the Euclidean
  /// norm, are shortened to it; nil for any length. Srebro, Rennie, Jaakkola, *Maximum-margin matrix factorization*,
  /// 2005.
  public var maxNorm: Double?
  /// What steps see beside the data.
  public var noise: Noise
  /// What every p of dropout is multiplied with, step by step.
  public var dropoutSchedule: Schedule
  /// How much the rows of each class count in training, beside their own weights; nil for alike. Validation does not
  /// know them.
  public var classWeights: ClassWeights?

  /// B ≥ 1 rows a step; more than there are rows means all of them. The last minibatch of an epoch may be shorter. An
  /// optimizer that has to see all rows takes them all.
  public var batchSize: Int
  /// How often every row is visited, at least 1.
  public var epochs: Int
  /// V, a power of two: the rows of a minibatch are cut into so many groups, whose gradients are summed one by one and
  /// added by a binary tree. As many ranks, or fewer, may then share the rows, and the result has the same bits for any
  /// number of them; see ``Communicator``. Other numbers of groups give other bits.
  public var gradientGroups: Int
  /// When to stop before `epochs`; needs validation data, unless it looks at the training loss alone.
  public var earlyStopping: EarlyStopping?
  /// Whether each epoch visits the rows in an order of its own, or as they stand.
  public var shuffle: Bool
  /// Decides the orders, the noise, and the rows held out by a validation fraction.
  public var seed: UInt64

  /// At most so many threads, at least 1; nil for the processors that the process may use. A small network takes fewer.
  /// The result has the same bits for any number.
  public var threads: Int?
  /// Whether each epoch's record says what every layer went through; see ``LayerDiagnostics``. Takes a pass over θ and
  /// the activations at each step, and a vector of θ's length.
  public var diagnostics: Bool

  /// Settings are checked when they are used.
  public init(
    optimizer: any Optimizer = .adam(), schedule: Schedule = .constant, decaySchedule: Schedule = .constant,
    partRates: PartRates = .alike, clipping: GradientClipping? = nil, loss: Loss? = nil, l2: Double = 0, l1: Double = 0,
    maxNorm: Double? = nil, noise: Noise = .none, dropoutSchedule: Schedule = .constant,
    classWeights: ClassWeights? = nil, batchSize: Int = 32, epochs: Int = 100, shuffle: Bool = true, seed: UInt64 = 0,
    earlyStopping: EarlyStopping? = nil, threads: Int? = nil, diagnostics: Bool = false, gradientGroups: Int = 1
  ) {
    self.gradientGroups = gradientGroups
    self.optimizer = optimizer
    self.schedule = schedule
    self.decaySchedule = decaySchedule
    self.partRates = partRates
    self.clipping = clipping
    self.loss = loss
    self.l2 = l2
    self.l1 = l1
    self.maxNorm = maxNorm
    self.noise = noise
    self.dropoutSchedule = dropoutSchedule
    self.classWeights = classWeights
    self.batchSize = batchSize
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.shuffle = shuffle
    self.seed = seed
    self.threads = threads
    self.diagnostics = diagnostics
  }

  /// Trains the network: a ``Training`` to its end.
  ///
  /// The training loss of an epoch is the mean over its rows of the loss before each update; the validation loss is
  /// that after the epoch, without penalty. If the task that calls this is cancelled, the run ends after the step at
  /// hand, and the network is left as the best of the epochs so far.
  ///
  /// - Parameters:
  ///   - network: where to start; holds the result. With early stopping by validation data
  ///     that is the network of the best epoch.
  ///   - training: `m` rows that fit the network and the loss.
  ///   - validation: rows to judge each epoch by.
  ///   - onEpoch: sees each epoch as it ends and may stop the run.
  /// - Returns: one record an epoch, and why the run ended.
  /// - Throws: ``FeedForwardError``. Nothing is changed if settings or data are refused; after
  ///   ``FeedForwardError/diverged(_:)`` the network holds the parameters of the best epoch so far.
  /// - Complexity: O(epochs · m · number of parameters); memory as for a ``Training``.
  @discardableResult
  public func fit<Scalar: BLASScalar>(
    _ network: inout FeedForwardNetwork<Scalar>, to training: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) -> TrainingHistory {
    var state = TrainingState<Scalar>()
    return try fit(&network, to: training, validation: validation, continuing: &state, onEpoch: onEpoch)
  }

  /// Goes on with a training: `epochs` more, after the rest of an epoch that was broken off, which counts as one.
  ///
  /// - Parameters:
  ///   - network: that of the run before; holds the result.
  ///   - data: `m` rows that fit the network and the loss.
  ///   - validation: rows to judge each epoch by.
  ///   - state: where the run before ended; holds where this one does, unless an error is thrown.
  ///   - onEpoch: sees each epoch as it ends and may stop the run.
  /// - Throws: ``FeedForwardError``, also if the state is of another network or optimizer.
  @discardableResult
  public func fit<Scalar: BLASScalar>(
    _ network: inout FeedForwardNetwork<Scalar>, to data: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    continuing state: inout TrainingState<Scalar>, onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) -> TrainingHistory {
    try Hyperparameter.epochs.check(epochs)
    var (trainer, start) = (self, state)
    trainer.epochs = state.epochs + min(epochs, .max - state.epochs)
    start.isOver = false
    let training = try Training(trainer, of: network, on: data, validation: validation, continuing: start)
    // The training's copy is then the only one.
    network.parameters.elements = []
    defer { network = training.giveNetworkAway() }
    while let epoch = try training.runEpoch() {
      if onEpoch?(epoch) == .stop { break }
    }
    state = try training.state
    return training.history
  }

  /// Trains the network on a part of the data and judges each epoch by the rest.
  ///
  /// - Parameters:
  ///   - network: where to start; holds the result.
  ///   - data: rows that fit the network and the loss.
  ///   - validationFraction: share of the rows held out, above 0 and below 1, drawn by `seed`, of each class alike
  ///     where there are classes; a class of a single row is trained on.
  ///   - onEpoch: sees each epoch as it ends and may stop the run.
  @discardableResult
  public func fit<Scalar: BLASScalar>(
    _ network: inout FeedForwardNetwork<Scalar>, to data: Dataset<Scalar>, validationFraction: Double,
    onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws(FeedForwardError) -> TrainingHistory {
    let classes = data.classes(for: loss ?? .standard(for: network.outputActivation))
    var rows = try RowSplit(data.count, classes: classes, fraction: validationFraction, seed: seed)
    if let classes { rows.keepKnown([classes.map { Int32(truncatingIfNeeded: $0) }]) }
    let (rest, part) = try data.parts(of: rows)
    return try fit(&network, to: rest, validation: part, onEpoch: onEpoch)
  }
}

/// What a callback says after an epoch.
public enum TrainingDecision: Sendable {
  /// Go on.
  case proceed
  /// End the run after this epoch.
  case stop
}

extension Hyperparameter {
  /// B.
  public static let batchSize = Hyperparameter("batchSize", .wholeNumbers(from: 1))
  /// How often every row is visited.
  public static let epochs = Hyperparameter("epochs", .wholeNumbers(from: 1))
  /// c of ``Trainer/maxNorm``.
  public static let maxNorm = Hyperparameter("maxNorm", .above(0))
}
