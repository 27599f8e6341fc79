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
  /// ln(1 + eᶻ)
  case softplus
  /// z · logistic(z). Elfwing, Uchibe, Doya, *SiLU*, arXiv 1702.03118.
  case silu
  /// z · Φ(z) with the normal distribution function Φ (the exact form). Hendrycks, Gimpel, *GELU*, arXiv 1606.08415.
  case gelu
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

extension Activation: ParameterizedSetting {
  package static var what: String { "activation" }

  package static func kinds(epochs: Int?) -> [Activation] {
    [
      .identity, .logistic, .tanh, .relu, .leakyReLU(), .softsign, .elu(), .softplus, .silu, .gelu, .exponential,
      .softmax, .meanAndVariance, .increasing(),
    ]
  }

  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, Activation> { ["logistic": .logistic] }

  package var kind: String {
    switch self {
    case .identity: "identity"
    case .logistic: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyReLU: "leaky-relu"
    case .softsign: "softsign"
    case .elu: "elu"
    case .softplus: "softplus"
    case .silu: "silu"
    case .gelu: "gelu"
    case .exponential: "exponential"
    case .softmax: "softmax"
    case .meanAndVariance: "mean-and-variance"
    case .increasing: "increasing"
    case .custom: "custom"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .identity, .logistic, .tanh, .relu, .softsign, .softplus, .silu, .gelu, .exponential, .softmax,
      .meanAndVariance:
      break
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

  /// The kernel of an element-wise activation; nil for those of rows and for the user's own.
  var kernel: ElementwiseActivation? {
    switch self {
    case .identity: ElementwiseActivation(.identity)
    case .logistic: ElementwiseActivation(.logistic)
    case .tanh: ElementwiseActivation(.tanh)
    case .relu: ElementwiseActivation(.relu)
    case .leakyReLU(let slope): ElementwiseActivation(.leakyReLU, alpha: slope)
    case .softsign: ElementwiseActivation(.softsign)
    case .elu(let alpha): ElementwiseActivation(.elu, alpha: alpha)
    case .softplus: ElementwiseActivation(.softplus)
    case .silu: ElementwiseActivation(.silu)
    case .gelu: ElementwiseActivation(.gelu)
    case .exponential: ElementwiseActivation(.exponential)
    case .softmax, .meanAndVariance, .increasing, .custom: nil
    }
  }

  /// Whether z must outlive the activation because σ′ cannot be had from a.
  var keepsLogits: Bool {
    switch self {
    case .custom, .increasing: true
    default: kernel?.slopeNeedsLogits ?? false
    }
  }
}
