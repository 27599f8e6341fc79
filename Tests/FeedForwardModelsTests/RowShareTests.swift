import FeedForward
import FeedForwardModels
import TestSupport
import Testing

/// Checkpoints of ranks that each hold a share of the rows are those of ranks that hold all.
@Suite struct RowShareCheckpointTests {
  @Test(arguments: [false, true]) func hashesAreThoseOfAllRows(isClassified: Bool) throws {
    var samples = Samples(seed: 8)
    let inputs: Matrix<Float> = try samples.matrix(30, 5)
    let weights = (0..<30).map { Double($0 % 3) + 0.5 }
    let data =
      try isClassified
      ? Dataset(inputs: inputs, classes: (0..<30).map { $0 % 2 })
      : Dataset(inputs: inputs, values: try samples.matrix(30, 2), weights: weights)
    let start = try FeedForwardNetwork<Float>(
      inputs: 5, layers: [Layer(4, .tanh), Layer(2, isClassified ? .softmax : .identity)], seed: 1)
    let trainer = Trainer(batchSize: 8, epochs: 2, gradientGroups: 4)
    let alone = try Training(trainer, of: start, on: data, validation: data)
    try alone.runEpoch()
    let expected = try alone.checkpoint()
    for count in [1, 2, 3] {
      let bytes = try ThreadRanks.run(count) { ranks in
        // 30 rows, of which the last rank has most.
        let first = 7 * ranks.rank
        let share = try data.selecting(rows: Array(first..<(ranks.rank == ranks.size - 1 ? 30 : first + 7)))
        let training = try Training(
          trainer, of: start, on: share, validation: share, over: ranks, holding: .share)
        try training.runEpoch()
        let checkpoint = try training.checkpoint()
        let rest = try Training(
          resuming: expected, trainer, on: share, validation: share, over: ranks, holding: .share)
        while try rest.runEpoch() != nil {}
        while try training.runEpoch() != nil {}
        #expect(rest.network.parameters == training.network.parameters)
        return checkpoint.settings
      }
      for settings in bytes { #expect(settings == expected.settings, "\(count) ranks") }
    }
  }
}
