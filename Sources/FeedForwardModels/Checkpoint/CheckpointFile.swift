import FeedForward
import FeedForwardData

/// How often a training is saved.
public enum CheckpointInterval: Sendable, Equatable {
  /// After so many epochs, at least 1.
  case epochs(Int)
  /// After the first step that ends so many seconds, at least 0, after the checkpoint before; with diagnostics, whose
  /// sums are of whole epochs, after the first such epoch.
  case seconds(Double)

  fileprivate func validate() throws {
    switch self {
    case .epochs(let count) where count < 1:
      throw FeedForwardError.invalidSetting(
        name: "The interval of checkpoints", value: "\(count) epochs", expected: "at least 1")
    case .seconds(let seconds) where !(seconds >= 0):
      throw FeedForwardError.invalidSetting(
        name: "The interval of checkpoints", value: "\(seconds) s", expected: "a number ≥ 0")
    default: break
    }
  }
}

/// Where a training is saved while it goes on.
public struct CheckpointFile: Sendable {
  /// The file, replaced as a whole each time. While a training saves there, no other one does.
  public var path: String
  /// How often.
  public var interval: CheckpointInterval
  /// Asked when a checkpoint could not be saved: a run that stops throws the error, one that goes on tries again.
  public var onFailure: @Sendable (any Error) -> TrainingDecision
  package var calls = FileSystemCalls()

  /// Saves at each interval and at the end; stops where that fails.
  public init(
    _ path: String, every interval: CheckpointInterval,
    onFailure: @escaping @Sendable (any Error) -> TrainingDecision = { _ in .stop }
  ) {
    self.path = path
    self.interval = interval
    self.onFailure = onFailure
  }

  /// The claim on the file for as long as a training goes on; nil where that failed and training is
  /// to go on nevertheless.
  fileprivate func claimed() throws -> FileClaim? {
    do {
      return try FileClaim(path)
    } catch {
      let isInUse = (error as? FileError)?.process != nil
      if isInUse || onFailure(error) == .stop { throw error }
      return nil
    }
  }
}

/// Saves a training to a file at each interval; nobody else does in the meantime.
package final class CheckpointSaver<Scalar: BLASScalar> {
  private let file: CheckpointFile
  private let training: Training<Scalar>
  private let claim: FileClaim?
  private var last = ContinuousClock.now

  /// - Throws: ``/FeedForwardData/FileError`` where another training saves there.
  package init(_ file: CheckpointFile, of training: Training<Scalar>) throws {
    try file.interval.validate()
    // What cannot be known again is refused before the first step.
    try training.identify()
    self.file = file
    self.training = training
    claim = try training.onFirstRank { try file.claimed() } ?? nil
  }

  /// Whether so many seconds are over.
  package var isTimeToSave: Bool {
    if case .seconds(let seconds) = file.interval { return (ContinuousClock.now - last) / .seconds(1) >= seconds }
    return false
  }

  /// To be called after each step.
  ///
  /// - Parameter isTime: whether so many seconds are over, on any rank.
  package func save(after step: StepRecord, isTime: Bool) throws {
    let isDue =
      switch file.interval {
      case .epochs(let count): step.isLast && step.epoch % count == 0
      case .seconds: (step.isLast || !training.isObserved) && isTime
      }
    guard isDue else { return }
    let checkpoint = try training.checkpoint()
    try training.onFirstRank {
      do {
        try checkpoint.save(to: file.path, calls: file.calls)
      } catch {
        if file.onFailure(error) == .stop { throw error }
      }
    }
    last = .now
  }

  /// To be called at the end, too.
  package func save() throws {
    let checkpoint = try training.checkpoint()
    try training.onFirstRank { try checkpoint.save(to: file.path, calls: file.calls) }
  }
}

extension Training {
  /// Does something on the first of the ranks that share the training; where it throws, all do.
  @discardableResult
  fileprivate func onFirstRank<Result>(_ body: () throws -> Result) throws -> Result? {
    if let communicator { try communicator.onFirst(body) } else { try body() }
  }
}

extension Training {
  /// Where the training stands.
  ///
  /// - Throws: ``/FeedForwardData/DataError`` for code of the user's own that has no text, and the engine's
  ///   ``/FeedForward/FeedForwardError/diverged(_:)`` where no going on is possible.
  /// - Complexity: O(number of parameters); the first time also O(size of the data), which are hashed.
  public func checkpoint() throws -> Checkpoint<Scalar> {
    if let divergence { throw divergence }
    try identify()
    return Checkpoint(network: bestNetwork, state: try stateBesideBest, isFinished: isOver, settings: identity)
  }

  /// Saves all of the training, so that another process may go on with it; at any instant the file is the
  /// old one or the new one.
  ///
  /// - Throws: what ``checkpoint()`` does, and ``/FeedForwardData/FileError``; what was there is then as it was.
  public func save(to path: String) throws { try checkpoint().save(to: path) }

