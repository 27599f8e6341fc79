import FeedForward
import Foundation
import Synchronization
import TestSupport
import Testing

/// What a run of training does beside its steps.
@Suite struct TrainerTests {
  /// Points in the plane, labelled by the quadrant: no line separates them.
  private func plane(rows: Int, seed: UInt64, noise: Double = 0) throws -> Dataset<Double> {
    var samples = Samples(seed: seed)
    let x: Matrix<Double> = try samples.matrix(rows, 2)
    let classes = (0..<rows).map { r in
      let flip = samples.vector(1, in: 0...1)[0] < noise
      return (x[r, 0] * x[r, 1] > 0) != flip ? 1 : 0
    }
    return try Dataset(inputs: x, classes: classes)
  }

  private func network(seed: UInt64 = 1) throws -> FeedForwardNetwork<Double> {
    try FeedForwardNetwork(inputs: 2, layers: [Layer(16, .tanh), Layer(2, .softmax)], seed: seed)
  }

  @Test func history() throws {
    let (training, held) = (try plane(rows: 50, seed: 22), try plane(rows: 20, seed: 23))
    var network = try network()
    let seen = Mutex<[EpochRecord]>([])
    let history = try Trainer(optimizer: .adam(learningRate: 0.0625), l2: 0.5, batchSize: 16, epochs: 7)
      .fit(&network, to: training, validation: held) { record in
        seen.withLock { $0.append(record) }
        return .proceed
      }
    #expect(history.stopReason == .epochsDone)
    #expect(history.epochs.map(\.epoch) == Array(1...7))
    #expect(history.epochs == seen.withLock { $0 })
    for epoch in history.epochs {
      #expect(epoch.learningRate == 0.0625)
      #expect(epoch.seconds >= 0 && epoch.seconds < 60)
      #expect(epoch.trainingLoss > epoch.trainingLossWithoutPenalty)
      #expect(epoch.training.accuracy != nil && epoch.training.r2 == nil && epoch.training.rmse == nil)
    }
    let last = try #require(history.epochs.last)
    // Without early stopping the network is the last one, and validation is judged after the epoch, without penalty.
    let evaluation = try network.evaluate(on: held)
    #expect(last.validationLoss == evaluation.loss && last.validation == evaluation.metrics)
    let losses = history.epochs.compactMap(\.validationLoss)
    #expect(history.bestEpoch == (losses.firstIndex(of: losses.min() ?? 0) ?? -1) + 1)
    let decoded = try JSONDecoder().decode(TrainingHistory.self, from: JSONEncoder().encode(history))
    #expect(decoded == history)
  }

