import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import TestSupport
import Testing

/// Trainings that are saved, and go on in what might be another process.
@Suite struct CheckpointTests {
  private func problem<Scalar: BLASScalar>(
    _: Scalar.Type, rows: Int = 41
  ) throws -> (network: FeedForwardNetwork<Scalar>, data: Dataset<Scalar>, held: Dataset<Scalar>) {
    var generator = Philox(seed: 21, purpose: .test)
    let x = generator.uniform(rows * 3, in: -1...1).map { Scalar($0) }
    let y = (0..<rows).map { (row: Int) -> Scalar in
      let first = 3 * row
      return x[first] * x[first + 1] + x[first + 2]
    }
    let data = try Dataset(
      inputs: Matrix(rows: rows, columns: 3, elements: x), values: Matrix(rows: rows, columns: 1, elements: y))
    let network = try FeedForwardNetwork<Scalar>(inputs: 3, layers: [Layer(5, .tanh), Layer(1, .identity)], seed: 4)
    return (network, data, try data.selecting(rows: Array(0..<9)))
  }

  static let rules: [any Optimizer] = [
    .adam(learningRate: 0.01), .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true), .lbfgs(memory: 3),
    .levenbergMarquardt(), .automatic, .rprop(),
  ]

  private func trainer(rule: Int) -> Trainer {
    var trainer = Trainer(optimizer: Self.rules[rule], batchSize: 8, epochs: 7, seed: 3)
    trainer.schedule = .warmUp(epochs: 2, then: .reduceOnPlateau(factor: 0.5, patience: 1))
    return trainer
  }

  /// What a history says but for the time it took.
  private func losses(_ history: TrainingHistory) -> [[Double?]] {
    history.epochs.map { [Double($0.epoch), $0.trainingLoss, $0.validationLoss, $0.training.r2, $0.learningRate] }
  }

  /// Each checkpoint of a run, written and read, leads to the same bits as the run itself.
  private func expectSameBits<Scalar: BLASScalar>(
    _: Scalar.Type, _ trainer: Trainer, every interval: CheckpointInterval, validated: Bool
  ) throws {
    let (start, data, held) = try problem(Scalar.self)
    let validation = validated ? held : nil
    var whole = start
    let history = try trainer.fit(&whole, to: data, validation: validation, saving: nil)
    var files: [[UInt8]] = []
    let training = try Training(trainer, of: start, on: data, validation: validation)
    while let step = try training.step() {
      let isDue = if case .epochs(let count) = interval { step.isLast && step.epoch % count == 0 } else { true }
      if isDue, step.isLast || !trainer.diagnostics { files.append(try training.checkpoint().serialized()) }
    }
    #expect(training.network.parameters == whole.parameters)
    #expect(files.count >= 3, "\(trainer.optimizer)")
    for (i, file) in files.enumerated() {
      let checkpoint = try Checkpoint<Scalar>(bytes: file, named: "checkpoint \(i)")
      #expect(try checkpoint.serialized() == file)
      var network = start
      let resumed = try trainer.fit(&network, to: data, validation: validation, saving: nil, from: checkpoint)
      #expect(network.parameters == whole.parameters, "\(trainer.optimizer), checkpoint \(i)")
      #expect(losses(resumed) == losses(history) && resumed.bestEpoch == history.bestEpoch)
      #expect(resumed.stopReason == history.stopReason)
    }
  }

  @Test(arguments: rules.indices, [false, true]) func afterEpochs(rule: Int, validated: Bool) throws {
    try expectSameBits(Float.self, trainer(rule: rule), every: .epochs(2), validated: validated)
    try expectSameBits(Double.self, trainer(rule: rule), every: .epochs(1), validated: validated)
  }

  @Test(arguments: rules.indices, [false, true]) func afterSteps(rule: Int, validated: Bool) throws {
    try expectSameBits(Float.self, trainer(rule: rule), every: .seconds(0), validated: validated)
    try expectSameBits(Double.self, trainer(rule: rule), every: .seconds(0), validated: validated)
  }

  @Test func withEarlyStoppingAndDiagnostics() throws {
    var trainer = trainer(rule: 0)
    (trainer.epochs, trainer.optimizer) = (60, .adam(learningRate: 0.2))
    trainer.earlyStopping = EarlyStopping(patience: 3)
    try expectSameBits(Float.self, trainer, every: .seconds(0), validated: true)
    trainer.diagnostics = true
    try expectSameBits(Float.self, trainer, every: .seconds(0), validated: true)
  }

  /// Every number of a history is in the file.
  @Test func history() throws {
    var (network, data, held) = try problem(Float.self)
    var trainer = trainer(rule: 0)
    trainer.diagnostics = true
    var state = TrainingState<Float>()
    try trainer.fit(&network, to: data, validation: held, continuing: &state)
    trainer.diagnostics = false
    try trainer.fit(&network, to: data, continuing: &state)
    let record = try #require(state.history.epochs.first)
    #expect(Mirror(reflecting: record).children.count == 10, "a new member has to be saved")
    let checkpoint = Checkpoint(network: network, state: state, isFinished: true, settings: ["a": "b"])
    let loaded = try Checkpoint<Float>(bytes: checkpoint.serialized(), named: "history")
    #expect(loaded.state.history == state.history)
    #expect(loaded.isFinished && loaded.settings == ["a": "b"] && loaded.state.steps == state.steps)
  }

  @Test func filesAndTheirEnd() throws {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    let (start, data, _) = try problem(Float.self)
    let trainer = trainer(rule: 0)
    var whole = start
    try trainer.fit(&whole, to: data, saving: CheckpointFile(path, every: .seconds(0)))
    let finished = try Checkpoint<Float>(contentsOf: path)
    #expect(finished.isFinished && finished.network.parameters == whole.parameters)
    var network = start
    let history = try trainer.fit(&network, to: data, saving: CheckpointFile(path, every: .epochs(1)), from: finished)
    #expect(network.parameters == whole.parameters && history.epochs.count == 7)

    // More epochs than before.
    var (longer, long) = (trainer, start)
    longer.epochs = 12
    try longer.fit(&long, to: data, saving: nil)
    try longer.fit(&network, to: data, saving: CheckpointFile(path, every: .epochs(1)), from: finished)
    #expect(network.parameters == long.parameters)
    #expect(try folder.names() == ["run.checkpoint"])

    // Left in the middle of an epoch.
    let training = try Training(trainer, of: start, on: data)
    for _ in 0..<15 { try training.step() }
    try training.save(to: path)
    let broken = try Checkpoint<Float>(contentsOf: path)
    #expect(!broken.isFinished && broken.state.steps == 15)
    try trainer.fit(&network, to: data, saving: nil, from: broken)
    #expect(network.parameters == whole.parameters)
    let resumed = try Training<Float>(resuming: path, trainer, on: data)
    while try resumed.step() != nil {}
    #expect(resumed.network.parameters == whole.parameters && resumed.isOver)
  }

  /// A training that has diverged is not saved over one that has not.
  @Test func divergence() throws {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    let (start, data, _) = try problem(Float.self)
    let trainer = Trainer(optimizer: .sgd(learningRate: 1e30), batchSize: 8, epochs: 7)
    let training = try Training(trainer, of: start, on: data)
    try training.save(to: path)
    let error = try #require(throws: FeedForwardError.self) { while try training.step() != nil {} }
    guard case .diverged = error else { throw error }
    #expect(throws: error) { try training.save(to: path) }
    #expect(try Checkpoint<Float>(contentsOf: path).state.steps == 0)
  }

  @Test func anotherTrainingIsRefused() throws {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    let (start, data, held) = try problem(Float.self)
    let trainer = trainer(rule: 0)
    var network = start
    try trainer.fit(&network, to: data, saving: CheckpointFile(path, every: .epochs(1)))
    let checkpoint = try Checkpoint<Float>(contentsOf: path)
    func expectRefusal(
      _ trainer: Trainer, _ network: FeedForwardNetwork<Float>, _ data: Dataset<Float>, _ difference: String,
      held: Dataset<Float>? = nil
    ) {
      var network = network
      #expect {
        try trainer.fit(&network, to: data, validation: held, saving: nil, from: checkpoint)
      } throws: {
        guard let error = $0 as? DataError else { return false }
        return "\(error.found), expected \(error.expected)".contains(difference)
      }
    }
    var other = trainer
    other.batchSize = 9
    expectRefusal(other, start, data, "a training with batchSize 8, expected one with batchSize 9")
    other = trainer
    other.optimizer = .adam(learningRate: 0.02)
    expectRefusal(other, start, data, "one with optimizer adam(learningRate: 0.02")
    other = trainer
    other.schedule = .constant
    expectRefusal(other, start, data, "one with schedule constant")
    other = trainer
    other.seed = 4
    expectRefusal(other, start, data, "a training with seed 3, expected one with seed 4")
    expectRefusal(trainer, start, data, "one with hash of the validation data ", held: held)
    expectRefusal(trainer, start, held, "one with hash of the training data ")
    let wide = try FeedForwardNetwork<Float>(inputs: 3, layers: [Layer(6, .tanh), Layer(1, .identity)])
    expectRefusal(trainer, wide, data, "one with network 3 → 6 tanh → 1 identity")
    #expect(throws: DataError.self) { try Checkpoint<Double>(contentsOf: path) }
    #expect {
      try TrainedModel<Float>(contentsOf: path)
    } throws: {
      "\($0)".contains("kind: found “checkpoint”, expected “model”")
    }
  }

  /// A disk that is full stops the run, or does not, and the old checkpoint stays.
  @Test func failures() throws {
    let folder = try Folder()
    let path = folder.path("run.checkpoint")
    let (start, data, _) = try problem(Float.self)
    var network = start
    try trainer(rule: 0).fit(&network, to: data, saving: CheckpointFile(path, every: .epochs(1)))
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    var file = CheckpointFile(path, every: .epochs(1))
    file.calls.write = { _, _ in -Int(ENOSPC) }
    #expect {
      try trainer(rule: 1).fit(&network, to: data, saving: file)
    } throws: {
      "\($0)".contains("writing failed: No space left on device. What was there before is as it was.")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  /// Each bit of a checkpoint: it is refused, or says the same.
  @Test func everyBit() throws {
    var (network, data, _) = try problem(Float.self, rows: 9)
    network = try FeedForwardNetwork(inputs: 3, layers: [Layer(1, .identity)])
    var state = TrainingState<Float>()
    try Trainer(batchSize: 8, epochs: 1).fit(&network, to: data, continuing: &state)
    let bytes = try Checkpoint(network: network, state: state, isFinished: false, settings: ["a": "b"]).serialized()
    var refused = 0
    for bit in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        let loaded = try Checkpoint<Float>(bytes: damaged, named: "damaged")
        #expect(try loaded.serialized() == bytes, "bit \(bit)")
      } catch is DataError {
        refused += 1
      }
    }
    #expect(refused > 8 * bytes.count * 99 / 100, "\(refused) of \(8 * bytes.count)")
  }

  /// Files of somebody's making are refused, or change nothing but numbers.
  @Test func forgedStates() throws {
    let (network, data, _) = try problem(Float.self)
    var trainer = trainer(rule: 2)
    trainer.batchSize = 8
    let training = try Training(trainer, of: network, on: data)
    for _ in 0..<3 { try training.runEpoch() }
    let file = try training.checkpoint().serialized()
    for (from, to) in [
      (#""step":3"#, #""step":9223372036854775807"#), (#""step":3"#, #""step":-1"#),
      (#""scalars":[3.0,0.0"#, #""scalars":[1e300,7.0"#), (#""scalars":[3.0,0.0"#, #""scalars":["nan",0.0"#),
      (#""epoch":null"#, #""epoch":{"steps":9223372036854775807,"data":0,"penalty":0,"seconds":0}"#),
      (#""epoch":null"#, #""epoch":{"steps":-1,"data":0,"penalty":0,"seconds":0}"#),
      (#""scalars":["#, #""scalars":[1,"#),
    ] {
      var forged = try Forgery(file)
      let text = try #require(forged.metadata["state"])
      try #require(text.contains(from), "\(text)")
      forged.metadata["state"] = text.replacing(from, with: to)
      let bytes = try forged.sealed()
      var network = network
      let isTaken = to.contains("1e300")
      do {
        let checkpoint = try Checkpoint<Float>(bytes: bytes, named: "forged")
        try trainer.fit(&network, to: data, saving: nil, from: checkpoint)
        #expect(isTaken, "\(to) was taken")
      } catch {
        #expect(!isTaken, "\(error)")
      }
    }
  }
}

extension Checkpoint {
  /// One that says nothing but what a training is.
  fileprivate init(
    _ trainer: Trainer, _ network: FeedForwardNetwork<Scalar>, _ data: Dataset<Scalar>, _ validation: Dataset<Scalar>?
  ) throws {
    let settings = try trainer.settings(of: network, data, validation)
    self.init(network: network, state: TrainingState(), isFinished: false, settings: settings)
  }
}
