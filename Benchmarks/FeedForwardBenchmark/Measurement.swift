import CAllocationCounter
import FeedForward
import NaiveFeedForward

extension Scenario {
  func measureStep(seconds: Double) throws -> Row {
    precision == "float" ? try step(Float.self, seconds) : try step(Double.self, seconds)
  }

  func measurePrediction(seconds: Double) throws -> Row {
    precision == "float" ? try prediction(Float.self, seconds) : try prediction(Double.self, seconds)
  }

  private func step<Scalar: BLASScalar>(_: Scalar.Type, _ seconds: Double) throws -> Row {
    var network = try FeedForwardNetwork<Scalar>(inputs: sizes[0], layers: layers, seed: 1)
    try verify(network)
    // Twenty minibatches an epoch, in a new order each time: rows are gathered from all over.
    let steps = 20
    let data = try randomData(Scalar.self, rows: batch * steps)
    let rule: any Optimizer = optimizer == "sgd" ? .sgd(learningRate: 1e-4) : .adam(learningRate: 1e-4)
    let trainer = { (epochs: Int) in Trainer(optimizer: rule, batchSize: batch, epochs: epochs) }

    let one = try trainer(1).fit(&network, to: data).epochs[0].seconds
    let epochs = max(3, min(10_000, Int(seconds / max(one, 1e-6))))
    let before = ff_allocations_of_process()
    let laps = try trainer(epochs).fit(&network, to: data).epochs.map { $0.seconds / Double(steps) }
    let between = ff_allocations_of_process()
    try trainer(1).fit(&network, to: data)
    let after = ff_allocations_of_process()
    let extra = Double((between - before) - (after - between)) / Double((epochs - 1) * steps)

    let shapes = BareGEMM.ofStep(sizes: sizes, batch: batch)
    let bare = BareGEMM.microseconds(Scalar.self, shapes, seconds: seconds)
    let naive = naiveStep(network)
    return Row(
      self, call: "step", microseconds: laps.median * 1e6, bare: bare, naive: naive, flops: flopsOfStep,
      allocations: before < 0 ? nil : max(0, extra))
  }

  private func prediction<Scalar: BLASScalar>(_: Scalar.Type, _ seconds: Double) throws -> Row {
    let network = try FeedForwardNetwork<Scalar>(inputs: sizes[0], layers: layers, seed: 1)
    try verify(network)
    let rows = try randomData(Scalar.self, rows: batch).inputs
    var failure: (any Error)?
    let call = { do { _ = try network.predict(rows) } catch { failure = error } }
    let laps = time(seconds: seconds, call)
    if let failure { throw failure }
    let before = ff_allocations_of_process()
    call()
    let allocations = ff_allocations_of_process() - before
    let bare = BareGEMM.microseconds(Scalar.self, BareGEMM.ofPrediction(sizes: sizes, batch: batch), seconds: seconds)
    let reference = naiveNetwork(network)
    let x = NaiveMatrix(rows: rows.rows, columns: rows.columns, elements: rows.elements.map { Double($0) })
    let naive = flopsOfPrediction < 4e9 ? time(seconds: 0.2) { _ = reference.predict(x) }.median * 1e6 : nil
    return Row(
      self, call: "predict", microseconds: laps.median * 1e6, bare: bare, naive: naive, flops: flopsOfPrediction,
      allocations: before < 0 ? nil : Double(allocations))
  }

  private func naiveNetwork<Scalar: BLASScalar>(_ network: FeedForwardNetwork<Scalar>) -> NaiveFeedForward {
    NaiveFeedForward(
      sizes: sizes,
      activations: sizes.indices.dropFirst().map { $0 == sizes.count - 1 ? output.naive : activation.naive },
      parameters: network.parameters.elements.map { Double($0) })
  }

  private var naiveLoss: NaiveLoss {
    switch Loss.standard(for: output.engine) {
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    default: .squaredError
    }
  }

  /// Microseconds of a step in plain loops; nil where it would take over five seconds.
  private func naiveStep<Scalar: BLASScalar>(_ network: FeedForwardNetwork<Scalar>) -> Double? {
    guard flopsOfStep < 8e9 else { return nil }
    var reference = naiveNetwork(network)
    var rule = NaiveOptimizer(optimizer == "sgd" ? .sgd : .adam(), learningRate: 1e-4)
    let (x, y) = naiveData(rows: batch)
    return time(seconds: 0.2) { reference.step(&rule, loss: naiveLoss, inputs: x, targets: y) }.median * 1e6
  }

  /// Throws unless the engine's gradient is the reference's, on a few rows.
  private func verify<Scalar: BLASScalar>(_ network: FeedForwardNetwork<Scalar>) throws {
    let rows = 3
    let gradient = try network.gradients(on: randomData(Scalar.self, rows: rows)).parameters.elements
    let (x, y) = naiveData(rows: rows)
    let exact = naiveNetwork(network).gradient(of: naiveLoss, inputs: x, targets: y).parameters
    let largest = exact.reduce(0) { max($0, abs($1)) }
    let difference = zip(gradient, exact).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / max(largest, 1e-30)
    let allowed = 16 * Double(Scalar.ulpOfOne) * Double(sizes.reduce(rows, +))
    guard difference <= allowed else {
      throw WrongResult(scenario: name, difference: difference, allowed: allowed)
    }
  }

  /// Numbers that both sides make alike: exact in either precision.
  private func number(_ i: Int) -> Double { Double((i * 37) % 101 - 50) / 64 }

  private func randomData<Scalar: BLASScalar>(_: Scalar.Type, rows: Int) throws -> Dataset<Scalar> {
    let (x, y) = naiveData(rows: rows)
    return try Dataset(
      inputs: Matrix(rows: rows, columns: sizes[0], elements: x.elements.map { Scalar($0) }),
      values: Matrix(rows: rows, columns: y.columns, elements: y.elements.map { Scalar($0) }))
  }

  private func naiveData(rows: Int) -> (NaiveMatrix, NaiveMatrix) {
    let k = sizes[sizes.count - 1]
    var y = NaiveMatrix(rows: rows, columns: k)
    for r in 0..<rows { y[r, (r * 7) % k] = 1 }
    return (NaiveMatrix(rows: rows, columns: sizes[0], elements: (0..<rows * sizes[0]).map { number($0) }), y)
  }
}

/// The engine differs from the plain loops: nothing is timed.
struct WrongResult: Error, CustomStringConvertible {
  let scenario: String
  let difference: Double
  let allowed: Double
  var description: String {
    "\(scenario): the gradient differs from the plain loops' by \(difference), allowed \(allowed)."
  }
}

/// Seconds of each of several laps; short calls share a lap.
func time(seconds: Double, _ body: () -> Void) -> [Double] {
  let clock = ContinuousClock()
  body()
  let once = clock.measure(body) / .seconds(1)
  let inner = max(1, Int(1e-3 / max(once, 1e-8)))
  var laps: [Double] = []
  let start = clock.now
  while laps.count < 3 || clock.now - start < .seconds(seconds) {
    laps.append(clock.measure { for _ in 0..<inner { body() } } / .seconds(1) / Double(inner))
  }
  return laps
}

extension [Double] {
  var median: Double { sorted()[count / 2] }
}
