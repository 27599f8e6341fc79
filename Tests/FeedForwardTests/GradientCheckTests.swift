import FeedForward
import Testing

/// The public gradient check finds nothing where all is right, and finds and names what is wrong.
@Suite struct GradientCheckTests {
  /// Σ (t − y)², whose gradient has a wrong factor for one output.
  private struct Squares: CustomLoss {
    let name = "squares"
    let wrongOutput: Int?

    func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
      t.indices.reduce(0) { $0 + Double((t[$1] - y[$1]) * (t[$1] - y[$1])) }
    }

    func gradient<Scalar: BLASScalar>(
      of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
    ) {
      for i in t.indices { gradient[i] = (i % outputs == wrongOutput ? 2.1 : 2) * (t[i] - y[i]) }
    }
  }

  private func data<Scalar: BLASScalar>(_: Scalar.Type, outputs: Int) throws -> Dataset<Scalar> {
    var generator = Philox(seed: 3, purpose: .test)
    let x = (0..<7 * 3).map { _ in Scalar(generator.normal()) }
    let y = (0..<7 * outputs).map { _ in Scalar(generator.uniform()) }
    return try Dataset(
      inputs: Matrix(rows: 7, columns: 3, elements: x), values: Matrix(rows: 7, columns: outputs, elements: y))
  }

  // Two-sided differences with h = 2⁻¹⁷ are good to h² f‴/6 ≈ 10⁻¹¹ f‴ and ε/h ≈ 3·10⁻¹¹ of E's scale; relative to
  // gradients down to 10⁻³ of the largest that is 10⁻⁷ or so.
  private let allowed = 1e-6

  @Test(arguments: [
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "softsign", "elu", "selu", "softplus", "silu", "gelu",
    "mish",
  ])
  func rightGradientsPass(name: String) throws {
    let activation = try Activation(name)
    for (output, loss) in [
      (.identity, .squaredError), (activation, .absoluteError), (.softmax, .huber(delta: 0.3)), (.logistic, nil),
      (.identity, .custom(Squares(wrongOutput: nil))),
    ] as [(Activation, Loss?)] {
      // Biases that are not zero, or one could be penalized unseen.
      let anywhere = Initializer.uniform(-0.75...0.75)
      let layers = [(5, activation), (4, activation), (2, output)].map { Layer($0, $1, initializer: anywhere) }
      let network = try FeedForwardNetwork<Float>(inputs: 3, layers: layers, seed: 4)
      let check = try network.checkGradients(
        on: data(Float.self, outputs: 2), loss: loss, l2: 0.1, l1: 0.01, trainingExamples: 20)
      #expect(check.worstRelativeError <= allowed, "\(name), \(output): \(check)")
      #expect(check.checked + check.kinks == network.parameters.count + 7 * 3)
    }
  }

  /// Losses with a number of outputs, or a range of targets, of their own.
  @Test func rightGradientsOfLikelihoodsPass() throws {
    for (hidden, outputs, output, loss) in [
      (.tanh, 2, .exponential, .poisson), (.tanh, 4, .meanAndVariance, .gaussian), (.tanh, 2, .exponential, .huber()),
      (.tanh, 2, .logistic, .weightedBinaryCrossEntropy(positiveWeights: [3, 0.5])),
      (.tanh, 6, .increasing(groups: 2), .quantile([0.2, 0.5, 0.75])), (.tanh, 2, .identity, .quantile([0.9])),
      (.exponential, 2, .identity, .squaredError),
    ] as [(Activation, Int, Activation, Loss)] {
      let layers = [Layer(5, hidden), Layer(outputs, output, initializer: .uniform(-0.75...0.75))]
      let network = try FeedForwardNetwork<Float>(inputs: 3, layers: layers, seed: 4)
      let check = try network.checkGradients(
        on: data(Float.self, outputs: 2), loss: loss, l2: 0.1, l1: 0.01, trainingExamples: 20)
      #expect(check.worstRelativeError <= allowed, "\(output), \(loss): \(check)")
      #expect(check.checked + check.kinks == network.parameters.count + 7 * 3)
    }
  }

  @Test func aWrongGradientIsFoundAndNamed() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(5, .tanh), Layer(2, .identity)], seed: 4)
    let loss = Loss.custom(Squares(wrongOutput: 1))
    let check = try network.checkGradients(on: data(Double.self, outputs: 2), loss: loss)
    // 2.1 for 2 is 5 % of that output's gradient, and may be more of a sum in which it cancels.
    #expect(check.worstRelativeError > 0.04)
    // In one layer the parameters of neuron 0 have nothing to do with output 1: they are not to be named.
    let linear = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(2, .identity)], seed: 4)
    let worst = try linear.checkGradients(on: data(Double.self, outputs: 2), loss: loss).worst
    if case .parameter(let layer, let neuron, _) = worst.variable { #expect(layer == 0 && neuron == 1, "\(worst)") }
    #expect(worst.relativeError > 0.04)
    // In words layers count from 1.
    let place = if case .parameter = worst.variable { "Θ of layer 1, neuron 1, " } else { "of the inputs" }
    let words = "\(try linear.checkGradients(on: data(Double.self, outputs: 2), loss: loss))"
    #expect(words.contains(place) && words.matches(of: /[0-9]\.[0-9]{12}/).isEmpty, "\(words)")
  }

  @Test func kinksAreLeftOut() throws {
    // All parameters zero: every unit sits on ReLU's kink, where relu′(0) = 1 and the differences see ½.
    let layers = [Layer(3, .relu, initializer: .zeros), Layer(1, .identity, initializer: .uniform(0.5...1))]
    let network = try FeedForwardNetwork<Double>(inputs: 3, layers: layers)
    let check = try network.checkGradients(on: data(Double.self, outputs: 1))
    #expect(check.kinks > 0)
    #expect(check.worstRelativeError <= allowed, "\(check)")
  }

  @Test func theLimitSpreadsTheChecks() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(50, .tanh), Layer(2, .identity)])
    let check = try network.checkGradients(on: data(Double.self, outputs: 2), limit: 10)
    #expect(check.checked <= 20 && check.checked >= 10)
  }
}
