extension Workspace {
  /// Z = A · Θᵀ (m = B, n = sₗ₊₁, k = sₗ + 1), then A = σ(Z) of a hidden layer, for some rows and neurons.
  ///
  /// - Parameter x: for the first layer, rows that stand elsewhere, instead of those in A⁰.
  func forward(
    layer l: Int, _ weights: ForwardWeights<Scalar>, rows block: Range<Int>, neurons: Range<Int>? = nil,
    from x: MatrixView<Scalar>? = nil
  ) {
    let neurons = neurons ?? 0..<layout.sizes[l + 1]
    let z = logits[l].rows(block).columns(neurons)
    if let x, l == 0 {
      weights.multiply(withoutOnes: x, neurons: neurons, into: z)
    } else {
      weights.multiply(activations[l].rows(block), layer: l, neurons: neurons, into: z)
    }
    if l < layout.layers - 1 {
      let a = activations[l + 1].columns(from: 1).rows(block).columns(neurons)
      apply(activationOf: l, to: z, into: a, block)
      noise?.drop(layer: l + 1, a, rows: block, units: neurons)
    }
  }

  /// T = g(Zᴸ).
  func applyOutputActivation(rows block: Range<Int>) {
    let last = layout.layers - 1
    apply(activationOf: last, to: logits[last].rows(block), into: output.rows(block), block)
  }

  private func apply(
    activationOf l: Int, to z: MatrixView<Scalar>, into a: MatrixView<Scalar>, _ block: Range<Int>
  ) {
    if let kernel = kernels[l] { return z.activate(kernel, into: a) }
    switch layers[l].activation {
    case .custom(let function):
      let values = scratch(for: block, columns: z.columns)
      var span = values.contiguous.mutableSpan
      function.value(of: UnsafeBufferPointer(z.contiguous).span, into: &span)
      a.copy(from: values)
    case .meanAndVariance:
      let (logarithms, variances) = (z.columns(from: z.columns / 2), a.columns(from: a.columns / 2))
      logarithms.activate(ElementwiseActivation(.exponential), into: variances)
    case .increasing(let groups): z.cut(into: groups).increase(into: a.cut(into: groups))
    default: a.softmax()
    }
  }

  /// The part of the scratch memory that belongs to some rows.
  func scratch(for block: Range<Int>, columns: Int) -> MatrixView<Scalar> {
    MatrixView(
      base: scratch + block.lowerBound * scratchColumns, rows: block.count, columns: columns, stride: columns)
  }
}
