import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation

/// How good predictions are, under the names of `--json`: by what they are, in the unit of the target.
struct Judgement: Encodable {
  let rows: Int
  /// That of training: for numbers, of scaled ones.
  var loss: Double?

  // MARK: Classes
  var accuracy: Double?
  var balancedAccuracy: Double?
  /// Of two classes, the second: precision, recall and F1 are its own.
  var positiveClass: String?
  var precision: Double?
  var recall: Double?
  var f1: Double?
  var f1Macro: Double?
  var logLoss: Double?
  var rocAuc: Double?

  // MARK: Values
  var r2: Double?
  var rmse: Double?
  var mae: Double?
  /// Of several targets, whose units differ, each by itself.
  var targets: [TargetScores]?

  // MARK: Quantiles
  var pinballLoss: Double?
  var coverage: [Coverage]?
  var intervalCoverage: Double?
  var intervalNominal: Double?
  var intervalWidth: Double?

  // MARK: Normal distributions
  var logLikelihood: Double?
  var withinOneSd: Double?
  var withinTwoSd: Double?

  // MARK: Counts
  var deviance: Double?
  var explainedDeviance: Double?

  struct TargetScores: Encodable {
    let name: String
    let r2: Double
    let rmse: Double
    let mae: Double
  }

  struct Coverage: Encodable {
    let level: Double
    let coverage: Double
  }

  /// What a model is worth.
  init(_ evaluation: ModelEvaluation) {
    self.init(evaluation.report, rows: evaluation.rows)
    loss = evaluation.loss
  }

  /// What the best constant is worth that knows the training targets only: the shares of the classes, or the numbers
  /// that make the loss least.
  init<Scalar: BLASScalar>(
    ofConstantFrom training: JudgedRows<Scalar>, for model: TrainedModel<Scalar>, on rows: JudgedRows<Scalar>
  ) throws {
    let constant = try Predictions<Double>.constant(from: training, for: model, rows: rows.data.count)
    self.init(try PredictionReport(of: constant, by: rows, loss: model.loss), rows: rows.data.count)
  }

  init(_ report: PredictionReport, rows: Int) {
    self.rows = rows
    switch report {
    case .classes(let report, let names): take(report, names)
    case .values(let report, let names): take(report, names)
    case .quantiles(let report): take(report)
    case .normal(let report): take(report)
    case .counts(let report): take(report)
    }
  }

  private mutating func take(_ report: ClassificationReport, _ names: [String]) {
    (accuracy, balancedAccuracy) = (report.accuracy, report.balancedAccuracy)
    (logLoss, rocAuc) = (report.logLoss, report.rocAUC)
    f1Macro = report.macro.f1
    guard names.count == 2 else { return }
    // What is undefined because nothing was found counts 0, as in the averages.
    let scores = report.classes[1]
    (positiveClass, precision, recall, f1) = (names[1], scores.precision ?? 0, scores.recall ?? 0, scores.f1 ?? 0)
  }

  private mutating func take(_ report: RegressionReport, _ names: [String]) {
    r2 = report.average.r2
    guard names.count > 1 else {
      (rmse, mae) = (report.average.rmse, report.average.mae)
      return
    }
    targets = zip(names, report.outputs).map { TargetScores(name: $0, r2: $1.r2, rmse: $1.rmse, mae: $1.mae) }
  }

  private mutating func take(_ report: QuantileReport) {
    pinballLoss = report.pinballLoss
    coverage = report.levels.map { Coverage(level: $0.level, coverage: $0.coverage) }
    intervalCoverage = report.interval?.coverage
    (intervalNominal, intervalWidth) = (report.interval?.nominal, report.interval?.width)
  }

  private mutating func take(_ report: NormalReport) {
    (logLikelihood, rmse) = (report.logLikelihood, report.rmse)
    (withinOneSd, withinTwoSd) = (report.withinOneDeviation, report.withinTwoDeviations)
  }

  private mutating func take(_ report: CountReport) {
    (deviance, explainedDeviance) = (report.deviance, report.explainedDeviance)
    (rmse, mae) = (report.rmse, report.mae)
  }

  /// Those of ``columns`` that a table of the classes does not hold.
  var ofAllClasses: [(name: String, value: String)] {
    var all = self
    (all.precision, all.recall, all.f1, all.f1Macro) = (nil, nil, nil, nil)
    return all.columns
  }

  /// Names and values for a table of words.
  var columns: [(name: String, value: String)] {
    let share = { (value: Double?) in value.map { decimals(100 * $0, 2) + " %" } }
    let number = { (value: Double?) in
      value.map { $0 == 0 || abs($0) >= 1e-3 ? decimals($0) : String(format: "%.2e", $0) }
    }
    let ofPositive = positiveClass.map { "(\($0))" } ?? ""
    let all: [(String, String?)] = [
      ("accuracy", share(accuracy)), ("balanced accuracy", share(balancedAccuracy)),
      ("precision\(ofPositive)", number(precision)), ("recall\(ofPositive)", number(recall)),
      ("F1\(ofPositive)", number(f1)), ("macro-F1", positiveClass == nil ? number(f1Macro) : nil),
      ("log-loss", number(logLoss)),
      ("ROC-AUC", number(rocAuc)), ("deviance", number(deviance)), ("D²", number(explainedDeviance)),
      ("log-likelihood", number(logLikelihood)), ("within 1 sd", share(withinOneSd)),
      ("within 2 sd", share(withinTwoSd)), (targets == nil ? "R²" : "mean R²", number(r2)), ("RMSE", number(rmse)),
      ("MAE", number(mae)),
      ("pinball loss", number(pinballLoss)),
    ]
    let levels = (coverage ?? []).map { ("≤ q\($0.level)", share($0.coverage)) }
    let interval = [
      ("in \(intervalNominal.map { decimals(100 * $0, 0) } ?? "") % interval", share(intervalCoverage)),
      ("its width", number(intervalWidth)),
    ]
    let each = (targets ?? []).flatMap { target in
      [("R²(\(target.name))", number(target.r2)), ("RMSE(\(target.name))", number(target.rmse))]
    }
    return (all + each + levels + interval).compactMap { name, value in value.map { (name, $0) } }
  }
}
