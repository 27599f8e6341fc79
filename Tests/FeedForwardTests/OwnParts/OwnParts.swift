import FeedForward
import TestSupport
import Testing

/// What parts of one's own are tried on: they are written against the public interface alone, each in its own file.
enum OwnParts {
  /// 40 rows of a smooth function of two numbers, within −0.5 … 0.5.
  static func data() throws -> Dataset<Double> {
    var samples = Samples(seed: 97)
    let x: Matrix<Double> = try samples.matrix(40, 2)
    let y = (0..<40).map { [0.25 * x[$0, 0] * x[$0, 1] + 0.25 * x[$0, 0]] }
    return try Dataset(inputs: x, values: Matrix(y))
  }

  /// The error is a fifth of what it was at first.
  static func expectLearning(_ trainer: Trainer, _ network: FeedForwardNetwork<Double>) throws {
    let data = try data()
    var network = network
    let before = try network.evaluate(on: data).metrics.rmse ?? .nan
    try trainer.fit(&network, to: data)
    let after = try network.evaluate(on: data).metrics.rmse ?? .nan
    #expect(after < before / 5, "\(before) before, \(after) after")
  }
}
