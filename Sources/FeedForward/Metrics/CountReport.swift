import LibC

/// How well expected counts fit the counts that came, by the deviance of Poisson's distribution: all of it in `Double`,
/// over all targets, weighted where rows have weights.
public struct CountReport: Sendable, Codable, Equatable {
  /// m.
  public let rows: Int
  /// Mean of 2 (y ln(y/t) − (y − t)), 0 for t = y. McCullagh, Nelder, *Generalized linear models*, 1989.
  public let deviance: Double
  /// D², the share of the deviance that the mean of the counts leaves and this does not; of equal counts 1 if they are
  /// met exactly, else 0. The mean over the targets.
  public let explainedDeviance: Double
  /// √(mean of (t − y)²).
  public let rmse: Double
  /// Mean of |t − y|.
  public let mae: Double

  /// Judges expected counts by counts.
  ///
  /// - Parameters:
  ///   - t: `m × targets`, above 0.
  ///   - y: `m × targets`, at least 0.
  ///   - weights: `m` numbers ≥ 0; nil for 1 each.
  /// - Throws: ``FeedForwardError`` for shapes that differ, no rows or columns, numbers that are not finite or out of
  ///   those ranges, and weights that are negative or all 0.
  /// - Complexity: O(m · targets).
  public init(
    expected t: Matrix<Double>, counts y: Matrix<Double>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    let values = try RegressionReport(outputs: t, targets: y, weights: weights)
    if let i = t.elements.firstIndex(where: { !($0 > 0) }) {
      throw .invalidSetting(
        name: "The expected count in row \(i / t.columns)", value: "\(t.elements[i])", expected: "a number above 0")
    }
    if let i = y.elements.firstIndex(where: { $0 < 0 }) {
      throw .invalidSetting(
        name: "The count in row \(i / y.columns)", value: "\(y.elements[i])", expected: "a number ≥ 0")
    }
    let weights = try checked(weights: weights, rows: y.rows)
    let total = weights.reduce(0, +)
    let mean = { (value: (Int) -> Double) in
      y.rows == 0 ? 0 : (0..<y.rows).reduce(0) { $0 + (weights[$1] > 0 ? weights[$1] * value($1) : 0) } / total
    }
    let deviances = (0..<y.columns).map { c in
      let (t, y) = (t.column(c), y.column(c))
      let center = mean { y[$0] }
      return (own: mean { poissonDeviance(y[$0], t[$0]) }, constant: mean { poissonDeviance(y[$0], center) })
    }
    let count = Double(y.columns)
    rows = y.rows
    deviance = deviances.reduce(0) { $0 + $1.own } / count
    explainedDeviance =
      deviances.reduce(0) { $0 + Determination.r2(squares: $1.own, spread: $1.constant) } / count
    (rmse, mae) = (values.average.rmse, values.average.mae)
  }
}

/// 2 (y ln(y/t) − (y − t)), whose first term is 0 for y = 0.
private func poissonDeviance(_ y: Double, _ t: Double) -> Double {
  2 * ((y > 0 ? y * log(y / t) : 0) - (y - t))
}
