import FeedForward
import Foundation
import NaiveFeedForward
import Testing

/// Collects comparisons and keeps the one that came nearest to its limit, or went furthest beyond it.
///
/// `observed` is a distance, `allowed` an error bound derived for it. With FEEDFORWARD_PRINT_RATIOS set in the
/// environment, the worst comparison is printed also when all is well.
struct WorstRatio: CustomStringConvertible {
  private(set) var ratio = 0.0
  private(set) var comparisons = 0
  private var text = "nothing was compared"
  private let name: String

  init(_ name: String, seed: UInt64? = nil) { self.name = name + (seed.map { ", seed \($0)" } ?? "") }

  /// `allowed` is never negative; where it is 0 the values have to be equal.
  mutating func compare(_ actual: Double, _ expected: Double, allowed: Double, _ what: @autoclosure () -> String) {
    comparisons += 1
    let observed = abs(actual - expected)
    let quotient = actual == expected ? 0 : allowed >= 0 ? observed / allowed : .infinity
    let new = quotient.isNaN ? .infinity : quotient
    guard new > ratio || comparisons == 1 else { return }
    ratio = new
    text = "\(what()): \(actual) against \(expected), observed \(observed), allowed \(allowed), ratio \(new)"
  }

  /// E and D of an epoch of one step; `allowed` is a share of E.
  mutating func compare(_ record: EpochRecord, _ expected: NaiveGradient, allowed: Double) {
    let allowed = allowed * expected.regularizedError
    compare(record.trainingLoss, expected.regularizedError, allowed: allowed, "E, epoch \(record.epoch)")
    compare(record.trainingLossWithoutPenalty, expected.loss, allowed: allowed, "D, epoch \(record.epoch)")
  }

  /// Element by element.
  mutating func compare<Scalar: BinaryFloatingPoint>(
    _ actual: [Scalar], _ expected: [Double], allowed: [Double], _ what: @autoclosure () -> String
  ) {
    guard actual.count == expected.count, actual.count == allowed.count else {
      ratio = .infinity
      text = "\(what()): \(actual.count) numbers against \(expected.count)"
      return
    }
    for i in actual.indices {
      compare(Double(actual[i]), expected[i], allowed: allowed[i], "\(what()) element \(i)")
    }
  }

  /// Element by element with one limit.
  mutating func compare<Scalar: BinaryFloatingPoint>(
    _ actual: [Scalar], _ expected: [Double], allowed: Double, _ what: @autoclosure () -> String
  ) {
    compare(actual, expected, allowed: [Double](repeating: allowed, count: actual.count), what())
  }

  var description: String { "\(name): \(comparisons) comparisons, the worst \(text)" }

  /// Records an issue unless something was compared and nothing was beyond its limit.
  func expectWithin(sourceLocation: SourceLocation = #_sourceLocation) {
    if ProcessInfo.processInfo.environment["FEEDFORWARD_PRINT_RATIOS"] != nil { print(self) }
    #expect(comparisons > 0 && ratio <= 1, "\(self)", sourceLocation: sourceLocation)
  }
}
