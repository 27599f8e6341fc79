import FeedForward
import Testing

/// Σ ln cosh(t − y) ≈ ½ r² − r⁴ / 12: a loss of one's own is one type in one file.
private struct LogCosh: CustomLoss {
  let name = "log-cosh"

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    var sum = 0.0
    for i in t.indices {
      // By its series: r is small here.
      let r = Double(t[i]) - Double(y[i])
      let square = r * r
      sum += square / 2 - square * square / 12
    }
    return sum
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    for i in t.indices {
      let r = t[i] - y[i]
      gradient[i] = r - r * r * r / 3
    }
  }
}

@Suite struct OwnLossTests {
  /// It is known by its text, its gradient is right behind any activation, and networks learn by it.
  @Test func loss() throws {
    let own = Loss.custom(LogCosh())
    #expect("\(own)" == #"custom(name: "log-cosh")"#)
    for output in [Activation.identity, .tanh] {
      let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(5, .tanh), Layer(1, output)], seed: 1)
      #expect(try network.checkGradients(on: OwnParts.data(), loss: own).worstRelativeError < 1e-6)
      try OwnParts.expectLearning(Trainer(optimizer: .adam(learningRate: 0.03), loss: own, epochs: 100), network)
    }
  }
}
