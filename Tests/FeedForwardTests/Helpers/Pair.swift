import FeedForward
import NaiveFeedForward
import TestSupport

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
    self.loss = loss.engine(outputs: sizes[last + 1])
    naiveLoss = loss.naive(outputs: sizes[last + 1])
    let y: Matrix<Scalar> = try samples.targets(rows, naiveLoss.targets(outputs: sizes[last + 1]), for: self.loss)
    data = try Dataset(inputs: x, values: y)
    (inputs, targets) = (x.naive, y.naive)
  }

  private init(_ other: Pair, data: Dataset<Scalar>, targets: NaiveMatrix) {
    (engine, reference, loss, naiveLoss) = (other.engine, other.reference, other.loss, other.naiveLoss)
    self.data = data
    inputs = other.inputs
    self.targets = targets
  }

  /// The same networks and inputs with other targets.
  func with(data: Dataset<Scalar>, targets: NaiveMatrix) -> Pair {
    Pair(self, data: data, targets: targets)
  }
}
