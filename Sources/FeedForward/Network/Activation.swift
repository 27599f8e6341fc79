import LibC

/// The function σ that a layer applies to its logits z.
///
/// Conventions for derivatives: relu′(0) = 1 and lrelu′(0) = 1.
public enum Activation: Sendable {
  /// z
  case identity
  /// 1 / (1 + e⁻ᶻ), the logistic sigmoid.
  case logistic
  /// tanh z = 2 · logistic(2z) − 1
  case tanh
  /// max(0, z). Glorot, Bordes, Bengio, *Deep sparse rectifier neural networks*, 2011.
  case relu
  /// z for z ≥ 0, else slope · z; slope ≥ 0. Maas, Hannun, Ng, *Rectifier nonlinearities improve
  /// acoustic models*, 2013.
  case leakyReLU(slope: Double = 0.01)
  /// z / (1 + |z|)
  case softsign
  /// z for z > 0, else alpha · (eᶻ − 1); alpha > 0. Clevert, Unterthiner, Hochreiter, *ELU*, arXiv 1511.07289.
  case elu(alpha: Double = 1)
  /// λ z for z > 0, else λ α (eᶻ − 1), with α = 1.67326… and λ = 1.05070…, by which layers of weights drawn by
  /// ``Initializer/lecunNormal`` keep mean 0 and variance 1. Klambauer, Unterthiner, Mayr, Hochreiter,
  /// *Self-normalizing neural networks*, arXiv 1706.02515.
  case selu
  /// ln(1 + eᶻ)
  case softplus
  /// z · logistic(z). Elfwing, Uchibe, Doya, *SiLU*, arXiv 1702.03118.
  case silu
  /// z · Φ(z) with the normal distribution function Φ (the exact form). Hendrycks, Gimpel, *GELU*, arXiv 1606.08415.
  case gelu
  /// z · tanh(ln(1 + eᶻ)). Misra, *Mish*, arXiv 1908.08681.
  case mish
  /// eᶻ, a positive number such as an expected count.
  case exponential
  /// eᶻᵏ / Σⱼ eᶻʲ over the outputs of a row; for the output layer only, with at least two outputs.
  case softmax
  /// The first half of the outputs of a row are means, μₖ = zₖ, the second half their variances, σₖ² = e^z; for the
  /// output layer only, with an even number of outputs. Nix, Weigend, *Estimating the mean and variance of the target
  /// probability distribution*, 1994.
  case meanAndVariance
  /// Outputs that never decrease along a row: t₁ = z₁, tₖ = tₖ₋₁ + ln(1 + e^zₖ), in each of `groups` equal parts of the
  /// row, one for each value to predict; for the output layer only.
  case increasing(groups: Int = 1)
  /// A function of the user's.
  case custom(any CustomActivation)
}

/// An activation of your own: value and derivative on whole buffers.
///
/// Both are called with the logits of a whole minibatch, rows × units numbers one after another. They must treat every
/// number by itself, allocate nothing, and give the same result each time.
public protocol CustomActivation: Sendable {
  /// What error messages and descriptions call it; two activations that differ, if only by a parameter, have to have
  /// different names.
  var name: String { get }
  /// Writes σ(z) for each z; the two have the same count.
  func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>)
  /// Writes σ′(z) for each z; the two have the same count.
  func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>)
}