  @Test func historyWithoutValidation() throws {
    var network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .identity)], seed: 1)
    let data = try Dataset<Float>(inputs: Matrix([[0], [1], [2]]), values: Matrix([[1], [3], [5]]))
    let history = try Trainer(optimizer: .sgd(learningRate: 0.1), epochs: 5).fit(&network, to: data)
    for epoch in history.epochs {
      #expect(epoch.validationLoss == nil && epoch.validation == nil)
      #expect(epoch.training.accuracy == nil && epoch.training.r2 != nil && epoch.training.rmse != nil)
      #expect(epoch.trainingLoss == epoch.trainingLossWithoutPenalty)
    }
    #expect(history.epochs.map(\.trainingLoss) == history.epochs.map(\.trainingLoss).sorted(by: >))
    #expect(history.bestEpoch == 5)
  }

  /// Labels with noise and a network that is too large: the validation loss falls and rises.
  @Test func earlyStoppingRestoresTheBest() throws {
    let (training, held) = (try plane(rows: 40, seed: 24, noise: 0.3), try plane(rows: 60, seed: 25, noise: 0.3))
    var network = try network()
    let history = try Trainer(
      optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: 1000, earlyStopping: EarlyStopping(patience: 12)
    ).fit(&network, to: training, validation: held)
    #expect(history.stopReason == .noImprovement)
    #expect(history.epochs.count == history.bestEpoch + 12)
    let losses = history.epochs.compactMap(\.validationLoss)
    let best = try #require(losses.min())
    #expect(losses[history.bestEpoch - 1] == best && best < losses[losses.count - 1])
    #expect(try network.evaluate(on: held).loss == best, "the network is that of the best epoch")
    #expect(try network.evaluate(on: held).metrics == history.epochs[history.bestEpoch - 1].validation)

    // The same run stopped at the best epoch arrives at the same parameters.
    var again = try self.network()
    try Trainer(optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: history.bestEpoch)
      .fit(&again, to: training, validation: held)
    #expect(again.parameters == network.parameters)
  }

  /// What does not improve enough does not count.
  @Test func minimumImprovement() throws {
    let (training, held) = (try plane(rows: 40, seed: 26), try plane(rows: 20, seed: 27))
    var network = try network()
    let history = try Trainer(
      optimizer: .sgd(learningRate: 1e-3), epochs: 100,
      earlyStopping: EarlyStopping(patience: 3, minimumImprovement: 0.5)
    ).fit(&network, to: training, validation: held)
    #expect(history.stopReason == .noImprovement && history.epochs.count == 4 && history.bestEpoch == 1)
  }

  @Test func callbackStops() throws {
    let training = try plane(rows: 40, seed: 28)
    var network = try network()
    let history = try Trainer(epochs: 100).fit(&network, to: training) { $0.epoch == 3 ? .stop : .proceed }
    #expect(history.stopReason == .callback && history.epochs.count == 3)
    var three = try self.network()
    try Trainer(epochs: 3).fit(&three, to: training)
    #expect(network.parameters == three.parameters, "the parameters after the epoch that was the last")
  }

  /// Stopped by the callback, a run with early stopping restores the best epoch too.
  @Test func callbackWithEarlyStopping() throws {
    let (training, held) = (try plane(rows: 40, seed: 24, noise: 0.3), try plane(rows: 60, seed: 25, noise: 0.3))
    var network = try network()
    let history = try Trainer(
      optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: 1000, earlyStopping: EarlyStopping(patience: 500)
    ).fit(&network, to: training, validation: held) { $0.epoch == 80 ? .stop : .proceed }
    #expect(history.stopReason == .callback && history.epochs.count == 80 && history.bestEpoch < 80)
    #expect(try network.evaluate(on: held).loss == history.epochs[history.bestEpoch - 1].validationLoss)
  }

  @Test func validationFraction() throws {
    let data = try plane(rows: 50, seed: 29)
    var (network, other) = (try network(), try network())
    let trainer = Trainer(epochs: 4, seed: 9)
    let history = try trainer.fit(&network, to: data, validationFraction: 0.2)
    let (rest, part) = try data.stratifiedSplit(fraction: 0.2, seed: 9)
    let same = try trainer.fit(&other, to: rest, validation: part)
    #expect(history.epochs.map(\.validationLoss) == same.epochs.map(\.validationLoss))
    #expect(network.parameters == other.parameters)
  }

  /// As many rows of a rare class are held as its share says, whatever the seed, and none of a class of one row;
  /// classes may be told by indices, labels or a side of ½.
  @Test(arguments: 0..<50) func validationFractionOfRareClasses(seed: UInt64) throws {
    let classes = (0..<51).map { $0 == 50 ? 2 : $0 % 10 == 0 ? 1 : 0 }
    let inputs = Matrix<Double>.column(classes.map { Double($0) })
    let labels = try Matrix(classes.map { c in (0..<3).map { $0 == c ? 1.0 : 0 } })
    // All weight is on a class at a time: nobody is held of one whose rows make the accuracy 0 or 1 by themselves.
    for data in [try Dataset(inputs: inputs, classes: classes), try Dataset(inputs: inputs, values: labels)] {
      let counts = try (0..<3).map { counted in
        let weighted = try data.weighted(by: classes.map { $0 == counted ? 1 : 1e-9 })
        var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(3, .softmax)], seed: 1)
        var trainer = Trainer(optimizer: .sgd(learningRate: 0), loss: .crossEntropy, epochs: 1, seed: seed)
        trainer.batchSize = 51
        let history = try trainer.fit(&network, to: weighted, validationFraction: 0.2)
        // Weights are 1 or 10⁻⁹: the loss on the held rows is that of the class, unless it is not among them.
        let own = try network.evaluate(on: Dataset(inputs: .column([Double(counted)]), classes: [counted])).loss
        let held = try #require(history.epochs[0].validationLoss)
        return abs(held - own) < 1e-6 * own
      }
      #expect(counts == [true, true, false], "seed \(seed)")
    }
  }

  /// Two parts that together are the whole; the seed draws, and the order is kept.
  @Test(arguments: [(0.2, 10), (0.5, 25), (0.01, 1), (0.98, 49)])
  func split(fraction: Double, size: Int) throws {
    let rows = Matrix<Double>.column((0..<50).map { Double($0) })
    let data = try Dataset(inputs: rows, values: rows)
    let (rest, part) = try data.split(fraction: fraction, seed: 4)
    #expect(part.count == size && rest.count == 50 - size)
    #expect((rest.inputs.elements + part.inputs.elements).sorted() == rows.elements)
    #expect(part.inputs.elements == part.inputs.elements.sorted() && part.targets == .values(part.inputs))
    #expect(try data.split(fraction: fraction, seed: 4).part == part)
    if size > 1 && size < 49 { #expect(try data.split(fraction: fraction, seed: 5).part != part) }
  }

  /// A minibatch is never larger than the data.
  @Test func largeBatch() throws {
    let data = try plane(rows: 10, seed: 30)
    var (a, b) = (try network(), try network())
    try Trainer(batchSize: 10, epochs: 2).fit(&a, to: data)
    try Trainer(batchSize: .max, epochs: 2).fit(&b, to: data)
    #expect(a.parameters == b.parameters)
  }

  /// One trainer, two runs: nothing is carried over.
  @Test func runsAreIndependent() throws {
    let data = try plane(rows: 10, seed: 31)
    let trainer = Trainer(optimizer: .adam(learningRate: 0.1), batchSize: 4, epochs: 3)
    var (a, b) = (try network(), try network())
    try trainer.fit(&a, to: data)
    try trainer.fit(&b, to: data)
    #expect(a.parameters == b.parameters)
  }
}

extension Matrix {
  /// A matrix of one column.
  static func column(_ elements: [Scalar]) -> Matrix {
    guard let matrix = try? Matrix(rows: elements.count, columns: 1, elements: elements) else {
      preconditionFailure("a column of \(elements.count) rows")
    }
    return matrix
  }
}
