import CKernels

/// An activation of single numbers: all that there is to say of it but how other formats write it.
package struct ElementwiseFunction: Sendable {
  /// What texts call it.
  package let name: String
  /// The kernels of σ and σ′.
  let code: ActivationCode
  /// The number that they take, by the name that it has.
  package let parameter: (label: String, value: Double)?
  /// L, the largest slope of σ.
  package let largestSlope: Double
  /// How much larger than |σ| the numbers are from which σ is computed.
  package let offset: Double
  /// How the weights before it begin.
  let initializer: Initializer
  /// σ(x) in C, `$` for the suffix that functions and literals of the scalar type have.
  package let c: String
  /// σ(z).
  package let value: @Sendable (Double) -> Double

  init(
    _ name: String, _ code: ActivationCode, parameter: (label: String, value: Double)? = nil, slope: Double,
    offset: Double = 0, initializer: Initializer = .glorotUniform, c: String,
    value: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.code = code
    self.parameter = parameter
    largestSlope = slope
    self.offset = offset
    self.initializer = initializer
    self.c = c
    self.value = value
  }

  var kernel: ElementwiseActivation { ElementwiseActivation(code, alpha: parameter?.value ?? 0) }
}
