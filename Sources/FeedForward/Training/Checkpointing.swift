/// How often a training tells where it stands.
public enum CheckpointInterval: Sendable, Equatable {
  /// After so many epochs, at least 1.
  case epochs(Int)
  /// After the first step that ends so many seconds, at least 0, after the checkpoint before; with diagnostics, whose sums
  /// are of whole epochs, after the first such epoch.
  case seconds(Double)
}

/// When a training tells where it stands, so that it can go on from there should it be killed, and whom.
public struct Checkpointing<Scalar: BLASScalar> {
  /// How often.
  public var interval: CheckpointInterval
  /// Sees the network, which holds the best parameters so far, and the state to go on from: given both and the same
  /// settings and data, `fit` ends with the same bits as the run at hand. May stop the run.
  public var take: (FeedForwardNetwork<Scalar>, TrainingState<Scalar>) -> TrainingDecision

  /// Calls `take` at each interval.
  public init(
    every interval: CheckpointInterval,
    take: @escaping (FeedForwardNetwork<Scalar>, TrainingState<Scalar>) -> TrainingDecision
  ) {
    (self.interval, self.take) = (interval, take)
  }

  func validate() throws(FeedForwardError) {
    switch interval {
    case .epochs(let count) where count < 1:
      throw .invalidSetting(name: "The interval of checkpoints", value: "\(count) epochs", expected: "at least 1")
    case .seconds(let seconds) where !(seconds >= 0):
      throw .invalidSetting(name: "The interval of checkpoints", value: "\(seconds) s", expected: "a number ≥ 0")
    default: break
    }
  }
}
