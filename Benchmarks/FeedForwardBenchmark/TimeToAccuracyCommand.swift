import ArgumentParser
import FeedForward
import FeedForwardData

struct TimeToAccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time-to-accuracy", abstract: "Times the training on digits until enough test rows are right.",
    discussion: """
      Every fifth digit is a test row, as in `feedforward demo`; pixels are divided by 16; the network is 64-64-10 \
      with relu, trained by Adam with minibatches of 64 and judged after every epoch.
      """)

  @Option(help: "Share of the test rows that has to be right.")
  var accuracy = 0.97

  @Option(help: "How many runs, each from other parameters.")
  var seeds = 5

  @Option(help: "When to give up.")
  var epochs = 500

  @Option(help: "At most so many threads; all processors when left out.")
  var threads: Int?

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    guard seeds >= 1, epochs >= 1 else { throw ValidationError("--seeds and --epochs: expected at least 1.") }
    let clock = ContinuousClock()
    let start = clock.now
    let (training, test) = try parts()
    let loading = (clock.now - start) / .seconds(1)
    let runs = try (0..<seeds).map { try run(seed: UInt64($0), training, test) }
    let result = TimeToAccuracy(
      accuracy: accuracy, reached: runs.allSatisfy(\.reached), seconds: Distribution(runs.map(\.seconds)).median,
      secondsFirst: runs[0].seconds, secondsLoading: loading,
      epochs: Int(Distribution(runs.map { Double($0.epochs) }).median), seeds: seeds)
    print(json ? try JSONLine.of(result) : result.text)
  }

  private func parts() throws -> (training: Dataset<Float>, test: Dataset<Float>) {
    let digits = try EmbeddedDataset.digits.load(Float.self).dataset
    let scaled = try Dataset(
      inputs: Matrix(
        rows: digits.inputs.rows, columns: digits.inputs.columns, elements: digits.inputs.elements.map { $0 / 16 }),
      targets: digits.targets)
    let rows = 0..<digits.count
    return (
      try scaled.selecting(rows: rows.filter { $0 % 5 != 0 }), try scaled.selecting(rows: rows.filter { $0 % 5 == 0 })
    )
  }

  private func run(
    seed: UInt64, _ training: Dataset<Float>, _ test: Dataset<Float>
  ) throws -> (seconds: Double, epochs: Int, reached: Bool) {
    var epochs: [EpochRecord] = []
    let accuracy = accuracy
    let seconds = try Stopwatch.seconds {
      var network = try FeedForwardNetwork<Float>(
        inputs: 64, layers: [Layer(64, .relu), Layer(10, .softmax)], seed: seed)
      let trainer = Trainer(
        optimizer: .adam(learningRate: 2e-3), batchSize: 64, epochs: self.epochs, seed: seed, threads: threads)
      epochs = try trainer.fit(&network, to: training, validation: test) { record in
        (record.validation?.accuracy ?? 0) >= accuracy ? .stop : .proceed
      }.epochs
    }
    let last = epochs.last?.validation?.accuracy ?? 0
    return (seconds, epochs.count, last >= accuracy)
  }
}
