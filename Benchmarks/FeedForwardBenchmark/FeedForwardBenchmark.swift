import ArgumentParser

/// Times the engine beside plain loops and beside the bare BLAS calls of the same shapes. Nothing is timed before it was
/// compared with the plain loops.
@main
struct FeedForwardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "FeedForwardBenchmark",
    abstract: "Times training steps and predictions beside plain loops and bare BLAS calls.",
    subcommands: [StepCommand.self, PredictCommand.self], defaultSubcommand: StepCommand.self)
}

/// What the user asked to be timed.
struct BenchmarkOptions: ParsableArguments {
  @Option(help: "Sizes from the inputs to the outputs, as in 784,128,10. Without it, all scenarios are run.")
  var layers: String?

  @Option(help: "Activation of the hidden layers.")
  var activation = "relu"

  @Option(help: "Activation of the output layer.")
  var output = "softmax"

  @Option(help: "Rows in a minibatch.")
  var batch = 64

  @Option(help: "sgd or adam.")
  var optimizer = "adam"

  @Option(help: "float or double.")
  var precision = "float"

  @Option(help: "How long each rival is timed.")
  var seconds = 1.0

  @Flag(help: "One JSON object a line.")
  var json = false

  /// The one scenario that the options say, or all of them.
  func scenarios(_ all: [Scenario]) throws -> [Scenario] {
    guard let layers else { return all }
    return [
      try Scenario(
        name: "custom", layers: layers, activation: activation, output: output, batch: batch, optimizer: optimizer,
        precision: precision)
    ]
  }
}

struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "One training step: gather, forward, loss, backward, update.")
  @OptionGroup var options: BenchmarkOptions

  func run() throws {
    try Report.print(
      options.scenarios(Scenario.training).map { try $0.measureStep(seconds: options.seconds) }, json: options.json)
  }
}

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "One call of predict on a batch of rows.")
  @OptionGroup var options: BenchmarkOptions

  func run() throws {
    try Report.print(
      options.scenarios(Scenario.prediction).map { try $0.measurePrediction(seconds: options.seconds) },
      json: options.json)
  }
}
