import Foundation

/// The activation σ of a layer: what becomes of the logits z.
///
/// | case | σ(z) | σ′(z) | source |
/// |---|---|---|---|
/// | `identity` | z | 1 | |
/// | `logistic` | 1 / (1 + e⁻ᶻ) | a (1 − a) | |
/// | `tanh` | tanh z | 1 − a² | |
/// | `relu` | max(z, 0) | 1 if z ≥ 0, else 0 | Nair & Hinton 2010 |
/// | `leakyReLU(slope: α)` | z if z ≥ 0, else α z | 1 if z ≥ 0, else α | Maas, Hannun & Ng 2013 |
/// | `softsign` | z / (1 + ∣z∣) | 1 / (1 + ∣z∣)² | Glorot & Bengio 2010 |
/// | `elu(alpha: α)` | z if z > 0, else α (eᶻ − 1) | 1 if z > 0, else α eᶻ | Clevert, Unterthiner & Hochreiter 2016 |
/// | `selu` | λ z if z > 0, else λ α (eᶻ − 1) | λ if z > 0, else λ α eᶻ | Klambauer et al. 2017 |
/// | `softplus` | ln(1 + eᶻ) | logistic(z) | Dugas et al. 2001 |
/// | `silu` | z s with s = logistic(z) | s (1 + z (1 − s)) | Elfwing, Uchibe & Doya 2018 |
/// | `gelu` | z Φ(z) | Φ(z) + z φ(z) | Hendrycks & Gimpel 2016 |
/// | `mish` | z t with t = tanh(softplus(z)) | t + z s / cosh²(softplus(z)) with s = logistic(z) | Misra 2019 |
/// | `exponential` | eᶻ | a | |
/// | `softmax` | e^zₖ / Σⱼ e^zⱼ | tⱼ ([j = k] − tₖ), a matrix | Bridle 1990 |
///
/// | `meanAndVariance` | zₖ for the first half of k, e^zₖ for the second | 1 and a | Nix & Weigend 1994 |
/// | `increasing(groups: G)` | tₖ = tₖ₋₁ + ln(1 + e^zₖ), t₁ = z₁, in each of G parts | logistic(zₖ) or 1, for j ≥ k | |
///
/// a is σ(z), t the output of the last layer, Φ and φ the distribution and the density of the standard normal.
/// At the kinks, by convention: relu′(0) = 1, lrelu′(0) = 1, elu′(0) = α, and selu′(0) = λ α.
public enum NaiveActivation: Sendable {
  /// z.
  case identity
  /// 1 / (1 + e⁻ᶻ), the logistic sigmoid.
  case logistic
  /// The hyperbolic tangent.
  case tanh
  /// max(z, 0), with relu′(0) = 1.
  case relu
  /// z for z ≥ 0, `slope` · z below, with lrelu′(0) = 1.
  case leakyReLU(slope: Double = 0.01)
  /// z / (1 + |z|).
  case softsign
  /// z for z > 0, `alpha` (eᶻ − 1) from 0 down.
  case elu(alpha: Double = 1)
  /// λ z for z > 0, λ α (eᶻ − 1) from 0 down, with the α and λ that keep mean 0 and variance 1 from layer to layer.
  case selu
  /// ln(1 + eᶻ).
  case softplus
  /// z · logistic(z), also called swish.
  case silu
  /// z Φ(z), the exact form by the error function.
  case gelu
  /// z tanh(ln(1 + eᶻ)).
  case mish
  /// eᶻ.
  case exponential
  /// e^zₖ / Σⱼ e^zⱼ; for the last layer only.
  case softmax
  /// Means, and behind them as many variances, e^zₖ; for the last layer only.
  case meanAndVariance
  /// In each of `groups` equal parts of the row t₁ = z₁ and tₖ = tₖ₋₁ + ln(1 + e^zₖ); for the last layer only.
  case increasing(groups: Int = 1)
  /// A function of one logit of the caller's own, with its derivative (both as functions of z).
  case custom(value: @Sendable (Double) -> Double, derivative: @Sendable (Double) -> Double)

  /// σ(z) of a whole layer; as many values as there are logits.
  public func values(_ z: [Double]) -> [Double] {
    switch self {
    case .softmax: return Self.softmax(z)
    case .meanAndVariance: return (0..<z.count).map { k in k < z.count / 2 ? z[k] : exp(z[k]) }
    case .increasing(let groups):
      var t = z
      for k in 0..<z.count where k % (z.count / groups) != 0 { t[k] = t[k - 1] + Self.softplus(z[k]) }
      return t
    default: return z.map(value)
    }
  }

  /// Whether it takes all logits of a row together; then it is for the last layer only.
  var isOfRows: Bool {
    switch self {
    case .softmax, .meanAndVariance, .increasing: true
    default: false
    }
  }

