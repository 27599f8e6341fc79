import FeedForward
import FeedForwardData

/// The loss that goes with a target, and the output layer that goes with both.
extension Loss {
  /// What a target is trained with unless it is said.
  static func standard(for target: TargetColumn) -> Loss {
    switch target {
    case .classes(_, let classes): classes.count == 2 ? .binaryCrossEntropy : .crossEntropy
    case .values: .squaredError
    }
  }

  /// The output layer for a target.
  func outputLayer(for target: TargetColumn) throws -> Layer {
    switch (target, self) {
    case (.classes(_, let classes), .crossEntropy): return Layer(classes.count, .softmax)
    case (.classes(_, let classes), .binaryCrossEntropy) where classes.count == 2,
      (.classes(_, let classes), .weightedBinaryCrossEntropy) where classes.count == 2:
      return Layer(1, .logistic)
    case (.classes(let name, let classes), .binaryCrossEntropy),
      (.classes(let name, let classes), .weightedBinaryCrossEntropy):
      throw OptionError("--loss is \(self), but “\(name)” has \(classes.count) classes; expected cross-entropy.")
    case (.classes(let name, _), _):
      throw OptionError(
        "--loss is \(self), but “\(name)” is one of classes; expected cross-entropy, or --task regression.")
    case (.values(let values), .crossEntropy), (.values(let values), .binaryCrossEntropy),
      (.values(let values), .weightedBinaryCrossEntropy):
      let name = values.map(\.name).joined(separator: ", ")
      throw OptionError(
        "--loss is \(self), but “\(name)” is a number; expected squared-error, or --task classification.")
    case (.values(let values), .poisson): return Layer(values.count, .exponential)
    case (.values(let values), .gaussian): return Layer(2 * values.count, .meanAndVariance)
    case (.values(let values), .quantile(let levels)) where levels.count > 1:
      return Layer(levels.count * values.count, .increasing(groups: values.count))
    case (.values(let values), _): return Layer(values.count, .identity)
    }
  }

  /// Whether it is one of numbers, not of classes.
  var isOfNumbers: Bool {
    switch self {
    case .crossEntropy, .binaryCrossEntropy, .weightedBinaryCrossEntropy: false
    default: true
    }
  }

  /// Whether numbers to predict may be shifted and scaled: counts have to stay what they are, and the last layer of an
  /// imported network cannot scale the steps from one quantile to the next.
  func allowsScaledTargets(isImported: Bool) -> Bool {
    switch self {
    case .poisson: false
    case .quantile(let levels): !isImported || levels.count == 1
    default: true
    }
  }
}
