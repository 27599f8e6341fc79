import FeedForward
import TestSupport
import Testing

/// The mean curves of several trainings.
@Suite struct MeanHistoryTests {
  private func history(seed: UInt64, epochs: Int = 5) throws -> TrainingHistory {
    var samples = Samples(seed: 307)
    let x: Matrix<Double> = try samples.matrix(40, 2)
    let data = try Dataset(inputs: x, classes: (0..<40).map { x[$0, 0] > 0 ? 1 : 0 })
    var network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(4, .tanh), Layer(2, .softmax)], seed: seed)
    let held = try data.selecting(rows: Array(0..<10))
    return try Trainer(optimizer: .adam(learningRate: 0.1), batchSize: 8, epochs: epochs, seed: seed)
      .fit(&network, to: data, validation: held)
  }

  @Test func means() throws {
    let (a, b) = (try history(seed: 1), try history(seed: 2, epochs: 7))
    let mean = TrainingHistory.mean(of: [a, b])
    #expect(mean.epochs.map(\.epoch) == [1, 2, 3, 4, 5])
    for (i, record) in mean.epochs.enumerated() {
      let (p, q) = (a.epochs[i], b.epochs[i])
      // Three roundings of numbers of order 1.
      #expect(abs(record.trainingLoss - (p.trainingLoss + q.trainingLoss) / 2) < 1e-15)
      #expect(
        abs(try #require(record.validationLoss) - ((p.validationLoss ?? 0) + (q.validationLoss ?? 0)) / 2) < 1e-15)
      #expect(record.training.accuracy == ((p.training.accuracy ?? 0) + (q.training.accuracy ?? 0)) / 2)
      #expect(record.validation?.accuracy == ((p.validation?.accuracy ?? 0) + (q.validation?.accuracy ?? 0)) / 2)
      #expect(record.training.r2 == nil)
    }
    let losses = mean.epochs.compactMap(\.validationLoss)
    #expect(losses[mean.bestEpoch - 1] == losses.min())
    #expect(TrainingHistory.mean(of: [a]) == a)
    #expect(TrainingHistory.mean(of: []).epochs.isEmpty)
  }
}
