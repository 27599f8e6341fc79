import ArgumentParser

/// The network to be timed instead of the scenarios.
struct ScenarioOptions: ParsableArguments {
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
