import FeedForward
import FeedForwardData

/// How good a model is on the rows of a table.
public struct ModelEvaluation: Sendable, Equatable, Codable {
  /// How many rows it was judged by.
  public let rows: Int
  /// The mean of the loss that the model was trained with: for numbers, of scaled ones.
  public let loss: Double
  /// What the predictions are worth.
  public let report: PredictionReport
}

extension TrainedModel {
  /// Compares what the model predicts for the rows of a table with what the table says.
  ///
  /// ```swift
  /// if case .values(let report, _) = try model.evaluate(on: held).report { print(report.average.rmse) }
  /// ```
  ///
  /// - Parameters:
  ///   - table: with the columns that the model was trained on, the target included.
  ///   - rows: which rows; nil for all.
  ///   - weights: a column that says how much each row counts; nil for all alike.
  /// - Throws: ``/FeedForwardData/DataError`` that names the place for a table without the model's columns, a target
  ///   that is missing or of an unknown class, and a model without a pipeline; ``/FeedForward/FeedForwardError`` for
  ///   outputs that are not finite.
  /// - Complexity: O(rows · (inputs + parameters) + classes · rows log rows).
  public func evaluate(on table: Table, rows: [Int]? = nil, weights: String? = nil) throws -> ModelEvaluation {
    try evaluate(on: JudgedRows(table, rows: rows, weights: weights, for: requirePipeline()))
  }

  /// The same on rows that were prepared before.
  package func evaluate(on rows: JudgedRows<Scalar>) throws -> ModelEvaluation {
    let predictions = try predictions(from: ensemble.predict(rows.data.inputs))
    return ModelEvaluation(
      rows: rows.data.count, loss: try ensemble.evaluate(on: rows.data, loss: loss).loss,
      report: try PredictionReport(of: predictions, by: rows, loss: loss))
  }
}
