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
  /// Where to go on from.
  var checkpoint: Checkpoint<Scalar>?
  private(set) var model: TrainedModel<Scalar>
  private(set) var history = TrainingHistory()
  /// Rows of the training data, each with what a member says that has not learned from it.
  private(set) var held: (rows: JudgedRows<Scalar>, outputs: Matrix<Scalar>)?
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

extension TrainingSession {
  /// The same with several networks that answer together: as many as they are said to be, and within a time budget as
  /// many more as it has room for.
  mutating func run(_ ensemble: EnsembleTraining, saying say: (String) -> Void) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let end = timeBudget.map { start + .seconds($0) }
    Interruption.listen()
    defer { seconds = (clock.now - start) / .seconds(1) }
    var ensemble = ensemble
    ensemble.isOver = { Interruption.isAskedFor || end.map { ContinuousClock.now >= $0 } ?? false }
    let result = try await ensemble.run(on: data.training) { member in
      say("network \(member.index + 1) of \(ensemble.members): \(member.history.words)")
      return .proceed
    }
    var members = result.ensemble.members
    history = result.histories[0]
    if let outputs = result.heldOutputs {
      held = (try data.judged.training.selecting(rows: result.judgedRows), outputs)
    }
    while end != nil, !ensemble.isOver() {
      ensemble.trainer.seed &+= UInt64(ensemble.members)
      let more = try await ensemble.run(on: data.training)
      // Those that the end has cut short are left out.
      let whole = zip(more.ensemble.members, more.histories).filter { $1.stopReason == .epochsDone }.map(\.0)
      members += whole
      if !whole.isEmpty { say("\(members.count) networks") }
    }
    model.ensemble = try Ensemble(members)
    smear()
    reason =
      Interruption.isAskedFor
      ? "interrupted" : ensemble.isOver() ? "the time was up" : history.stopReason.words(trainer)
  }

  /// Lets predictions of a logarithm be means of the number itself, by rows that were held.
  private mutating func smear() {
    guard case .squaredError = model.loss, let held, let y = held.rows.values,
      case .values(let targets)? = model.pipeline?.target, targets.count == 1,
      let inputs = model.pipeline?.inputs
    else { return }
    let target = targets[0].smeared(by: held.outputs.elements.map { Double($0) }, of: y.elements)
    model.pipeline = Pipeline(inputs: inputs, target: .values([target]))
  }

  /// RMSE on the rows that the summary judges by; nil for what is no number.
  var judgedRMSE: Double? {
    get throws {
      let (rows, predictions) = try judged
      guard case .values(let report, _) = try PredictionReport(of: predictions, by: rows, loss: model.loss) else {
        return nil
      }
      return report.average.rmse
    }
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
  fileprivate var words: String {
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
