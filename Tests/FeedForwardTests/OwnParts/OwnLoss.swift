import FeedForward
import Testing

/// Σ ln cosh(t − y): a loss of one's own is one type in one file.
private struct LogCosh: CustomLoss {
  let name = "log-cosh"

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    t.indices.reduce(0) { sum, i in
      // ln cosh r = |r| + ln(1 + e^(−2|r|)) − ln 2, by its series where r is small
      let r = Double(t[i]) - Double(y[i])
      return sum + r * r / 2 * (1 - r * r / 6 * (1 - 4 * r * r / 15))
    }
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    for i in t.indices {
      let r = t[i] - y[i]
      gradient[i] = r * (1 - r * r / 3 * (1 - 2 * r * r / 5))
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
