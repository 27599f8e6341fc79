/// Training on rows as they arrive, one batch after another, each seen once or as often as it is given.
///
/// ```swift
/// let training = try OnlineTraining(of: network, by: Trainer(optimizer: .adam()), largestBatch: 256)
/// for batch in batches { try training.learn(from: batch) }
/// let network = training.network
/// ```
///
/// A row's weight is taken as it is: on a batch of B rows D = Σ wᵢ Dᵢ / B, as if the weights of all that will ever come
/// had a mean of 1.
///
/// Buffers are made once; nothing but the batch itself is allocated for a step. Not for use by several threads at a
/// time.
public final class OnlineTraining<Scalar: BLASScalar> {
  private let trainer: Trainer
  private let step: TrainingStep<Scalar>
  private let loss: Loss
  private var start: FeedForwardNetwork<Scalar>
  private var state: OptimizerState<Scalar>
  private var timetable: Timetable
  private let largestBatch: Int
  private let smoothing: LabelSmoothing<Scalar>?

  /// - Parameters:
  ///   - network: where to start.
  ///   - trainer: its schedule counts batches as epochs; class weights have to be given, early stopping is not, and
  ///     batch size and epochs do not count.
  ///   - largestBatch: rows of the largest batch, at least 1.
  ///   - trainingExamples: `m` of the penalty λ/m Σ θ²; nil takes the rows of the largest batch.
  /// - Throws: ``FeedForwardError`` if a setting is out of its range or does not fit, and for an optimizer that has to
  ///   see all rows at each step.
  public init(
    of network: FeedForwardNetwork<Scalar>, by trainer: Trainer, largestBatch: Int, trainingExamples: Int? = nil
  ) throws(FeedForwardError) {
    try trainer.validate(in: Scalar.self)
    guard largestBatch >= 1 else {
      throw .invalidSetting(name: "largestBatch", value: "\(largestBatch)", expected: "at least 1")
    }
    guard trainer.optimizer.scope == .minibatch else {
      throw .invalidSetting(
        name: "optimizer", value: "one that has to see all rows at each step", expected: "one for minibatches")
    }
    guard trainer.earlyStopping == nil else {
      throw .invalidSetting(
        name: "earlyStopping", value: "set for rows that come as they will", expected: "nil; leave the loop instead")
    }
    guard trainer.classWeights != .balanced else {
      throw .invalidSetting(
        name: "classWeights", value: "balanced, with rows that are not all there", expected: "a number for each class")
    }
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    try trainer.requireCompatible(for: network, loss: loss)
    let regularization = Regularization(
      l2: trainer.l2, l1: trainer.l1,
      trainingExamples: try Regularization.examples(trainingExamples, orWeight: Double(largestBatch)))
    try regularization.validate(in: Scalar.self)
    try loss.validate(with: network.outputActivation, outputs: network.outputs)
    timetable = Timetable(of: trainer)
    state = try OptimizerState(for: trainer.optimizer, count: network.parameters.count)
    step = try TrainingStep(
      of: network, by: trainer, rows: largestBatch, loss: loss, regularization: regularization, keepsGradient: false)
    self.loss = loss
    smoothing = try LabelSmoothing(trainer.noise.labelSmoothing, loss: loss, outputs: network.outputs)
    self.trainer = trainer
    self.start = network
    self.largestBatch = largestBatch
  }

  /// Updates so far.
  public var steps: Int { state.step }

  /// The network as it stands. A copy, O(its parameters).
  public var network: FeedForwardNetwork<Scalar> {
    var network = start
    step.error.parameters.store(into: &network.parameters.elements)
    return network
  }

  /// One step on all rows of a batch.
  ///
  /// - Returns: D on the batch before the step, without penalty.
  /// - Throws: ``FeedForwardError`` if the batch does not fit or is larger than announced, and
  ///   ``FeedForwardError/diverged(_:)``, its epoch 1 and its step that of the batch, if the loss is not finite: θ is
  ///   then as it was before the batch.
  @discardableResult
  public func learn(from batch: Dataset<Scalar>) throws(FeedForwardError) -> Double {
    try batch.validate(for: start, loss: loss, named: "Batch")
    guard batch.count <= largestBatch else {
      throw .wrongShape(what: "Batch", found: "\(batch.count) rows", expected: "at most \(largestBatch)")
    }
    let batch = try trainer.prepared(SharedDataset(batch), for: start, loss: loss)
    let rows = Minibatches(of: batch, batchSize: batch.count, smoothing: smoothing, weightFactor: 1)
    rows.begin(epoch: state.step + 1)
    timetable.set(
      .init(epochs: Double(state.step), step: state.step + 1, stepsOfAnEpoch: 1), in: &state,
      step.error.workspace.noise)
    let losses = try step(.minibatch(rows, index: 0), &state)
    guard losses.sum.isFinite else {
      throw .diverged(try step.divergence(epoch: 1, step: state.step + 1, retainedEpoch: 0, rows: rows.order[...]))
    }
    let loss = losses.sum / Double(batch.count)
    timetable.note(loss: loss + losses.penalty)
    return loss
  }
}
