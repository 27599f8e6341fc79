/// How well outputs agree with target values: all of it in `Double`, output by output.
///
/// ```swift
/// let report = try network.regressionReport(on: test)
/// print(report.average.r2, report.outputs[0].mae)
/// ```
public struct RegressionReport: Sendable, Codable, Equatable {
  /// m.
  public let rows: Int
  /// One for each output.
  public let outputs: [RegressionScores]
  /// Over all outputs.
  public let average: RegressionScores

  /// Judges outputs by targets.
  ///
  /// - Parameters:
  ///   - t: `m × K`.
  ///   - y: `m × K`.
  ///   - weights: `m` numbers ≥ 0 that every mean is weighted with; nil for 1 each.
  /// - Throws: ``FeedForwardError`` for shapes that differ, no rows or columns, numbers that are not finite, and
  ///   weights that are negative or all 0.
  /// - Complexity: O(m · K).
  public init<Scalar: BLASScalar>(
    outputs t: Matrix<Scalar>, targets y: Matrix<Scalar>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    guard t.rows == y.rows, t.columns == y.columns else {
      throw .wrongShape(what: "Targets", found: "\(y.rows) × \(y.columns)", expected: "\(t.rows) × \(t.columns)")
    }
    guard t.columns > 0 else { throw .emptyData(what: "The table to judge") }
    let weights = try checked(weights: weights, rows: t.rows)
    try t.requireFinite("Outputs")
    try y.requireFinite("Targets")
    rows = t.rows
    outputs = (0..<t.columns).map { column in
      RegressionScores(t.column(column), y.column(column), weights: weights)
    }
    average = RegressionScores(averageOf: outputs)
  }
}

/// How well one output, or all, agree with their targets. All means are weighted where rows have weights.
public struct RegressionScores: Sendable, Codable, Equatable {
  /// Coefficient of determination 1 − Σ(t − y)² / Σ(y − ȳ)²; the mean over the outputs. An output whose targets are all
  /// equal counts 1 if it is met exactly, else 0.
  public let r2: Double
  /// Mean of |t − y|.
  public let mae: Double
  /// √(mean of (t − y)²), for all outputs over rows and outputs.
  public let rmse: Double
  /// Mean of |t − y| / |y|, a share and not a percentage; nil if a target of weight above 0 is 0.
  public let mape: Double?

  init(_ t: [Double], _ y: [Double], weights: [Double]) {
    let rows = weights.indices.filter { weights[$0] > 0 }
    let total = rows.reduce(0) { $0 + weights[$1] }
    let mean = { (value: (Int) -> Double) in rows.reduce(0) { $0 + weights[$1] * value($1) } / total }
    let squares = mean { (t[$0] - y[$0]) * (t[$0] - y[$0]) }
    let spread = Determination.spread(y.indices, weight: { weights[$0] }, target: { y[$0] })
    r2 = Determination.r2(squares: squares, spread: spread / total)
    mae = mean { abs(t[$0] - y[$0]) }
    rmse = squares.squareRoot()
    mape = rows.contains { y[$0] == 0 } ? nil : mean { abs(t[$0] - y[$0]) / abs(y[$0]) }
  }

  init(averageOf outputs: [Self]) {
    let mean = { (score: (Self) -> Double) in outputs.reduce(0.0) { $0 + score($1) } / Double(outputs.count) }
    r2 = mean(\.r2)
    mae = mean(\.mae)
    rmse = mean { $0.rmse * $0.rmse }.squareRoot()
    mape = outputs.allSatisfy { $0.mape != nil } ? mean { $0.mape ?? 0 } : nil
  }
}