  /// The training of a checkpoint, which ends with the same bits as if it had never stopped.
  ///
  /// - Parameters:
  ///   - checkpoint: where to go on from.
  ///   - trainer: its settings have to be those of the checkpoint; only `epochs`, the number of all, may have grown,
  ///     and `threads` may differ.
  ///   - network: one that has to have the layers of the checkpoint's; nil for any.
  ///   - data: those of the checkpoint.
  ///   - validation: those of the checkpoint; nil if it had none.
  ///   - communicator: ranks that share the work, as many as one likes.
  ///   - holding: which rows each rank holds; those of all ranks have to be the checkpoint's.
  ///   - allowsMixedEngines: whether ranks may compute by different instruction sets.
  /// - Throws: ``/FeedForwardData/DataError`` that says which settings or data are not as they were, and the engine's
  ///   ``/FeedForward/FeedForwardError``.
  public convenience init(
    resuming checkpoint: Checkpoint<Scalar>, _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>? = nil,
    on data: Dataset<Scalar>, validation: Dataset<Scalar>? = nil, over communicator: (any Communicator)? = nil,
    holding: RowHolding = .all, allowsMixedEngines: Bool = false
  ) throws {
    let identity = try trainer.settings(
      of: network ?? checkpoint.network, data, validation, heldBy: holding == .share ? communicator : nil)
    try checkpoint.requireSame(identity)
    try self.init(
      trainer, of: checkpoint.network, on: data, validation: validation, continuing: checkpoint.state,
      over: communicator, holding: holding, allowsMixedEngines: allowsMixedEngines)
    self.identity = identity
    self.identity[Checkpoint<Scalar>.path] = checkpoint.computed(thenBy: engine)
  }

  /// What computed it, as ``Checkpoint/computedBy`` of its checkpoints; nil for one instruction set alone.
  package var mixture: String? {
    let path = identity[Checkpoint<Scalar>.path] ?? engine
    return path == EngineDescription.path ? nil : path
  }

  /// The training of the checkpoint in a file.
  public convenience init(
    resuming path: String, _ trainer: Trainer, on data: Dataset<Scalar>, validation: Dataset<Scalar>? = nil
  ) throws {
    try self.init(resuming: Checkpoint(contentsOf: path), trainer, on: data, validation: validation)
  }

  /// The training of a checkpoint where there is one, else from the network.
  package convenience init(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>,
    validation: Dataset<Scalar>?, from checkpoint: Checkpoint<Scalar>?, over communicator: (any Communicator)? = nil,
    allowsMixedEngines: Bool = false
  ) throws {
    if let checkpoint {
      try self.init(
        resuming: checkpoint, trainer, of: network, on: data, validation: validation, over: communicator,
        allowsMixedEngines: allowsMixedEngines)
    } else {
      try self.init(
        trainer, of: network, on: data, validation: validation, over: communicator,
        allowsMixedEngines: allowsMixedEngines)
    }
  }

  fileprivate func identify() throws {
    guard identity.isEmpty else { return }
    identity = try trainer.settings(
      of: bestNetwork, data, validationData, heldBy: holding == .share ? communicator : nil)
    identity[Checkpoint<Scalar>.path] = engine
  }
}

extension Trainer {
  /// Trains the network so that the run can go on after it was killed at any moment, and ends with the same bits
  /// as if it had not been.
  ///
  /// - Parameters:
  ///   - network: where to start; with a checkpoint it is replaced by what that says. Holds the result.
  ///   - data: `m` rows that fit the network and the loss.
  ///   - validation: rows to judge each epoch by; nil for none.
  ///   - file: where to save checkpoints, at each interval and at the end; nil for nowhere.
  ///   - checkpoint: where to go on from; its settings and data have to be these. A run that had ended gives its result
  ///     again.
  ///   - onEpoch: sees each epoch as it ends and may stop the run.
  /// - Throws: ``/FeedForwardData/DataError`` that says which settings or data are not as they were;
  ///   ``/FeedForwardData/FileError`` where the file cannot be written, with a ``/FeedForwardData/FileError/process``
  ///   where another training saves there; and the engine's ``/FeedForward/FeedForwardError``.
  @discardableResult
  public func fit<Scalar: BLASScalar>(
    _ network: inout FeedForwardNetwork<Scalar>, to data: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    saving file: CheckpointFile?, from checkpoint: Checkpoint<Scalar>? = nil,
    onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws -> TrainingHistory {
    let training = try Training(self, of: network, on: data, validation: validation, from: checkpoint)
    let saver = try file.map { try CheckpointSaver($0, of: training) }
    defer { network = training.network }
    while let step = try training.step() {
      if step.isLast, let epoch = training.history.epochs.last, onEpoch?(epoch) == .stop { break }
      try saver?.save(after: step, isTime: saver?.isTimeToSave ?? false)
    }
    try saver?.save()
    return training.history
  }
}