  /// σ(z) of one neuron.
  ///
  /// - Precondition: Not an activation of rows, such as `softmax`, whose every output looks at all logits.
  public func value(_ z: Double) -> Double {
    switch self {
    case .identity: z
    case .logistic: Self.logistic(z)
    case .tanh: Foundation.tanh(z)
    case .relu: z < 0 ? 0 : z
    case .leakyReLU(let slope): z < 0 ? slope * z : z
    case .softsign: z / (1 + abs(z))
    case .elu(let alpha): z > 0 ? z : alpha * expm1(z)
    case .selu: z > 0 ? Self.seluScale * z : Self.seluScale * Self.seluAlpha * expm1(z)
    case .softplus: Self.softplus(z)
    case .silu: z * Self.logistic(z)
    case .gelu: z * Self.normalDistribution(z)
    case .mish: z * Foundation.tanh(Self.softplus(z))
    case .exponential: exp(z)
    case .softmax, .meanAndVariance, .increasing:
      preconditionFailure("\(self) has no value of one logit; it takes all logits of a row.")
    case .custom(let value, _): value(z)
    }
  }

  /// σ′(z) of one neuron with the logit z and the activation a = σ(z).
  ///
  /// - Precondition: Not an activation of rows, such as `softmax`, whose derivative is a matrix.
  public func derivative(z: Double, a: Double) -> Double {
    switch self {
    case .identity: return 1
    case .logistic: return a * (1 - a)
    case .tanh: return 1 - a * a
    case .relu: return z < 0 ? 0 : 1
    case .leakyReLU(let slope): return z < 0 ? slope : 1
    case .softsign: return 1 / ((1 + abs(z)) * (1 + abs(z)))
    case .elu(let alpha): return z > 0 ? 1 : alpha * exp(z)
    case .selu: return z > 0 ? Self.seluScale : Self.seluScale * Self.seluAlpha * exp(z)
    case .softplus: return Self.logistic(z)
    case .silu:
      let s = Self.logistic(z)
      return s * (1 + z * (1 - s))
    case .gelu: return Self.normalDistribution(z) + z * Self.normalDensity(z)
    case .mish:
      let p = Self.softplus(z)
      return Foundation.tanh(p) + z * Self.logistic(z) / (cosh(p) * cosh(p))
    case .exponential: return a
    case .softmax, .meanAndVariance, .increasing:
      preconditionFailure("\(self) has no derivative by one logit; its Jacobian is a matrix.")
    case .custom(_, let derivative): return derivative(z)
    }
  }

  /// The Jacobian of the activation, from the right: δₖ = Σⱼ vⱼ ∂tⱼ/∂zₖ, where v = ∂D/∂t and t = σ(z).
  ///
  /// For softmax ∂tⱼ/∂zₖ = tⱼ ([j = k] − tₖ), hence δₖ = tₖ (vₖ − Σⱼ vⱼ tⱼ). For increasing outputs ∂tⱼ/∂zₖ is
  /// logistic(zₖ) for every j ≥ k of the group, and 1 for the first k of it. For every other activation the Jacobian is
  /// diagonal.
  public func chain(_ v: [Double], z: [Double], t: [Double]) -> [Double] {
    var δ = [Double](repeating: 0, count: z.count)
    switch self {
    case .softmax:
      var mean = 0.0
      for j in 0..<z.count { mean += v[j] * t[j] }
      for k in 0..<z.count { δ[k] = t[k] * (v[k] - mean) }
    case .meanAndVariance:
      for k in 0..<z.count { δ[k] = k < z.count / 2 ? v[k] : v[k] * t[k] }
    case .increasing(let groups):
      let size = z.count / groups
      for k in 0..<z.count {
        let slope = k % size == 0 ? 1 : Self.logistic(z[k])
        let end = (k / size + 1) * size
        for j in k..<end { δ[k] += v[j] * slope }
      }
    default:
      for k in 0..<z.count { δ[k] = v[k] * derivative(z: z[k], a: t[k]) }
    }
    return δ
  }
}

// MARK: - The functions behind

extension NaiveActivation {
  /// α and λ of `selu`, to the last place of a `Double`.
  static let seluAlpha = 1.6732632423543772
  static let seluScale = 1.0507009873554805

  /// e^zₖ / Σⱼ e^zⱼ; the largest logit is taken off first, which changes nothing but keeps e^z from overflowing.
  static func softmax(_ z: [Double]) -> [Double] {
    let largest = z.max() ?? 0
    let powers = z.map { exp($0 - largest) }
    var sum = 0.0
    for power in powers { sum += power }
    return powers.map { $0 / sum }
  }

  /// 1 / (1 + e⁻ᶻ). Where e⁻ᶻ overflows the quotient is 0, as it should be.
  static func logistic(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

  /// ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|); on the right nothing overflows.
  static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

  /// Φ(z) = ½ (1 + erf(z/√2)) = ½ erfc(−z/√2); the latter does not cancel for z far below 0.
  static func normalDistribution(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// φ(z) = e^(−z²/2) / √(2π).
  static func normalDensity(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
}
