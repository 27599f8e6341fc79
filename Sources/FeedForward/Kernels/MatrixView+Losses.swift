/// Sums of losses over all rows. Where a gradient is wanted it is `scale` times that of the sum.
extension MatrixView {
  /// Σ loss of these outputs t; `gradient` ← scale · ∂loss/∂t.
  func loss(_ loss: ElementwiseLoss, _ y: MatrixView, scale: Scalar, gradient: MatrixView?) -> Double {
    requireShape(of: y, gradient)
    return Scalar.Kernels.loss(
      loss.code, Scalar(loss.parameter), rows, columns, base, stride, y.base, y.stride, scale, gradient?.base,
      gradient?.stride ?? 0)
  }

  /// Σ (y − t)(q − [y < t]) over the levels q, the columns of these outputs t, for one column of y; `gradient` ←
  /// scale · ∂/∂t.
  func quantileLoss(_ levels: [Double], _ y: MatrixView, scale: Scalar, gradient: MatrixView?) -> Double {
    requireShape(of: self, gradient)
    y.requireShape(rows, 1)
    precondition(columns == levels.count, "\(levels.count) quantiles in \(shape)")
    return Scalar.Kernels.quantile(
      levels, rows, columns, base, stride, y.base, y.stride, scale, gradient?.base, gradient?.stride ?? 0)
  }

  /// Σ cross-entropy of these logits z, which become t = softmax(z); `delta` ← scale · (t Σy − y).
  func softmaxCrossEntropy(_ y: MatrixView, scale: Scalar, delta: MatrixView?) -> Double {
    requireShape(of: y, delta)
    return Scalar.Kernels.softmaxCrossEntropy(
      rows, columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  /// Σ binary cross-entropy of these logits z, which become t = logistic(z); `delta` ← scale · (t − y).
  func logisticCrossEntropy(_ y: MatrixView, scale: Scalar, delta: MatrixView?) -> Double {
    requireShape(of: y, delta)
    return Scalar.Kernels.logisticCrossEntropy(
      rows, columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  /// The same with a weight of y for each column.
  func weightedCrossEntropy(_ weights: [Double], _ y: MatrixView, scale: Scalar, delta: MatrixView?) -> Double {
    requireShape(of: y, delta)
    precondition(columns == weights.count, "\(weights.count) weights for \(shape)")
    return Scalar.Kernels.weightedCrossEntropy(
      weights, rows, columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  /// Σ (t − y z) of these logits z, which become t = eᶻ; `delta` ← scale · (t − y).
  func poissonLoss(_ y: MatrixView, scale: Scalar, delta: MatrixView?) -> Double {
    requireShape(of: y, delta)
    return Scalar.Kernels.poisson(
      rows, columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  /// ½ Σ (s + (μ − y)² e⁻ˢ) of these logits (μ, s), twice as many columns as y has; s becomes eˢ, `delta` ←
  /// scale · ∂/∂(μ, s).
  func gaussianLoss(_ y: MatrixView, scale: Scalar, delta: MatrixView?) -> Double {
    requireShape(y.rows, 2 * y.columns)
    requireShape(of: self, delta)
    return Scalar.Kernels.gaussian(
      y.rows, y.columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }
}
