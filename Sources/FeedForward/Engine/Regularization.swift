/// R: l2/m Σ θ² + l1/m Σ |θ| over all parameters but the biases, where m is the number of *training examples*, or the
/// sum of their weights, also when stepping on minibatches. Its gradient is 2 l2/m θ + l1/m sign θ.
struct Regularization: Sendable {
  var l2: Double
  let l1: Double
  let trainingExamples: Double

  var isNone: Bool { l2 == 0 && l1 == 0 }

  /// R of some rows of a Θ; its column 0, the biases, counts nothing.
  func value<Scalar: BLASScalar>(of theta: MatrixView<Scalar>) -> Double {
    if isNone { return 0 }
    let sums = theta.columns(from: 1).sums
    return (l2 * sums.squares + l1 * sums.magnitudes) / trainingExamples
  }

  /// g ← g + ∇R for some rows of a Θ.
  func addGradient<Scalar: BLASScalar>(of theta: MatrixView<Scalar>, to gradient: MatrixView<Scalar>) {
    if isNone { return }
    let m = trainingExamples
    let (slope, weights) = (gradient.columns(from: 1), theta.columns(from: 1))
    slope.addPenaltyGradient(l2: Scalar(2 * l2 / m), l1: Scalar(l1 / m), of: weights)
  }

  /// Throws for a λ out of its range, or one whose slope for so many rows the scalar type takes for 0.
  func validate<Scalar: BLASScalar>(in _: Scalar.Type) throws(FeedForwardError) {
    for (hyperparameter, value, factor) in [(Hyperparameter.l2, l2, 2.0), (.l1, l1, 1)] {
      try hyperparameter.check(value)
      guard Scalar(factor * value / trainingExamples) > 0 || value == 0 else {
        throw .invalidSetting(
          name: hyperparameter.name, value: "\(value), of which \(Scalar.self) makes a slope of 0",
          expected: "0, or at least \(Double(Scalar.leastNonzeroMagnitude) * trainingExamples / factor)")
      }
    }
  }

  /// m: a number of examples that a user gave, or the weight of those at hand.
  static func examples(_ given: Int?, orWeight weight: Double) throws(FeedForwardError) -> Double {
    guard let given else { return weight }
    guard given >= 1 else {
      throw .invalidSetting(name: "trainingExamples", value: "\(given)", expected: "at least 1")
    }
    return Double(given)
  }
}

extension Hyperparameter {
  /// λ of λ/m Σ θ².
  public static let l2 = Hyperparameter("l2", .atLeast(0))
  /// λ of λ/m Σ |θ|.
  public static let l1 = Hyperparameter("l1", .atLeast(0))
}
