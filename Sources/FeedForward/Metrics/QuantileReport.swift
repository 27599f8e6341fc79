/// How well predicted quantiles fit the values that came: all of it in `Double`, weighted where rows have weights.
///
/// ```swift
/// let report = try QuantileReport(quantiles: t, levels: [0.1, 0.5, 0.9], targets: y)
/// print(report.pinballLoss, report.interval?.coverage ?? .nan)
/// ```
public struct QuantileReport: Sendable, Codable, Equatable {
  /// One level, over all targets.
  public struct Level: Sendable, Codable, Equatable {
    /// q, the share of values that should lie at or below the quantile.
    public let level: Double
    /// The share that does.
    public let coverage: Double
    /// Mean of (y − t)(q − [y < t]), in the unit of the target. Koenker, Bassett, *Regression quantiles*, 1978.
    public let pinballLoss: Double
  }

  /// From the lowest to the highest quantile.
  public struct Interval: Sendable, Codable, Equatable {
    /// The difference of their levels: the share of values that should lie within.
    public let nominal: Double
    /// The share that does, ends included.
    public let coverage: Double
    /// Mean of its width, in the unit of the target.
    public let width: Double
  }

  /// m.
  public let rows: Int
  /// By rising level.
  public let levels: [Level]
  /// Mean over the levels and targets.
  public let pinballLoss: Double
  /// nil for a single level.
  public let interval: Interval?

  /// Judges quantiles by values.
  ///
  /// - Parameters:
  ///   - t: `m × (targets · levels)`, those of the first target by rising level, then those of the second.
  ///   - levels: between 0 and 1, rising.
  ///   - y: `m × targets`.
  ///   - weights: `m` numbers ≥ 0; nil for 1 each.
  /// - Throws: ``FeedForwardError`` for shapes that do not fit, no rows or levels, numbers that are not finite, and
  ///   weights that are negative or all 0.
  /// - Complexity: O(m · targets · levels).
  public init(
    quantiles t: Matrix<Double>, levels: [Double], targets y: Matrix<Double>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    guard !levels.isEmpty, y.columns > 0 else { throw .emptyData(what: "The table to judge") }
    guard t.rows == y.rows, t.columns == y.columns * levels.count else {
      throw .wrongShape(
        what: "Quantiles", found: "\(t.rows) × \(t.columns)", expected: "\(y.rows) × \(y.columns * levels.count)")
    }
    let weights = try checked(weights: weights, rows: t.rows)
    try t.requireFinite("Quantiles")
    try y.requireFinite("Targets")
    let total = weights.reduce(0, +) * Double(y.columns)
    let count = levels.count
    func mean(_ value: (_ y: Double, _ first: Int) -> Double) -> Double {
      var sum = 0.0
      for r in 0..<y.rows where weights[r] > 0 {
        for c in 0..<y.columns { sum += weights[r] * value(y[r, c], (r * y.columns + c) * count) }
      }
      return sum / total
    }
    let t = t.elements
    rows = y.rows
    self.levels = levels.enumerated().map { k, level in
      Level(
        level: level, coverage: mean { y, first in y <= t[first + k] ? 1 : 0 },
        pinballLoss: mean { y, first in (y - t[first + k]) * (level - (y < t[first + k] ? 1 : 0)) })
    }
    pinballLoss = self.levels.reduce(0) { $0 + $1.pinballLoss } / Double(count)
    interval =
      count < 2
      ? nil
      : Interval(
        nominal: levels[count - 1] - levels[0],
        coverage: mean { y, first in y >= t[first] && y <= t[first + count - 1] ? 1 : 0 },
        width: mean { _, first in t[first + count - 1] - t[first] })
  }
}
