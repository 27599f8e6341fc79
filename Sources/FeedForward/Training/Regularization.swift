/// R: l2/m Σ θ² + l1/m Σ |θ| over all parameters but the biases, where m is the number of *training examples*, also when
/// stepping on minibatches. Its gradient is 2 l2/m θ + l1/m sign θ.
struct Regularization: Sendable {
  let l2: Double
  let l1: Double
  let trainingExamples: Int

  var isNone: Bool { l2 == 0 && l1 == 0 }

  /// R of θ.
  func value<Scalar: BLASScalar>(_ layout: ParameterLayout, _ theta: UnsafeMutablePointer<Scalar>) -> Double {
    if isNone { return 0 }
    var (squares, magnitudes) = (0.0, 0.0)
    for l in 0..<layout.layers {
      let sums = Scalar._penalty(layout.theta(l, in: theta).columns(from: 1).asRows)
      squares += sums.squares
      magnitudes += sums.magnitudes
    }
    return (l2 * squares + l1 * magnitudes) / Double(trainingExamples)
  }

  /// g ← g + ∇R.
  func addGradient<Scalar: BLASScalar>(
    _ layout: ParameterLayout, _ theta: UnsafeMutablePointer<Scalar>, to gradient: UnsafeMutablePointer<Scalar>
  ) {
    if isNone { return }
    let m = Double(trainingExamples)
    for l in 0..<layout.layers {
      Scalar._addPenaltyGradient(
        l2: Scalar(2 * l2 / m), l1: Scalar(l1 / m), layout.theta(l, in: theta).columns(from: 1).asRows,
        to: layout.theta(l, in: gradient).columns(from: 1).asRows)
    }
  }

  func validate() throws(FeedForwardError) {
    for (name, value) in [("l2", l2), ("l1", l1)] where !(value >= 0 && value.isFinite) {
      throw .invalidSetting(name: name, value: "\(value)", expected: "a number ≥ 0")
    }
    guard trainingExamples >= 1 else {
      throw .invalidSetting(name: "trainingExamples", value: "\(trainingExamples)", expected: "at least 1")
    }
  }
}
