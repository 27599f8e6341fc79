import FeedForward

/// Shifts and scales each column of a table to mean 0 and standard deviation 1: x ↦ (x − mean) / deviation.
///
/// It is fitted on the training rows and then applied to every row, so that nothing is learned from the others. A
/// column that is constant on the training rows has deviation 1: it is shifted only.
///
///     let standardization = try Standardization(fittedTo: training.inputs)
///     let inputs = try standardization.apply(to: held.inputs)
///
/// It computes in `Double` for tables of either precision.
public struct Standardization: Sendable, Equatable {
  /// Mean of each column of the training rows.
  public let means: [Double]
  /// Standard deviation of each column of the training rows, the population's (divided by m); 1 for a constant column.
  public let deviations: [Double]

  /// The means and deviations of the columns of `training`, m × n. O(m · n).
  ///
  /// Two passes: the means, then Σ (x − mean)². The first one sums the differences to row 0, which are exactly zero in
  /// a constant column, so that rounding cannot give it a deviation.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/emptyData(what:)``;
  ///   ``/FeedForward/FeedForwardError/nonFinite(what:row:column:value:)`` for the first NaN or infinity;
  ///   ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)`` for a column whose squares overflow.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init<Scalar: BLASScalar>(fittedTo training: Matrix<Scalar>) throws(FeedForwardError) {
    let (m, n, x) = (training.rows, training.columns, training.elements)
    guard m > 0, n > 0 else { throw .emptyData(what: "The table to standardize") }
    if let i = x.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(what: "The table to standardize", row: i / n, column: i % n, value: "\(x[i])")
    }
    let summaries = NumberSummaries(of: x, width: n, rows: m)
    if let c = summaries.squares.firstIndex(where: { !$0.isFinite }) {
      throw .invalidSetting(
        name: "The variance of column \(c)", value: "too large for a Double", expected: "numbers below 1e150 or so")
    }
    means = summaries.means
    deviations = (0..<n).map { summaries.deviation($0) }
  }

  /// The standardized rows, as many as `table` has. O(rows · columns).
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/wrongShape(what:found:expected:)`` unless `table` has as many columns as
  ///   the training rows had.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func apply<Scalar: BLASScalar>(to table: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    let n = means.count
    guard table.columns == n else {
      throw .wrongShape(
        what: "The table to standardize", found: "\(table.columns) columns", expected: "the \(n) it was fitted to")
    }
    var x = table.elements
    for r in 0..<table.rows {
      for c in 0..<n { x[r * n + c] = Scalar((Double(x[r * n + c]) - means[c]) / deviations[c]) }
    }
    return try Matrix(rows: table.rows, columns: n, elements: x)
  }
}

extension Standardization: Codable {
  private enum CodingKeys: CodingKey {
    case means, deviations
  }

  /// Decodes a standardization.
  ///
  /// - Throws: `DecodingError` unless there are as many finite means as finite deviations above zero.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    means = try container.decode([Double].self, forKey: .means)
    deviations = try container.decode([Double].self, forKey: .deviations)
    let ranges = means.allSatisfy(\.isFinite) && deviations.allSatisfy { $0 > 0 && $0.isFinite }
    guard means.count == deviations.count, ranges else {
      throw DecodingError.dataCorruptedError(
        forKey: .deviations, in: container,
        debugDescription: "Expected as many finite deviations above zero as there are finite means, \(means.count).")
    }
  }
}
