import ArgumentParser
import FeedForward
import FeedForwardData
import Foundation

/// Learns handwritten digits, and compares one step with plain loops.
struct DemoCommand: ParsableCommand, WordyCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Learns handwritten digits from an embedded table, in a second or two.",
    discussion: """
      1797 digits of 8 × 8 pixels; every fifth one is kept for the test and never seen in training. Inputs are \
      standardized with the mean and deviation of the training rows.
      """)

  @Option(help: "Decides the initial parameters, the order of the rows and the rows held out for validation.")
  var seed: UInt64 = 0

  @Option(help: "How often every training row is visited.")
  var epochs = 200

  @Option(help: "Sizes of the hidden layers, as in 64,32.")
  var hidden = LayerSizes([64])

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  @OptionGroup var words: WordsOptions

  func run() throws {
    let digits = try EmbeddedDataset.digits.load(Float.self)
    let (training, test) = try standardizedParts(of: digits.dataset)
    var network = try FeedForwardNetwork<Float>(
      inputs: training.inputs.columns,
      layers: hidden.sizes.map { Layer($0, .relu) } + [Layer(digits.classNames.count, .softmax)], seed: seed)
    let trainer = Trainer(
      optimizer: .adam(learningRate: 2e-3), l2: 1, batchSize: 64, epochs: epochs, seed: seed)

    if !json {
      let words = "\(network)\n\(training.count) digits to learn from, \(test.count) to be tested on\n"
      try Output.print(words.linesWrapped(to: Terminal.output.width))
    }
    let clock = ContinuousClock()
    let start = clock.now
    var progress = ProgressLine(epochs: epochs)
    try trainer.fit(&network, to: training, validationFraction: 0.05) { record in
      progress.show(record)
      return .proceed
    }
    progress.finish()
    let seconds = (clock.now - start) / .seconds(1)

    let tested = try network.evaluate(on: test)
    let comparison = try NaiveComparison(of: network, with: trainer.optimizer, on: training)
    let report = DemoReport(
      testAccuracy: tested.metrics.accuracy ?? 0,
      trainAccuracy: try network.evaluate(on: training).metrics.accuracy ?? 0, testLoss: tested.loss, seconds: seconds,
      epochs: epochs, speedupOverNaive: comparison.speedup, gradientDifferenceToNaive: comparison.gradientDifference)
    if json {
      try Output.printJSON(report)
    } else {
      try Output.print(report.text(confusion: try network.confusionMatrix(on: test), comparison: comparison))
    }
  }

  /// Every fifth row, 0, 5, 10, …, is the test set.
  private func standardizedParts(of digits: Dataset<Float>) throws -> (training: Dataset<Float>, test: Dataset<Float>) {
    let rows = Array(0..<digits.count)
    let training = try digits.selecting(rows: rows.filter { $0 % 5 != 0 })
    let test = try digits.selecting(rows: rows.filter { $0 % 5 == 0 })
    let standardization = try Standardization(fittedTo: training.inputs)
    let standardized = { (part: Dataset<Float>) in
      try Dataset(inputs: standardization.apply(to: part.inputs), targets: part.targets)
    }
    return (try standardized(training), try standardized(test))
  }
}

/// What the demonstration found.
struct DemoReport: Encodable {
  let testAccuracy: Double
  let trainAccuracy: Double
  let testLoss: Double
  let seconds: Double
  let epochs: Int
  let speedupOverNaive: Double
  let gradientDifferenceToNaive: Double

  func text(confusion: ConfusionMatrix, comparison: NaiveComparison) -> String {
    let width = Terminal.output.width
    return """
      Test accuracy \(percent(testAccuracy)) (training \(percent(trainAccuracy))) after \(epochs) epochs in \
      \(String(format: "%.2f", seconds)) s; test cross-entropy \(String(format: "%.4f", testLoss)).

      \(confusion.table(width: width))

      One training step on \(comparison.rows) rows takes \(String(format: "%.1f", comparison.seconds * 1e6)) µs; in \
      plain loops it takes \(String(format: "%.0f", comparison.naiveSeconds * 1e6)) µs, \
      \(String(format: "%.0f", speedupOverNaive)) times as long.
      Both give the same gradient: the largest difference is \(String(format: "%.1e", gradientDifferenceToNaive)) of \
      the largest element.
      """.linesWrapped(to: width)
  }

  private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
