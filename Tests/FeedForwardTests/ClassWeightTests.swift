import FeedForward
import TestSupport
import Testing

/// Class weights are row weights by another name.
@Suite struct ClassWeightTests {
  private func data(_ classes: [Int], weights: [Double]? = nil) throws -> Dataset<Double> {
    var samples = Samples(seed: 71)
    return try Dataset(inputs: samples.matrix(classes.count, 2), classes: classes, weights: weights)
  }

  private func trained(_ data: Dataset<Double>, _ weights: ClassWeights?, outputs: Int = 3) throws -> (
    theta: [Double], history: TrainingHistory
  ) {
    var network = try FeedForwardNetwork<Double>(
      inputs: 2, layers: [Layer(4, .tanh), outputs == 1 ? Layer(1, .logistic) : Layer(outputs, .softmax)], seed: 3)
    var trainer = Trainer(optimizer: .sgd(learningRate: 0.5), l2: 0.1, batchSize: 4, epochs: 3)
    trainer.classWeights = weights
    let history = try trainer.fit(&network, to: data, validation: data)
    return (network.parameters.elements, history)
  }

  /// W / (C W_k): 9 rows of 3 classes, 6, 2 and 1 of them.
  @Test func balanced() throws {
    let data = try data([0, 0, 1, 0, 2, 0, 1, 0, 0])
    let byClass = [0.5, 1.5, 3]
    let weighted = try data.weighted(by: .balanced, classes: 3)
    #expect(weighted.weights == [0.5, 0.5, 1.5, 0.5, 3, 0.5, 1.5, 0.5, 0.5] && weighted.totalWeight == 9)
    #expect(try trained(data, .balanced).theta == trained(data, .each(byClass)).theta)
    #expect(try trained(data, .balanced).theta == trained(weighted, nil).theta)
    #expect(try trained(data, nil).theta != trained(weighted, nil).theta)
    // A class that does not occur is no class: two of three then.
    #expect(try self.data([0, 0, 0, 2]).weighted(by: .balanced, classes: 3).weights == [4 / 6, 4 / 6, 4 / 6, 2.0])
  }

  /// With weights of rows: those of class 0 sum to 6, those of class 1 to 2.
  @Test func balancedByWeights() throws {
    let data = try data([0, 1, 0, 1], weights: [2, 0.5, 4, 1.5])
    #expect(try data.weighted(by: .balanced, classes: 2).weights == [2 * 8 / 12.0, 1, 4 * 8 / 12.0, 3])
    let repeated = try self.data([0, 0, 1, 0, 1]).weighted(by: .balanced, classes: 2).weights
    let twice = try self.data([0, 1, 0, 1], weights: [2, 1, 1, 1]).weighted(by: .balanced, classes: 2).weights
    #expect(twice?[0] == 2 * (repeated?[0] ?? 0) && twice?[1] == repeated?[2])
  }

  /// Validation is judged without them, by the weights of its rows alone.
  @Test func validationDoesNotKnowThem() throws {
    let data = try data([0, 0, 1, 0, 2, 0, 1, 0, 0])
    var network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(3, .softmax)], seed: 1)
    var trainer = Trainer(optimizer: .sgd(learningRate: 0), batchSize: 9, epochs: 1)
    trainer.classWeights = .each([1, 10, 100])
    let record = try trainer.fit(&network, to: data, validation: data).epochs[0]
    #expect(record.validationLoss == (try network.evaluate(on: data).loss))
    let weighted = try network.evaluate(on: data.weighted(by: .each([1, 10, 100]), classes: 3))
    #expect(abs(record.trainingLoss - weighted.loss) <= 1e-14 && record.training == weighted.metrics)
  }

  /// One logistic output has two classes. A weight of 0 leaves a class out.
  @Test func twoClasses() throws {
    let data = try data([0, 1, 0, 0])
    #expect(
      try trained(data, .each([1, 3]), outputs: 1).theta
        == trained(
          data.weighted(by: [1, 3, 1, 1]), nil, outputs: 1
        ).theta)
    #expect(try data.weighted(by: .each([0, 2]), classes: 2).weights == [0, 2, 0, 0])
  }

  @Test func misuse() throws {
    let data = try data([0, 1, 0, 2])
    func expect(_ weights: ClassWeights, _ data: Dataset<Double>, _ words: String...) throws {
      let error = try #require(#expect(throws: FeedForwardError.self) { _ = try trained(data, weights) })
      for word in words { #expect(error.description.contains(word), "\(error)") }
    }
    try expect(.each([1, 2]), data, "Class weights", "2", "3, one for each class")
    try expect(.each([1, -2, 1]), data, "class weight", "-2", "≥ 0")
    try expect(.each([0, 0, 0]), data, "The sum of the weights", "0")
    var samples = Samples(seed: 72)
    let soft = try Dataset<Double>(inputs: samples.matrix(4, 2), values: samples.targets(4, 3, for: .crossEntropy))
    try expect(.balanced, soft, "classWeights", "no class indices", "weights of the rows")
    #expect(throws: FeedForwardError.classOutOfRange(row: 3, found: 2, classes: 2)) {
      try data.weighted(by: .balanced, classes: 2)
    }
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(3, .softmax)])
    var trainer = Trainer(optimizer: .adam())
    trainer.classWeights = .balanced
    #expect(throws: FeedForwardError.self) { try OnlineTraining(of: network, by: trainer, largestBatch: 4) }
  }

  /// In a stream a weight is taken as it is: 3 moves θ three times as far, also alone in its batch.
  @Test func online() throws {
    let data = try data([1])
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(2, .softmax)], seed: 2)
    func moved(_ weights: ClassWeights?) throws -> [Double] {
      var trainer = Trainer(optimizer: .sgd(learningRate: 0.25))
      trainer.classWeights = weights
      let training = try OnlineTraining(of: network, by: trainer, largestBatch: 1)
      try training.learn(from: data)
      return zip(training.network.parameters.elements, network.parameters.elements).map { $0 - $1 }
    }
    for (x, y) in zip(try moved(.each([1, 3])), try moved(nil)) { #expect(abs(x - 3 * y) <= 1e-15) }
  }
}
