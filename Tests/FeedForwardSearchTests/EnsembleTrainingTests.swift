import FeedForward
import FeedForwardSearch
import TestSupport
import Testing

/// Members on folds, trained at the same time.
@Suite struct EnsembleTrainingTests {
  private func data(_ rows: Int) throws -> Dataset<Float> {
    var samples = Samples(seed: 97)
    let x: Matrix<Float> = try samples.matrix(rows, 3)
    return try Dataset(inputs: x, classes: (0..<rows).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 })
  }

  private func training(_ members: Int, threads: Int? = nil) -> EnsembleTraining {
    let trainer = Trainer(
      optimizer: .adam(learningRate: 0.02), batchSize: 16, epochs: 8, seed: 4, earlyStopping: EarlyStopping(.never),
      threads: threads)
    return EnsembleTraining(
      trainer, layers: [Layer(6, .tanh), Layer(2, .softmax)], members: members, startsAtData: true)
  }

  /// Each member is the training of its fold by itself, and every row is judged by one that has not seen it.
  @Test func membersOfFolds() async throws {
    let data = try data(61)
    let result = try await training(4).run(on: data)
    #expect(result.ensemble.members.count == 4 && result.judgedRows == Array(0..<61))
    let held = try #require(result.heldOutputs)
    let folds = try Folds.stratified(4, seed: 4).folds(of: data)
    for (i, fold) in folds.enumerated() {
      var trainer = training(1).trainer
      trainer.seed += UInt64(i)
      let rows = try data.selecting(rows: fold.training)
      var network = try FeedForwardNetwork<Float>(
        inputs: 3, layers: [Layer(6, .tanh), Layer(2, .softmax)], seed: trainer.seed)
      try network.standardizeLogits(on: rows.inputs, seed: trainer.seed)
      let history = try trainer.fit(&network, to: rows, validation: data.selecting(rows: fold.validation))
      #expect(result.ensemble.members[i].parameters == network.parameters)
      #expect(result.histories[i].bestEpoch == history.bestEpoch)
      for row in fold.validation {
        #expect(try Array(held.row(row)) == network.predict(Array(data.inputs.row(row))))
      }
    }
  }

  @Test func sameBitsForAnyThreads() async throws {
    let data = try data(50)
    let one = try await training(5, threads: 1).run(on: data).ensemble.members.map(\.parameters)
    for threads in [2, 3, 8] {
      #expect(try await training(5, threads: threads).run(on: data).ensemble.members.map(\.parameters) == one)
    }
  }

  /// More than eight members: eighths, twice; a row is judged by the mean of two.
  @Test func manyMembers() async throws {
    let data = try data(40)
    let result = try await training(12).run(on: data)
    #expect(result.ensemble.members.count == 12 && result.judgedRows == Array(0..<40))
    #expect(Set(result.ensemble.members.map { $0.parameters.elements }).count == 12)
  }

  @Test func endsAndErrors() async throws {
    let data = try data(40)
    var short = training(2)
    short.isOver = { true }
    #expect(try await short.run(on: data).histories.allSatisfy { $0.epochs.isEmpty })
    var all = training(2)
    all.holdsRows = false
    let result = try await all.run(on: data)
    #expect(result.heldOutputs == nil && result.histories.allSatisfy { $0.epochs.count == 8 })
    await #expect(throws: FeedForwardError.self) { try await training(0).run(on: data) }
    var wild = training(2)
    wild.trainer.batchSize = 0
    await #expect(throws: FeedForwardError.self) { try await wild.run(on: data) }
  }

  /// The recipe learns, with few rows and with one class in most of them.
  @Test(arguments: [30, 200]) func recipe(rows: Int) async throws {
    let data = try data(rows)
    var recipe = TabularRecipe(.default, rows: rows, isClassification: true)
    recipe.epochs = min(recipe.epochs, 60)
    let training = recipe.training(output: Layer(2, .softmax), seed: 1)
    let result = try await training.run(on: data)
    #expect(result.ensemble.members.count == 4)
    #expect(try result.ensemble.evaluate(on: data).loss < 0.6)
  }
}
