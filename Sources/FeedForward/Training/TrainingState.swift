/// Where a training stands, beside the network's parameters: another one that is given both goes on as if there had
/// been no end in between, with the same bits.
///
/// ```swift
/// let (network, state) = (training.network, try training.state)
/// let rest = try Training(trainer, of: network, on: data, continuing: state)
/// ```
public struct TrainingState<Scalar: BLASScalar>: Sendable {
  /// Every epoch so far.
  public package(set) var history = TrainingHistory()
  /// What the optimizer remembers; nil before the first step.
  package var optimizer: OptimizerState<Scalar>?
  /// θ, where the network was left with other parameters, those of the best epoch.
  package var parameters: [Scalar]?
  /// W, s and their memory of ``PartRates/inputScales``, where there are such.
  package var inputScales: [Scalar]?
  /// The lowest loss so far.
  package var best = EpochLoss.none
  /// The loss of the parameters that the network was left with; infinite if they were not judged.
  package var retained = EpochLoss.none
  /// Whether a rule has ended the training, so that no more epochs are wanted.
  package var isOver = false
  /// An epoch that was not finished.
  package var interrupted: PartialEpoch?

  /// Epochs that were finished.
  public var epochs: Int { history.epochs.count }
  /// Updates of θ so far.
  public var steps: Int { optimizer?.step ?? 0 }

  /// The state before the first epoch.
  public init() {}
}

/// The loss that an epoch is judged by.
package struct EpochLoss: Sendable {
  /// From 1; 0 is before the first.
  package let epoch: Int
  package let loss: Double

  package init(epoch: Int, loss: Double) {
    self.epoch = epoch
    self.loss = loss
  }

  /// Before the first epoch.
  package static let none = EpochLoss(epoch: 0, loss: .infinity)

  /// Whether it is lower by enough; than no loss at all it always is.
  func isImprovement(on other: EpochLoss, by rule: EarlyStopping?) -> Bool {
    if rule?.ties == .later, loss == other.loss, loss.isFinite { return true }
    return loss < other.loss - (other.loss.isFinite ? rule?.minimumImprovement ?? 0 : 0)
  }
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

  /// Whether it was the last of its epoch.
  public var isLast: Bool { step == steps }
}

extension TrainingState {
  /// Throws unless an optimizer of so many parameters may go on from here.
  func validate(
    for rule: any Optimizer, count: Int, inputScales scales: Int?, stepsOfAnEpoch: Int, sums: Int
  ) throws(FeedForwardError) {
    guard parameters?.count ?? count == count else {
      throw .invalidSetting(
        name: "state", value: "that of \(parameters?.count ?? 0) parameters", expected: "\(count) parameters")
    }
    guard optimizer == nil || inputScales?.count == scales else {
      throw .invalidSetting(
        name: "state", value: "that of \(inputScales?.count ?? 0) numbers of factors for inputs",
        expected: "\(scales ?? 0) of them")
    }
    if let own = optimizer {
      guard own.count == count, own.elements.count == rule.stateVectors * count,
        own.scalars.count == rule.stateScalars
      else {
        throw .invalidSetting(
          name: "state",
          value:
            "that of \(own.count) parameters and \(own.elements.count / max(own.count, 1)) vectors of the optimizer",
          expected: "\(count) parameters and \(rule.stateVectors) vectors")
      }
      guard own.step >= 0, own.step < 1 << 53, own.scalars.allSatisfy(\.isFinite) else {
        throw .invalidSetting(
          name: "state", value: "step \(own.step) and the numbers \(own.scalars)",
          expected: "a step ≥ 0 and finite numbers")
      }
    }
    guard let interrupted else { return }
    guard (0..<stepsOfAnEpoch).contains(interrupted.steps) else {
      throw .invalidSetting(
        name: "state", value: "that of an epoch broken off after \(interrupted.steps) steps",
        expected: "data and batch size that make more steps, not \(stepsOfAnEpoch)")
    }
    guard interrupted.counts.count == sums else {
      throw .invalidSetting(
        name: "state", value: "that of an epoch whose minibatches were counted in \(interrupted.counts.count) sums",
        expected: "the same data and batch size, which make \(sums)")
    }
  }
}
