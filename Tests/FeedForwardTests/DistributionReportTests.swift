import FeedForward
import Foundation
import Testing

/// Reports on quantiles, normal distributions and counts, by hand and by their laws.
@Suite struct DistributionReportTests {
  private func column(_ numbers: [Double]) throws -> Matrix<Double> {
    try Matrix(rows: numbers.count, columns: 1, elements: numbers)
  }

  @Test func quantilesByHand() throws {
    // Quantiles for 0.25 and 0.75 of four rows; y − t: (1, −1), (0, −2), (−1, −3), (5, 3).
    let t = try Matrix<Double>([[0, 2], [1, 3], [2, 4], [0, 2]])
    let y = try column([1, 1, 1, 5])
    let report = try QuantileReport(quantiles: t, levels: [0.25, 0.75], targets: y)
    // 0.25: ¼·1, 0, −1·(¼ − 1) = ¾, ¼·5 → 2.25 / 4; y ≤ t in rows 2 and 3.
    #expect(report.levels[0].pinballLoss == 2.25 / 4 && report.levels[0].coverage == 0.5)
    // 0.75: −1·(¾ − 1) = ¼, ½, ¾, ¾·3 → 3.75 / 4; y ≤ t in rows 1, 2 and 3.
    #expect(report.levels[1].pinballLoss == 3.75 / 4 && report.levels[1].coverage == 0.75)
    #expect(report.pinballLoss == 6.0 / 8)
    // Rows 1 and 2 lie within, the latter on the end.
    let interval = try #require(report.interval)
    #expect(interval.nominal == 0.5 && interval.coverage == 0.5 && interval.width == 2)
    let heavy = try QuantileReport(quantiles: t, levels: [0.25, 0.75], targets: y, weights: [1, 0, 0, 3])
    #expect(heavy.levels[0].pinballLoss == (0.25 + 3 * 1.25) / 4 && heavy.interval?.coverage == 0.25)
    #expect(throws: FeedForwardError.self) { try QuantileReport(quantiles: t, levels: [0.5], targets: y) }
    #expect(throws: FeedForwardError.self) { try QuantileReport(quantiles: t, levels: [], targets: y) }
  }

  @Test func normalByHand() throws {
    let report = try NormalReport(
      means: column([0, 1, 2, 3]), deviations: column([1, 2, 1, 0.5]), targets: column([0.5, 4, 2, 1]))
    // (y − μ)/σ: ½, 1.5, 0, −4.
    #expect(report.withinOneDeviation == 0.5 && report.withinTwoDeviations == 0.75)
    #expect(report.spread == ((0.25 + 2.25 + 0 + 16) / 4).squareRoot())
    #expect(report.rmse == ((0.25 + 9 + 0 + 4) / 4.0).squareRoot())
    let expected = -0.5 * log(2 * Double.pi) - (0 + log(2) + 0 + log(0.5)) / 4 - 0.5 * 18.5 / 4
    #expect(abs(report.logLikelihood - expected) < 1e-15)
    #expect(throws: FeedForwardError.self) {
      try NormalReport(means: column([0]), deviations: column([0]), targets: column([0]))
    }
  }

  @Test func countsByHand() throws {
    let report = try CountReport(expected: column([1, 2, 4]), counts: column([0, 2, 4]))
    // 2 (0 − (0 − 1)) = 2, 0, 0.
    #expect(report.deviance == 2.0 / 3 && report.mae == 1.0 / 3)
    let constant = try CountReport(expected: column([2, 2, 2]), counts: column([0, 2, 4]))
    #expect(constant.explainedDeviance == 0)
    #expect(throws: FeedForwardError.self) { try CountReport(expected: column([0]), counts: column([1])) }
    #expect(throws: FeedForwardError.self) { try CountReport(expected: column([1]), counts: column([-1])) }
  }

  /// No constant nearby has a smaller loss than the best one.
  @Test func constantsAreBest() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    for rows in [1, 2, 17, 64] {
      let y = (0..<rows).map { _ in 1e6 + 10 * random.uniform() * random.uniform() }
      let weights = (0..<rows).map { _ in Double(random.below(4)) + (rows == 1 ? 1 : 0.25) }
      func loss(_ c: Double, _ one: (Double) -> Double) -> Double {
        zip(y, weights).reduce(0) { $0 + $1.1 * one(c - $1.0) }
      }
      let cases: [(name: String, constant: Double, loss: (Double) -> Double)] = [
        ("mean", BestConstant.mean(of: y, weights: weights), { $0 * $0 }),
        ("median", BestConstant.quantile(0.5, of: y, weights: weights), { abs($0) }),
        ("0.9", BestConstant.quantile(0.9, of: y, weights: weights), { $0 < 0 ? -0.9 * $0 : 0.1 * $0 }),
        (
          "huber", BestConstant.huber(delta: 0.5, of: y, weights: weights),
          { abs($0) <= 0.5 ? 0.5 * $0 * $0 : 0.5 * (abs($0) - 0.25) }
        ),
      ]
      for (name, constant, one) in cases {
        for step in [-1.0, -0.1, -1e-3, 1e-3, 0.1, 1] {
          // The sums are of numbers below 100 and are rounded at each of 64 rows.
          #expect(loss(constant, one) <= loss(constant + step, one) + 1e-11, "\(name) of \(rows), seed \(seed)")
        }
      }
    }
    #expect(BestConstant.deviation(of: [1, 3], weights: [1, 1]) == 1)
    #expect(BestConstant.mean(of: [0.1, 0.1, 0.1]) == 0.1)
  }
}
