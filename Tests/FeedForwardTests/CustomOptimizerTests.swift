import FeedForward
import Testing

/// The rule of the documentation of `Optimizer`.
private struct SignDescent: Optimizer {
  var learningRate = 1e-3
  let stateVectors = 0

  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    for i in gradient.indices where gradient[i] != 0 {
      parameters[i] -= Scalar(learningRate) * (gradient[i] < 0 ? -1 : 1)
    }
  }
}

/// Momentum as a user would write it, with a second vector that counts the steps.
private struct OwnMomentum: Optimizer {
  let learningRate: Double
  let stateVectors = 2

  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    for i in gradient.indices {
      state[0, i] = Scalar(0.5) * state[0, i] + gradient[i]
      state[1, i] += 1
      precondition(state[1, i] == Scalar(state.step), "vectors and step are kept between steps")
      parameters[i] -= Scalar(learningRate) * state[0, i]
    }
  }
}

/// A rule that refuses its settings.
private struct Picky: Optimizer {
  let learningRate = 1.0
  let stateVectors = 0

  func validate() throws(FeedForwardError) {
    throw .invalidSetting(name: "pickiness", value: "1", expected: "none")
  }

  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {}
}

/// Rules of the user's own.
@Suite struct CustomOptimizerTests {
  private func data() throws -> Dataset<Double> {
    try Dataset(inputs: Matrix([[1, 2], [-1, 0.5], [0.25, -2]]), values: Matrix([[1], [2], [-3]]))
  }

  private func network() throws -> FeedForwardNetwork<Double> {
    try FeedForwardNetwork(inputs: 2, layers: [Layer(3, .tanh), Layer(1, .identity)], seed: 1)
  }

  @Test func flatVectors() throws {
    var network = try network()
    let start = network.parameters.elements
    let gradient = try network.gradients(on: data()).parameters.elements
    let recording = Recording(SignDescent())
    let history = try Trainer(optimizer: recording, batchSize: 3, epochs: 1, shuffle: false).fit(&network, to: data())
    let step = try #require(recording.log.steps.first)
    #expect(recording.log.steps.count == 1 && step.number == 1)
    #expect(step.before == start && step.gradient == gradient)
    #expect(network.parameters.elements == zip(start, gradient).map { $0 - 1e-3 * ($1 < 0 ? -1 : $1 > 0 ? 1 : 0) })
    #expect(history.epochs[0].learningRate == 1e-3)
  }

  @Test func stateIsKept() throws {
    var (own, builtIn) = (try network(), try network())
    try Trainer(optimizer: OwnMomentum(learningRate: 0.0625), batchSize: 2, epochs: 5).fit(&own, to: data())
    try Trainer(optimizer: .sgd(learningRate: 0.0625, momentum: 0.5), batchSize: 2, epochs: 5).fit(&builtIn, to: data())
    var worst = WorstRatio("own momentum")
    // Ten steps of three roundings, numbers below 2.
    worst.compare(
      own.parameters.elements, builtIn.parameters.elements, allowed: 10 * 3 * 8 * Double.ulpOfOne, "θ")
    worst.expectWithin()
  }

  @Test func settingsAreAsked() throws {
    var network = try network()
    let before = network.parameters
    #expect(throws: FeedForwardError.invalidSetting(name: "pickiness", value: "1", expected: "none")) {
      try Trainer(optimizer: Picky()).fit(&network, to: data())
    }
    #expect(network.parameters == before)
  }

  /// A loop of the user's own needs no trainer.
  @Test func ownLoop() throws {
    var (own, trained) = (try network(), try network())
    let rule = Adam(learningRate: 0.03125)
    var state = try OptimizerState<Double>(vectors: rule.stateVectors, count: own.parameters.count)
    for _ in 0..<5 {
      let gradient = try own.gradients(on: data()).parameters.elements
      var theta = own.parameters.elements
      state.step += 1
      var span = theta.mutableSpan
      rule.update(&span, along: gradient.span, state: &state)
      try own.setParameters(theta)
    }
    try Trainer(optimizer: rule, batchSize: 3, epochs: 5, shuffle: false).fit(&trained, to: data())
    #expect(own.parameters == trained.parameters)
  }
}
