import CKernels

/// An activation that the kernels know, with its parameter.
struct ElementwiseActivation: Sendable {
  let code: ActivationCode
  let alpha: Double
  /// Whether σ′ is read from z rather than from a = σ(z).
  let slopeNeedsLogits: Bool

  init(_ code: ActivationCode, alpha: Double = 0) {
    self.code = code
    self.alpha = alpha
    slopeNeedsLogits = code.slopeNeedsLogits
  }
}

/// A loss that the kernels know as a function of one output and one target, with its parameter.
struct ElementwiseLoss: Sendable {
  let code: LossCode
  let parameter: Double

  init(_ code: LossCode, parameter: Double = 0) {
    self.code = code
    self.parameter = parameter
  }
}
