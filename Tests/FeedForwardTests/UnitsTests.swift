import FeedForward
import TestSupport
import Testing

/// Rosenbrock's valley (1 − x)² + 100 (y − x²)² in another unit: the outputs of a network are x and y.
private struct Valley: CustomLoss {
  let unit: Double
  let name = "valley"

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    let (x, y) = (Double(t[0]), Double(t[1]))
    return unit * ((1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x))
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    let (x, y) = (Double(t[0]), Double(t[1]))
    gradient[0] = Scalar(unit * (-2 * (1 - x) - 400 * x * (y - x * x)))
    gradient[1] = Scalar(unit * 200 * (y - x * x))
  }
}

/// Rules that find the length of their steps do so in any unit of the loss, the inputs and the targets.
@Suite struct UnitsTests {
  static let units = [1e-30, 1e-12, 1e-6, 1, 1e3, 1e6, 1e9, 1e12]

  /// From (−1.2, 1) to the minimum at (1, 1).
  private func descend<Scalar: BLASScalar>(
    _ rule: any Optimizer, unit: Double, _: Scalar.Type
  ) throws -> (epochs: Int, distance: Double, reason: TrainingHistory.StopReason) {
    var network = try FeedForwardNetwork<Scalar>(
      inputs: 1, layers: [Layer(2, .identity)], parameters: [-1.2, 0, 1, 0])
    let data = try Dataset<Scalar>(inputs: .column([0]), values: Matrix([[0, 0]]))
    let history = try Trainer(optimizer: rule, loss: .custom(Valley(unit: unit)), epochs: 2000).fit(&network, to: data)
    let theta = network.parameters.elements
    return (history.epochs.count, max(abs(Double(theta[0]) - 1), abs(Double(theta[2]) - 1)), history.stopReason)
  }

  /// As many epochs in every unit, but for the last ones, which see rounding; where E is flat, (x − 1)² is ε.
  @Test(arguments: units) func quasiNewton(unit: Double) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type, epochs: ClosedRange<Int>) throws {
      let end = try descend(.lbfgs(), unit: unit, Scalar.self)
      #expect(epochs.contains(end.epochs) && end.reason == .converged, "× \(unit), \(Scalar.self): \(end)")
      #expect(end.distance <= 4 * Double(Scalar.ulpOfOne).squareRoot(), "× \(unit), \(Scalar.self): \(end)")
    }
    try check(Float.self, epochs: 32...44)
    try check(Double.self, epochs: 34...42)
  }

  @Test(arguments: units) func conjugateGradient(unit: Double) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let end = try descend(.scaledConjugateGradient(), unit: unit, Scalar.self)
      #expect(end.reason == .converged, "× \(unit), \(Scalar.self): \(end)")
      #expect(end.distance <= 4 * Double(Scalar.ulpOfOne).squareRoot(), "× \(unit), \(Scalar.self): \(end)")
    }
    try check(Float.self)
    try check(Double.self)
  }

  /// A line with little noise, each of its units far from 1.
  private func line<Scalar: BLASScalar>(inputs: Double, targets: Double, _: Scalar.Type) throws -> Dataset<Scalar> {
    var samples = Samples(seed: 71)
    let x: Matrix<Double> = try samples.matrix(200, 4)
    let noise = samples.normal(200)
    let y = (0..<200).map { r in
      targets * (x[r, 0] + 2 * x[r, 1] + 3 * x[r, 2] + 4 * x[r, 3] + 0.1 * noise[r])
    }
    return try Dataset(
      inputs: Matrix(rows: 200, columns: 4, elements: x.elements.map { Scalar(inputs * $0) }),
      values: .column(y.map { Scalar($0) }))
  }

  @Test(arguments: [(1.0, 1e18), (1e4, 1), (1e-4, 1), (1, 1e-12), (1, 1e-6), (1, 1)])
  func lines(inputs: Double, targets: Double) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      let data = try line(inputs: inputs, targets: targets, Scalar.self)
      let exact = try FeedForwardNetwork.leastSquares(fitting: data).evaluate(on: data).metrics.r2 ?? 0
      for rule in [.lbfgs(), .scaledConjugateGradient(), .levenbergMarquardt()] as [any Optimizer] {
        var network = try FeedForwardNetwork<Scalar>(inputs: 4, layers: [Layer(1, .identity)], seed: 3)
        let history = try Trainer(optimizer: rule, epochs: 500).fit(&network, to: data)
        let r2 = try network.evaluate(on: data).metrics.r2 ?? 0
        // Where the bias is worth 10⁴ times a weight or as little, E in `Float` hardly tells what it should be.
        #expect(
          1 - r2 <= (1 - exact) * 1.05 && history.stopReason == .converged,
          "\(type(of: rule)), \(Scalar.self): \(1 - r2), \(1 - exact)")
      }
    }
    try check(Float.self)
    try check(Double.self)
  }
}