extension Activation {
  /// What there is to say of an activation of single numbers; nil for those of rows and the user's own.
  package var elementwise: ElementwiseFunction? {
    switch self {
    case .identity: ElementwiseFunction("identity", .identity, slope: 1, c: "x") { $0 }
    case .logistic:
      ElementwiseFunction("sigmoid", .logistic, slope: 0.25, c: "x < 0 ? exp$(x) / (1 + exp$(x)) : 1 / (1 + exp$(-x))")
      {
        1 / (1 + exp(-$0))
      }
    case .tanh: ElementwiseFunction("tanh", .tanh, slope: 1, offset: 1, c: "tanh$(x)") { hyperbolicTangent($0) }
    case .relu:
      ElementwiseFunction("relu", .relu, slope: 1, initializer: .heUniform, c: "x < 0 ? 0 : x") { max($0, 0) }
    case .leakyReLU(let slope):
      ElementwiseFunction(
        "leaky-relu", .leakyReLU, parameter: ("slope", slope), slope: max(1, slope), initializer: .heUniform,
        c: "x < 0 ? slope * x : x"
      ) { $0 >= 0 ? $0 : slope * $0 }
    case .softsign: ElementwiseFunction("softsign", .softsign, slope: 1, c: "x / (1 + fabs$(x))") { $0 / (1 + abs($0)) }
    case .elu(let alpha):
      ElementwiseFunction(
        "elu", .elu, parameter: ("alpha", alpha), slope: max(1, alpha), offset: alpha, initializer: .heUniform,
        c: "x > 0 ? x : alpha * expm1$(x)"
      ) { $0 > 0 ? $0 : alpha * expm1($0) }
    case .selu:
      ElementwiseFunction(
        "selu", .selu, slope: SELU.scale * SELU.alpha, offset: SELU.scale * SELU.alpha, initializer: .lecunNormal,
        c: "\(SELU.scale)$ * (x > 0 ? x : \(SELU.alpha)$ * expm1$(x))"
      ) { SELU.scale * ($0 > 0 ? $0 : SELU.alpha * expm1($0)) }
    case .softplus:
      ElementwiseFunction(
        "softplus", .softplus, slope: 1, offset: 1, initializer: .heUniform, c: softplusInC, value: softplusOf)
    case .silu:
      ElementwiseFunction(
        "silu", .silu, slope: 1.13, offset: 1, initializer: .heUniform,
        c: "x < 0 ? x * (exp$(x) / (1 + exp$(x))) : x / (1 + exp$(-x))"
      ) { $0 / (1 + exp(-$0)) }
    case .gelu:
      ElementwiseFunction(
        "gelu", .gelu, slope: 1.13, offset: 1, initializer: .heUniform,
        c: "x / 2 * erfc$(-x * 0.70710678118654752440$)"
      ) { $0 / 2 * erfc(-$0 / 2.0.squareRoot()) }
    case .mish:
      ElementwiseFunction(
        "mish", .mish, slope: 1.09, offset: 1, initializer: .heUniform, c: "x * tanh$(\(softplusInC))"
      ) { $0 * hyperbolicTangent(softplusOf($0)) }
    case .exponential: ElementwiseFunction("exponential", .exponential, slope: .infinity, c: "exp$(x)") { exp($0) }
    case .softmax, .meanAndVariance, .increasing, .custom: nil
    }
  }
}

// The case of the same name stands before it in `Activation`.
private func hyperbolicTangent(_ z: Double) -> Double { tanh(z) }
private func softplusOf(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }
private let softplusInC = "(x > 0 ? x : 0) + log1p$(exp$(-fabs$(x)))"

/// The numbers of ``Activation/selu``.
package enum SELU {
  package static let alpha = 1.6732632423543772
  package static let scale = 1.0507009873554805
}

extension Activation: ParameterizedSetting {
  package static var what: String { "activation" }

  package static func kinds(epochs: Int?) -> [Activation] {
    [
      .identity, .logistic, .tanh, .relu, .leakyReLU(), .softsign, .elu(), .selu, .softplus, .silu, .gelu, .mish,
      .exponential, .softmax, .meanAndVariance, .increasing(),
    ]
  }

  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, Activation> { ["logistic": .logistic] }

  package var kind: String {
    switch self {
    case .softmax: "softmax"
    case .meanAndVariance: "mean-and-variance"
    case .increasing: "increasing"
    case .custom: "custom"
    default: elementwise?.name ?? "\(Self.self)"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .leakyReLU(var slope):
      try parameters.number("slope", &slope, .atLeast(0))
      self = .leakyReLU(slope: slope)
    case .elu(var alpha):
      try parameters.number("alpha", &alpha, .above(0))
      self = .elu(alpha: alpha)
    case .increasing(var groups):
      try parameters.whole("groups", &groups, .wholeNumbers(from: 1))
      self = .increasing(groups: groups)
    case .custom(let function): parameters.ownName(function.name)
    default: break
    }
  }
}

extension Activation {
  /// Throws if the parameter is out of its range, or no such layer can have this activation.
  func validate(layer: Int, units: Int, isOutput: Bool) throws(FeedForwardError) {
    guard isOutput || !isOfRows else {
      throw .invalidLayer(
        layer: layer, found: "\(self) in a hidden layer", expected: "\(self) in the output layer only")
    }
    switch self {
    case .softmax where units < 2:
      throw .invalidLayer(
        layer: layer, found: "softmax with one output, which is always 1",
        expected: "at least 2 outputs, or the logistic activation")
    case .meanAndVariance where units % 2 != 0:
      throw .invalidLayer(
        layer: layer, found: "\(self) with \(units) outputs", expected: "an even number, as many variances as means")
    case .increasing(let groups) where groups < 1 || units % groups != 0:
      throw .invalidLayer(
        layer: layer, found: "\(self) with \(units) outputs in \(groups) groups", expected: "groups of equal size")
    default: try checkParameters(layer: layer)
    }
  }
}

extension Activation {
  /// Whether an output depends on other logits of its row than its own, or on its place in the row.
  var isOfRows: Bool {
    switch self {
    case .softmax, .meanAndVariance, .increasing: true
    default: false
    }
  }

  /// Whether z must outlive the activation because σ′ cannot be had from a.
  var keepsLogits: Bool {
    switch self {
    case .custom, .increasing: true
    default: elementwise?.code.slopeNeedsLogits ?? false
    }
  }
}
