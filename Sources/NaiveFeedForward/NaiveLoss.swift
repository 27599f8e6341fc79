import Foundation

/// The loss of one row: how far the output t ∈ Rᴷ is from the target y ∈ Rᴷ, or from fewer numbers where several
/// outputs belong to one.
///
/// Over a batch it is averaged over the rows only: D = 1/m Σᵢ loss(tᵢ, yᵢ). There is no ½ and no division by K.
public enum NaiveLoss: Sendable {
  /// Σₖ (tₖ − yₖ)².
  case squaredError
  /// −Σₖ yₖ ln tₖ; y is one-hot or soft.
  case crossEntropy
  /// −Σₖ yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ); K independent yes-or-no questions.
  case binaryCrossEntropy
  /// −Σₖ pₖ yₖ ln tₖ + (1 − yₖ) ln(1 − tₖ) with one weight pₖ for each output.
  case weightedBinaryCrossEntropy(positiveWeights: [Double])
  /// Σₖ tₖ − yₖ ln tₖ: Poisson's likelihood of yₖ events where tₖ are expected, without ln yₖ!.
  case poisson
  /// ½ Σₖ ln vₖ + (yₖ − μₖ)² / vₖ, t = (μ, v): the normal likelihood without ½ ln 2π (Nix & Weigend 1994).
  case gaussian
  /// Σₖ r (qₖ − [r < 0]), r = y − tₖ, with the levels q₁ … q_Q for each y in turn, with slope 0 where r = 0 (Koenker &
  /// Bassett 1978).
  case quantile(_ levels: [Double])
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
    var sum = 0.0
    switch self {
    case .custom(let value, _): return value(t, y)
    case .weightedBinaryCrossEntropy(let p):
      for k in 0..<t.count { sum += -p[k] * Self.product(y[k], log(t[k])) - Self.product(1 - y[k], log1p(-t[k])) }
    case .gaussian:
      for k in 0..<y.count { sum += (log(t[y.count + k]) + (y[k] - t[k]) * (y[k] - t[k]) / t[y.count + k]) / 2 }
    case .quantile(let q):
      for k in 0..<t.count {
        let r = y[k / q.count] - t[k]
        sum += r < 0 ? r * (q[k % q.count] - 1) : r * q[k % q.count]
      }
    default: for k in 0..<t.count { sum += term(t[k], y[k]) }
    }
    return sum
  }

  /// ∂loss/∂t of one row, K numbers.
  public func gradient(t: [Double], y: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: t.count)
    switch self {
    case .custom(_, let gradient): return gradient(t, y)
    case .weightedBinaryCrossEntropy(let p):
      for k in 0..<t.count {
        gradient[k] = -p[k] * Self.product(y[k], 1 / t[k]) + Self.product(1 - y[k], 1 / (1 - t[k]))
      }
    case .gaussian:
      for k in 0..<y.count {
        let (r, v) = (y[k] - t[k], t[y.count + k])
        gradient[k] = -r / v
        gradient[y.count + k] = (1 / v - r * r / (v * v)) / 2
      }
    case .quantile(let q):
      for k in 0..<t.count {
        let r = y[k / q.count] - t[k]
        gradient[k] = r < 0 ? 1 - q[k % q.count] : r > 0 ? -q[k % q.count] : 0
      }
    default: for k in 0..<t.count { gradient[k] = slope(t[k], y[k]) }
    }
    return gradient
  }

  /// The number of targets of a row with so many outputs.
  public func targets(outputs: Int) -> Int {
    switch self {
    case .gaussian: outputs / 2
    case .quantile(let levels): outputs / levels.count
    default: outputs
    }
  }

  /// The summand of output k.
  private func term(_ t: Double, _ y: Double) -> Double {
    let r = t - y
    switch self {
    case .squaredError: return r * r
    case .crossEntropy: return -Self.product(y, log(t))
    case .binaryCrossEntropy: return -Self.product(y, log(t)) - Self.product(1 - y, log1p(-t))
    case .poisson: return t - Self.product(y, log(t))
    case .absoluteError: return abs(r)
    case .huber(let delta): return abs(r) <= delta ? r * r / 2 : delta * (abs(r) - delta / 2)
    case .weightedBinaryCrossEntropy, .gaussian, .quantile, .custom:
      preconditionFailure("\(self) takes a whole row.")
    }
  }

  /// The derivative of that summand by tₖ.
  private func slope(_ t: Double, _ y: Double) -> Double {
    let r = t - y
    switch self {
    case .squaredError: return 2 * r
    case .crossEntropy: return -Self.product(y, 1 / t)
    case .binaryCrossEntropy: return -Self.product(y, 1 / t) + Self.product(1 - y, 1 / (1 - t))
    case .poisson: return 1 - Self.product(y, 1 / t)
    case .absoluteError: return r > 0 ? 1 : r < 0 ? -1 : 0
    case .huber(let delta): return abs(r) <= delta ? r : r > 0 ? delta : -delta
    case .weightedBinaryCrossEntropy, .gaussian, .quantile, .custom:
      preconditionFailure("\(self) takes a whole row.")
    }
  }

  /// y · x, and 0 where y = 0 even if x is infinite: 0 ln 0 = 0, the limit.
  private static func product(_ y: Double, _ x: Double) -> Double { y == 0 ? 0 : y * x }
}

