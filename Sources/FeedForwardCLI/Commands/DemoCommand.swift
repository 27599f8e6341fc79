import ArgumentParser
import Demonstration
import FeedForward

/// Learns handwritten digits, and compares one step with plain loops.
struct DemoCommand: ParsableCommand, WordyCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Learns handwritten digits from an embedded table, in a second or two.",
    discussion: """
      1797 digits of 8 × 8 pixels; every fifth one is kept for the test and never seen in training.
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
    let demonstration = try Demonstration(seed: seed, epochs: epochs, hidden: hidden.sizes)
    if !json { try Output.print(demonstration.introduction.linesWrapped(to: Terminal.output.width)) }
    var progress = ProgressLine(epochs: epochs)
    let report = try demonstration.run { progress.show($0) }
    progress.finish()
    if json {
      try Output.printJSON(DemoFigures(report))
    } else {
      try Output.print(report.text(width: Terminal.output.width))
    }
  }
}

/// The report in numbers.
private struct DemoFigures: Encodable {
  let testAccuracy: Double
  let trainAccuracy: Double
  let testLoss: Double
  let seconds: Double
  let epochs: Int
  let speedupOverNaive: Double
  let gradientDifferenceToNaive: Double

  init(_ report: DemonstrationReport) {
    (testAccuracy, trainAccuracy, testLoss) = (report.testAccuracy, report.trainAccuracy, report.testLoss)
    (seconds, epochs) = (report.seconds, report.epochs)
    (speedupOverNaive, gradientDifferenceToNaive) = (report.comparison.speedup, report.comparison.gradientDifference)
  }
}
