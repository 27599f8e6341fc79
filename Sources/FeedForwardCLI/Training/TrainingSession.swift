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
    var isOutOfTime = false
    Interruption.listen()
    defer {
      progress.finish()
      seconds = (clock.now - start) / .seconds(1)
    }
    try fit(
      onStep: { _ in
        if let end, clock.now >= end { isOutOfTime = true }
        return isOutOfTime || Interruption.isAskedFor ? .stop : .proceed
      },
      onEpoch: { record in
        progress.show(record)
        return .proceed
      })
    reason =
      isOutOfTime ? "the time was up" : Interruption.isAskedFor ? "interrupted" : history.stopReason.words(trainer)
  }

  private mutating func fit(
    onStep: (StepRecord) -> TrainingDecision, onEpoch: (EpochRecord) -> TrainingDecision
  ) throws {
    try withoutActuallyEscaping(onStep) { onStep in
      try withoutActuallyEscaping(onEpoch) { onEpoch in
        if checkpoints != nil || checkpoint != nil {
          history = try trainer.fit(
            &model.network, to: data.training, validation: data.validation, saving: checkpoints, from: checkpoint,
            onStep: onStep, onEpoch: onEpoch)
          return
        }
        var state = TrainingState<Scalar>()
        try trainer.fit(
          &model.network, to: data.training, validation: data.validation, continuing: &state, onStep: onStep,
          onEpoch: onEpoch)
        history = state.history
        // An epoch that was broken off before any was finished: the parameters it had come to are all there is.
        if state.epochs == 0, let parameters = state.parameters { try model.network.setParameters(parameters) }
      }
    }
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
