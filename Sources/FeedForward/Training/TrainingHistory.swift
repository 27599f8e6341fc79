/// What happened in a run of training.
public struct TrainingHistory: Sendable, Codable, Equatable {
  /// One record an epoch, from the first.
  public package(set) var epochs: [EpochRecord] = []
  /// Why the run ended.
  public package(set) var stopReason = StopReason.epochsDone
  /// The rule that ``AutomaticOptimizer`` chose and the reason, as in `adam: …`; nil where the rule was given.
  public package(set) var optimizer: String?
  /// The epoch, from 1, of the lowest validation loss (training loss if there was no validation), or of the least
  /// ``EarlyStopping/measure``.
  public package(set) var bestEpoch = 0

  /// The record of ``bestEpoch``; nil before the first epoch ended.
  public var best: EpochRecord? { bestEpoch >= 1 && bestEpoch <= epochs.count ? epochs[bestEpoch - 1] : nil }

  /// The history before the first epoch.
  package init() {}

  /// Why a run ended.
  public enum StopReason: String, Sendable, Codable {
    /// All epochs were run.
    case epochsDone
    /// The validation loss had not improved for as many epochs as the patience says.
    case noImprovement
    /// The optimizer found no way to lower E, or a gradient as small as was asked for.
    case converged
    /// The validation loss was too far above the lowest; ``EarlyStopping/Criterion/generalizationLoss(above:)``.
    case generalizationLoss
    /// The same by the measure of the training's progress; ``EarlyStopping/Criterion/quotient(above:strip:)``.
    case quotient
    /// The validation loss had risen strip by strip; ``EarlyStopping/Criterion/risingStrips(_:strip:)``.
    case risingValidationLoss
    /// The training loss hardly fell any more; ``EarlyStopping/Criterion/trainingProgress(below:strip:)``.
    case trainingProgress
    /// The training loss with its penalty had not fallen by enough;
    /// ``EarlyStopping/Criterion/trainingPlateau(patience:tolerance:)``.
    case trainingPlateau
    /// Each of several criteria had been met; ``EarlyStopping/Criterion/eachOnce(_:)``.
    case criteriaMet
    /// Its owner left it before it was over: a loop, or a callback that said so.
    case callback
    /// The task that ran the training was cancelled.
    case cancelled
  }
}

/// One epoch of training.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 1.
  public let epoch: Int
  /// Mean over the epoch's rows of the loss before each update, penalty included.
  public let trainingLoss: Double
  /// The same without the penalty.
  public let trainingLossWithoutPenalty: Double
  /// Loss on the validation rows after the epoch, without penalty.
  public let validationLoss: Double?
  /// Metrics over the epoch's rows, each judged before the update it led to.
  public let training: Metrics
  /// Metrics on the validation rows after the epoch.
  public let validation: Metrics?
  /// η of the epoch's last step.
  public let learningRate: Double
  /// Wall-clock time of the epoch, validation included.
  public let seconds: Double
  /// One for each layer, if the trainer's diagnostics are asked for.
  public var layers: [LayerDiagnostics]?
  /// With Bayesian regularization: how many parameters the data decide, before the epoch's step.
  public var effectiveParameters: Double?
}
