import FeedForward
import FeedForwardData
import FeedForwardModels

/// What came of a training, in words or as JSON: the network beside a constant, so that one sees
/// whether it learned anything.
struct TrainingSummary: Encodable {
  let task: LearningTask
  let target: String
  let network: String
  let inputs: Int
  let parameters: Int
  let trainingRows: Int
  let validationRows: Int
  /// Whether each row was judged by a network that has not learned from it.
  private let isCrossValidated: Bool
  let epochs: Int
  let bestEpoch: Int
  /// Of each network, where there are several.
  let bestEpochs: [Int]?
  let stopReason: String
  let seconds: Double
  let training: Judgement
  let validation: Judgement?
  /// A constant that knows the training targets only, judged by the validation rows, or without
  /// those by the training rows.
  let baseline: Judgement
  /// What the constant is called.
  private let constant: String
  /// The file of the model; nil if none was written.
  let model: String?
  /// What was decided that the options do not say, one sentence each.
  let notes: [String]

  init<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>, file: String?, notes: [String]) throws {
    let (data, model) = (session.data, session.model)
    let history = TrainingHistory.mean(of: session.histories)
    task = data.pipeline.target?.task ?? .regression
    target = data.pipeline.target?.names.joined(separator: ", ") ?? ""
    network = "\(model.ensemble)"
    (inputs, parameters) = (model.ensemble.inputs, model.ensemble.members.reduce(0) { $0 + $1.parameters.count })
    (trainingRows, validationRows) = (data.training.count, (data.validation ?? session.held?.rows.data)?.count ?? 0)
    isCrossValidated = data.validation == nil && session.held != nil
    (epochs, bestEpoch, stopReason, seconds) = (
      history.epochs.count, history.bestEpoch, session.reason, session.seconds
    )
    bestEpochs = session.histories.count > 1 ? session.histories.map(\.bestEpoch) : nil
    training = Judgement(try model.evaluate(on: data.judged.training))
    let judged = try session.judged
    validation =
      isCrossValidated
      ? Judgement(try PredictionReport(of: judged.predictions, by: judged.rows, loss: model.loss), rows: validationRows)
      : try data.judged.validation.map { Judgement(try model.evaluate(on: $0)) }
    baseline = try Judgement(ofConstantFrom: data.judged.training, for: model, on: judged.rows)
    constant = model.loss.constantName
    (self.model, self.notes) = (file, notes)
  }

  var text: String {
    let best =
      isCrossValidated
      ? "; of each network the best one is kept"
      : bestEpoch > 0 && validation != nil ? "; the best one is kept, \(bestEpoch)" : ""
    let held =
      isCrossValidated
      ? "validation by networks that have not seen them"
      : validation == nil ? "no validation" : "\(validationRows) for validation"
    let width = Terminal.output.width
    let sentences = """
      \(network)
      \(trainingRows) rows to learn from, \(held)
      \(epochs) epochs in \(Words.duration(seconds))\(best)
      ended: \(stopReason)
      """
    return sentences.linesWrapped(to: width) + "\n\n"
      + textTable([comparison.head] + comparison.rows, width: width)
  }

  /// The network on all rows beside a constant.
  var comparison: (head: [String], rows: [[String]]) {
    let rows = [("training", training)] + (validation.map { [("validation", $0)] } ?? []) + [(constant, baseline)]
    return ([""] + training.columns.map(\.name), rows.map { [$0] + $1.columns.map(\.value) })
  }
}
