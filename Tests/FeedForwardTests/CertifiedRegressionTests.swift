import FeedForward
import Testing

/// Coefficients that NIST certifies (Statistical Reference Datasets, linear regression, www.itl.nist.gov/div898/strd), to at
/// least eight digits. They are hard: the columns are nearly dependent and of very different sizes.
@Suite struct CertifiedRegressionTests {
  /// Longley, *An appraisal of least squares programs for the electronic computer from the point of view of the user*, 1967:
  /// total employment, then GNP deflator, GNP, unemployed, armed forces, population of 14 and over, year.
  static let longley: [[Double]] = [
    [60_323, 83.0, 234_289, 2356, 1590, 107_608, 1947],
    [61_122, 88.5, 259_426, 2325, 1456, 108_632, 1948],
    [60_171, 88.2, 258_054, 3682, 1616, 109_773, 1949],
    [61_187, 89.5, 284_599, 3351, 1650, 110_929, 1950],
    [63_221, 96.2, 328_975, 2099, 3099, 112_075, 1951],
    [63_639, 98.1, 346_999, 1932, 3594, 113_270, 1952],
    [64_989, 99.0, 365_385, 1870, 3547, 115_094, 1953],
    [63_761, 100.0, 363_112, 3578, 3350, 116_219, 1954],
    [66_019, 101.2, 397_469, 2904, 3048, 117_388, 1955],
    [67_857, 104.6, 419_180, 2822, 2857, 118_734, 1956],
    [68_169, 108.4, 442_769, 2936, 2798, 120_445, 1957],
    [66_513, 110.8, 444_546, 4681, 2637, 121_950, 1958],
    [68_655, 112.6, 482_704, 3813, 2552, 123_366, 1959],
    [69_564, 114.2, 502_601, 3931, 2514, 125_368, 1960],
    [69_331, 115.7, 518_173, 4806, 2572, 127_852, 1961],
    [70_551, 116.9, 554_894, 4007, 2827, 130_081, 1962],
  ]

  static let longleyCoefficients = [
    -3_482_258.634_595_82, 15.061_872_271_373_3, -0.358_191_792_925_910e-1, -2.020_229_803_816_83,
    -1.033_226_867_173_59,
    -0.511_041_056_535_807e-1, 1829.151_464_613_55,
  ]

  @Test func longley() throws {
    let data = try Dataset<Double>(
      inputs: Matrix(Self.longley.map { Array($0.dropFirst()) }), values: Matrix(Self.longley.map { [$0[0]] }))
    let network = try FeedForwardNetwork.leastSquares(fitting: data)
    expectEightDigits(network.parameters.elements, Self.longleyCoefficients, "Longley")
    let evaluation = try network.evaluate(on: data)
    // Certified: R² = 0.995479004577296, residual standard deviation 304.854073561965 with 9 degrees of freedom.
    #expect(abs((evaluation.metrics.r2 ?? 0) - 0.995_479_004_577_296) < 1e-12)
    #expect(abs((evaluation.loss * 16 / 9).squareRoot() / 304.854_073_561_965 - 1) < 1e-9)
  }

  /// Wampler, *A report on the accuracy of some widely used least squares computer programs*, 1970: Σ xⁱ and Σ (x/10)ⁱ for
  /// i = 0 … 5 at x = 0 … 20.
  @Test(arguments: [1.0, 0.1]) func wampler(base: Double) throws {
    let powers = (0...20).map { x in (0...5).map { i in (0..<i).reduce(1.0) { product, _ in product * Double(x) } } }
    let coefficients = (0...5).map { i in (0..<i).reduce(1.0) { product, _ in product * base } }
    let y = powers.map { [zip($0, coefficients).reduce(0) { $0 + $1.0 * $1.1 }] }
    let data = try Dataset<Double>(inputs: Matrix(powers.map { Array($0.dropFirst()) }), values: Matrix(y))
    let network = try FeedForwardNetwork.leastSquares(fitting: data)
    expectEightDigits(network.parameters.elements, coefficients, "Wampler, base \(base)")
  }

  private func expectEightDigits(_ found: [Double], _ certified: [Double], _ name: String) {
    var worst = WorstRatio(name)
    worst.compare(found, certified, allowed: certified.map { abs($0) * 0.5e-8 }, "coefficient")
    worst.expectWithin()
  }
}
