extension Workspace {
  /// ∇Θˡ of some neurons, summed over some rows of the minibatch.
  ///
  /// ∇Θ = δᵀ · A (m = sₗ₊₁, n = sₗ + 1, k = B) sums δaᵀ over the rows. Column 0 of A is 1, so column 0 of ∇Θ is the sum
  /// of δ. It is added up by itself where a product that is one column wider would need one vector more, and where the
  /// rows are long: without column 0 they begin at cache lines.
  ///
  /// - Parameters:
  ///   - columns: those of Θ that `gradient` has; nil for all.
  ///   - room: given where the sum is to be added to what stands in `gradient`; a column of it is overwritten.
  func gradient(
    layer l: Int, neurons: Range<Int>, rows: Range<Int>, columns: Range<Int>? = nil, into gradient: MatrixView<Scalar>,
    addingBy room: MatrixView<Scalar>? = nil
  ) {
    let delta = deltas[l].rows(rows).columns(neurons)
    let a = activations[l].rows(rows).columns(columns ?? 0..<layout.sizes[l] + 1)
    let inputs = layout.sizes[l]
    if columns?.lowerBound ?? 0 > 0 || inputs < Scalar.panelWidth && inputs % (Scalar.panelWidth / 2) != 0 {
      return gemm(delta.transposed, a, into: gradient, adding: room != nil, by: products)
    }
    let biases = room ?? gradient
    delta.columnSums(into: biases.base, stride: biases.stride)
    if let room { for r in 0..<gradient.rows { gradient[r, 0] += room[r, 0] } }
    gemm(delta.transposed, a.columns(from: 1), into: gradient.columns(from: 1), adding: room != nil, by: products)
  }

  /// δ of the layer below `l`, for some rows and some of its neurons.
  ///
  /// δ ← (δ · Θ[:, 1…]) ⊙ σ′ (m = B, n = sₗ, k = sₗ₊₁) is Θᵀδ for every row.
  func delta(
    below l: Int, _ theta: Vector<Scalar>, rows block: Range<Int>, neurons: Range<Int>? = nil
  ) {
    let neurons = neurons ?? 0..<layout.sizes[l]
    let below = deltas[l - 1].rows(block).columns(neurons)
    gemm(
      deltas[l].rows(block), layout.theta(l, in: theta).columns(from: 1).columns(neurons), into: below, by: products)
    multiplyBySlope(ofLayer: l - 1, below, rows: block, neurons: neurons)
  }

  /// ∂D/∂X = δ¹ · Θ⁰[:, 1…]; B × n.
  func inputGradient(_ theta: Vector<Scalar>, into gradient: MatrixView<Scalar>) {
    gemm(deltas[0].prefix(rows), layout.theta(0, in: theta).columns(from: 1), into: gradient, by: products)
  }

  /// δ ← δ ⊙ σ′ of layer ℓ's activation; for one of rows, its Jacobian. Where units were left out, through that first.
  func multiplyBySlope(
    ofLayer l: Int, _ delta: MatrixView<Scalar>, rows block: Range<Int>, neurons: Range<Int>? = nil
  ) {
    let neurons = neurons ?? 0..<layout.sizes[l + 1]
    let isOutput = l == layout.layers - 1
    var a = (isOutput ? output : activations[l + 1].columns(from: 1)).rows(block).columns(neurons)
    if let noise, let whole = noise.undo(layer: l + 1, delta, rows: block, units: neurons) { a = whole }
    if let kernel = kernels[l] {
      let source = kernel.slopeNeedsLogits ? logits[l].rows(block).columns(neurons) : a
      return delta.multiplyBySlope(of: kernel, from: source)
    }
    switch layers[l].activation {
    case .custom(let function):
      let slope = scratch(for: block, columns: delta.columns)
      var span = slope.contiguous.mutableSpan
      function.derivative(of: UnsafeBufferPointer(logits[l].rows(block).contiguous).span, into: &span)
      delta.multiply(by: slope)
    case .meanAndVariance:
      let (variances, slopes) = (a.columns(from: a.columns / 2), delta.columns(from: a.columns / 2))
      slopes.multiplyBySlope(of: ElementwiseActivation(.exponential), from: variances)
    case .increasing(let groups):
      delta.cut(into: groups).multiplyByIncreasingJacobian(at: logits[l].rows(block).cut(into: groups))
    default: delta.multiplyBySoftmaxJacobian(at: a)
    }
  }
}
