import Foundation

/// The loss of one row: how far the output t ∈ Rᴷ is from the target y ∈ Rᴷ.
///
/// Over a batch it is averaged over the rows only: D = 1/m Σᵢ loss(tᵢ, yᵢ). There is no ½ and no division by K.
public enum NaiveLoss: Sendable {
  /// Σₖ (tₖ − yₖ)².
  case squaredError
  /// −Σₖ yₖ ln tₖ; y is one-hot or soft.
  case crossEntropy
  /// −Σₖ yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ); K independent yes-or-no questions.
  case binaryCrossEntropy
  /// Σₖ |tₖ − yₖ|, with slope 0 where t = y.
  case absoluteError
  /// Σₖ of ½r² where |r| ≤ δ and of δ (|r| − ½δ) elsewhere, with r = tₖ − yₖ (Huber 1964).
  case huber(delta: Double = 1)
  /// A loss of one row of the caller's own: its value of (t, y), and its gradient with respect to t.
  case custom(
    value: @Sendable (_ t: [Double], _ y: [Double]) -> Double,
    gradient: @Sendable (_ t: [Double], _ y: [Double]) -> [Double])

  /// The loss of one row by its definition, from the output t.
  public func value(t: [Double], y: [Double]) -> Double {
    if case .custom(let value, _) = self { return value(t, y) }
    var sum = 0.0
    for k in 0..<t.count { sum += term(t[k], y[k]) }
    return sum
  }

  /// ∂loss/∂t of one row, K numbers.
  public func gradient(t: [Double], y: [Double]) -> [Double] {
    if case .custom(_, let gradient) = self { return gradient(t, y) }
    var gradient = [Double](repeating: 0, count: t.count)
    for k in 0..<t.count { gradient[k] = slope(t[k], y[k]) }
    return gradient
  }

  /// The summand of output k.
  private func term(_ t: Double, _ y: Double) -> Double {
    let r = t - y
    switch self {
    case .squaredError: return r * r
    case .crossEntropy: return -Self.product(y, log(t))
    case .binaryCrossEntropy: return -Self.product(y, log(t)) - Self.product(1 - y, log1p(-t))
    case .absoluteError: return abs(r)
    case .huber(let delta): return abs(r) <= delta ? r * r / 2 : delta * (abs(r) - delta / 2)
    case .custom: preconditionFailure("A custom loss takes a whole row.")
    }
  }

  /// The derivative of that summand by tₖ.
  private func slope(_ t: Double, _ y: Double) -> Double {
    let r = t - y
    switch self {
    case .squaredError: return 2 * r
    case .crossEntropy: return -Self.product(y, 1 / t)
    case .binaryCrossEntropy: return -Self.product(y, 1 / t) + Self.product(1 - y, 1 / (1 - t))
    case .absoluteError: return r > 0 ? 1 : r < 0 ? -1 : 0
    case .huber(let delta): return abs(r) <= delta ? r : r > 0 ? delta : -delta
    case .custom: preconditionFailure("A custom loss takes a whole row.")
    }
  }

  /// y · x, and 0 where y = 0 even if x is infinite: 0 ln 0 = 0, the limit.
  private static func product(_ y: Double, _ x: Double) -> Double { y == 0 ? 0 : y * x }
}

// MARK: - Loss and output activation together

extension NaiveLoss {
  /// The loss of one row whose logits are z and whose output is t = g(z).
  ///
  /// This is `value(t:y:)`, but the two pairs that would take the logarithm of a probability rounded to 0 start from
  /// the logits:
  ///
  ///     softmax,  cross-entropy         Σₖ yₖ (ln Σⱼ e^zⱼ − zₖ)
  ///     logistic, binary cross-entropy  Σₖ yₖ ln(1 + e^−zₖ) + (1 − yₖ) ln(1 + e^zₖ)
  public func value(z: [Double], t: [Double], y: [Double], output g: NaiveActivation) -> Double {
    var sum = 0.0
    switch (self, g) {
    case (.crossEntropy, .softmax):
      let largest = z.max() ?? 0
      var powers = 0.0
      for j in 0..<z.count { powers += exp(z[j] - largest) }
      for k in 0..<z.count { sum += y[k] * (log(powers) - (z[k] - largest)) }
    case (.binaryCrossEntropy, .logistic):
      for k in 0..<z.count {
        sum += y[k] * NaiveActivation.softplus(-z[k]) + (1 - y[k]) * NaiveActivation.softplus(z[k])
      }
    default:
      sum = value(t: t, y: y)
    }
    return sum
  }

  /// ∂loss/∂z of one row, the first delta: ∂loss/∂t times the Jacobian of the output activation g.
  ///
  /// For the same two pairs the product is worked out on paper, for 1/t overflows where t is tiny:
  ///
  ///     softmax,  cross-entropy         δₖ = Σⱼ −yⱼ/tⱼ · tⱼ ([j = k] − tₖ) = tₖ Σⱼ yⱼ − yₖ
  ///     logistic, binary cross-entropy  δₖ = (−yₖ/tₖ + (1 − yₖ)/(1 − tₖ)) · tₖ (1 − tₖ) = tₖ − yₖ
  public func delta(z: [Double], t: [Double], y: [Double], output g: NaiveActivation) -> [Double] {
    var δ = [Double](repeating: 0, count: z.count)
    switch (self, g) {
    case (.crossEntropy, .softmax):
      var sum = 0.0
      for k in 0..<z.count { sum += y[k] }
      for k in 0..<z.count { δ[k] = t[k] * sum - y[k] }
    case (.binaryCrossEntropy, .logistic):
      for k in 0..<z.count { δ[k] = t[k] - y[k] }
    default:
      δ = g.chain(gradient(t: t, y: y), z: z, t: t)
    }
    return δ
  }
}