// MARK: - Loss and output activation together

extension NaiveLoss {
  /// The loss of one row whose logits are z and whose output is t = g(z).
  ///
  /// This is `value(t:y:)`, but the pairs that would take the logarithm of a number rounded to 0 start from the logits:
  ///
  ///     softmax,  cross-entropy           Σₖ yₖ (ln Σⱼ e^zⱼ − zₖ)
  ///     logistic, binary cross-entropy    Σₖ pₖ yₖ ln(1 + e^−zₖ) + (1 − yₖ) ln(1 + e^zₖ), pₖ = 1 without weights
  ///     exponential, Poisson              Σₖ e^zₖ − yₖ zₖ
  ///     mean and variance, Gauss          ½ Σₖ sₖ + (yₖ − μₖ)² e^−sₖ, z = (μ, s)
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
    case (.weightedBinaryCrossEntropy(let p), .logistic):
      for k in 0..<z.count {
        sum += p[k] * y[k] * NaiveActivation.softplus(-z[k]) + (1 - y[k]) * NaiveActivation.softplus(z[k])
      }
    case (.poisson, .exponential): for k in 0..<z.count { sum += t[k] - y[k] * z[k] }
    case (.gaussian, .meanAndVariance):
      for k in 0..<y.count {
        let (r, s) = (y[k] - z[k], z[y.count + k])
        sum += (s + Self.product(r, r * exp(-s))) / 2
      }
    default:
      sum = value(t: t, y: y)
    }
    return sum
  }

  /// ∂loss/∂z of one row, the first delta: ∂loss/∂t times the Jacobian of the output activation g.
  ///
  /// For the same pairs the product is worked out on paper, for 1/t overflows where t is tiny:
  ///
  ///     softmax,  cross-entropy           δₖ = Σⱼ −yⱼ/tⱼ · tⱼ ([j = k] − tₖ) = tₖ Σⱼ yⱼ − yₖ
  ///     logistic, binary cross-entropy    δₖ = (−pₖ yₖ/tₖ + (1 − yₖ)/(1 − tₖ)) · tₖ (1 − tₖ)
  ///                                          = (pₖ yₖ + 1 − yₖ) tₖ − pₖ yₖ, which without weights is tₖ − yₖ
  ///     exponential, Poisson              δₖ = (1 − yₖ/tₖ) · tₖ = tₖ − yₖ
  ///     mean and variance, Gauss          δ = −(yₖ − μₖ) e^−sₖ by μₖ, ½ (1 − (yₖ − μₖ)² e^−sₖ) by sₖ
  public func delta(z: [Double], t: [Double], y: [Double], output g: NaiveActivation) -> [Double] {
    var δ = [Double](repeating: 0, count: z.count)
    switch (self, g) {
    case (.crossEntropy, .softmax):
      var sum = 0.0
      for k in 0..<z.count { sum += y[k] }
      for k in 0..<z.count { δ[k] = t[k] * sum - y[k] }
    case (.binaryCrossEntropy, .logistic):
      for k in 0..<z.count { δ[k] = t[k] - y[k] }
    case (.weightedBinaryCrossEntropy(let p), .logistic):
      for k in 0..<z.count { δ[k] = (p[k] * y[k] + 1 - y[k]) * t[k] - p[k] * y[k] }
    case (.poisson, .exponential): for k in 0..<z.count { δ[k] = t[k] - y[k] }
    case (.gaussian, .meanAndVariance):
      for k in 0..<y.count {
        let (r, precision) = (y[k] - z[k], exp(-z[y.count + k]))
        δ[k] = -Self.product(r, precision)
        δ[y.count + k] = (1 - Self.product(r, r * precision)) / 2
      }
    default:
      δ = g.chain(gradient(t: t, y: y), z: z, t: t)
    }
    return δ
  }
}
