import FeedForward
import Foundation
import TestSupport
import Testing

/// Calls that once stopped the program, never came back or wrote where they should not, and their kin: sizes whose sums
/// and products overflow, settings at the ends of their ranges, states that belong to something else.
@Suite struct BadCallTests {
  private static let tiny = Double.leastNonzeroMagnitude

  /// 120 rows of two classes.
  private func problem() throws -> (network: FeedForwardNetwork<Float>, data: Dataset<Float>) {
    var samples = Samples(seed: 1)
    let data = try Dataset<Float>(inputs: samples.matrix(120, 3), classes: (0..<120).map { $0 % 2 })
    return (try FeedForwardNetwork(inputs: 3, layers: [Layer(5, .tanh), Layer(2, .softmax)]), data)
  }

  /// Nothing but a typed error may come of it; returns whether one did.
  @discardableResult
  private func refuses(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) -> Bool {
    do {
      try body()
      return false
    } catch is FeedForwardError {
    } catch {
      Issue.record("\(what): \(error) is no FeedForwardError", sourceLocation: sourceLocation)
    }
    return true
  }

  @Test func sizesThatOverflow() throws {
    let (network, data) = try problem()
    // 16 scalars a row and one line more are 2⁶³.
    for rows in [Int.max, (1 << 59) - 1, 1 << 31] {
      expect(naming: ["A minibatch", "\(rows) rows", "at most"], "largest batch") {
        _ = try OnlineTraining(of: network, by: Trainer(), largestBatch: rows)
      }
    }
    let rowsWithoutColumns = try Matrix<Float>(rows: .max, columns: 0, elements: [])
    expect(naming: ["0 columns", "3"], "rows without columns") {
      _ = try network.inputGradient(ofOutput: 0, at: rowsWithoutColumns)
    }
    expect(naming: ["0 columns", "3"], "rows without columns") { _ = try network.predict(rowsWithoutColumns) }
    expect(naming: ["empty"], "no probabilities") {
      _ = try ClassificationReport(probabilities: rowsWithoutColumns, classes: [])
    }
    expect(naming: ["empty"], "no scores") { _ = try ClassificationReport(scores: rowsWithoutColumns, classes: []) }
    expect(naming: ["empty"], "no outputs") {
      _ = try RegressionReport(outputs: rowsWithoutColumns, targets: rowsWithoutColumns)
    }
    expect(naming: ["bytes"], "repeats") { _ = try Folds.plain(2, repeats: .max / 10_000).folds(of: data) }
    expect(naming: ["A buffer"], "repeats") { _ = try Folds.stratified(60, repeats: .max).folds(of: data) }
    let all = try network.checkGradients(on: data, limit: .max)
    #expect(all.checked + all.kinks == network.parameters.count + 3 * 120)
  }

  @Test func statesOfOptimizers() throws {
    for (vectors, scalars, count) in [(-1, 0, 3), (1, -1, 3), (1, 0, -3), (-1, 0, -3), (.min, 0, .min)] {
      expect(naming: ["state", "-", "at least 0"], "\(vectors), \(scalars), \(count)") {
        _ = try OptimizerState<Float>(vectors: vectors, scalars: scalars, count: count)
      }
    }
    expect(naming: ["A buffer"], "vectors") { _ = try OptimizerState<Float>(vectors: .max, count: 2) }
    expect(naming: ["bytes"], "count") { _ = try OptimizerState<Float>(vectors: 1, count: .max / 8) }
    expect(naming: ["A buffer"], "scalars") { _ = try OptimizerState<Float>(vectors: 0, scalars: .max, count: 1) }
    expect(naming: ["bytes"], "scalars") { _ = try OptimizerState<Float>(vectors: 0, scalars: .max / 16, count: 1) }
    var (network, data) = try problem()
    for memory in [Int.max, .max / 2, .max / 8] {
      refuses("L-BFGS remembers \(memory)") {
        try Trainer(optimizer: .lbfgs(memory: memory), epochs: 1).fit(&network, to: data)
        Issue.record("there was memory for \(memory) changes")
      }
    }
  }

