import LibC

/// How well predicted normal distributions fit the values that came: all of it in `Double`, over all targets, weighted
/// where rows have weights.
///
/// ```swift
/// let report = try NormalReport(means: t, deviations: s, targets: y)
/// print(report.logLikelihood, report.withinOneDeviation)  // 0.68 if the deviations are right
/// ```
public struct NormalReport: Sendable, Codable, Equatable {
  /// m.
  public let rows: Int
  /// Mean of ln N(y; μ, σ²) = −½ ln 2π − ln σ − ½ ((y − μ)/σ)², of densities in 1 / the unit of the target.
  public let logLikelihood: Double
  /// Share of the values within one deviation of the mean; 0.6827 of normal ones.
  public let withinOneDeviation: Double
  /// Share within two; 0.9545 of normal ones.
  public let withinTwoDeviations: Double
  /// √(mean of ((y − μ)/σ)²): above 1 where deviations are too small, below where they are too large.
  public let spread: Double
  /// √(mean of (y − μ)²), in the unit of the target.
  public let rmse: Double

  /// Judges means and standard deviations by values.
  ///
  /// - Parameters:
  ///   - means: `μ`, m × targets.
  ///   - deviations: `σ` > 0, m × targets.
  ///   - y: `m × targets`.
  ///   - weights: `m` numbers ≥ 0; nil for 1 each.
  /// - Throws: ``FeedForwardError`` for shapes that differ, no rows or columns, numbers that are not finite, deviations
  ///   that are not above 0, and weights that are negative or all 0.
  /// - Complexity: O(m · targets).
  public init(
    means: Matrix<Double>, deviations: Matrix<Double>, targets y: Matrix<Double>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    guard y.columns > 0 else { throw .emptyData(what: "The table to judge") }
    for (what, matrix) in [("Means", means), ("Deviations", deviations)] {
      guard matrix.rows == y.rows, matrix.columns == y.columns else {
        throw .wrongShape(
          what: what, found: "\(matrix.rows) × \(matrix.columns)", expected: "\(y.rows) × \(y.columns)")
      }
      try matrix.requireFinite(what)
    }
    try y.requireFinite("Targets")
    if let i = deviations.elements.firstIndex(where: { !($0 > 0) }) {
      throw .invalidSetting(
        name: "The deviation in row \(i / y.columns)", value: "\(deviations.elements[i])", expected: "a number above 0")
    }
    let weights = try checked(weights: weights, rows: y.rows)
    let total = weights.reduce(0, +) * Double(y.columns)
    func mean(_ value: (Int) -> Double) -> Double {
      var sum = 0.0
      for i in y.elements.indices where weights[i / y.columns] > 0 { sum += weights[i / y.columns] * value(i) }
      return sum / total
    }
    let residuals = zip(y.elements, means.elements).map { $0 - $1 }
    let ratios = zip(residuals, deviations.elements).map { $0 / $1 }
    rows = y.rows
    logLikelihood = mean { -0.5 * log(2 * .pi) - log(deviations.elements[$0]) - 0.5 * ratios[$0] * ratios[$0] }
    withinOneDeviation = mean { abs(ratios[$0]) <= 1 ? 1 : 0 }
    withinTwoDeviations = mean { abs(ratios[$0]) <= 2 ? 1 : 0 }
    spread = mean { ratios[$0] * ratios[$0] }.squareRoot()
    rmse = mean { residuals[$0] * residuals[$0] }.squareRoot()
  }
}
