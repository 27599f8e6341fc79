/// D, what training makes small: a mean over the m rows, never over the K outputs.
///
/// Scales differ between libraries; these hold everywhere in this one: for reported losses, gradients and checks.
/// A loss beyond the range of numbers is infinite and ends a training as ``FeedForwardError/diverged(_:)``: such as
/// Poisson's where e^z overflows (z > 88 in `Float`, 709 in `Double`), or the Gaussian one of a variance far too small.
public enum Loss: Sendable {
  /// 1/m Σᵢ Σₖ (tₖ − yₖ)²; no ½.
  case squaredError
  /// −1/m Σᵢ Σₖ yₖ ln tₖ with a softmax output, computed from the logits. Labels are class indices or rows of
  /// probabilities (one-hot or soft) that sum to 1.
  case crossEntropy
  /// −1/m Σᵢ Σₖ (yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ)) with logistic outputs, computed from the logits; labels in 0 … 1.
  case binaryCrossEntropy
  /// −1/m Σᵢ Σₖ (pₖ yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ)) with logistic outputs, computed from the logits; labels in 0 … 1.
  /// One weight pₖ > 0 for each output: a label of 1 counts pₖ times, which evens out labels that are rarely 1.
  case weightedBinaryCrossEntropy(positiveWeights: [Double])
  /// 1/m Σᵢ Σₖ (tₖ − yₖ ln tₖ) with exponential outputs, computed from the logits; counts yₖ ≥ 0. It is the negative
  /// log-likelihood of the expected counts t without ln Γ(yₖ + 1), in which there is no t.
  case poisson
  /// 1/m Σᵢ ½ Σₖ (ln σₖ² + (yₖ − μₖ)² / σₖ²) with mean-and-variance outputs, computed from the logits: the targets have
  /// half as many columns as the network has outputs. It is the negative log-likelihood without ½ ln 2π for each
  /// target, so it may be negative. No variance is clamped. Nix, Weigend, *Estimating the mean and variance of the
  /// target probability distribution*, 1994.
  case gaussian
  /// 1/m Σᵢ Σₖ (yᵢ − tₖ)(qₖ − [yᵢ < tₖ]), whose tₖ are the quantiles of y for the levels 0 < q₁ < q₂ < … < 1; its
  /// slope at tₖ = yᵢ is 0.
  ///
  /// Several levels need increasing outputs, one for each level, so that they do not cross; several columns of targets
  /// as many groups of them. One level goes with any output activation. Koenker, Bassett, *Regression quantiles*, 1978.
  case quantile(_ levels: [Double] = [0.5])
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
  /// What error messages call it, and a checkpoint knows it by: two losses that differ, if only by a parameter, have
  /// to have different names.
  var name: String { get }
  /// Σ over all rows of the loss of a row.
  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double
  /// Writes ∂(that sum)/∂t for each element of t.
  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>)
}

extension Loss {
  /// What there is to say of each loss but its formula.
  package var facts: LossFacts {
    switch self {
    case .squaredError: LossFacts("squared-error", .ofOutputs(ElementwiseLoss(.squaredError)))
    case .absoluteError: LossFacts("absolute-error", .ofOutputs(ElementwiseLoss(.absoluteError)))
    case .huber(let delta): LossFacts("huber", .ofOutputs(ElementwiseLoss(.huber, parameter: delta)))
    case .crossEntropy:
      LossFacts(
        "cross-entropy", .ofLogits(.softmaxCrossEntropy), targets: .distributions, output: .softmax,
        because: "it needs probabilities that sum to 1")
    case .binaryCrossEntropy:
      LossFacts(
        "binary-cross-entropy", .ofLogits(.logisticCrossEntropy), targets: .probabilities, output: .logistic,
        because: "it needs a probability for each output")
    case .weightedBinaryCrossEntropy(let weights):
      LossFacts(
        "weighted-binary-cross-entropy", .ofLogits(.logisticCrossEntropy, weights: weights), targets: .probabilities,
        output: .logistic, because: "it needs a probability for each output")
    case .poisson:
      LossFacts(
        "poisson", .ofLogits(.poisson), targets: .counts, output: .exponential, because: "it needs positive outputs")
    case .gaussian:
      LossFacts(
        "gaussian", .ofLogits(.gaussian), targets: .numbers, output: .meanAndVariance,
        because: "it needs a variance for each mean")
    case .quantile(let levels): LossFacts("quantile", .ofQuantiles(levels), targets: .numbers)
    case .custom(let loss): LossFacts("custom", .custom(loss))
    }
  }
}

extension Loss: ParameterizedSetting {
  package static var what: String { "loss" }

  package static func kinds(epochs: Int?) -> [Loss] {
    [
      .squaredError, .crossEntropy, .binaryCrossEntropy, .weightedBinaryCrossEntropy(positiveWeights: []), .poisson,
      .gaussian, .quantile(), .absoluteError, .huber(),
    ]
  }

  package var kind: String { facts.name }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .weightedBinaryCrossEntropy(var weights):
      try parameters.numbers("positiveWeights", &weights, .above(0))
      self = .weightedBinaryCrossEntropy(positiveWeights: weights)
    case .quantile(var levels):
      try parameters.numbers("levels", &levels, .above(0, below: 1), isIncreasing: true)
      self = .quantile(levels)
    case .huber(var delta):
      try parameters.number("delta", &delta, .above(0))
      self = .huber(delta: delta)
    case .custom(let loss): parameters.ownName(loss.name)
    default: break
    }
  }
}

extension Loss {
  /// The loss that belongs to an output activation: cross-entropy to softmax, binary cross-entropy to logistic,
  /// Poisson's to the exponential, Gauss's to mean and variance, squared error to every other.
  public static func standard(for output: Activation) -> Loss {
    switch output {
    case .softmax: .crossEntropy
    case .logistic: .binaryCrossEntropy
    case .exponential: .poisson
    case .meanAndVariance: .gaussian
    default: .squaredError
    }
  }
}

extension Loss {
  /// The number of columns that targets have for a network of so many outputs.
  package func targetColumns(outputs: Int) -> Int {
    switch self {
    case .gaussian: outputs / 2
    case .quantile(let levels): outputs / levels.count
    default: outputs
    }
  }
}
