import CKernels

/// An activation that the C kernels know, with its parameter.
public struct _Elementwise: Sendable {
  let code: ff_activation
  let alpha: Double
  /// Whether σ′ is read from z rather than from a = σ(z).
  let slopeNeedsLogits: Bool

  private init(_ code: ff_activation, alpha: Double = 0, slopeNeedsLogits: Bool = false) {
    (self.code, self.alpha, self.slopeNeedsLogits) = (code, alpha, slopeNeedsLogits)
  }

  static let identity = Self(FF_IDENTITY)
  static let logistic = Self(FF_LOGISTIC)
  static let tanh = Self(FF_TANH)
  static let relu = Self(FF_RELU)
  static func leakyReLU(slope: Double) -> Self { Self(FF_LEAKY_RELU, alpha: slope) }
  static func elu(alpha: Double) -> Self { Self(FF_ELU, alpha: alpha) }
  static let softsign = Self(FF_SOFTSIGN, slopeNeedsLogits: true)
  static let softplus = Self(FF_SOFTPLUS, slopeNeedsLogits: true)
  static let silu = Self(FF_SILU, slopeNeedsLogits: true)
  static let gelu = Self(FF_GELU, slopeNeedsLogits: true)
  static let exponential = Self(FF_EXPONENTIAL)
}

/// A loss that the C kernels know as a function of one output and one target, with its parameter.
public struct _ElementwiseLoss: Sendable {
  let code: ff_loss
  let parameter: Double

  static let squaredError = Self(code: FF_SQUARED_ERROR, parameter: 0)
  static let absoluteError = Self(code: FF_ABSOLUTE_ERROR, parameter: 0)
  static func huber(delta: Double) -> Self { Self(code: FF_HUBER, parameter: delta) }
}

/// What Rprop does with a parameter whose gradient has changed its sign.
public struct _RpropTurn: Sendable {
  let code: ff_rprop

  static let goOn = Self(code: FF_RPROP_GO_ON)
  static let stay = Self(code: FF_RPROP_STAY)
  static let undo = Self(code: FF_RPROP_UNDO)
}

/// Where in a row's stream of ``Philox`` words a mask begins.
public struct _PhiloxWords: Sendable {
  let stream: ff_stream
  /// The block that holds the first word of the layer, and the first word wanted, counted from there.
  let firstBlock: UInt32
  let first: Int

  init(seed: UInt64, purpose: Philox.Purpose, stream: UInt32, firstBlock: UInt32, first: Int) {
    let key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = ff_stream(key: key, stream: stream, purpose: purpose.rawValue)
    (self.firstBlock, self.first) = (firstBlock, first)
  }

  /// A word below this is one of a share of `rate`.
  func least(_ rate: Double) -> UInt32 { UInt32(rate * 0x1p32) }
}
