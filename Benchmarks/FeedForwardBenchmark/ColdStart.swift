import FeedForward

/// How long a fresh process takes to its first prediction.
struct ColdStart: Encodable {
  let call = "cold-start"
  let starts: Int
  let msMedian, msP25, msP75: Double

  static func measured(starts: Int) throws -> ColdStart {
    let arguments = ["cold-start", "--child"]
    _ = try Child.seconds(ofRunning: arguments)  // The first one waits for the disk.
    let times = Distribution(try (0..<starts).map { _ in try Child.seconds(ofRunning: arguments) })
    return ColdStart(
      starts: starts, msMedian: times.median * 1e3, msP25: times.quantile(0.25) * 1e3,
      msP75: times.quantile(0.75) * 1e3)
  }

  /// What the child does: a network for digits, and one row.
  static func predictOnce() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 64, layers: [Layer(64, .relu), Layer(10, .softmax)], seed: 1)
    let sum = try network.predict([Float](repeating: 0.5, count: 64)).reduce(0, +)
    precondition(abs(sum - 1) < 1e-4, "The probabilities of one row have the sum \(sum).")
  }

  var text: String {
    "cold start: \(Table.number(msMedian, 1)) ms from the start of a process through one prediction to its end "
      + "(p25 \(Table.number(msP25, 1)), p75 \(Table.number(msP75, 1)), \(starts) starts)"
  }
}
