import CKernels

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

  /// Σ loss of these logits z, which become t; `delta` ← scale · the slope.
  ///
  /// - Parameter weights: one for each column of y; nil for 1.
  func logitLoss(
    _ code: LogitLossCode, weights: [Double]?, _ y: MatrixView, scale: Scalar, delta: MatrixView?
  ) -> Double {
    requireShape(y.rows, code == .gaussian ? 2 * y.columns : y.columns)
    requireShape(of: self, delta)
    precondition(weights?.count ?? y.columns == y.columns, "\(weights?.count ?? 0) weights for \(y.shape)")
    return Scalar.Kernels.logitLoss(
      code, weights, y.rows, y.columns, base, stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }
}
