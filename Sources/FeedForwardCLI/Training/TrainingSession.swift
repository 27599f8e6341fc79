import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardSearch

/// One run of training, from a network that knows nothing, or something, to the best one found.
struct TrainingSession<Scalar: BLASScalar> {
  let trainer: Trainer
  let data: PreparedData<Scalar>
  /// Seconds from the first step on; nil for as long as it takes.
  var timeBudget: Double?
  /// Where checkpoints are saved; nil for nowhere.
  var checkpoints: CheckpointFile?
  /// Whether ranks may compute by different instruction sets.
  var allowsMixedEngines = false
  /// Where to go on from.
  var checkpoint: Checkpoint<Scalar>?
  private(set) var model: TrainedModel<Scalar>
  /// Of each network.
  private(set) var histories = [TrainingHistory()]
  /// Of the first one.
  var history: TrainingHistory { histories[0] }
  /// Rows of the training data, each with what a member says that has not learned from it.
  private(set) var held: (rows: JudgedRows<Scalar>, outputs: Matrix<Scalar>)?
  private(set) var seconds = 0.0
  /// What computed it, if that has changed on the way; see ``FeedForwardModels/Checkpoint/computedBy``.
  private(set) var mixture: String?
  /// Why the run ended, in words.
  private(set) var reason = ""

  init(_ trainer: Trainer, data: PreparedData<Scalar>, network: FeedForwardNetwork<Scalar>) {
    self.trainer = trainer
    self.data = data
    model = TrainedModel(
      network: network, loss: trainer.loss ?? .standard(for: network.outputActivation), pipeline: data.pipeline)
  }

  /// Trains until the trainer, the time or the user ends it. After an error the model holds the best network so far.
  mutating func run(_ progress: inout ProgressLine) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let limit = TimeLimit(seconds: timeBudget)
    Interruption.listen()
    defer {
      progress.finish()
      seconds = (clock.now - start) / .seconds(1)
    }
    let training = try Training(
      trainer, of: model.network, on: data.training, validation: data.validation, from: checkpoint,
      over: Ranks.present, allowsMixedEngines: allowsMixedEngines)
    mixture = training.mixture
    let saver = try checkpoints.map { try CheckpointSaver($0, of: training) }
    defer {
      model.network = training.network
      histories = [training.history]
    }
    reason = ""
    while true {
      // Ranks end, and save, after the same step.
      training.wishes = limit.wishes | (saver?.isTimeToSave ?? false ? Wish.save : 0)
      guard let step = try training.step() else { break }
      if step.isLast, let epoch = training.history.epochs.last { progress.show(epoch) }
      if let over = limit.reason(training.wishesOfAll) {
        reason = over
        break
      }
      try saver?.save(after: step, isTime: training.wishesOfAll & Wish.save != 0)
    }
    try saver?.save()
    if reason.isEmpty { reason = training.history.stopReason.words(trainer) }
  }
}

extension TrainingSession {
  /// What came of several networks that answer together.
  init(
    _ result: EnsembleResult<Scalar>, of training: EnsembleTraining, on data: PreparedData<Scalar>, seconds: Double,
    reason: String?
  ) throws {
    self.init(training.trainer, data: data, network: result.ensemble.members[0])
    model.ensemble = result.ensemble
    histories = result.histories
    if let outputs = result.heldOutputs {
      held = (try data.judged.training.selecting(rows: result.judgedRows), outputs)
    }
    smear()
    self.seconds = seconds
    self.reason = reason ?? history.stopReason.words(trainer)
  }

  /// Lets predictions of a logarithm be means of the number itself, by rows that were held.
  private mutating func smear() {
    guard case .squaredError = model.loss, let held, let y = held.rows.values,
      case .values(let targets)? = model.pipeline?.target, targets.count == 1
    else { return }
    let target = targets[0].smeared(by: held.outputs.elements.map { Double($0) }, of: y.elements)
    model.pipeline?.target = .values([target])
  }

  /// What the summary judges the model by: rows that were held, or that each member has not learned from, or else those
  /// of training.
  var judged: (rows: JudgedRows<Scalar>, predictions: Predictions<Scalar>) {
    get throws {
      if let rows = data.judged.validation { return (rows, try predictions(for: rows)) }
      if let held { return (held.rows, try model.predictions(from: held.outputs)) }
      return (data.judged.training, try predictions(for: data.judged.training))
    }
  }

  private func predictions(for rows: JudgedRows<Scalar>) throws -> Predictions<Scalar> {
    try model.predictions(from: model.ensemble.predict(rows.data.inputs))
  }
}

extension TrainingHistory {
  /// Epochs, and which of them was best.
  var words: String {
    let loss = best?.validationLoss.map { ", validation loss \(decimals($0))" } ?? ""
    return "\(epochs.count) epochs, the best \(bestEpoch)\(loss)"
  }
}

extension TrainingHistory.StopReason {
  fileprivate func words(_ trainer: Trainer) -> String {
    switch self {
    case .epochsDone: "all epochs were run"
    case .noImprovement:
      if case .patience(let patience)? = trainer.earlyStopping?.criterion {
        "the validation loss had not fallen for \(patience) epochs"
      } else {
        "the validation loss had not fallen"
      }
    case .converged: "converged"
    case .generalizationLoss, .quotient, .risingValidationLoss: "the validation loss rose"
    case .trainingPlateau: "the training loss had stopped falling"
    case .trainingProgress: "the training loss hardly fell any more"
    case .criteriaMet: "the criteria to stop were met"
    case .callback, .cancelled: "stopped"
    }
  }
}
