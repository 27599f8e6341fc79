import CAllocationCounter
import FeedForward

/// Predictions of one scenario, ready to be timed: by a predictor that is kept, as in a server.
struct PredictionRival<Scalar: BLASScalar> {
  private let predictor: Predictor<Scalar>
  private let inputs: [Scalar]
  private var outputs: [Scalar]
  /// Seconds of one call, many in a lap where calls are short.
  private(set) var laps: [Double] = []
  /// Seconds of single calls, the look at the clock included.
  private(set) var calls: [Double] = []
  /// A percentile of so many calls is exact enough.
  private static var mostCalls: Int { 1_000_000 }

  init(_ scenario: Scenario, _ predictor: Predictor<Scalar>) throws {
    self.predictor = predictor
    inputs = try scenario.inputs(Scalar.self, rows: scenario.batch).elements
    outputs = [Scalar](repeating: 0, count: scenario.batch * predictor.outputs)
  }

  private mutating func call() throws {
    try Self.call(predictor, inputs, into: &outputs)
  }

  private static func call(_ predictor: Predictor<Scalar>, _ inputs: [Scalar], into outputs: inout [Scalar]) throws {
    var span = outputs.mutableSpan
    try predictor.predict(inputs.span, into: &span)
  }

  /// Seconds of a call in each of several laps of many.
  mutating func manyCalls(seconds: Double) throws -> [Double] {
    try Stopwatch.laps(seconds) { try call() }
  }

  /// Times calls for about as long as is said: half of it many at a time, half of it one by one.
  ///
  /// - Parameter count: goes on one by one until there are so many, if that is said.
  mutating func run(seconds: Double, calls count: Int?) throws {
    let more = try manyCalls(seconds: seconds / 2)
    laps += more
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds / 2)
    var now = clock.now
    while count.map({ calls.count < $0 }) ?? (now < end && calls.count < Self.mostCalls) {
      try call()
      let after = clock.now
      calls.append((after - now) / .seconds(1))
      now = clock.now
    }
  }

  /// Heap allocations of the process in a call, or nil where they cannot be counted.
  mutating func allocationsPerCall() throws -> Double? {
    try call()
    let before = ff_allocations_of_process()
    guard before >= 0 else { return nil }
    for _ in 0..<10 { try call() }
    return Double(ff_allocations_of_process() - before) / 10
  }
}
