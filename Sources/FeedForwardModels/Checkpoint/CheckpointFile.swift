import FeedForward
import FeedForwardData

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
    (self.path, self.interval, self.onFailure) = (path, interval, onFailure)
  }

  /// The claim on the file for as long as a training goes on; nil where that failed and training is to go on nevertheless.
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

extension Trainer {
  /// Trains the network as ``fit(_:to:validation:continuing:checkpoints:onStep:onEpoch:)`` does, so that the run can go on
  /// after it was killed at any moment, and ends with the same bits as if it had not been.
  ///
  /// - Parameters:
  ///   - network: where to start; with a checkpoint it is replaced by what that says. Holds the result.
  ///   - file: where to save checkpoints; nil for nowhere.
  ///   - checkpoint: where to go on from. Settings and data have to be those of the checkpoint; only `epochs`, the number of
  ///     all, may have grown, and `threads` may differ. A run that had ended gives its result again.
  /// - Throws: ``FeedForwardData/DataError`` that says which settings or data are not as they were;
  ///   ``FeedForwardData/FileError`` where the file cannot be written, with a ``FeedForwardData/FileError/process``
  ///   where another training saves there; and the engine's ``FeedForward/FeedForwardError``.
  @discardableResult
  public func fit<Scalar: BLASScalar>(
    _ network: inout FeedForwardNetwork<Scalar>, to training: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    saving file: CheckpointFile?, from checkpoint: Checkpoint<Scalar>? = nil,
    onStep: ((StepRecord) -> TrainingDecision)? = nil, onEpoch: ((EpochRecord) -> TrainingDecision)? = nil
  ) throws -> TrainingHistory {
    // Code that no text says can be trained, if nothing is to be known of it again.
    let settings =
      file == nil && checkpoint == nil ? [:] : try settings(of: network, training, validation)
    var state = TrainingState<Scalar>()
    var trainer = self
    if let checkpoint {
      try checkpoint.requireSame(settings)
      (network, state) = (checkpoint.network, checkpoint.state)
      trainer.epochs = epochs - state.epochs
      let isEnded = checkpoint.isFinished && state.history.stopReason != .epochsDone
      if isEnded || trainer.epochs <= 0 {
        if earlyStopping == nil, let theta = state.parameters {
          try network.setParameters(theta)
        }
        return state.history
      }
    }
    let claim = try file?.claimed()
    defer { withExtendedLifetime(claim) {} }
    var failure: (any Error)?
    let checkpoints = file.map { file in
      Checkpointing<Scalar>(every: file.interval) { network, state in
        do {
          try Checkpoint(network: network, state: state, isFinished: false, settings: settings)
            .save(to: file.path, calls: file.calls)
          return .proceed
        } catch {
          guard file.onFailure(error) == .stop else { return .proceed }
          failure = error
          return .stop
        }
      }
    }
    try trainer.fit(
      &network, to: training, validation: validation, continuing: &state, checkpoints: checkpoints, onStep: onStep,
      onEpoch: onEpoch)
    if let failure { throw failure }
    if let file {
      let isFinished = state.history.stopReason != .callback && state.history.stopReason != .cancelled
      try Checkpoint(network: network, state: state, isFinished: isFinished, settings: settings)
        .save(to: file.path, calls: file.calls)
    }
    return state.history
  }
}
