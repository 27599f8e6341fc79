extension Workspace {
  /// ∇Θˡ of some neurons, summed over the minibatch.
  ///
  /// ∇Θ = δᵀ · A (m = sₗ₊₁, n = sₗ + 1, k = B) sums δaᵀ over the rows; its column 0 is the bias gradient.
  func gradient(layer l: Int, neurons: Range<Int>, into gradient: MatrixView<Scalar>) {
    gemm(deltas[l].prefix(rows).columns(neurons).transposed, activations[l].prefix(rows), into: gradient)
  }

  /// δ of the layer below `l`, for some rows and some of its neurons.
  ///
  /// δ ← (δ · Θ[:, 1…]) ⊙ σ′ (m = B, n = sₗ, k = sₗ₊₁) is Θᵀδ for every row.
  func delta(
    below l: Int, _ theta: UnsafeMutablePointer<Scalar>, rows block: Range<Int>, neurons: Range<Int>? = nil
  ) {
    let neurons = neurons ?? 0..<layers[l - 1].units
    let below = deltas[l - 1].rows(block).columns(neurons)
    gemm(deltas[l].rows(block), layout.theta(l, in: theta).columns(from: 1).columns(neurons), into: below)
    multiplyBySlope(ofLayer: l - 1, below, rows: block, neurons: neurons)
  }

  /// ∂D/∂X = δ¹ · Θ⁰[:, 1…]; B × n.
  func inputGradient(_ theta: UnsafeMutablePointer<Scalar>, into gradient: MatrixView<Scalar>) {
    gemm(deltas[0].prefix(rows), layout.theta(0, in: theta).columns(from: 1), into: gradient)
  }

  /// δ ← δ ⊙ σ′ of layer ℓ's activation; for softmax, its Jacobian.
  func multiplyBySlope(
    ofLayer l: Int, _ delta: MatrixView<Scalar>, rows block: Range<Int>, neurons: Range<Int>? = nil
  ) {
    let neurons = neurons ?? 0..<layers[l].units
    let isOutput = l == layers.count - 1
    let activation = layers[l].activation
    let a = (isOutput ? output : activations[l + 1].columns(from: 1)).rows(block).columns(neurons)
    if let kernel = activation.kernel {
      let source = kernel.slopeNeedsLogits ? logits[l].rows(block).columns(neurons) : a
      Scalar._multiplyBySlope(kernel, from: source.asRows, delta.asRows)
    } else if case .custom(let function) = activation {
      let slope = scratch(for: block, columns: delta.columns)
      var span = slope.contiguous.mutableSpan
      function.derivative(of: UnsafeBufferPointer(logits[l].rows(block).contiguous).span, into: &span)
      Scalar._multiply(slope.asRows, into: delta.asRows)
    } else {
      Scalar._softmaxJacobian(a.asRows, delta.asRows)
    }
  }
}
