/// What a training tells while it runs; see ``Training/events``.
public enum TrainingEvent: Sendable {
  /// An epoch was finished.
  case epoch(EpochRecord)
  /// The last event of a run that ended well, or was cancelled.
  case finished(TrainingHistory.StopReason)
  /// The last event of a run that did not.
  case failed(FeedForwardError)
}

extension Training {
  /// The epochs to come, each run when it is asked for, beside the task that asks.
  ///
  /// ```swift
  /// for await event in training.events {
  ///   switch event {
  ///   case .epoch(let record): print(record.epoch, record.trainingLoss)
  ///   case .finished: network = training.network
  ///   case .failed(let error): throw error
  ///   }
  /// }
  /// ```
  ///
  /// A cancelled task ends the run after the step at hand. While an epoch is awaited, nothing else may use the
  /// training.
  public var events: Events { Events(training: self) }

  /// See ``Training/events``.
  public struct Events: AsyncSequence, AsyncIteratorProtocol {
    fileprivate let training: Training
    private var isDone = false

    fileprivate init(training: Training) { self.training = training }

    /// Itself.
    public func makeAsyncIterator() -> Events { self }

    /// The next epoch, or why there is none; nil after that.
    public mutating func next() async -> TrainingEvent? {
      if isDone { return nil }
      // Whoever waits for the task does not use the training until it is over.
      nonisolated(unsafe) let training = training
      let epoch = Task.detached { () -> TrainingEvent in training.nextEvent() }
      let event = await withTaskCancellationHandler {
        await epoch.value
      } onCancel: {
        epoch.cancel()
      }
      if case .epoch = event {} else { isDone = true }
      return event
    }
  }

  private func nextEvent() -> TrainingEvent {
    do {
      return try runEpoch().map { .epoch($0) } ?? .finished(history.stopReason)
    } catch {
      return .failed(error)
    }
  }
}
