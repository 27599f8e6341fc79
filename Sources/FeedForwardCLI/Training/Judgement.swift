import FeedForward
import FeedForwardData
import Foundation

/// How good predictions are, under the names of `--json`.
struct Judgement: Encodable {
  let rows: Int
  /// That of training: for numbers, of scaled ones.
  var loss: Double?
  var accuracy: Double?
  var balancedAccuracy: Double?
  var f1Macro: Double?
  var logLoss: Double?
  var rocAuc: Double?
  var r2: Double?
  var rmse: Double?
  var mae: Double?

  /// Judges a network by data that its pipeline has made.
  init<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ pipeline: Pipeline, loss: Loss, on data: Dataset<Scalar>
  ) throws {
    self = try Self.withReport(of: network, pipeline, loss: loss, on: data).judgement
  }

  /// The same, and where classes are predicted the report that it is taken from.
  static func withReport<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ pipeline: Pipeline, loss: Loss, on data: Dataset<Scalar>
  ) throws -> (judgement: Judgement, classes: ClassificationReport?) {
    var judgement = Judgement(rows: data.count)
    var report: ClassificationReport?
    let outputs = try network.predict(data.inputs)
    switch data.targets {
    case .classes(let classes):
      let found = try ClassificationReport(probabilities: outputs, classes: classes, weights: data.weights)
      judgement.take(found)
      report = found
    case .values(let targets):
      guard let t = try pipeline.values(from: outputs), let y = try pipeline.values(from: targets) else { break }
      judgement.take(try RegressionReport(outputs: t, targets: y, weights: data.weights))
    }
    judgement.loss = try network.evaluate(on: data, loss: loss).loss
    return (judgement, report)
  }

  private init(rows: Int) { self.rows = rows }

  private mutating func take(_ report: ClassificationReport) {
    (accuracy, balancedAccuracy) = (report.accuracy, report.balancedAccuracy)
    (f1Macro, logLoss, rocAuc) = (report.macro.f1, report.logLoss, report.rocAUC)
  }

  private mutating func take(_ report: RegressionReport) {
    (r2, rmse, mae) = (report.average.r2, report.average.rmse, report.average.mae)
  }

  /// What a constant is worth that knows the training targets only: the shares of the classes, or the mean.
  init<Scalar: BLASScalar>(
    ofConstantFrom training: Dataset<Scalar>, _ pipeline: Pipeline, on data: Dataset<Scalar>
  ) throws {
    self.init(rows: data.count)
    switch (training.targets, data.targets, pipeline.target) {
    case (.classes(let seen), .classes(let classes), .classes(_, let names)):
      let weights = training.weights ?? [Double](repeating: 1, count: seen.count)
      var shares = [Double](repeating: 0, count: names.count)
      for (weight, k) in zip(weights, seen) { shares[k] += weight }
      let total = shares.reduce(0, +)
      let row = shares.map { $0 / total }
      let matrix = try Matrix((0..<data.count).map { _ in row })
      take(try ClassificationReport(probabilities: matrix, classes: classes, weights: data.weights))
    case (.values(let seen), .values(let values), _):
      let sum = seen.elements.reduce(0.0) { $0 + Double($1) }
      let mean = Scalar(sum / Double(max(seen.elements.count, 1)))
      let constant = try Matrix(
        rows: values.rows, columns: values.columns, elements: [Scalar](repeating: mean, count: values.elements.count))
      guard let t = try pipeline.values(from: constant), let y = try pipeline.values(from: values) else { return }
      take(try RegressionReport(outputs: t, targets: y, weights: data.weights))
    default: break
    }
  }

  /// Names and values for a table of words.
  var columns: [(name: String, value: String)] {
    let share = { (value: Double?) in value.map { decimals(100 * $0, 2) + " %" } }
    let number = { (value: Double?) in
      value.map { $0 == 0 || abs($0) >= 1e-3 ? decimals($0) : String(format: "%.2e", $0) }
    }
    let all: [(String, String?)] = [
      ("accuracy", share(accuracy)), ("balanced", share(balancedAccuracy)), ("F1", number(f1Macro)),
      ("log-loss", number(logLoss)), ("ROC-AUC", number(rocAuc)), ("R²", number(r2)), ("RMSE", number(rmse)),
      ("MAE", number(mae)),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}

extension Pipeline {
  /// Outputs of a network in the target's own unit; nil where it is one of classes.
  func values<Scalar: BLASScalar>(from outputs: Matrix<Scalar>) throws(DataError) -> Matrix<Scalar>? {
    if case .values(let values, _) = try predictions(from: outputs) { values } else { nil }
  }
}
