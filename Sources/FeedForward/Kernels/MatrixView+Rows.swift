import CKernels

/// Rows of data, parameters and results.
extension MatrixView {
  /// Row r ← row rows[r] of the table at x, which has as many columns.
  func gather(_ indices: UnsafeBufferPointer<Int>, from x: UnsafePointer<Scalar>) {
    requireShape(indices.count, columns)
    guard let first = indices.baseAddress else { return }
    Scalar.Kernels.gatherRows(rows, columns, first, x, base, stride)
  }

  /// out[c · stride] ← Σ x(r, c) over the rows of this x.
  func columnSums(into out: UnsafeMutablePointer<Scalar>, stride outStride: Int) {
    requireShape(of: self)
    Scalar.Kernels.columnSums(rows, columns, base, stride, out, outStride)
  }

  /// out[c] ← Σ x(r, c) y(r, c) over the rows of this x.
  func columnDots(_ y: MatrixView, into out: UnsafeMutablePointer<Scalar>) {
    requireShape(of: y)
    Scalar.Kernels.columnDots(rows, columns, base, stride, y.base, y.stride, out, 1)
  }

  /// y ← x + y for this y.
  func add(_ x: MatrixView) {
    requireShape(of: x)
    Scalar.Kernels.add(rows, columns, x.base, x.stride, base, stride)
  }

  /// y ← x ⊙ y for this y.
  func multiply(by x: MatrixView) {
    requireShape(of: x)
    Scalar.Kernels.multiply(rows, columns, x.base, x.stride, base, stride)
  }

  /// x ← factor · x for this x without gaps.
  func scale(by factor: Scalar) {
    let elements = contiguous
    Scalar.Kernels.multiplyBy(elements.count, factor, base)
  }

  /// x ← x, moved into −limit … limit, for this x without gaps.
  func clip(to limit: Scalar) {
    let elements = contiguous
    Scalar.Kernels.clip(elements.count, limit, base)
  }

  /// Σ θ² and Σ |θ|.
  var sums: (squares: Double, magnitudes: Double) {
    requireShape(of: self)
    var sums = (squares: 0.0, magnitudes: 0.0)
    Scalar.Kernels.penalty(rows, columns, base, stride, &sums.squares, &sums.magnitudes)
    return sums
  }

  /// g ← g + l2 · θ + l1 · sign(θ) for this g.
  func addPenaltyGradient(l2: Scalar, l1: Scalar, of theta: MatrixView) {
    requireShape(of: theta)
    Scalar.Kernels.addPenaltyGradient(rows, columns, l2, l1, theta.base, theta.stride, base, stride)
  }

  /// A row of the mask for each row number: 0 with the probability `rate`, else 1 / (1 − rate).
  ///
  /// - Parameters:
  ///   - block: holds the first word of a row.
  ///   - first: the first word wanted, counted from there.
  func drawDropout(
    rate: Double, from stream: PhiloxStream, block: UInt32, first: Int, rowNumbers: UnsafePointer<UInt32>
  ) {
    requireShape(of: self)
    // A word below this is one of a share of `rate`.
    let least = UInt32(rate * 0x1p32)
    Scalar.Kernels.dropout(
      stream, block, first, least, Scalar(1 / (1 - rate)), rows, columns, rowNumbers, base, self.stride)
  }

  /// How many rows have their largest element where those of y have it.
  func rowsOfSameLargest(as y: MatrixView) -> Int {
    requireShape(of: y)
    return Scalar.Kernels.countSameArgmax(rows, columns, base, stride, y.base, y.stride)
  }

  /// How many rows are in every column on the same side of the threshold as those of y.
  func rowsOfSameSide(as y: MatrixView, threshold: Scalar) -> Int {
    requireShape(of: y)
    return Scalar.Kernels.countSameSide(rows, columns, base, stride, y.base, y.stride, threshold)
  }

  /// sums[k] += Σ (t − y)² over column k of these outputs t.
  func addSquaredResiduals(_ y: MatrixView, to sums: UnsafeMutablePointer<Double>) {
    requireShape(of: y)
    Scalar.Kernels.addSquaredResiduals(rows, columns, base, stride, y.base, y.stride, sums)
  }
}
