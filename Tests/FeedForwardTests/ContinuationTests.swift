import FeedForward
import TestSupport
import Testing

/// Training that is broken off and goes on, or never ends.
@Suite struct ContinuationTests {
  private func problem(rows: Int = 50) throws -> (network: FeedForwardNetwork<Float>, data: Dataset<Float>) {
    var samples = Samples(seed: 11)
    let network = try FeedForwardNetwork<Float>(inputs: 7, layers: [Layer(13, .tanh), Layer(3, .softmax)], seed: 3)
    let classes = (0..<rows).map { $0 * 5 % 3 }
    return (network, try Dataset(inputs: samples.matrix(rows, 7), classes: classes))
  }

  private static var rules: [any Optimizer] { [.sgd(learningRate: 0.1, momentum: 0.9), .adam(learningRate: 0.01)] }

  private func losses(_ history: TrainingHistory) -> [[Double?]] {
    history.epochs.map { [Double($0.epoch), $0.trainingLoss, $0.validationLoss, $0.training.accuracy] }
  }

  /// Two runs with the state handed on are one run, in bits and in history.
  @Test(arguments: 0..<2, [false, true]) func fitAgain(rule: Int, validated: Bool) throws {
    let (start, data) = try problem()
    let held = validated ? try data.selecting(rows: Array(0..<20)) : nil
    var whole = start
    let history = try Trainer(optimizer: Self.rules[rule], batchSize: 8, epochs: 5).fit(
      &whole, to: data, validation: held)
    var (parts, state) = (start, TrainingState<Float>())
    for epochs in [2, 3] {
      let trainer = Trainer(optimizer: Self.rules[rule], batchSize: 8, epochs: epochs)
      try trainer.fit(&parts, to: data, validation: held, continuing: &state)
    }
    #expect(parts.parameters == whole.parameters)
    #expect(losses(state.history) == losses(history) && state.history.bestEpoch == history.bestEpoch)
    #expect(state.epochs == 5 && state.steps == 35)
  }

  /// Broken off at any step, also the last of an epoch, and finished later.
  @Test(arguments: [1, 3, 6, 7, 8, 20]) func brokenOff(atStep last: Int) throws {
    let (start, data) = try problem()
    let trainer = Trainer(optimizer: .adam(learningRate: 0.01), l2: 0.1, batchSize: 8, epochs: 4)
    var whole = start
    let history = try trainer.fit(&whole, to: data)

    let training = try Training(trainer, of: start, on: data)
    for _ in 0..<last { try training.step() }
    var (network, state) = (training.network, try training.state)
    #expect(state.history.stopReason == .callback && state.steps == last && state.epochs == last / 7)
    var rest = trainer
    rest.epochs = 4 - state.epochs
    try rest.fit(&network, to: data, continuing: &state)
    #expect(network.parameters == whole.parameters)
    #expect(losses(state.history) == losses(history))
    #expect(state.history.stopReason == .epochsDone && state.history.bestEpoch == history.bestEpoch)
  }

  /// Early stopping counts on, and the best network stays the best.
  @Test func patience() throws {
    let (start, data) = try problem()
    let held = try data.selecting(rows: [3, 7, 20, 33])
    func trainer(_ epochs: Int) -> Trainer {
      Trainer(
        optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: epochs, earlyStopping: EarlyStopping(patience: 6))
    }
    var whole = start
    let history = try trainer(200).fit(&whole, to: data, validation: held)
    try #require(history.stopReason == .noImprovement)
    var (network, state) = (start, TrainingState<Float>())
    while state.history.stopReason != .noImprovement {
      try #require(state.epochs < 200)
      try trainer(2).fit(&network, to: data, validation: held, continuing: &state)
    }
    #expect(network.parameters == whole.parameters)
    #expect(losses(state.history) == losses(history) && state.history.bestEpoch == history.bestEpoch)
  }

  @Test func stepsAreTold() throws {
    let (network, data) = try problem()
    var records: [StepRecord] = []
    let training = try Training(Trainer(batchSize: 20, epochs: 2, shuffle: false), of: network, on: data)
    while let record = try training.step() { records.append(record) }
    #expect(records.map(\.step) == [1, 2, 3, 1, 2, 3] && records.map(\.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(records.allSatisfy { $0.steps == 3 })
    let mean = (20 * records[0].loss + 20 * records[1].loss + 10 * records[2].loss) / 50
    #expect(abs(mean - training.history.epochs[0].trainingLoss) <= 4 * mean.ulp)
  }

  /// As many epochs as there are numbers, until a callback has seen enough.
  @Test func epochsWithoutEnd() throws {
    var (network, data) = try problem()
    let history = try Trainer(batchSize: 20, epochs: .max).fit(&network, to: data) { $0.epoch == 2 ? .stop : .proceed }
    #expect(history.epochs.count == 2 && history.stopReason == .callback)
  }