  /// A rule that remembers two vectors does not write behind a state that has one.
  @Test func foreignStateOfAnOwnLoop() async {
    await #expect(processExitsWith: .failure) {
      var state = try OptimizerState<Float>(vectors: 1, count: 4)
      state.step = 1
      var parameters: [Float] = [1, 2, 3, 4]
      let gradient: [Float] = [1, 1, 1, 1]
      var span = parameters.mutableSpan
      Adam().update(&span, along: gradient.span, state: &state)
    }
  }

  /// Epochs beside those of a state: more than there are numbers, and none.
  @Test func epochsBesideAState() throws {
    var (network, data) = try problem()
    var state = TrainingState<Float>()
    let once = Trainer(epochs: 100, earlyStopping: EarlyStopping(patience: 1, minimumImprovement: 1e3))
    try once.fit(&network, to: data, validation: data, continuing: &state)
    try #require(state.epochs == 2 && state.history.stopReason == .noImprovement)
    for epochs in [0, -1, -2, .min] {
      expect(naming: ["epochs is \(epochs);", "at least 1"], "\(epochs) epochs") {
        try Trainer(epochs: epochs).fit(&network, to: data, continuing: &state)
      }
    }
    #expect(try Training(Trainer(), of: network, on: data, continuing: state).isOver, "an error leaves the state")
    try Trainer(epochs: .max).fit(&network, to: data, continuing: &state) { $0.epoch == 3 ? .stop : .proceed }
    #expect(state.epochs == 3 && state.history.stopReason == .callback)
  }

  /// A training may go on with other settings as long as they make the same minibatches.
  @Test func statesOfOtherMinibatches() throws {
    let (start, data) = try problem()
    let training = try Training(Trainer(batchSize: 60, epochs: 1), of: start, on: data)
    try training.step()
    var (network, state) = (training.network, try training.state)
    let before = network.parameters
    expect(naming: ["state", "sums", "same data and batch size"], "other minibatches") {
      try Trainer(batchSize: 30, epochs: 1).fit(&network, to: data, continuing: &state)
    }
    for steps in [-1, .min, 2, .max] {
      var other = state
      other.interrupted?.steps = steps
      expect(naming: ["state", "\(steps) steps"], "steps") {
        try Trainer(batchSize: 60, epochs: 1).fit(&network, to: data, continuing: &other)
      }
    }
    #expect(network.parameters == before)
    try Trainer(batchSize: 60, epochs: 1).fit(&network, to: data, continuing: &state)
    #expect(state.epochs == 1)
  }

  /// What a rule remembers may come from a file.
  @Test func rememberedNumbersThatMakeNoSense() throws {
    for optimizer in [.lbfgs(memory: 2), .scaledConjugateGradient(), .levenbergMarquardt()] as [any Optimizer] {
      for number in [Double.nan, .infinity, -1, 1e300, 2.5, 1e9] {
        var (network, data) = try problem()
        var trainer = Trainer(optimizer: optimizer, epochs: 2)
        if optimizer is LevenbergMarquardt {
          network = try FeedForwardNetwork(inputs: 3, layers: [Layer(2, .identity)])
          trainer.loss = .squaredError
        }
        var state = TrainingState<Float>()
        try trainer.fit(&network, to: data, continuing: &state)
        for i in 0..<(state.optimizer?.scalars.count ?? 0) { state.optimizer?.scalars[i] = number }
        refuses("\(type(of: optimizer)) with \(number)") {
          try trainer.fit(&network, to: data, continuing: &state)
        }
      }
    }
  }

  @Test(
    arguments: [
      .warmUp(epochs: 1e300, then: .inverseScaling()), .warmUp(epochs: Self.tiny), .cosine(period: Self.tiny),
      .cosine(period: 1e300, periodFactor: 1e300), .oneCycle(epochs: Self.tiny),
      .oneCycle(epochs: 1e300, peakAt: Self.tiny),
      .exponential(factor: Self.tiny), .step(every: .max, factor: Self.tiny), .inverseScaling(power: 1e300),
      .reduceOnPlateau(patience: .max), .custom { _ in .nan }, .custom { _ in .infinity }, .custom { _ in -1e300 },
    ] as [Schedule])
  func schedules(schedule: Schedule) throws {
    var (network, data) = try problem()
    var trainer = Trainer(epochs: 3)
    trainer.schedule = schedule
    refuses("\(schedule)") { try trainer.fit(&network, to: data) }
    #expect(network.parameters.elements.allSatisfy { $0.isFinite })
  }

  @Test(arguments: 0..<12) func settingsAtTheEnds(index: Int) throws {
    let optimizers: [any Optimizer] = [
      .sgd(learningRate: 1e308), .sgd(learningRate: 1e308, momentum: 1.0.nextDown, nesterov: true),
      .adam(learningRate: 1e308, beta1: 1.0.nextDown, beta2: 1.0.nextDown, epsilon: Self.tiny),
      .adamW(weightDecay: 1e308),
      .nadam(momentumDecay: 1e308), .rmsprop(learningRate: 1e308, epsilon: Self.tiny), .adagrad(epsilon: Self.tiny),
      .lion(learningRate: 1e308), .rprop(initialStep: 1e300, largestStep: 1e308),
      .rprop(initialStep: .drawn(from: Self.tiny...1e308, seed: 1), smallestStep: 0, largestStep: 1e308),
      .scaledConjugateGradient(distance: Self.tiny, scale: 1e308), .lbfgs(gradientTolerance: 0),
    ]
    var (network, data) = try problem()
    let before = network.parameters
    let optimizer = optimizers[index]
    refuses("\(optimizer)") { try Trainer(optimizer: optimizer, batchSize: 7, epochs: 3).fit(&network, to: data) }
    #expect(network.parameters.elements.allSatisfy { $0.isFinite })
    var trainer = Trainer(optimizer: optimizer, l2: 1e308, l1: 1e308, epochs: 2)
    trainer.clipping = .norm(Self.tiny)
    refuses("\(optimizer), penalized") { try trainer.fit(&network, to: data) }
    #expect(network.parameters.elements.allSatisfy { $0.isFinite } && network.parameters.count == before.count)
  }

  /// The largest numbers there are, in every place that data can be.
  @Test func largestNumbers() throws {
    let huge = Double.greatestFiniteMagnitude
    let inputs = try Matrix([[huge, -huge], [-huge, huge], [huge, huge], [0, 0]])
    let data = try Dataset(inputs: inputs, values: Matrix([[huge], [-huge], [0], [huge]]))
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(3, .tanh), Layer(1, .identity)])
    refuses("least squares") { _ = try FeedForwardNetwork.leastSquares(fitting: data) }
    refuses("ridge") { _ = try FeedForwardNetwork.leastSquares(fitting: data, l2: huge) }
    refuses("gradients") { _ = try network.gradients(on: data) }
    refuses("check") { _ = try network.checkGradients(on: data) }
    refuses("evaluation") { _ = try network.evaluate(on: data) }
    refuses("report") { _ = try network.regressionReport(on: data) }
    for optimizer in [
      .automatic, .adam(), .lbfgs(), .scaledConjugateGradient(), .levenbergMarquardt(), .bayesianRegularization(),
      .rprop(),
    ] as [any Optimizer] {
      var trained = network
      refuses("\(type(of: optimizer))") { try Trainer(optimizer: optimizer, epochs: 3).fit(&trained, to: data) }
      #expect(trained.parameters.elements.allSatisfy { $0.isFinite }, "\(type(of: optimizer))")
    }
    let floats = try Matrix<Float>([[.greatestFiniteMagnitude, -.greatestFiniteMagnitude]])
    for activation in [
      "sigmoid", "tanh", "relu", "leaky-relu", "softsign", "elu", "selu", "softplus", "silu", "gelu", "mish",
    ] {
      let single = try FeedForwardNetwork<Float>(
        inputs: 2, layers: [Layer(4, try Activation(activation)), Layer(2, .softmax)])
      #expect(try single.predict(floats).rows == 1, "\(activation)")
      #expect(try single.classify(floats).allSatisfy { $0 == 0 || $0 == 1 }, "\(activation)")
    }
  }

  @Test(arguments: [
    #"{"counts":[[1,2]]}"#, #"{"counts":[[1],[2]]}"#, #"{"counts":[[1,-2],[3,4]]}"#,
    #"{"counts":[[9223372036854775807,1],[3,4]]}"#, #"{"counts":[[]]}"#,
  ])
  func confusionMatricesThatAreNone(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ConfusionMatrix.self, from: Data(text.utf8)) }
  }
}
