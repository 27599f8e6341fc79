import FeedForward
import TestSupport
import Testing

/// A training through each of its doors.
@Suite struct TrainingTests {
  private func problem() throws -> (network: FeedForwardNetwork<Float>, data: Dataset<Float>, held: Dataset<Float>) {
    var samples = Samples(seed: 23)
    let network = try FeedForwardNetwork<Float>(inputs: 7, layers: [Layer(13, .tanh), Layer(3, .softmax)], seed: 3)
    let data = try Dataset<Float>(inputs: samples.matrix(50, 7), classes: (0..<50).map { $0 * 5 % 3 })
    let held = try Dataset<Float>(inputs: samples.matrix(21, 7), classes: (0..<21).map { $0 * 4 % 3 })
    return (network, data, held)
  }

  /// What a history says but for the time it took.
  private func numbers(_ history: TrainingHistory) -> [[Double?]] {
    history.epochs.map {
      [
        Double($0.epoch), $0.trainingLoss, $0.validationLoss, $0.training.accuracy, $0.validation?.accuracy,
        $0.learningRate, $0.layers?.first?.gradientNorm,
      ]
    }
  }

  private static let trainers: [Trainer] = [
    Trainer(
      optimizer: .adam(learningRate: 0.05),
      schedule: .warmUp(epochs: 2, then: .reduceOnPlateau(factor: 0.5, patience: 1)),
      batchSize: 16, epochs: 9),
    Trainer(
      optimizer: .sgd(learningRate: 2, momentum: 0.9), clipping: .norm(1), maxNorm: 2, noise: Noise(dropout: 0.2),
      batchSize: 8, epochs: 60, earlyStopping: EarlyStopping(patience: 4), diagnostics: true),
    Trainer(optimizer: .lbfgs(), l2: 0.1, epochs: 12),
    Trainer(
      optimizer: .adamW(learningRate: 0.05, weightDecay: 0.1), schedule: .coslog(epochs: 11),
      decaySchedule: .flatCosine(epochs: 11),
      partRates: PartRates(biases: 0.1, isPerRootOfInputs: true, inputScales: 6, biasesDecay: false), l2: 0.1,
      noise: Noise(dropout: 0.2), dropoutSchedule: .flatCosine(epochs: 11), batchSize: 16, epochs: 11,
      earlyStopping: EarlyStopping(.never)),
  ]

  /// By steps, by epochs, by events or by `fit`: the same bits, the same history, the same end.
  @Test(arguments: trainers.indices) func doors(index: Int) async throws {
    let (start, data, held) = try problem()
    let trainer = Self.trainers[index]
    var fitted = start
    let history = try trainer.fit(&fitted, to: data, validation: held)
    func expectSame(_ training: Training<Float>, _ door: String) throws {
      #expect(training.isOver && training.network.parameters == fitted.parameters, "\(door)")
      #expect(numbers(training.history) == numbers(history), "\(door)")
      #expect(training.history.stopReason == history.stopReason && training.history.bestEpoch == history.bestEpoch)
      #expect(try training.runEpoch() == nil && training.step() == nil, "\(door): nothing comes after the end")
    }

    let byEpochs = try Training(trainer, of: start, on: data, validation: held)
    while let epoch = try byEpochs.runEpoch() { #expect(epoch == byEpochs.history.epochs.last) }
    try expectSame(byEpochs, "epochs")

    let bySteps = try Training(trainer, of: start, on: data, validation: held)
    var steps = 0
    while let step = try bySteps.step() {
      steps += 1
      #expect(step.isLast == (bySteps.epoch == step.epoch))
    }
    try expectSame(bySteps, "steps")
    #expect(try bySteps.state.steps == steps)

    let byEvents = try Training(trainer, of: start, on: data, validation: held)
    var told: [TrainingEvent] = []
    for await event in byEvents.events { told.append(event) }
    try expectSame(byEvents, "events")
    #expect(told.count == history.epochs.count + 1)
    let isFinished = if case .finished(history.stopReason) = told.last { true } else { false }
    #expect(isFinished)

    // Steps and epochs in turn.
    let mixed = try Training(trainer, of: start, on: data, validation: held)
    while try mixed.step() != nil, try mixed.runEpoch() != nil {}
    try expectSame(mixed, "steps and epochs")
  }

  /// Leaving the loop is stopping, and entering it again is going on.
  @Test func leaving() throws {
    let (start, data, held) = try problem()
    let trainer = Self.trainers[0]
    let training = try Training(trainer, of: start, on: data, validation: held)
    while let epoch = try training.runEpoch() { if epoch.epoch == 4 { break } }
    #expect(!training.isOver && training.epoch == 4 && training.history.stopReason == .callback)
    #expect(try training.network.evaluate(on: held).loss == training.history.epochs[3].validationLoss)
    while try training.runEpoch() != nil {}
    var fitted = start
    try trainer.fit(&fitted, to: data, validation: held)
    #expect(training.isOver && training.network.parameters == fitted.parameters)
  }

  /// With early stopping the network is that of the best epoch, which the history names.
  @Test func bestNetwork() throws {
    let (start, data, held) = try problem()
    let training = try Training(Self.trainers[1], of: start, on: data, validation: held)
    while try training.runEpoch() != nil {}
    #expect(training.history.stopReason == .noImprovement)
    let best = try #require(training.history.best)
    #expect(best.validationLoss == training.history.epochs.compactMap(\.validationLoss).min())
    #expect(try training.network.evaluate(on: held).loss == best.validationLoss)
  }

  /// A training that has left the finite numbers says so at every door, and keeps its best network.
  @Test func divergence() throws {
    let (_, data, _) = try problem()
    let linear = try FeedForwardNetwork<Float>(inputs: 7, layers: [Layer(3, .identity)], seed: 3)
    let trainer = Trainer(optimizer: .sgd(learningRate: 1e30), loss: .squaredError, batchSize: 8, epochs: 3)
    let training = try Training(trainer, of: linear, on: data)
    let error = try #require(#expect(throws: FeedForwardError.self) { try training.runEpoch() })
    guard case .diverged(let divergence) = error else { throw error }
    #expect(divergence.epoch == 1 && divergence.retainedEpoch == 0)
    #expect(throws: error) { try training.step() }
    #expect(training.network.parameters == linear.parameters)
  }

  /// A schedule counts the batches of rows that come as they will.
  @Test func onlineSchedule() throws {
    let (start, data, _) = try problem()
    let trainer = Trainer(
      optimizer: .sgd(learningRate: 0.5), schedule: .exponential(factor: 0.5), batchSize: 50, epochs: 4, shuffle: false)
    var fitted = start
    try trainer.fit(&fitted, to: data)
    let online = try OnlineTraining(of: start, by: trainer, largestBatch: 50)
    for _ in 0..<4 { try online.learn(from: data) }
    #expect(online.network.parameters == fitted.parameters)
    var stopping = trainer
    stopping.earlyStopping = EarlyStopping(.trainingPlateau())
    #expect(throws: FeedForwardError.self) { try OnlineTraining(of: start, by: stopping, largestBatch: 50) }
  }
}
