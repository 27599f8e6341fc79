import FeedForward
import NaiveFeedForward

/// The same network in plain loops: the judge of the engine's numbers, and a rival.
struct NaiveRival {
  private let scenario: Scenario
  private let network: NaiveFeedForward
  /// Longer than this is not waited for.
  private static let longest = 5.0

  init<Scalar: BLASScalar>(_ scenario: Scenario, _ network: FeedForwardNetwork<Scalar>) {
    self.scenario = scenario
    let sizes = scenario.sizes
    self.network = NaiveFeedForward(
      sizes: sizes,
      activations: sizes.indices.dropFirst().map {
        $0 == sizes.count - 1 ? scenario.output.naive : scenario.activation.naive
      },
      parameters: network.parameters.elements.map { Double($0) })
  }

  private var loss: NaiveLoss {
    switch Loss.standard(for: scenario.output.engine) {
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    default: .squaredError
    }
  }

  /// Seconds of a step; nil where it would take over five seconds.
  func secondsOfStep() -> Double? {
    Self.seconds(rows: scenario.batch) { rows in
      var copy = network
      var rule = NaiveOptimizer(scenario.optimizer == "sgd" ? .sgd : .adam(), learningRate: 1e-4)
      let (x, y) = scenario.naiveData(rows: rows)
      return { copy.step(&rule, loss: loss, inputs: x, targets: y) }
    }
  }

  /// Seconds of a prediction; nil where it would take over five seconds.
  func secondsOfPrediction() -> Double? {
    Self.seconds(rows: scenario.batch) { rows in
      let x = scenario.naiveData(rows: rows).inputs
      return { _ = network.predict(x) }
    }
  }

  /// One row says how long all of them would take.
  private static func seconds(rows: Int, _ work: (_ rows: Int) -> () -> Void) -> Double? {
    let estimate = Stopwatch.seconds(work(1)) * Double(rows)
    return estimate < longest ? Distribution(Stopwatch.laps(0.2, work(rows))).median : nil
  }

  /// Throws unless a training step of the engine moves the parameters as the reference's gradient says, on a few rows:
  /// on many, a logit within rounding of a kink would be no mistake.
  func verifyStep<Scalar: BLASScalar>(_ network: FeedForwardNetwork<Scalar>, threads: Int?) throws {
    let rows = 3
    var moved = network
    let rule = StochasticGradientDescent(learningRate: 1)
    let trainer = Trainer(optimizer: rule, batchSize: rows, epochs: 1, shuffle: false, threads: threads)
    try trainer.fit(&moved, to: scenario.data(Scalar.self, rows: rows))
    let (x, y) = scenario.naiveData(rows: rows)
    let gradient = self.network.gradient(of: loss, inputs: x, targets: y).parameters
    let before = self.network.flatParameters
    try check(
      zip(moved.parameters.elements, zip(before, gradient)).map { abs(Double($0) - ($1.0 - $1.1)) },
      beside: gradient + before, rows: rows, ulp: Scalar.ulpOfOne)
  }

  /// Throws unless the engine's outputs are the reference's, on as many rows as are timed and the
  /// loops can do in a while.
  func verifyPrediction<Scalar: BLASScalar>(_ predictor: Predictor<Scalar>, _: Scalar.Type) throws {
    let rows = max(1, min(scenario.batch, Int(2e8 * Double(scenario.batch) / scenario.flopsOfPrediction)))
    let outputs = try predictor.predict(scenario.inputs(Scalar.self, rows: rows)).elements
    let exact = network.predict(scenario.naiveData(rows: rows).inputs).elements
    try check(
      zip(outputs, exact).map { abs(Double($0) - $1) }, beside: exact, rows: rows, ulp: Scalar.ulpOfOne)
  }

  private func check<Scalar: BLASScalar>(
    _ differences: [Double], beside exact: [Double], rows: Int, ulp: Scalar
  ) throws {
    let largest = exact.reduce(1e-30) { max($0, abs($1)) }
    let difference = differences.reduce(0) { $1.isNaN ? .infinity : max($0, $1) } / largest
    // Of one rounding for each term of the longest sums, with a margin.
    let allowed = 16 * Double(ulp) * Double(scenario.sizes.reduce(rows, +))
    guard difference <= allowed else {
      throw WrongResult(scenario: scenario.name, difference: difference, allowed: allowed)
    }
  }
}

/// The engine differs from the plain loops: nothing is timed.
struct WrongResult: Error, CustomStringConvertible {
  let scenario: String
  let difference: Double
  let allowed: Double
  var description: String {
    "\(scenario): the engine differs from the plain loops by \(difference) of the largest number, allowed \(allowed)."
  }
}
