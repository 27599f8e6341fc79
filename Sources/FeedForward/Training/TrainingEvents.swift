/// What a training tells while it runs; see ``Trainer/events(fitting:to:validation:continuing:)``.
public enum TrainingEvent<Scalar: BLASScalar>: Sendable {
  /// An epoch was finished.
  case epoch(EpochRecord)
  /// The last event of a run that ended well, or was cancelled: the network, and where it stands.
  case finished(FeedForwardNetwork<Scalar>, TrainingState<Scalar>)
  /// The last event of a run that did not: after ``FeedForwardError/diverged(_:)`` the network holds its best parameters.
  case failed(FeedForwardNetwork<Scalar>, FeedForwardError)
}

extension Trainer {
  /// Trains a copy of the network beside the caller, and tells of it.
  ///
  /// ```swift
  /// for await event in trainer.events(fitting: network, to: training, validation: held) {
  ///   switch event {
  ///   case .epoch(let record): print(record.epoch, record.trainingLoss)
  ///   case .finished(let trained, _): network = trained
  ///   case .failed(_, let error): throw error
  ///   }
  /// }
  /// ```
  ///
  /// Training begins at once, in a task of its own. Nothing is lost if events are read late. A reader that stops reading
  /// cancels the run; it then ends after the step at hand.
  ///
  /// - Parameter state: where an earlier run ended.
  public func events<Scalar: BLASScalar>(
    fitting network: FeedForwardNetwork<Scalar>, to training: Dataset<Scalar>, validation: Dataset<Scalar>? = nil,
    continuing state: TrainingState<Scalar> = TrainingState()
  ) -> AsyncStream<TrainingEvent<Scalar>> {
    let (stream, continuation) = AsyncStream.makeStream(of: TrainingEvent<Scalar>.self)
    let task = Task.detached {
      var (network, state) = (network, state)
      do throws(FeedForwardError) {
        let onEpoch = { (record: EpochRecord) in
          continuation.yield(.epoch(record))
          return TrainingDecision.proceed
        }
        try fit(&network, to: training, validation: validation, continuing: &state, onEpoch: onEpoch)
        continuation.yield(.finished(network, state))
      } catch {
        continuation.yield(.failed(network, error))
      }
      continuation.finish()
    }
    continuation.onTermination = { if case .cancelled = $0 { task.cancel() } }
    return stream
  }
}
