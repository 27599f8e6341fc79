import NaiveFeedForward

/// Random numbers that are the same for the same seed (SplitMix64, Steele, Lea & Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

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
