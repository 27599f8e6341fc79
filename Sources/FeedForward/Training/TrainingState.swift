/// Where a training stands, beside the network's parameters: hand it to the next call of `fit` and that goes on as if
/// there had been no end in between, with the same bits.
///
/// ```swift
/// var state = TrainingState<Float>()
/// try trainer.fit(&network, to: data, continuing: &state)
/// try trainer.fit(&network, to: data, continuing: &state)  // as many epochs again
/// ```
public struct TrainingState<Scalar: BLASScalar>: Sendable {
  /// Every epoch so far.
  public package(set) var history = TrainingHistory()
  /// What the optimizer remembers; nil before the first step.
  package var optimizer: OptimizerState<Scalar>?
  /// θ, where the network was left with other parameters, those of the best epoch.
  package var parameters: [Scalar]?
  /// The lowest loss so far and its epoch.
  package var best = TrainingState.none
  /// The epoch and loss of the parameters that the network was left with; infinite if they were not judged.
  package var kept = TrainingState.none
  /// An epoch that was not finished.
  package var interrupted: PartialEpoch?

  /// Epochs that were finished.
  public var epochs: Int { history.epochs.count }
  /// Updates of θ so far.
  public var steps: Int { optimizer?.step ?? 0 }

  /// The state before the first epoch.
  public init() {}

  package static var none: (epoch: Int, loss: Double) { (0, .infinity) }
}

/// An epoch up to some step.
package struct PartialEpoch: Sendable {
  /// Steps done.
  package var steps = 0
  /// Σ D · B.
  package var data = 0.0
  /// Σ R · B.
  package var penalty = 0.0
  /// What the metrics have added up.
  package var counts: [Double] = []
  package var seconds = 0.0

  package init() {}
}

/// One step of training.
public struct StepRecord: Sendable {
  /// From 1.
  public let epoch: Int
  /// Within the epoch, from 1.
  public let step: Int
  /// Steps of an epoch.
  public let steps: Int
  /// D over the minibatch before the update, without penalty.
  public let loss: Double
}
