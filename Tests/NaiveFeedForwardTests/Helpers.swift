import NaiveFeedForward
import TestSupport

extension SplitMix64 {
  mutating func vector(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in Double.random(in: range, using: &self) }
  }

  mutating func matrix(_ rows: Int, _ columns: Int, in range: ClosedRange<Double>) -> NaiveMatrix {
    NaiveMatrix(rows: rows, columns: columns, elements: vector(rows * columns, in: range))
  }
}

extension NaiveMatrix {
  /// The matrix of the given rows.
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0 })
  }
}

/// The largest |aᵢ − bᵢ|; infinite when the counts differ or a difference is not a number.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}
