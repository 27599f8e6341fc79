import FeedForward
import Testing

/// Training that leaves the finite numbers says where, and keeps what was good.
@Suite struct DivergenceTests {
  /// t = θ₀ + θ₁ x on x = 0, 1, 2.
  private func line<Scalar: BLASScalar>(_: Scalar.Type = Scalar.self) throws -> Dataset<Scalar> {
    try Dataset(inputs: Matrix([[0], [1], [2]]), values: Matrix([[1], [3], [5]]))
  }

  private func divergence(_ body: () throws -> Void) throws -> Divergence {
    let error = #expect(throws: FeedForwardError.self) { try body() }
    guard case .diverged(let divergence) = try #require(error) else {
      Issue.record("\(String(describing: error))")
      throw CancellationError()
    }
    let text = try #require(error).description
    #expect(text.contains("epoch \(divergence.epoch)") && text.contains("step \(divergence.step)"))
    #expect(text.contains("layer \(divergence.layer)") && text.contains("epoch \(divergence.retainedEpoch)"))
    return divergence
  }

  @Test(arguments: [1e3, 1e30, 1e200]) func hugeLearningRate(rate: Double) throws {
    try hugeLearningRate(rate, Double.self)
    try hugeLearningRate(rate, Float.self)
  }

  private func hugeLearningRate<Scalar: BLASScalar>(_ rate: Double, _: Scalar.Type) throws {
    let layers = [Layer(4, .relu), Layer(1, .identity)]
    var network = try FeedForwardNetwork<Scalar>(inputs: 1, layers: layers, seed: 2)
    let start = network
    let data: Dataset<Scalar> = try line()
    let trainer = Trainer(optimizer: .sgd(learningRate: rate), batchSize: 1, epochs: 500, shuffle: false)
    var losses: [Double] = []
    let where_ = try divergence {
      try trainer.fit(&network, to: data) {
        losses.append($0.trainingLoss)
        return .proceed
      }
    }
    #expect((1...500).contains(where_.epoch) && (1...3).contains(where_.step) && (1...2).contains(where_.layer))
    #expect(network.parameters.elements.allSatisfy { $0.isFinite })
    // Those at the end of the epoch of the lowest loss, or the initial ones if none ended.
    #expect(where_.epoch == losses.count + 1)
    let best = losses.indices.min { losses[$0] < losses[$1] }
    #expect(where_.retainedEpoch == best.map { $0 + 1 } ?? 0)
    var expected = start
    if let best {
      let good = Trainer(optimizer: trainer.optimizer, batchSize: 1, epochs: best + 1, shuffle: false)
      try good.fit(&expected, to: data)
    }
    #expect(network.parameters == expected.parameters)
  }

  /// e^z beyond the range of the scalar, from parameters that are themselves finite: the loss is infinite, and θ stays.
  @Test func infiniteLikelihoods() throws {
    try infiniteLikelihoods(Float.self, 200)
    try infiniteLikelihoods(Double.self, 1e3)
  }

  private func infiniteLikelihoods<Scalar: BLASScalar>(_: Scalar.Type, _ size: Scalar) throws {
    for (output, parameters) in [
      (.exponential, [0, size]), (.meanAndVariance, [0, 1, 0, -8 * size]),
    ] as [(Activation, [Scalar])] {
      let layer = Layer(parameters.count / 2, output)
      var network = try FeedForwardNetwork<Scalar>(inputs: 1, layers: [layer], parameters: parameters)
      let start = network.parameters
      // The first two rows are harmless, the third is not.
      let data = try Dataset<Scalar>(inputs: Matrix([[0], [0], [1]]), values: Matrix([[0], [0], [3]]))
      let trainer = Trainer(optimizer: .sgd(learningRate: 0), batchSize: 1, epochs: 2, shuffle: false)
      let where_ = try divergence { try trainer.fit(&network, to: data) }
      #expect(where_.epoch == 1 && where_.step == 3 && where_.layer == 1 && where_.retainedEpoch == 0, "\(output)")
      #expect(network.parameters == start, "\(output)")
    }
  }

  /// A rule that is good for four epochs and then throws everything away.
  private struct Saboteur: Optimizer {
    let base: any Optimizer
    let fatalStep: Int
    let index: Int
    var learningRate: Double { base.learningRate }
    var stateVectors: Int { base.stateVectors }

    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {
      base.update(&parameters, along: gradient, state: &state)
      if state.step == fatalStep { parameters[index] = .infinity }
    }
  }

  /// Parameter 3 is in the first layer, parameter 6 in the second. The infinity is found in the next step, or at the
  /// end of the epoch if there is none.
  @Test(arguments: [(13, 0, 1, 5, 2), (13, 6, 2, 5, 2), (15, 0, 1, 5, 3), (1, 6, 2, 1, 2)])
  func placeAndKeptEpoch(fatalStep: Int, index: Int, layer: Int, epoch: Int, step: Int) throws {
    let data: Dataset<Double> = try line()
    let layers = [Layer(3, .identity), Layer(1, .identity)]
    let good = Trainer(optimizer: .sgd(learningRate: 0.03), batchSize: 1, epochs: epoch - 1, shuffle: false)
    var bad = good
    bad.epochs = 100
    bad.optimizer = Saboteur(base: good.optimizer, fatalStep: fatalStep, index: index)
    var (network, expected) = (
      try FeedForwardNetwork<Double>(inputs: 1, layers: layers, seed: 2),
      try FeedForwardNetwork<Double>(inputs: 1, layers: layers, seed: 2)
    )
    let where_ = try divergence { try bad.fit(&network, to: data, validation: data) }
    #expect(where_.epoch == epoch && where_.step == step && where_.layer == layer && where_.retainedEpoch == epoch - 1)
    // The validation loss fell in every epoch, so the last whole epoch was the best.
    if epoch > 1 { try good.fit(&expected, to: data, validation: data) }
    #expect(network.parameters == expected.parameters)
  }

  /// Nothing of a network is lost when settings or data are refused.
  @Test func refusedRunsChangeNothing() throws {
    var network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(1, .identity)], seed: 2)
    let before = network.parameters
    #expect(throws: FeedForwardError.self) { try Trainer().fit(&network, to: line()) }
    #expect(network.parameters == before)
  }
}
