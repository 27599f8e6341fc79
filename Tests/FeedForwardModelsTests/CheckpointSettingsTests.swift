import FeedForward
import FeedForwardData
import FeedForwardModels
import TestSupport
import Testing

/// A training is known again by every parameter of its settings.
@Suite struct CheckpointSettingsTests {
  private struct Power: CustomLoss {
    let exponent: Double
    var name: String { "power(exponent: \(exponent))" }

    func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
      t.indices.reduce(0.0) { $0 + exponent * Double((t[$1] - y[$1]) * (t[$1] - y[$1])) }
    }

    func gradient<Scalar: BLASScalar>(
      of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
    ) {
      for i in t.indices { gradient[i] = 2 * Scalar(exponent) * (t[i] - y[i]) }
    }
  }

  private struct Steps: Optimizer {
    var learningRate = 0.01
    var factor = 1.0
    var hasText = true
    let stateVectors = 0
    var setting: SettingText? {
      hasText ? SettingText("steps", ["learningRate": learningRate, "factor": factor]) : nil
    }

    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {
      for i in gradient.indices { parameters[i] -= Scalar(factor * learningRate) * gradient[i] }
    }
  }

  private let data: Dataset<Double>
  private let classes: Dataset<Double>

  init() throws {
    let x = (0..<12).map { [Double($0) / 6 - 1, Double($0 % 5) / 4] }
    data = try Dataset(inputs: Matrix(x), values: Matrix(x.map { [$0[0] * $0[1]] }))
    classes = try Dataset(inputs: Matrix(x), classes: (0..<12).map { $0 % 3 / 2 })
  }

  private func network(_ hidden: Activation = .tanh, _ output: Activation = .identity, outputs: Int = 1) throws
    -> FeedForwardNetwork<Double>
  {
    try FeedForwardNetwork(inputs: 2, layers: [Layer(3, hidden), Layer(outputs, output)], seed: 2)
  }

  /// The checkpoint of a training of one epoch.
  private func checkpoint(
    _ trainer: Trainer, _ network: FeedForwardNetwork<Double>, _ data: Dataset<Double>
  ) throws -> Checkpoint<Double> {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    var network = network
    try trainer.fit(&network, to: data, validation: data, saving: CheckpointFile(path, every: .epochs(1)))
    return try Checkpoint(contentsOf: path)
  }

  private func expectDifference(
    _ name: String, _ old: (Trainer, FeedForwardNetwork<Double>), _ new: (Trainer, FeedForwardNetwork<Double>),
    _ data: Dataset<Double>, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let checkpoint = try checkpoint(old.0, old.1, data)
    var (trainer, network) = old
    trainer.epochs = 2
    try trainer.fit(&network, to: data, validation: data, saving: nil, from: checkpoint)
    let texts = [new, old].map { trainer, network in
      trainer.settings(of: network).first { $0.name == name }?.text ?? "no text"
    }
    #expect(texts[0] != texts[1], sourceLocation: sourceLocation)
    network = new.1
    #expect(sourceLocation: sourceLocation) {
      try new.0.fit(&network, to: data, validation: data, saving: nil, from: checkpoint)
    } throws: {
      guard let error = $0 as? DataError else { return false }
      return error.found == "a training with \(name) \(texts[1])" && error.expected == "one with \(name) \(texts[0])"
    }
  }

  @Test func losses() throws {
    for (old, new) in [
      (.huber(delta: 1), .huber(delta: 0.01)), (.quantile([0.5]), .quantile([0.9])),
      (.custom(Power(exponent: 1)), .custom(Power(exponent: 2))), (.squaredError, .absoluteError),
    ] as [(Loss, Loss)] {
      let network = try network()
      try expectDifference(
        "loss", (Trainer(loss: old, epochs: 1), network), (Trainer(loss: new, epochs: 1), network), data)
    }
    let levels = { (levels: [Double]) in Trainer(loss: .quantile(levels), epochs: 1) }
    let quantiles = try network(.tanh, .increasing(), outputs: 3)
    try expectDifference("loss", (levels([0.1, 0.5, 0.9]), quantiles), (levels([0.2, 0.5, 0.9]), quantiles), data)
    let weights = { Trainer(loss: .weightedBinaryCrossEntropy(positiveWeights: [$0]), epochs: 1) }
    let binary = try network(.tanh, .logistic)
    try expectDifference("loss", (weights(1), binary), (weights(3), binary), classes)
    // The loss that belongs to the outputs is the same whether it is said or not.
    let plain = try checkpoint(Trainer(epochs: 1), network(), data)
    var same = try network()
    try Trainer(loss: .squaredError, epochs: 2).fit(&same, to: data, validation: data, saving: nil, from: plain)
  }

  @Test func networks() throws {
    for (old, new) in [
      (.leakyReLU(slope: 0.01), .leakyReLU(slope: 0.02)), (.elu(alpha: 1), .elu(alpha: 0.5)),
    ] as [(Activation, Activation)] {
      try expectDifference(
        "network", (Trainer(epochs: 1), network(old)), (Trainer(epochs: 1), network(new)), data)
    }
  }

  @Test func optimizers() throws {
    let pairs: [(any Optimizer, any Optimizer)] = [
      (.adam(), .adam(beta2: 0.99)), (.adam(), .adamW(weightDecay: 1e-3)), (.adam(), .adam(epsilon: 1e-7)),
      (.sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true)), (.rmsprop(), .rmsprop(decay: 0.9)),
      (.lbfgs(), .lbfgs(memory: 9)), (.rprop(.plus), .rprop(.minus)), (.rprop(), .rprop(initialStep: 0.2)),
      (
        .rprop(initialStep: .drawn(from: 0.1...0.2, seed: 1)), .rprop(initialStep: .drawn(from: 0.1...0.2, seed: 2))
      ),
      (.levenbergMarquardt(), .bayesianRegularization()), (Steps(), Steps(factor: 0.5)), (.adam(), Steps()),
    ]
    for (old, new) in pairs {
      let network = try network()
      try expectDifference(
        "optimizer", (Trainer(optimizer: old, epochs: 1), network), (Trainer(optimizer: new, epochs: 1), network), data)
    }
  }

  @Test func otherSettings() throws {
    let base = Trainer(epochs: 1, earlyStopping: EarlyStopping(patience: 5))
    func expectDifference(
      _ name: String, _ data: Dataset<Double>, sourceLocation: SourceLocation = #_sourceLocation,
      _ change: (inout Trainer) -> Void
    ) throws {
      var other = base
      change(&other)
      let network = try network(.tanh, data.targets.isClasses ? .logistic : .identity)
      try self.expectDifference(name, (base, network), (other, network), data, sourceLocation: sourceLocation)
      try self.expectDifference(name, (other, network), (base, network), data, sourceLocation: sourceLocation)
    }
    try expectDifference("earlyStopping", data) { $0.earlyStopping = EarlyStopping(patience: 6) }
    try expectDifference("earlyStopping", data) { $0.earlyStopping?.minimumImprovement = 1e-9 }
    try expectDifference("earlyStopping", data) { $0.earlyStopping = EarlyStopping(.quotient(above: 2, strip: 4)) }
    try expectDifference("earlyStopping", data) { $0.earlyStopping = nil }
    try expectDifference("dropout", data) { $0.noise.dropout = 0.1 }
    try expectDifference("dropout", data) { $0.noise.dropout = Dropout(0, inputs: 0.1) }
    try expectDifference("clipping", data) { $0.clipping = .norm(1) }
    try expectDifference("maxNorm", data) { $0.maxNorm = 2 }
    try expectDifference("inputNoise", data) { $0.noise.inputs = 1e-3 }
    try expectDifference("l2", data) { $0.l2 = 1e-9 }
    try expectDifference("l1", data) { $0.l1 = 0.1 }
    try expectDifference("shuffle", data) { $0.shuffle = false }
    try expectDifference("seed", data) { $0.seed = .max }
    try expectDifference("labelSmoothing", classes) { $0.noise.labelSmoothing = 0.1 }
    try expectDifference("classWeights", classes) { $0.classWeights = .each([1, 2]) }
    try expectDifference("schedule", data) { $0.schedule = .cosine(period: 3, periodFactor: 2) }
    try expectDifference("schedule", data) { $0.schedule = .custom(name: "half", { _ in 0.5 }) }
  }

  @Test func schedules() throws {
    let network = try network()
    func trainer(_ schedule: Schedule) -> Trainer {
      var trainer = Trainer(epochs: 1)
      trainer.schedule = schedule
      return trainer
    }
    for (old, new) in [
      (.custom(name: "1/t", { 1 / (1 + $0) }), .custom(name: "1/√t", { 1 / (1 + $0).squareRoot() })),
      (.warmUp(epochs: 1, then: .step(every: 2)), .warmUp(epochs: 1, then: .step(every: 3))),
      (.oneCycle(epochs: 4), .oneCycle(epochs: 4, finalFactor: 1e-5)),
    ] as [(Schedule, Schedule)] {
      try expectDifference("schedule", (trainer(old), network), (trainer(new), network), data)
    }
  }

  /// What nobody could know again is not saved, and says so before anything is trained.
  @Test func codeWithoutAText() throws {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    var schedule = Trainer(epochs: 1)
    schedule.schedule = .custom { 1 / (1 + $0) }
    for (name, trainer) in [
      ("schedule", schedule), ("optimizer", Trainer(optimizer: Steps(hasText: false), epochs: 1)),
    ] {
      let start = try network()
      var network = start
      #expect {
        try trainer.fit(&network, to: data, saving: CheckpointFile(path, every: .epochs(1)))
      } throws: {
        "\($0)".contains("the \(name) of this training, which is code without a text")
      }
      let names = try folder.names()
      #expect(network.parameters == start.parameters && names.isEmpty)
      // Without a checkpoint it may be trained.
      try trainer.fit(&network, to: data, saving: nil)
      #expect(network.parameters != start.parameters)
    }
  }
}

extension Targets {
  fileprivate var isClasses: Bool { if case .classes = self { true } else { false } }
}
