/// What was measured of one scenario; times in seconds.
struct Measurement {
  enum Call: String { case step, predict }

  let scenario: Scenario
  let call: Call
  let threads: Int
  /// Of the engine.
  let laps: Distribution
  /// Single calls, of predictions only.
  var calls: Distribution?
  let bare: BareTimes
  /// Seconds of the same where BLAS multiplies.
  let throughBLAS: Double
  /// Of the plain loops; nil where they were not waited for.
  let naive: Double?
  /// Per step or call; nil where they cannot be counted.
  let allocations: Double?
  /// Floating-point operations a second that one thread of the processor can do.
  let peak: Double

  var seconds: Double { laps.median }
  var flops: Double { (call == .step ? scenario.flopsOfStep : scenario.flopsOfPrediction) / seconds }
  var shareOfPeak: Double { flops / (peak * Double(min(threads, Machine.cores))) }
}
