import FeedForward
import FeedForwardData

/// How good predictions are, by what is predicted; numbers are in the unit of the table.
public enum PredictionReport: Sendable, Equatable, Codable {
  /// Of classes, with their names by index.
  case classes(ClassificationReport, names: [String])
  /// Of numbers, with the names of their columns.
  case values(RegressionReport, names: [String])
  /// Of quantiles.
  case quantiles(QuantileReport)
  /// Of normal distributions.
  case normal(NormalReport)
  /// Of expected counts: the targets of the loss are counts.
  case counts(CountReport)
}

extension PredictionReport {
  /// Judges predictions that a model of this loss, or its best constant, has made for the rows.
  package init<Predicted: BLASScalar, Scalar: BLASScalar>(
    of predictions: Predictions<Predicted>, by rows: JudgedRows<Scalar>, loss: Loss
  ) throws {
    let weights = rows.data.weights
    switch (predictions, rows.data.targets, rows.values) {
    case (.classes(_, let names, let probabilities), .classes(let classes), _):
      self = .classes(
        try ClassificationReport(probabilities: probabilities, classes: classes, weights: weights), names: names)
    case (.values(let t, let names), _, let y?):
      if case .counts = loss.facts.targets {
        self = .counts(try CountReport(expected: t, counts: y, weights: weights))
      } else {
        self = .values(try RegressionReport(outputs: t, targets: y, weights: weights), names: names)
      }
    case (.quantiles(let t, let levels, _), _, let y?):
      self = .quantiles(try QuantileReport(quantiles: t, levels: levels, targets: y, weights: weights))
    case (.normal(let means, let deviations, _), _, let y?):
      self = .normal(try NormalReport(means: means, deviations: deviations, targets: y, weights: weights))
    default: preconditionFailure("Predictions and targets come from one pipeline.")
    }
  }
}
