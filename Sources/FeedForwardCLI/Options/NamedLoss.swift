import ArgumentParser
import FeedForward
import FeedForwardData

/// A loss as in `cross-entropy` or `quantile:0.9`, and the output layer that goes with it.
struct NamedLoss {
  let loss: Loss

  private static let names = [
    "cross-entropy", "binary-cross-entropy", "squared-error", "absolute-error", "huber[:delta]", "poisson",
    "quantile[:level]",
  ]
  static var help: String { names.joined(separator: ", ") }

  init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = { (hyperparameter: Hyperparameter, standard: Double) in
      guard parts.count == 2 else { return standard }
      guard let number = Double(parts[1]), hyperparameter.range.contains(number) else {
        throw ValidationError("expected \(hyperparameter.range) for \(hyperparameter.name), not “\(parts[1])”.")
      }
      return number
    }
    switch (String(parts[0]), parts.count) {
    case ("cross-entropy", 1): loss = .crossEntropy
    case ("binary-cross-entropy", 1): loss = .binaryCrossEntropy
    case ("squared-error", 1): loss = .squaredError
    case ("absolute-error", 1): loss = .absoluteError
    case ("huber", _): loss = .huber(delta: try number(.huberDelta, 1))
    case ("poisson", 1): loss = .poisson
    case ("quantile", _): loss = .quantile([try number(.quantileLevel, 0.5)])
    default: throw ValidationError("expected one of \(Self.help).")
    }
  }

  private init(_ loss: Loss) { self.loss = loss }

  /// What a target is trained with unless it is said.
  static func standard(for target: TargetColumn) -> NamedLoss {
    switch target {
    case .classes(_, let classes): NamedLoss(classes.count == 2 ? .binaryCrossEntropy : .crossEntropy)
    case .values: NamedLoss(.squaredError)
    }
  }

  /// The output layer for a target.
  func outputLayer(for target: TargetColumn) throws(OptionError) -> Layer {
    switch (target, loss) {
    case (.classes(_, let classes), .crossEntropy): return Layer(classes.count, .softmax)
    case (.classes(_, let classes), .binaryCrossEntropy) where classes.count == 2: return Layer(1, .logistic)
    case (.classes(let name, let classes), .binaryCrossEntropy):
      throw OptionError(
        "--loss is binary-cross-entropy, but “\(name)” has \(classes.count) classes; expected cross-entropy.")
    case (.classes(let name, _), _):
      throw OptionError(
        "--loss is \(loss), but “\(name)” is one of classes; expected cross-entropy, or --task regression.")
    case (.values(let values), .crossEntropy), (.values(let values), .binaryCrossEntropy):
      let name = values.map(\.name).joined(separator: ", ")
      throw OptionError(
        "--loss is \(loss), but “\(name)” is a number; expected squared-error, or --task classification.")
    case (.values(let values), .poisson): return Layer(values.count, .exponential)
    case (.values(let values), _): return Layer(values.count, .identity)
    }
  }

  /// Whether numbers to predict may be shifted and scaled: counts have to stay what they are, and the last layer of an
  /// imported network cannot scale the steps from one quantile to the next.
  func allowsScaledTargets(isImported: Bool) -> Bool {
    switch loss {
    case .poisson: false
    case .quantile(let levels): !isImported || levels.count == 1
    default: true
    }
  }
}
