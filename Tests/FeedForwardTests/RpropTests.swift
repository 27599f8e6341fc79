import FeedForward
import TestSupport
import Testing

/// What is Rprop's own: first steps, the settings, and what it remembers. Its formulas are compared with the
/// reference's in `OptimizersAgainstReferenceTests`.
@Suite struct RpropTests {
  private func problem() throws -> (network: FeedForwardNetwork<Double>, data: Dataset<Double>) {
    var samples = Samples(seed: 40)
    let pair = try Pair<Double>(
      sizes: [7, 17, 3], hidden: .tanh, output: .identity, loss: .squaredError, rows: 33, samples: &samples)
    return (pair.engine, pair.data)
  }

  /// What the first step adds to each parameter, in magnitude: the first Δ, for no gradient is zero here.
  private func firstSteps(_ optimizer: any Optimizer, threads: Int = 1) throws -> [Double] {
    var (network, data) = try problem()
    let before = network.parameters.elements
    try Trainer(optimizer: optimizer, epochs: 1, threads: threads).fit(&network, to: data)
    return zip(network.parameters.elements, before).map { abs($0 - $1) }
  }

  /// Uniform in the range, one for each parameter, by the seed alone.
  @Test(arguments: Rprop.Variant.allCases) func firstStepsAreDrawn(variant: Rprop.Variant) throws {
    let range = 0.0625...0.25
    let optimizer = Rprop(variant: variant, initialStep: .drawn(from: range, seed: 1))
    let steps = try firstSteps(optimizer)
    // A parameter of at most 2 is rounded once.
    #expect(steps.allSatisfy { range.contains($0) || abs($0 - 0.0625) < 1e-15 || abs($0 - 0.25) < 1e-15 })
    let mean = steps.reduce(0, +) / Double(steps.count)
    // The mean of 190 numbers has a deviation of 0.1875 / √(12 · 190) = 0.004.
    #expect(abs(mean - 0.15625) < 4 * 0.004 && Set(steps).count > 180)
    #expect(optimizer.learningRate == 0.15625)
    #expect(try firstSteps(optimizer, threads: 3) == steps)
    #expect(try firstSteps(Rprop(variant: variant, initialStep: .drawn(from: range, seed: 2))) != steps)
  }

  @Test func firstStepsAlike() throws {
    #expect(try firstSteps(.rprop(initialStep: 0.125)).allSatisfy { abs($0 - 0.125) < 1e-15 })
  }

  /// All rows at once, in whatever batches the trainer would take them.
  @Test func batchSizeDoesNotCount() throws {
    var (all, data) = try problem()
    var some = all
    let history = try Trainer(optimizer: .rprop(), batchSize: 33, epochs: 20, shuffle: false).fit(&all, to: data)
    try Trainer(optimizer: .rprop(), batchSize: 4, epochs: 20).fit(&some, to: data)
    #expect(some.parameters == all.parameters)
    let losses = history.epochs.map(\.trainingLoss)
    #expect(losses[19] < 0.5 * losses[0])
  }

  /// Step sizes, gradients and the error before are handed on.
  @Test(arguments: Rprop.Variant.allCases) func goesOn(variant: Rprop.Variant) throws {
    let (start, data) = try problem()
    var (whole, parts, state) = (start, start, TrainingState<Double>())
    let optimizer = Rprop(variant: variant, initialStep: .drawn(from: 0.05...0.2, seed: 3))
    try Trainer(optimizer: optimizer, epochs: 12).fit(&whole, to: data)
    for epochs in [5, 7] {
      try Trainer(optimizer: optimizer, epochs: epochs).fit(&parts, to: data, continuing: &state)
    }
    #expect(parts.parameters == whole.parameters)
  }

  /// Ranges are in the table of hyperparameters; these are about two settings at a time.
  @Test func settings() throws {
    let expected = "a number from the smallest step, 0.125, to the largest, 2.0"
    for (step, found) in [
      (.equal(0.1), "0.1"), (.equal(2.5), "2.5"), (.drawn(from: 0.1...1, seed: 0), "0.1"),
      (.drawn(from: 0.125...2.5, seed: 0), "2.5"),
    ] as [(Rprop.InitialStep, String)] {
      var (network, data) = try problem()
      let before = network.parameters
      #expect(
        throws: FeedForwardError.invalidSetting(name: "The initialStep of rprop", value: found, expected: expected)
      ) {
        try Trainer(optimizer: .rprop(initialStep: step, smallestStep: 0.125, largestStep: 2)).fit(&network, to: data)
      }
      #expect(network.parameters == before)
    }
    try Rprop(initialStep: .drawn(from: 0.125...2, seed: 0), smallestStep: 0.125, largestStep: 2).validate()
  }

  @Test func notForRowsAsTheyArrive() throws {
    let (network, _) = try problem()
    #expect(throws: FeedForwardError.self) {
      try OnlineTraining(of: network, by: Trainer(optimizer: .rprop()), largestBatch: 8)
    }
  }
}
