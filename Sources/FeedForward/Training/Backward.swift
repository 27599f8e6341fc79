extension Workspace {
  /// ∇Θˡ for ℓ = L−1 … 0 from the output's delta, right to left.
  ///
  /// ∇Θ = δᵀ · A (gemm T,N: m = sₗ₊₁, n = sₗ + 1, k = B) sums δaᵀ over the batch; its column 0 is the bias gradient.
  /// δ ← (δ · Θ[:, 1…]) ⊙ σ′ (gemm N,N: m = B, n = sₗ, k = sₗ₊₁) is Θᵀδ for every row.
  func backward(_ theta: UnsafeMutablePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>) {
    for l in layers.indices.reversed() {
      let delta = deltas[l].prefix(rows)
      gemm(delta.transposed, activations[l].prefix(rows), into: layout.theta(l, in: gradient))
      if l > 0 {
        let below = deltas[l - 1].prefix(rows)
        gemm(delta, layout.theta(l, in: theta).columns(from: 1), into: below)
        multiplyBySlope(ofLayer: l - 1, below)
      }
    }
  }

  /// ∂D/∂X = δ¹ · Θ⁰[:, 1…]; B × n.
  func inputGradient(_ theta: UnsafeMutablePointer<Scalar>, into gradient: MatrixView<Scalar>) {
    gemm(deltas[0].prefix(rows), layout.theta(0, in: theta).columns(from: 1), into: gradient)
  }

  /// δ ← δ ⊙ σ′ of layer ℓ's activation; for softmax, its Jacobian.
  func multiplyBySlope(ofLayer l: Int, _ delta: MatrixView<Scalar>) {
    let isOutput = l == layers.count - 1
    let activation = layers[l].activation
    let a = (isOutput ? output : activations[l + 1].columns(from: 1)).prefix(rows)
    if let kernel = activation.kernel {
      let source = kernel.slopeNeedsLogits ? logits[l].prefix(rows) : a
      Scalar._multiplyBySlope(kernel, from: source.asRows, delta.asRows)
    } else if case .custom(let function) = activation {
      let z = logits[l].prefix(rows)
      let slope = UnsafeMutableBufferPointer(start: scratch, count: z.contiguous.count)
      var span = slope.mutableSpan
      function.derivative(of: UnsafeBufferPointer(z.contiguous).span, into: &span)
      Scalar._multiply(
        MatrixView(base: scratch, rows: z.rows, columns: z.columns, stride: z.columns).asRows, into: delta.asRows)
    } else {
      Scalar._softmaxJacobian(a.asRows, delta.asRows)
    }
  }
}
