/// D, what training makes small: a mean over the m rows, never over the K outputs.
///
/// Scales differ between libraries; these hold everywhere in this one: for reported losses, gradients and checks.
public enum Loss: Sendable {
  /// 1/m Σᵢ Σₖ (tₖ − yₖ)²; no ½.
  case squaredError
  /// −1/m Σᵢ Σₖ yₖ ln tₖ with a softmax output, computed from the logits. Labels are class indices or rows of
  /// probabilities (one-hot or soft) that sum to 1.
  case crossEntropy
  /// −1/m Σᵢ Σₖ (yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ)) with logistic outputs, computed from the logits; labels in 0 … 1.
  case binaryCrossEntropy
  /// 1/m Σᵢ Σₖ |tₖ − yₖ|; its slope at 0 is 0.
  case absoluteError
  /// 1/m Σᵢ Σₖ h(tₖ − yₖ), h(r) = ½ r² for |r| ≤ delta, else delta · (|r| − ½ delta); delta > 0.
  /// Huber, *Robust estimation of a location parameter*, 1964.
  case huber(delta: Double = 1)
  /// A loss of the user's.
  case custom(any CustomLoss)
}

/// A loss of your own: value and gradient with respect to the outputs t, on whole buffers.
///
/// Both are called with rows × outputs numbers, one row after another. The engine divides by the number of rows.
public protocol CustomLoss: Sendable {
  /// What error messages and histories call it.
  var name: String { get }
  /// Σ over all rows of the loss of a row.
  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double
  /// Writes ∂(that sum)/∂t for each element of t.
  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>)
}

extension Loss: CustomStringConvertible {
  /// The name the command line uses.
  public var description: String {
    switch self {
    case .squaredError: "squared-error"
    case .crossEntropy: "cross-entropy"
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .absoluteError: "absolute-error"
    case .huber: "huber"
    case .custom(let loss): loss.name
    }
  }

  /// The loss that belongs to an output activation: cross-entropy to softmax, binary cross-entropy to logistic, squared
  /// error to every other.
  public static func standard(for output: Activation) -> Loss {
    switch output {
    case .softmax: .crossEntropy
    case .logistic: .binaryCrossEntropy
    default: .squaredError
    }
  }

  /// Throws for a parameter out of its range and for a pair that makes no sense.
  func validate(with output: Activation) throws(FeedForwardError) {
    switch (self, output) {
    case (.crossEntropy, .softmax), (.binaryCrossEntropy, .logistic): break
    case (.crossEntropy, _):
      throw .incompatibleLoss(
        loss: description, with: "the output activation \(output)",
        reason: "it needs probabilities that sum to 1; use softmax, or the loss \(Loss.standard(for: output)).")
    case (.binaryCrossEntropy, _):
      throw .incompatibleLoss(
        loss: description, with: "the output activation \(output)",
        reason: "it needs a probability for each output; use sigmoid, or the loss \(Loss.standard(for: output)).")
    case (.huber(let delta), _): try Hyperparameter.huberDelta.check(delta)
    default: break
    }
  }
}

extension Loss {
  /// The kernel of a loss that is a sum over single outputs and is computed from t; nil for the others.
  var kernel: _ElementwiseLoss? {
    switch self {
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber(let delta): .huber(delta: delta)
    case .crossEntropy, .binaryCrossEntropy, .custom: nil
    }
  }
}
