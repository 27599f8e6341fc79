extension Workspace {
  /// A¹ … Aᴸ⁻¹ from A⁰, and the logits Zᴸ of the output layer.
  ///
  /// For each layer, Z = A · Θᵀ (gemm N,T: m = B, n = sₗ₊₁, k = sₗ + 1), then A = σ(Z).
  func forward(_ theta: UnsafeMutablePointer<Scalar>) {
    for l in layers.indices {
      let z = logits[l].prefix(rows)
      gemm(activations[l].prefix(rows), layout.theta(l, in: theta).transposed, into: z)
      if l < layers.count - 1 {
        apply(layers[l].activation, to: z, into: activations[l + 1].columns(from: 1).prefix(rows))
      }
    }
  }

  /// T = g(Zᴸ).
  func applyOutputActivation() {
    let last = layers.count - 1
    apply(layers[last].activation, to: logits[last].prefix(rows), into: output.prefix(rows))
  }

  private func apply(_ activation: Activation, to z: MatrixView<Scalar>, into a: MatrixView<Scalar>) {
    if let kernel = activation.kernel {
      Scalar._activate(kernel, z.asRows, into: a.asRows)
    } else if case .custom(let function) = activation {
      let values = UnsafeMutableBufferPointer(start: scratch, count: z.contiguous.count)
      var span = values.mutableSpan
      function.value(of: UnsafeBufferPointer(z.contiguous).span, into: &span)
      a.copy(from: MatrixView(base: scratch, rows: z.rows, columns: z.columns, stride: z.columns))
    } else {
      Scalar._softmax(a.asRows)
    }
  }
}
