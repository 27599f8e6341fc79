import CKernels

/// An activation that the C kernels know, with its parameter.
public struct _Elementwise: Sendable {
  let code: ff_activation
  let alpha: Double
  /// Whether σ′ is read from z rather than from a = σ(z).
  let slopeNeedsLogits: Bool

  init(_ code: ff_activation, alpha: Double = 0, slopeNeedsLogits: Bool = false) {
    (self.code, self.alpha, self.slopeNeedsLogits) = (code, alpha, slopeNeedsLogits)
  }
}

/// A loss that the C kernels know as a function of one output and one target, with its parameter.
public struct _ElementwiseLoss: Sendable {
  let code: ff_loss
  let parameter: Double
}

extension Activation {
  /// The kernel of an element-wise activation; nil for softmax and for the user's own.
  var kernel: _Elementwise? {
    switch self {
    case .identity: _Elementwise(FF_IDENTITY)
    case .logistic: _Elementwise(FF_LOGISTIC)
    case .tanh: _Elementwise(FF_TANH)
    case .relu: _Elementwise(FF_RELU)
    case .leakyReLU(let slope): _Elementwise(FF_LEAKY_RELU, alpha: slope)
    case .elu(let alpha): _Elementwise(FF_ELU, alpha: alpha)
    case .softsign: _Elementwise(FF_SOFTSIGN, slopeNeedsLogits: true)
    case .softplus: _Elementwise(FF_SOFTPLUS, slopeNeedsLogits: true)
    case .silu: _Elementwise(FF_SILU, slopeNeedsLogits: true)
    case .gelu: _Elementwise(FF_GELU, slopeNeedsLogits: true)
    case .softmax, .custom: nil
    }
  }

  /// Whether z must outlive the activation because σ′ cannot be had from a.
  var keepsLogits: Bool {
    if case .custom = self { true } else { kernel?.slopeNeedsLogits ?? false }
  }
}

extension Loss {
  /// The kernel of a loss that is a sum over single outputs and is computed from t.
  var kernel: _ElementwiseLoss? {
    switch self {
    case .squaredError: _ElementwiseLoss(code: FF_SQUARED_ERROR, parameter: 0)
    case .absoluteError: _ElementwiseLoss(code: FF_ABSOLUTE_ERROR, parameter: 0)
    case .huber(let delta): _ElementwiseLoss(code: FF_HUBER, parameter: delta)
    case .crossEntropy, .binaryCrossEntropy, .custom: nil
    }
  }
}
