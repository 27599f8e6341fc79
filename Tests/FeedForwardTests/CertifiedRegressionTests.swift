import FeedForward
import Foundation
import TestSupport
import Testing

/// Least squares against what NIST certifies.
@Suite struct CertifiedRegressionTests {
  /// Decimal digits of the worst coefficient.
  private func digits(_ network: FeedForwardNetwork<Double>, _ set: CertifiedData) -> Double {
    let worst = zip(network.parameters.elements, set.coefficients).map { abs($0 - $1) / abs($1) }.max() ?? .infinity
    return -log10(max(worst, 1e-16))
  }

  private func data(_ set: CertifiedData) throws -> Dataset<Double> {
    try Dataset(inputs: Matrix(set.inputs), values: .column(set.targets))
  }

  /// Certified are 15 digits; targets with decimals are rounded by ε/2, and so much times the condition of the scaled
  /// columns is left of them.
  @Test(arguments: zip(CertifiedData.all, [13.0, 13, 7, 14, 12, 14, 14, 14]))
  func closedForm(set: CertifiedData, least: Double) throws {
    let data = try data(set)
    let network = try FeedForwardNetwork.leastSquares(fitting: data)
    let found = digits(network, set)
    #expect(found >= least, "\(set.name): \(found) digits")
    // A row of weight 2 is two rows, and the order of rows does not count.
    let twice = try FeedForwardNetwork.leastSquares(
      fitting: data.selecting(rows: Array((0..<data.count).reversed())).weighted(
        by: [Double](repeating: 2, count: data.count)))
    #expect(digits(twice, set) >= least, "\(set.name), each row twice: \(digits(twice, set)) digits")
  }

  @Test func longleysResiduals() throws {
    let data = try data(.longley)
    let evaluation = try FeedForwardNetwork.leastSquares(fitting: data).evaluate(on: data)
    // Certified: R² = 0.995479004577296, residual standard deviation 304.854073561965 with 9 degrees of freedom.
    #expect(abs((evaluation.metrics.r2 ?? 0) - 0.995_479_004_577_296) < 1e-12)
    #expect(abs((evaluation.loss * 16 / 9).squareRoot() / 304.854_073_561_965 - 1) < 1e-9)
  }

  /// Levenberg–Marquardt says that it has converged where it has: from anywhere, and with the digits that a step of
  /// rounded residuals r leaves, about 1 / (ε κ² |r| / |t|).
  @Test(arguments: zip(CertifiedData.all, [10.0, 11, 7, 9, 11, 9, 7, 5.5]))
  func levenbergMarquardt(set: CertifiedData, least: Double) throws {
    let data = try data(set)
    for seed in 1...3 as ClosedRange<UInt64> {
      var network = try FeedForwardNetwork<Double>(
        inputs: set.inputs[0].count, layers: [Layer(1, .identity)], seed: seed)
      let history = try Trainer(optimizer: .levenbergMarquardt(), epochs: 200).fit(&network, to: data)
      let found = digits(network, set)
      #expect(history.stopReason == .converged && found >= least, "\(set.name), seed \(seed): \(found) digits")
    }
  }

  /// Σ xⁱ for i = 0 … 10 at x = 0 … 20, all whole numbers below 2⁵³: every coefficient is 1.
  @Test func polynomialOfDegreeTen() throws {
    let inputs = (0...20).map { x in (1...10).map { CertifiedData.power(Double(x), $0) } }
    let set = CertifiedData(
      name: "degree 10", inputs: inputs, targets: inputs.map { 1 + $0.reduce(0, +) },
      coefficients: [Double](repeating: 1, count: 11))
    let network = try FeedForwardNetwork.leastSquares(fitting: data(set))
    #expect(digits(network, set) >= 10, "\(digits(network, set)) digits")
  }

  /// y = 3 + 2 a + 5 b, of columns a and b in other units and far from 0; the targets have no noise.
  @Test(arguments: [(1e7, 1e-7, 0.0), (1e-7, 1e7, 0), (1, 1, 1_700_000_000), (86_400, 1e-3, 1_700_000_000), (1, 1, 0)])
  func unitsDoNotCount(first: Double, second: Double, shift: Double) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var samples = Samples(seed: 61)
      let x = samples.normal(400)
      let inputs = try Matrix(
        (0..<200).map { [Scalar(shift + first * x[2 * $0]), Scalar(second * x[2 * $0 + 1])] })
      let y = (0..<200).map { r in
        3 + 2 * (Double(inputs[r, 0]) - shift) / first + 5 * Double(inputs[r, 1]) / second
      }
      let data = try Dataset(inputs: inputs, values: Matrix(y.map { [Scalar($0)] }))
      let theta = try FeedForwardNetwork.leastSquares(fitting: data).parameters.elements.map { Double($0) }
      // Targets are rounded to ε/2, weights to as much; a bias of other columns' shifts is rounded with them.
      let allowed = 16 * Double(Scalar.ulpOfOne)
      #expect(abs(theta[1] * first / 2 - 1) <= allowed && abs(theta[2] * second / 5 - 1) <= allowed, "\(theta)")
      #expect(abs(theta[0] + theta[1] * shift - 3) <= allowed * max(3, abs(theta[0])), "\(theta)")
    }
    try check(Double.self)
    // Seconds since 1970 are no numbers that `Float` can tell apart.
    if shift == 0 { try check(Float.self) }
  }
}
