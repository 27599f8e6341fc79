import CAllocationCounter
import FeedForward

/// Training steps of one scenario, ready to be timed.
struct TrainingRival<Scalar: BLASScalar> {
  private let network: FeedForwardNetwork<Scalar>
  private let data: Dataset<Scalar>
  private let batch: Int
  private let optimizer: any Optimizer
  /// Steps of an epoch: so many that rows are gathered from all over the memory.
  private let steps: Int

  /// - Parameter elements: most numbers in the table of inputs.
  init(_ scenario: Scenario, _ network: FeedForwardNetwork<Scalar>, elements: Int? = nil) throws {
    self.network = network
    batch = scenario.batch
    optimizer = scenario.optimizer == "sgd" ? .sgd(learningRate: 1e-4) : .adam(learningRate: 1e-4)
    let steps = scenario.flopsOfStep < 2e9 ? 100 : 20
    self.steps = elements.map { max(4, min(steps, $0 / (scenario.batch * scenario.sizes[0]))) } ?? steps
    data = try scenario.data(Scalar.self, rows: batch * self.steps)
  }

  /// Seconds of a step in each epoch of one run, for about as long as is said. What an epoch does beside its steps is
  /// shared out among them; the first epoch warms up and is left out.
  func laps(seconds: Double, threads: Int?) throws -> [Double] {
    let clock = ContinuousClock()
    let start = clock.now
    let history = try fit(data, epochs: .max, threads: threads) { record in
      record.epoch < 2 || clock.now - start < .seconds(seconds) ? .proceed : .stop
    }
    return history.epochs.dropFirst().map { $0.seconds / Double(steps) }
  }

  /// Heap allocations of the process in a step, or nil where they cannot be counted: what an epoch of eight steps needs
  /// beyond one of four.
  func allocationsPerStep(threads: Int?) throws -> Double? {
    guard ff_allocations_of_process() >= 0 else { return nil }
    let (four, eight) = (try allocationsPerEpoch(steps: 4, threads), try allocationsPerEpoch(steps: 8, threads))
    return Double(eight - four) / 4
  }

  /// The least over some epochs: now and then the history grows too.
  private func allocationsPerEpoch(steps: Int, _ threads: Int?) throws -> Int {
    var counts: [Int] = []
    counts.reserveCapacity(8)
    try fit(data.selecting(rows: (0..<steps * batch).map { $0 % data.count }), epochs: 5, threads: threads) { _ in
      counts.append(ff_allocations_of_process())
      return .proceed
    }
    return zip(counts.dropFirst(), counts).map { $0 - $1 }.min() ?? 0
  }

  @discardableResult
  private func fit(
    _ data: Dataset<Scalar>, epochs: Int, threads: Int?, _ onEpoch: @escaping (EpochRecord) -> TrainingDecision
  ) throws -> TrainingHistory {
    // Always from the same parameters: those of a long run may be denormal, which is another work.
    var copy = network
    let trainer = Trainer(optimizer: optimizer, batchSize: batch, epochs: epochs, threads: threads)
    return try trainer.fit(&copy, to: data, onEpoch: onEpoch)
  }
}
