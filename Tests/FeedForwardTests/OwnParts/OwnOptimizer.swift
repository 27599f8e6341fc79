import FeedForward
import Testing

/// θ ← θ − η sign(g) √|g|: an optimizer of one's own is three members in one file.
private struct RootDescent: Optimizer {
  let learningRate = 0.03
  let stateVectors = 0

  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    let rate = Scalar(learningRate * state.rateFactor)
    for i in gradient.indices {
      let root = gradient[i].magnitude.squareRoot()
      parameters[i] -= rate * (gradient[i] < 0 ? -root : root)
    }
  }
}

@Suite struct OwnOptimizerTests {
  /// It trains through every door, with schedules, clipping and penalties as the engine's own.
  @Test func optimizer() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(5, .tanh), Layer(1, .identity)], seed: 1)
    let trainer = Trainer(
      optimizer: RootDescent(), schedule: .cosine(period: 100), clipping: .norm(1), l2: 1e-3, epochs: 100)
    try OwnParts.expectLearning(trainer, network)
    let data = try OwnParts.data()
    var fitted = network
    try trainer.fit(&fitted, to: data)
    let training = try Training(trainer, of: network, on: data)
    while try training.step() != nil {}
    #expect(training.network.parameters == fitted.parameters)
  }
}
