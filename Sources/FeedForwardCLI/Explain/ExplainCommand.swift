import ArgumentParser
import FeedForward
import FeedForwardPlots

/// Works a tiny network through by hand.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Works a tiny network through: every formula with its numbers, forward, backward and one step.",
    discussion: """
      For one example x with its target y: z, a and the outputs t, the loss D, then δ from right to left and every \
      ∂D/∂θ beside its central difference, one step of gradient descent and D after it. At most \
      \(WorkedExample.mostLayers) layers of at most \(WorkedExample.mostUnits) units and \
      \(WorkedExample.mostParameters) parameters: what a page has room for.
      """)

  @Option(help: ArgumentHelp("Inputs, hidden layers, outputs.", valueName: "2,2,1"), transform: OptionValue.layers)
  var layers = LayerSizes([2, 2, 1])

  @Option(
    help: ArgumentHelp("Of the hidden layers: identity, sigmoid, tanh, relu or leaky-relu.", valueName: "name"),
    transform: OptionValue.activation)
  var activation = Activation.logistic

  @Option(
    help: ArgumentHelp(
      "Of the outputs: sigmoid, softmax, identity or tanh. By default sigmoid for one output, softmax for several.",
      valueName: "name"), transform: OptionValue.setting)
  var outputActivation: Activation?

  @Option(
    help: ArgumentHelp(
      """
      squared-error, cross-entropy (with softmax) or binary-cross-entropy (with sigmoid). By default that of the \
      output activation.
      """, valueName: "name"), transform: OptionValue.setting)
  var loss: Loss?

  @Option(help: ArgumentHelp("x, as many numbers as inputs.", valueName: "0.5,1"), transform: OptionValue.numbers)
  var input = [0.5, 1]

  @Option(
    help: ArgumentHelp(
      "y, as many numbers as outputs; with softmax also the number of the class, from 0.", valueName: "1"),
    transform: OptionValue.numbers)
  var target = [1.0]

  @Option(
    help: ArgumentHelp(
      "θ: Θ⁰, Θ¹, …, neuron after neuron, each with its bias first. Without them they are drawn.",
      valueName: "0.1,-0.4,…"), transform: OptionValue.numbers)
  var parameters: [Double]?

  @Option(help: ArgumentHelp("η of the step.", valueName: "0.5"), transform: OptionValue.number(.learningRate))
  var learningRate = 0.5

  @Option(help: "Decides the parameters that are drawn.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The same as a page, with a diagram of the network.", valueName: "file.html"))
  var html: String?

  @Flag(help: "Print LaTeX, for amsmath.")
  var latex = false

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  func validate() throws {
    if latex, json { throw ValidationError("--latex and --json do not go together; expected one of them.") }
  }

  func run() throws {
    let example = try example
    if let html { try Output.write(try example.page.html, to: html) }
    if json {
      try Output.printJSON(example)
    } else {
      try Output.print(latex ? example.latex : example.text(width: Terminal.output.width))
    }
  }

  private var example: WorkedExample {
    get throws {
      let sizes = layers.sizes
      guard sizes.count >= 2, let outputs = sizes.last else {
        throw OptionError("--layers has \(sizes.count) sizes; expected at least 2: inputs and outputs.")
      }
      try WorkedExample.requireRoom(for: sizes)
      let count = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
      let last = outputActivation ?? (outputs == 1 ? .logistic : .softmax)
      let loss = loss ?? Self.loss(for: last)
      try Self.require(last, loss)
      guard input.count == sizes[0] else {
        throw OptionError("--input has \(input.count) numbers; expected \(sizes[0]), as many as inputs.")
      }
      let hidden = sizes.dropFirst().dropLast().map { Layer($0, activation) }
      if let parameters, parameters.count != count {
        throw OptionError("--parameters has \(parameters.count) numbers; expected \(count).")
      }
      let network = try FeedForwardNetwork<Double>(
        inputs: sizes[0], layers: hidden + [Layer(outputs, last)],
        parameters: parameters ?? Self.parameters(count, seed: seed))
      return try WorkedExample(
        network, loss: loss, learningRate: learningRate, x: input, y: answers(outputs, last, loss))
    }
  }

  /// Round ones, so that whoever reads may follow in the head.
  private static func parameters(_ count: Int, seed: UInt64) -> [Double] {
    var generator = Philox(seed: seed, purpose: .initialization)
    return generator.uniform(count, in: -1...1).map { ($0 * 10).rounded() / 10 }
  }

  private static func loss(for activation: Activation) -> Loss {
    switch activation {
    case .softmax: .crossEntropy
    case .logistic: .binaryCrossEntropy
    default: .squaredError
    }
  }

  private static func require(_ activation: Activation, _ loss: Loss) throws {
    let fits =
      switch (activation, loss) {
      case (.softmax, .crossEntropy), (.logistic, .binaryCrossEntropy): true
      case (.softmax, .squaredError), (.logistic, .squaredError), (.identity, .squaredError), (.tanh, .squaredError):
        true
      default: false
      }
    guard fits else {
      throw OptionError(
        """
        The output activation is \(activation.kind) and the loss \(loss.kind); expected squared-error after sigmoid, \
        softmax, identity or tanh, cross-entropy after softmax, or binary-cross-entropy after sigmoid.
        """)
    }
  }

  /// y: K numbers.
  private func answers(_ outputs: Int, _ activation: Activation, _ loss: Loss) throws -> [Double] {
    var y = target
    if case .softmax = activation, target.count == 1, outputs > 1 {
      guard let k = Int(exactly: target[0]), (0..<outputs).contains(k) else {
        throw OptionError("--target is \(target[0].shortestText); expected a class of 0 to \(outputs - 1).")
      }
      y = (0..<outputs).map { $0 == k ? 1 : 0 }
    }
    guard y.count == outputs else {
      throw OptionError("--target has \(y.count) numbers; expected \(outputs), as many as outputs.")
    }
    let isOfShares: Bool =
      switch loss {
      case .crossEntropy, .binaryCrossEntropy: true
      default: false
      }
    if isOfShares, let wrong = y.first(where: { !(0...1).contains($0) }) {
      throw OptionError("--target has \(wrong.shortestText); with \(loss.kind) expected numbers of 0 to 1.")
    }
    if case .crossEntropy = loss, (y.reduce(0, +) - 1).magnitude > 1e-9 {
      throw OptionError("--target adds up to \(y.reduce(0, +).shortestText); with cross-entropy expected 1.")
    }
    return y
  }
}

extension ExplainCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.writes("--html", html, as: .fileOrStream)
    files.writesResults()
    return files
  }
}
