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
    switch (target, facts.targets) {
    case (.classes(_, let classes), .distributions): return Layer(classes.count, .softmax)
    case (.classes(_, let classes), .probabilities) where classes.count == 2: return Layer(1, .logistic)
    case (.classes(let name, let classes), .probabilities):
      throw OptionError("--loss is \(self), but “\(name)” has \(classes.count) classes; expected cross-entropy.")
    case (.classes(let name, _), _):
      throw OptionError(
        "--loss is \(self), but “\(name)” is one of classes; expected cross-entropy, or --task regression.")
    case (.values(let values), .distributions), (.values(let values), .probabilities):
      let name = values.map(\.name).joined(separator: ", ")
      throw OptionError(
        "--loss is \(self), but “\(name)” is a number; expected squared-error, or --task classification.")
    case (.values(let values), _): return outputLayer(forNumbers: values.count)
    }
  }

  private func outputLayer(forNumbers count: Int) -> Layer {
    switch self {
    case .gaussian: Layer(2 * count, .meanAndVariance)
    case .quantile(let levels) where levels.count > 1: Layer(levels.count * count, .increasing(groups: count))
    default: Layer(count, facts.output ?? .identity)
    }
  }

  /// Whether it is one of numbers, not of classes.
  var isOfNumbers: Bool {
    switch facts.targets {
    case .probabilities, .distributions: false
    case .labelsOrNumbers, .numbers, .counts: true
    }
  }

  /// Whether numbers to predict may be shifted and scaled: counts have to stay what they are, and the last layer of an
  /// imported network cannot scale the steps from one quantile to the next.
  func allowsScaledTargets(isImported: Bool) -> Bool {
    if case .counts = facts.targets { return false }
    return if case .quantile(let levels) = self { !isImported || levels.count == 1 } else { true }
  }
}
