import FeedForward
import TestSupport
import Testing

/// Rank deficiency is reported, not hidden.
@Suite struct RankTests {
  /// Column 1 is twice column 0: 3 unknowns, rank 2.
  private func dependent() throws -> Dataset<Double> {
    let x = try Matrix<Double>([[1, 2], [2, 4], [3, 6], [5, 10]])
    return try Dataset(inputs: x, values: Matrix([[1], [3], [5], [9]]))
  }

  @Test func dependentColumnsAreReported() throws {
    #expect(throws: FeedForwardError.rankDeficient(rank: 2, unknowns: 3)) {
      _ = try FeedForwardNetwork.leastSquares(fitting: dependent())
    }
    #expect("\(FeedForwardError.rankDeficient(rank: 2, unknowns: 3))".contains("rank 2; expected 3"))
  }

  /// One of seven columns is 1 and the others 0, so they add up to the constant, in exact numbers; what rounding leaves
  /// of the smallest singular value must not count.
  @Test(arguments: [50, 500, 2000]) func oneOfSeveral(rows: Int) throws {
    var samples = Samples(seed: 42)
    let x = (0..<rows).map { r in (0..<7).map { $0 == r % 7 ? 1.0 : 0 } + samples.vector(7) }
    let y = x.map { [$0[2] - $0[9] + samples.normal(1)[0]] }
    let data = try Dataset(inputs: Matrix(x), values: Matrix(y))
    #expect(throws: FeedForwardError.rankDeficient(rank: 14, unknowns: 15)) {
      _ = try FeedForwardNetwork.leastSquares(fitting: data)
    }
    let shortest = try FeedForwardNetwork.leastSquares(fitting: data, shortestIfAmbiguous: true)
    // Without one of the seven columns there is a single solution, and it is as good.
    let reduced = try Dataset(inputs: Matrix(x.map { Array($0.dropFirst()) }), values: Matrix(y))
    let single = try FeedForwardNetwork.leastSquares(fitting: reduced).evaluate(on: reduced).loss
    let loss = try shortest.evaluate(on: data).loss
    #expect(abs(loss - single) <= 1e-12 * single, "seed \(samples.seed)")
    #expect(shortest.parameters.elements.allSatisfy { abs($0) < 10 })
  }

  /// A column that differs from another by no more than its rounding, and one of equal numbers that has no exact mean.
  @Test func dependentUpToRounding() throws {
    var samples = Samples(seed: 43)
    let a = samples.vector(60)
    for second in [a.map { $0 + 1e9 }, a.map { 1e-9 * $0 - 3 }, a.map { _ in 0.1 }] {
      let data = try Dataset(inputs: Matrix(zip(a, second).map { [$0, $1] }), values: .column(a))
      #expect(throws: FeedForwardError.rankDeficient(rank: 2, unknowns: 3)) {
        _ = try FeedForwardNetwork.leastSquares(fitting: data)
      }
    }
  }

  @Test func fewerRowsThanParametersAreReported() throws {
    let data = try Dataset(inputs: Matrix<Double>([[1, 2]]), values: Matrix([[1]]))
    #expect(throws: FeedForwardError.rankDeficient(rank: 1, unknowns: 3)) {
      _ = try FeedForwardNetwork.leastSquares(fitting: data)
    }
  }

  /// y = 2 x₀ − 1 = −1 + a x₀ + b x₁ with a + 2 b = 2; the shortest of these has b = 2 a, so a = 0.4, b = 0.8.
  @Test func theShortestSolutionIsGivenWhenAskedFor() throws {
    let theta = try FeedForwardNetwork.leastSquares(fitting: dependent(), shortestIfAmbiguous: true).parameters.elements
    // The nonzero singular values are about 15 and 1: errors are a few ε times their quotient.
    for (found, exact) in zip(theta, [-1, 0.4, 0.8]) { #expect(abs(found - exact) < 1e-13) }
  }

  @Test func aPenaltyMakesTheSolutionSingle() throws {
    #expect(try FeedForwardNetwork.leastSquares(fitting: dependent(), l2: 0.1).parameters.count == 3)
  }

  @Test func aRegressionHasNoConfusionMatrix() throws {
    let network = try FeedForwardNetwork.leastSquares(fitting: dependent(), l2: 0.1)
    #expect(throws: FeedForwardError.self) { _ = try network.confusionMatrix(on: dependent()) }
  }
}
