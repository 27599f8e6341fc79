import FeedForward
import FeedForwardData
import FeedForwardModels

/// One run of training, from a network that knows nothing, or something, to the best one found.
struct TrainingSession<Scalar: BLASScalar> {
  let trainer: Trainer
  let data: PreparedData<Scalar>
  /// Seconds from the first step on; nil for as long as it takes.
  var timeBudget: Double?
  /// Where checkpoints are saved; nil for nowhere.
  var checkpoints: CheckpointFile?
  /// Where to go on from.
  var checkpoint: Checkpoint<Scalar>?
  private(set) var model: TrainedModel<Scalar>
  private(set) var history = TrainingHistory()
  private(set) var seconds = 0.0
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
    let end = timeBudget.map { start + .seconds($0) }
    Interruption.listen()
    defer {
      progress.finish()
      seconds = (clock.now - start) / .seconds(1)
    }
    let training = try Training(
      trainer, of: model.network, on: data.training, validation: data.validation, from: checkpoint)
    let saver = try checkpoints.map { try CheckpointSaver($0, of: training) }
    defer {
      model.network = training.network
      history = training.history
    }
    reason = ""
    while let step = try training.step() {
      if step.isLast, let epoch = training.history.epochs.last { progress.show(epoch) }
      if let end, clock.now >= end { reason = "the time was up" }
      if Interruption.isAskedFor { reason = "interrupted" }
      if !reason.isEmpty { break }
      try saver?.saveIfDue(after: step)
    }
    try saver?.save()
    if reason.isEmpty { reason = training.history.stopReason.words(trainer) }
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