  @Test func foreignState() throws {
    var (network, data) = try problem()
    var state = TrainingState<Float>()
    try Trainer(optimizer: .adam(), epochs: 1).fit(&network, to: data, continuing: &state)
    let before = network.parameters
    #expect(throws: FeedForwardError.self) {
      try Trainer(optimizer: .sgd(learningRate: 0.1), epochs: 1).fit(&network, to: data, continuing: &state)
    }
    var other = try FeedForwardNetwork<Float>(inputs: 7, layers: [Layer(3, .softmax)])
    #expect(throws: FeedForwardError.self) {
      try Trainer(optimizer: .adam(), epochs: 1).fit(&other, to: data, continuing: &state)
    }
    #expect(network.parameters == before && state.epochs == 1)
  }

  /// A cancelled task leaves a network and a state to go on from.
  @Test func cancellation() async throws {
    let (start, data) = try problem()
    let trainer = Trainer(optimizer: .adam(learningRate: 0.01), batchSize: 8, epochs: 1_000_000)
    let task = Task {
      var (network, state) = (start, TrainingState<Float>())
      try trainer.fit(&network, to: data, continuing: &state)
      return (network, state)
    }
    task.cancel()
    var (network, state) = try await task.value
    #expect(state.history.stopReason == .cancelled && state.epochs < 1_000_000)
    let total = state.epochs + 2
    var rest = trainer
    rest.epochs = 2
    try rest.fit(&network, to: data, continuing: &state)
    var (whole, all) = (start, trainer)
    all.epochs = total
    try all.fit(&whole, to: data)
    #expect(network.parameters == whole.parameters)
  }

  /// What is left is the best network so far, not the last; going on is as if nothing had been.
  @Test(arguments: [false, true]) func cancellationLeavesTheBest(validated: Bool) async throws {
    let (start, data) = try problem()
    // Steps so long that E goes up and down.
    let trainer = Trainer(optimizer: .sgd(learningRate: 4), batchSize: 8, epochs: 20)
    let task = Task {
      var (network, state) = (start, TrainingState<Float>())
      try trainer.fit(
        &network, to: data, validation: validated ? data : nil, continuing: &state,
        onEpoch: { record in
          if record.epoch == 10 { withUnsafeCurrentTask { $0?.cancel() } }
          return .proceed
        })
      return (network, state)
    }
    var (network, state) = try await task.value
    #expect(state.history.stopReason == .cancelled && state.epochs == 10)
    let losses = state.history.epochs.map { $0.validationLoss ?? $0.trainingLoss }
    let best = try #require(losses.min())
    #expect(losses[9] > best)
    if validated {
      #expect(try network.evaluate(on: data).loss == best)
    } else {
      var (again, short) = (start, trainer)
      short.epochs = try #require(losses.firstIndex(of: best)) + 1
      try short.fit(&again, to: data)
      #expect(network.parameters == again.parameters)
    }
    var (whole, rest) = (start, trainer)
    try trainer.fit(&whole, to: data)
    rest.epochs = 10
    try rest.fit(&network, to: data, validation: validated ? data : nil, continuing: &state)
    #expect(network.parameters == whole.parameters)
  }

  @Test func events() async throws {
    let (start, data) = try problem()
    var expected = start
    let history = try Trainer(batchSize: 8, epochs: 3).fit(&expected, to: data)
    var records: [EpochRecord] = []
    var ended = false
    let training = try Training(Trainer(batchSize: 8, epochs: 3), of: start, on: data)
    for await event in training.events {
      switch event {
      case .epoch(let record): records.append(record)
      case .finished(let reason):
        ended = true
        #expect(reason == .epochsDone && training.network.parameters == expected.parameters && training.epoch == 3)
      case .failed(let error): Issue.record(error)
      }
    }
    #expect(ended && records.map(\.trainingLoss) == history.epochs.map(\.trainingLoss))

    let failing = Trainer(optimizer: .sgd(learningRate: 1e30), loss: .squaredError, batchSize: 8, epochs: 3)
    let linear = try FeedForwardNetwork<Float>(inputs: 7, layers: [Layer(3, .identity)], seed: 3)
    var error: FeedForwardError?
    let diverging = try Training(failing, of: linear, on: data)
    for await event in diverging.events {
      guard case .failed(let found) = event else { continue }
      error = found
      #expect(diverging.network.parameters == linear.parameters)
    }
    guard case .diverged = error else { throw try #require(error) }
  }

  /// Rows that come batch by batch train as those of a data set do.
  @Test func online() throws {
    var (network, data) = try problem(rows: 45)
    let trainer = Trainer(optimizer: .adam(learningRate: 0.01), batchSize: 16, epochs: 2, shuffle: false)
    let online = try OnlineTraining(of: network, by: trainer, largestBatch: 16)
    var losses: [Double] = []
    for _ in 0..<2 {
      for first in stride(from: 0, to: 45, by: 16) {
        losses.append(try online.learn(from: data.selecting(rows: Array(first..<min(45, first + 16)))))
      }
    }
    let history = try trainer.fit(&network, to: data)
    #expect(online.network.parameters == network.parameters && online.steps == 6)
    let mean = (16 * losses[3] + 16 * losses[4] + 13 * losses[5]) / 45
    #expect(abs(mean - history.epochs[1].trainingLoss) <= 4 * mean.ulp)

    #expect(throws: FeedForwardError.self) { try online.learn(from: data) }
    #expect(throws: FeedForwardError.self) { try OnlineTraining(of: network, by: trainer, largestBatch: 0) }
  }
}
