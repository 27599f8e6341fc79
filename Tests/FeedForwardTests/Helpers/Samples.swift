import FeedForward
import NaiveFeedForward

/// Seeded numbers for tests.
struct Samples {
  let seed: UInt64
  private var generator: Philox

  init(seed: UInt64) {
    self.seed = seed
    generator = Philox(seed: seed, purpose: .test)
  }

  mutating func vector(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    generator.uniform(count, in: range)
  }

  mutating func normal(_ count: Int) -> [Double] { generator.normal(count, deviation: 1) }

  mutating func index(below bound: Int) -> Int { Int(generator.below(UInt64(bound))) }

  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    generator.shuffle(&order)
    return order
  }

  /// A matrix of uniform numbers.
  mutating func matrix<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, in range: ClosedRange<Double> = -1...1
  ) throws -> Matrix<Scalar> {
    try Matrix(rows: rows, columns: columns, elements: vector(rows * columns, in: range).map { Scalar($0) })
  }

  /// Labels that a loss has a meaning for: rows of soft labels for cross-entropy, 0 … 1 for binary cross-entropy, counts
  /// for Poisson's.
  mutating func targets<Scalar: BLASScalar>(_ rows: Int, _ columns: Int, for loss: Loss) throws -> Matrix<Scalar> {
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

extension Matrix {
  /// The same numbers for the reference, exact.
  var naive: NaiveMatrix { NaiveMatrix(rows: rows, columns: columns, elements: elements.map { Double($0) }) }
}

/// A network of the engine and one of the reference with the same parameters, and data for both.
struct Pair<Scalar: BLASScalar> {
  var engine: FeedForwardNetwork<Scalar>
  var reference: NaiveFeedForward
  let data: Dataset<Scalar>
  let inputs: NaiveMatrix
  let targets: NaiveMatrix
  let loss: Loss
  let naiveLoss: NaiveLoss

  /// Weights uniform in ±√(3 / fan-in), so that logits are about as large as inputs; biases uniform in ±1.
  init(
    sizes: [Int], hidden: Function, output: Function, loss: Criterion, rows: Int, samples: inout Samples
  ) throws {
    let last = sizes.count - 2
    let layers = (0...last).map { Layer(sizes[$0 + 1], ($0 == last ? output : hidden).engine) }
    var theta: [Scalar] = []
    for l in 0...last {
      let scale = (3 / Double(sizes[l])).squareRoot()
      for _ in 0..<sizes[l + 1] {
        theta += samples.vector(1).map { Scalar($0) }
        theta += samples.vector(sizes[l], in: -scale...scale).map { Scalar($0) }
      }
    }
    engine = try FeedForwardNetwork(inputs: sizes[0], layers: layers, parameters: theta)
    reference = NaiveFeedForward(
      sizes: sizes, activations: (0...last).map { ($0 == last ? output : hidden).naive },
      parameters: theta.map { Double($0) })
    let x: Matrix<Scalar> = try samples.matrix(rows, sizes[0])
    (self.loss, naiveLoss) = (loss.engine(outputs: sizes[last + 1]), loss.naive(outputs: sizes[last + 1]))
    let y: Matrix<Scalar> = try samples.targets(rows, naiveLoss.targets(outputs: sizes[last + 1]), for: self.loss)
    data = try Dataset(inputs: x, values: y)
    (inputs, targets) = (x.naive, y.naive)
  }

  private init(_ other: Pair, data: Dataset<Scalar>, targets: NaiveMatrix) {
    (engine, reference, loss, naiveLoss) = (other.engine, other.reference, other.loss, other.naiveLoss)
    (self.data, inputs, self.targets) = (data, other.inputs, targets)
  }

  /// The same networks and inputs with other targets.
  func with(data: Dataset<Scalar>, targets: NaiveMatrix) -> Pair {
    Pair(self, data: data, targets: targets)
  }
}
