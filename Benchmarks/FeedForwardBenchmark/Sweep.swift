import FeedForward

/// Times of networks w-w-w-10 over a grid of widths w and batches.
struct Sweep {
  /// Microseconds of a step or a prediction.
  struct Point: Encodable {
    let width, batch: Int
    var usOneThread, usAutomatic: Double
    /// The second by the first, timed in turn.
    var ratio: Double

    /// Takes over what is better when it was timed again.
    mutating func improve(by other: Point) {
      usOneThread = min(usOneThread, other.usOneThread)
      usAutomatic = min(usAutomatic, other.usAutomatic)
      ratio = min(ratio, other.ratio)
    }

    func isAtLeastAsLarge(as other: Point) -> Bool { width >= other.width && batch >= other.batch }
  }

  private enum Mode: CaseIterable {
    case oneThread, automatic
    func time(_ point: Point) -> Double { self == .oneThread ? point.usOneThread : point.usAutomatic }
  }

  let call: Measurement.Call
  let precision, optimizer: String
  let seconds: Double
  private(set) var points: [Point] = []
  private static let repeats = 5
  private static let slowerThanLarger = 1.5
  private static let slowerThanOneThread = 1.15

  init(call: Measurement.Call, precision: String, optimizer: String, seconds: Double) {
    self.call = call
    self.precision = precision
    self.optimizer = optimizer
    self.seconds = seconds
  }

  mutating func add(width: Int, batch: Int) throws -> Point {
    let point = try measured(width: width, batch: batch, seconds: seconds)
    points.append(point)
    return point
  }

  /// A sentence for each cliff that is still there after its points were timed again, some times over some seconds.
  mutating func cliffs() throws -> [String] {
    for _ in 0..<Self.repeats {
      for i in suspects {
        points[i].improve(by: try measured(width: points[i].width, batch: points[i].batch, seconds: 4 * seconds))
      }
    }
    return points.flatMap(sentences)
  }

  /// The points of all cliffs, and those that they are cliffs beside.
  private var suspects: Set<Int> {
    var suspects = Set<Int>()
    for (i, point) in points.enumerated() {
      if point.ratio > Self.slowerThanOneThread { suspects.insert(i) }
      for mode in Mode.allCases {
        let j = cheapest(atLeastAsLargeAs: point, mode)
        if mode.time(point) > Self.slowerThanLarger * mode.time(points[j]) { suspects.formUnion([i, j]) }
      }
    }
    return suspects
  }

  private func sentences(_ point: Point) -> [String] {
    var sentences: [String] = []
    let name = { (p: Point) in "width \(p.width), batch \(p.batch)" }
    if point.ratio > Self.slowerThanOneThread {
      let times = "\(Table.number(point.usAutomatic, 2)) and \(Table.number(point.usOneThread, 2)) µs"
      sentences.append("\(name(point)): \(Table.number(point.ratio, 2)) times as long with all threads (\(times))")
    }
    for mode in Mode.allCases {
      let other = points[cheapest(atLeastAsLargeAs: point, mode)]
      if mode.time(point) > Self.slowerThanLarger * mode.time(other) {
        sentences.append(
          "\(name(point)): \(Table.number(mode.time(point), 2)) µs, but \(name(other)): "
            + "\(Table.number(mode.time(other), 2)) µs (\(mode == .oneThread ? "one thread" : "all threads"))")
      }
    }
    return sentences
  }

  /// Itself, if no other is cheaper.
  private func cheapest(atLeastAsLargeAs point: Point, _ mode: Mode) -> Int {
    let larger = points.indices.filter { points[$0].isAtLeastAsLarge(as: point) }
    return larger.min { mode.time(points[$0]) < mode.time(points[$1]) } ?? 0
  }

  private func measured(width: Int, batch: Int, seconds: Double) throws -> Point {
    let scenario = try Scenario(
      name: "sweep", layers: "\(width),\(width),\(width),10", activation: "relu", batch: batch, optimizer: optimizer,
      precision: precision)
    let lap =
      precision == "float"
      ? try timer(Float.self, scenario, seconds: seconds / 4) : try timer(Double.self, scenario, seconds: seconds / 4)
    var laps: (one: [Double], automatic: [Double]) = ([], [])
    for _ in 0..<2 {
      laps.one += try lap(1)
      laps.automatic += try lap(nil)
    }
    let (one, automatic) = (Distribution(laps.one).median * 1e6, Distribution(laps.automatic).median * 1e6)
    return Point(width: width, batch: batch, usOneThread: one, usAutomatic: automatic, ratio: automatic / one)
  }

  private func timer<Scalar: BLASScalar>(
    _: Scalar.Type, _ scenario: Scenario, seconds: Double
  ) throws -> (_ threads: Int?) throws -> [Double] {
    let network = try scenario.network(Scalar.self)
    if call == .step {
      // A small table: what counts here is the step, not the memory behind it.
      let rival = try TrainingRival(scenario, network, elements: 1_000_000)
      return { try rival.laps(seconds: seconds, threads: $0) }
    }
    return { threads in
      var rival = try PredictionRival(scenario, Predictor(network, threads: threads))
      return try rival.manyCalls(seconds: seconds)
    }
  }
}
