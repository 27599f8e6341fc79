import ArgumentParser
import FeedForward
import FeedForwardSearch

/// What is searched over.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many candidates are drawn; 20 by default.", valueName: "N"),
    transform: OptionValue.count(from: 1))
  var candidates = 20

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Sizes of hidden layers, several times: --hidden 32 64,32 none.", valueName: "64,32"),
    transform: OptionValue.layers)
  var hidden = [LayerSizes([32]), LayerSizes([64]), LayerSizes([128]), LayerSizes([64, 32])]

  @Option(
    help: ArgumentHelp("Step sizes: a list, or a range drawn by its logarithm.", valueName: "a,b,…|a..b"),
    transform: { try NumberChoices($0, .learningRate) })
  var learningRate = NumberChoices(from: 3e-4, to: 1e-2)

  @Option(
    help: ArgumentHelp(
      "λ of the penalty λ/m Σ θ²: a list, or a range drawn by its logarithm.", valueName: "a,b,…|a..b"),
    transform: { try NumberChoices($0, .l2) })
  var l2 = NumberChoices(list: [0, 0.01, 0.1, 1])

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Activations of the hidden layers.", valueName: "name"),
    transform: OptionValue.activation)
  var activation: [Activation] = [.relu]

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Rows a step.", valueName: "B"),
    transform: OptionValue.whole(.batchSize))
  var batchSize = [8, 32]

  var count: Int { candidates }

  var dimensions: [SearchDimension] {
    [
      .hidden(.values(hidden.map(\.sizes))), .learningRate(learningRate.choices), .l2(l2.choices),
      .activation(.values(activation)), .batchSize(.values(batchSize)),
    ]
  }
}

/// `1e-4,1e-3` or `1e-4..1e-2`.
struct NumberChoices {
  private enum Kind {
    case list([Double])
    case range(Double, Double)
  }
  private let kind: Kind

  init(list: [Double]) { kind = .list(list) }
  init(from: Double, to: Double) { kind = .range(from, to) }

  init(_ text: String, _ hyperparameter: Hyperparameter) throws {
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Double($0) }
    if ends.count == 2, let from = ends[0], let to = ends[1], from > 0, from <= to, to.isFinite {
      kind = .range(from, to)
      return
    }
    let list = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard !list.isEmpty, list.allSatisfy({ hyperparameter.range.contains($0) }) else {
      throw ValidationError("expected numbers as in 1e-4,1e-3 or 1e-4..1e-2, each \(hyperparameter.range).")
    }
    kind = .list(list)
  }

  var choices: Choices<Double> {
    switch kind {
    case .list(let list): .values(list)
    case .range(let from, let to): .logUniform(from: from, to: to)
    }
  }
}
