import FeedForward

/// Seeded numbers for tests.
package struct Samples {
  package let seed: UInt64
  private var generator: Philox

  package init(seed: UInt64) {
    self.seed = seed
    generator = Philox(seed: seed, purpose: .test)
  }

  package mutating func vector(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    generator.uniform(count, in: range)
  }

  package mutating func normal(_ count: Int) -> [Double] { generator.normal(count, deviation: 1) }

  package mutating func index(below bound: Int) -> Int { Int(generator.below(UInt64(bound))) }

  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    generator.shuffle(&order)
    return order
  }

  /// A matrix of uniform numbers.
  package mutating func matrix<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, in range: ClosedRange<Double> = -1...1
  ) throws -> Matrix<Scalar> {
    try Matrix(rows: rows, columns: columns, elements: vector(rows * columns, in: range).map { Scalar($0) })
  }

  /// Labels that a loss has a meaning for: rows of soft labels for cross-entropy, 0 … 1 for binary
  /// cross-entropy, counts for Poisson's.
  package mutating func targets<Scalar: BLASScalar>(_ rows: Int, _ columns: Int, for loss: Loss) throws -> Matrix<
    Scalar
  > {
    switch loss {
    case .crossEntropy:
      let soft = (0..<rows).flatMap { _ in
        let row = vector(columns, in: 0...1)
        let sum = row.reduce(0, +)
        return row.map { Scalar($0 / sum) }
      }
      return try Matrix(rows: rows, columns: columns, elements: soft)
    case .binaryCrossEntropy, .weightedBinaryCrossEntropy: return try matrix(rows, columns, in: 0...1)
    case .poisson:
      return try Matrix(
        rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Scalar(index(below: 6)) })
    default: return try matrix(rows, columns, in: -2...2)
    }
  }
}
