extension Workspace {
  /// Zᴸ → T for some rows; returns Σ over them of the loss of a row, times its weight. In a training workspace also
  /// δᴸ = ∂D/∂Zᴸ, D that sum over all rows of the minibatch divided by their number.
  ///
  /// The pairs softmax and cross-entropy, logistic and binary cross-entropy, exponential and Poisson, mean and variance
  /// and Gauss are computed from the logits: nothing overflows but what is too large itself, and no log(t) is taken.
  /// Every other pair goes through ∂D/∂T and the slope (for activations of rows: the Jacobian) of the output
  /// activation; with identity and squared error that is the canonical 2(t − y)/B at once.
  func evaluate(_ loss: LossComputation, rows block: Range<Int>) -> Double {
    isWeighted ? evaluateByWeight(loss, rows: block) : evaluate(loss, rows: block, scale: 1 / Scalar(rowsOfAllRanks))
  }

  /// Row by row.
  private func evaluateByWeight(_ loss: LossComputation, rows block: Range<Int>) -> Double {
    var sum = 0.0
    for r in block {
      let weight = weight(of: r)
      let value = evaluate(loss, rows: r..<r + 1, scale: Scalar(weight) / Scalar(rowsOfAllRanks))
      if weight > 0 {
        sum += weight * value
      } else {
        // Whatever it is: 0 · ∞ would be no number.
        deltas.last?.rows(r..<r + 1).contiguous.update(repeating: 0)
      }
    }
    return sum
  }

  @inline(__always)
  private func evaluate(_ loss: LossComputation, rows block: Range<Int>, scale: Scalar) -> Double {
    let (t, y) = (output.rows(block), targets.rows(block))
    let delta = deltas.last?.rows(block)
    if case .ofLogits(let code, let weights) = loss {
      return t.logitLoss(code, weights: weights, y, scale: scale, delta: delta)
    }
    applyOutputActivation(rows: block)
    let sum = valueAndGradient(of: loss, t, y, scale: scale, into: delta)
    if let delta { multiplyBySlope(ofLayer: layers.count - 1, delta, rows: block) }
    return sum
  }

  /// Σ loss and, where asked for, scale · ∂(Σ loss)/∂T.
  private func valueAndGradient(
    of loss: LossComputation, _ t: MatrixView<Scalar>, _ y: MatrixView<Scalar>, scale: Scalar,
    into gradient: MatrixView<Scalar>?
  ) -> Double {
    switch loss {
    case .ofOutputs(let kernel): return t.loss(kernel, y, scale: scale, gradient: gradient)
    case .ofQuantiles(let levels):
      // Each column of the targets is a row with its quantiles.
      let columns = y.columns
      return t.cut(into: columns).quantileLoss(
        levels, y.cut(into: columns), scale: scale, gradient: gradient?.cut(into: columns))
    case .custom(let function):
      let (outputs, labels) = (UnsafeBufferPointer(t.contiguous).span, UnsafeBufferPointer(y.contiguous).span)
      if let gradient {
        var span = gradient.contiguous.mutableSpan
        function.gradient(of: outputs, targets: labels, outputs: t.columns, into: &span)
        for i in gradient.contiguous.indices { gradient.contiguous[i] *= scale }
      }
      return function.value(of: outputs, targets: labels, outputs: t.columns)
    case .ofLogits, .none: preconditionFailure("no loss of outputs")
    }
  }
}
