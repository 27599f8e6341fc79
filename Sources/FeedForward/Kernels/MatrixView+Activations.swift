/// What layers make of their logits, and the way back.
extension MatrixView {
  /// a ← σ(z) for this z; `a` may be z.
  func activate(_ function: ElementwiseActivation, into a: MatrixView) {
    requireShape(of: a)
    Scalar.Kernels.activate(function.code, Scalar(function.alpha), rows, columns, base, stride, a.base, a.stride)
  }

  /// δ ← δ ⊙ σ′ for this δ, read from a or from z as ``ElementwiseActivation/slopeNeedsLogits`` says.
  func multiplyBySlope(of function: ElementwiseActivation, from source: MatrixView) {
    requireShape(of: source)
    Scalar.Kernels.multiplyBySlope(
      function.code, Scalar(function.alpha), rows, columns, source.base, source.stride, base, stride)
  }

  /// Each row becomes its softmax.
  func softmax() {
    requireShape(of: self)
    Scalar.Kernels.softmax(rows, columns, base, stride, base, stride)
  }

  /// δ ← t ⊙ (δ − ⟨δ, t⟩) for this δ, row by row: ∂D/∂t becomes ∂D/∂z.
  func multiplyBySoftmaxJacobian(at t: MatrixView) {
    requireShape(of: t)
    Scalar.Kernels.softmaxJacobian(rows, columns, t.base, t.stride, base, stride)
  }

  /// t₁ ← z₁, tₖ ← tₖ₋₁ + ln(1 + e^zₖ) for this z, row by row.
  func increase(into t: MatrixView) {
    requireShape(of: t)
    Scalar.Kernels.increasing(rows, columns, base, stride, t.base, t.stride)
  }

  /// δₖ ← logistic(zₖ) Σ δⱼ over j ≥ k, δ₁ ← Σ δⱼ for this δ, row by row: ∂D/∂t becomes ∂D/∂z.
  func multiplyByIncreasingJacobian(at z: MatrixView) {
    requireShape(of: z)
    Scalar.Kernels.increasingJacobian(rows, columns, z.base, z.stride, base, stride)
  }
}
