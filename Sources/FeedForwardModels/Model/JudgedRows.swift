import FeedForward
import FeedForwardData

/// Rows that predictions are judged by.
package struct JudgedRows<Scalar: BLASScalar>: Sendable {
  /// As the network sees them.
  package let data: Dataset<Scalar>
  /// The numbers to predict in their own unit; nil where classes are.
  package let values: Matrix<Double>?

  /// - Parameters:
  ///   - rows: nil for all.
  ///   - weights: the column that says how much rows count; nil for none.
  package init(_ table: Table, rows: [Int]? = nil, weights: String?, for pipeline: Pipeline) throws {
    data = try pipeline.dataset(of: table, rows: rows, as: Scalar.self).weighted(
      by: weights.map { try table.weights(named: $0, rows: rows) })
    values = try pipeline.values(of: table, rows: rows)
  }

  /// Some of them, in this order.
  package func selecting(rows: [Int]) throws -> JudgedRows {
    JudgedRows(data: try data.selecting(rows: rows), values: try values?.selecting(rows: rows))
  }

  /// Rows that were prepared, and the numbers to predict in their own unit.
  package init(data: Dataset<Scalar>, values: Matrix<Double>?) {
    self.data = data
    self.values = values
  }
}
