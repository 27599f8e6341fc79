import FeedForward
import FeedForwardSearch
import Foundation
import TestSupport

/// A small problem for searches: three classes by the angle of a point in the plane, some of them wrong.
struct Angles {
  let data: Dataset<Float>
  let candidate: Candidate

  init(rows: Int = 60, epochs: Int = 6) throws {
    var samples = Samples(seed: 31)
    let x: Matrix<Float> = try samples.matrix(rows, 2)
    let classes = (0..<rows).map { r in
      samples.index(below: 10) == 0 ? r % 3 : Int((atan2(Double(x[r, 1]), Double(x[r, 0])) + .pi) / 2.1)
    }
    data = try Dataset(inputs: x, classes: classes)
    candidate = Candidate(
      Trainer(optimizer: .adam(learningRate: 0.05), l2: 0.1, batchSize: 8, epochs: epochs, seed: 4),
      layers: [Layer(5, .tanh), Layer(3, .softmax)], seed: 9)
  }
}
