import CKernels

/// A trainable factor s for each input, in front of the first layer: the optimizer moves W and s, and the network is
/// that of Θ⁰ = W · diag(s), so that nothing of it is left when training ends. Biases are in W's column 0.
///
///     ∂E/∂W = ∂E/∂Θ⁰ · diag(s),   ∂E/∂sᵢ = Σⱼ ∂E/∂Θ⁰ⱼᵢ Wⱼᵢ
///
/// Holzmüller, Grinsztajn, Steinwart, arXiv 2407.04491, who call it the scaling layer.
final class InputScales<Scalar: BLASScalar> {
  /// W, s and what the rule remembers of s: all that a training that goes on needs.
  let numbers: Vector<Scalar>
  /// As ``SlabPass`` cuts Θ⁰: W of each slab.
  private let weights: MatrixView<Scalar>
  private let scales: Vector<Scalar>
  private let memory: Vector<Scalar>
  /// ∂E/∂s over the neurons of each slab, one row each.
  private let sums: MatrixView<Scalar>
  private let factor: Double
  private let arena: Arena<Scalar>

  /// - Parameters:
  ///   - theta: Θ⁰.
  ///   - slabs: parts of Θ⁰ that are moved at the same time.
  ///   - vectors: that the rule remembers.
  ///   - factor: of the learning rate of s.
  init(of theta: MatrixView<Scalar>, slabs: Int, vectors: Int, factor: Double) throws(FeedForwardError) {
    let (n, elements) = (theta.columns - 1, theta.rows * theta.columns)
    let own = elements + n * (1 + vectors)
    arena = try Arena(capacity: Arena<Scalar>.rounded(own) + Arena<Scalar>.rounded(try product(slabs, n)))
    numbers = arena.vector(own)
    weights = MatrixView(base: numbers.base, rows: theta.rows, columns: theta.columns, stride: theta.columns)
    weights.copy(from: theta)
    scales = Vector(base: numbers.base + elements, count: n)
    for i in 0..<n { scales[i] = 1 }
    memory = Vector(base: scales.base + n, count: n * vectors)
    sums = arena.matrix(slabs, n)
    self.factor = factor
  }

  private func scales(asRows rows: Int) -> MatrixView<Scalar> {
    MatrixView(base: scales.base, rows: rows, columns: scales.count, stride: 0)
  }

  /// W of some neurons; its gradient is made of that of Θ⁰, and that of s is noted.
  func weights(of slab: Int, neurons: Range<Int>, turning gradient: MatrixView<Scalar>) -> MatrixView<Scalar> {
    let (w, g) = (weights.rows(neurons), gradient.columns(from: 1))
    g.columnDots(w.columns(from: 1), into: sums.base + slab * sums.stride)
    g.multiply(by: scales(asRows: g.rows))
    return w
  }

  /// Moves s, which never decays, after the gradients of all slabs were noted.
  func move(by step: ElementwiseStep) {
    let n = scales.count
    for slab in 1..<max(sums.rows, 1) {
      Vector(base: sums.base, count: n).add(1, Vector(base: sums.base + slab * sums.stride, count: n))
    }
    step.multiplied(by: factor, decays: false).withNumbers {
      Scalar.Kernels.update(step.kernel, $0, n, sums.base, memory.base, memory.base + n, scales.base)
    }
  }

  /// Θ⁰ ← W · diag(s) for some neurons.
  func fold(into theta: MatrixView<Scalar>, neurons: Range<Int>) {
    theta.copy(from: weights.rows(neurons))
    theta.columns(from: 1).multiply(by: scales(asRows: theta.rows))
  }
}
