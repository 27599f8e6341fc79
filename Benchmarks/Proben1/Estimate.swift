import Foundation

/// Mean and standard deviation of some runs.
struct Estimate: Sendable {
  let mean: Double
  let deviation: Double
  let count: Int

  init(mean: Double, deviation: Double, count: Int) {
    self.mean = mean
    self.deviation = deviation
    self.count = count
  }

  /// Of at least two numbers; the deviation is the sample's, divided by their count less 1.
  init(of values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(mean: mean, deviation: (squares / Double(values.count - 1)).squareRoot(), count: values.count)
  }

  /// How far this mean is above another, in standard errors of the difference.
  func standardErrors(above other: Estimate) -> Double {
    let variance = deviation * deviation / Double(count) + other.deviation * other.deviation / Double(other.count)
    let difference = mean - other.mean
    return difference == 0 ? 0 : difference / variance.squareRoot()
  }

  /// As in `1.32 (0.13)`.
  var text: String { String(format: "%.2f (%.2f)", mean, deviation) }
}
