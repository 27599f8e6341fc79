import FeedForward
import Testing

/// z / √(1 + z²): an activation of one's own is one type in one file.
private struct InverseSquareRoot: CustomActivation {
  let name = "inverse square root"

  func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {
    for i in z.indices { a[i] = z[i] / (1 + z[i] * z[i]).squareRoot() }
  }

  func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {
    for i in z.indices {
      let root = (1 + z[i] * z[i]).squareRoot()
      slope[i] = 1 / (root * root * root)
    }
  }
}

@Suite struct OwnActivationTests {
  /// It is known by its text, its gradient is right in any layer, and networks with it learn.
  @Test func activation() throws {
    let own = Activation.custom(InverseSquareRoot())
    #expect("\(own)" == #"custom(name: "inverse square root")"#)
    let data = try OwnParts.data()
    for layers in [[Layer(5, own), Layer(1, .identity)], [Layer(5, .tanh), Layer(1, own)]] {
      let network = try FeedForwardNetwork<Double>(inputs: 2, layers: layers, seed: 1)
      #expect(try network.checkGradients(on: data).worstRelativeError < 1e-6)
      try OwnParts.expectLearning(Trainer(optimizer: .adam(learningRate: 0.03), epochs: 100), network)
    }
  }
}
