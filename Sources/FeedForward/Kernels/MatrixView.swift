/// A window on a row-major matrix: row r starts at `base + r * stride`. It owns nothing.
struct MatrixView<Scalar: BLASScalar> {
  var base: UnsafeMutablePointer<Scalar>
  var rows: Int
  var columns: Int
  var stride: Int
  /// Whether the matrix meant is the transpose of the one in memory; `rows` and `columns` are those of the one meant.
  var isTransposed = false

  var shape: String { "\(rows) × \(columns)" }

  /// Θᵀ of Θ, without moving anything.
  var transposed: MatrixView {
    var view = self
    (view.rows, view.columns, view.isTransposed) = (columns, rows, !isTransposed)
    return view
  }

  /// The first `count` rows.
  func prefix(_ count: Int) -> MatrixView {
    precondition(!isTransposed && count <= rows, "the first \(count) rows of \(shape)")
    var view = self
    view.rows = count
    return view
  }

  /// The rows in the range.
  func rows(_ range: Range<Int>) -> MatrixView {
    precondition(!isTransposed && range.upperBound <= rows, "rows \(range) of \(shape)")
    var view = self
    view.base += range.lowerBound * stride
    view.rows = range.count
    return view
  }

  /// All columns from `first` on: Θ[:, 1…] leaves the biases out.
  func columns(from first: Int) -> MatrixView {
    precondition(!isTransposed && first <= columns, "columns from \(first) of \(shape)")
    var view = self
    view.base += first
    view.columns -= first
    return view
  }

  /// The columns in the range.
  func columns(_ range: Range<Int>) -> MatrixView {
    precondition(!isTransposed && range.upperBound <= columns, "columns \(range) of \(shape)")
    var view = self
    view.base += range.lowerBound
    view.columns = range.count
    return view
  }

  /// The same elements with each row cut into `groups` rows; only for a matrix without gaps.
  func cut(into groups: Int) -> MatrixView {
    if groups == 1 { return self }
    precondition(stride == columns && !isTransposed, "\(shape) with stride \(stride) has gaps")
    return MatrixView(base: base, rows: rows * groups, columns: columns / groups, stride: columns / groups)
  }

  /// The elements as one buffer; only for a matrix without gaps.
  var contiguous: UnsafeMutableBufferPointer<Scalar> {
    precondition((stride == columns || rows == 1) && !isTransposed, "\(shape) with stride \(stride) has gaps")
    return UnsafeMutableBufferPointer(start: base, count: rows * columns)
  }

  /// Element (r, c) of the matrix in memory.
  subscript(r: Int, c: Int) -> Scalar {
    get { base[r * stride + c] }
    nonmutating set { base[r * stride + c] = newValue }
  }

  /// The row and column of the first NaN or infinity.
  var firstNonFinite: (row: Int, column: Int)? {
    for r in 0..<rows {
      let c = Scalar.Kernels.firstNonfinite(columns, base + r * stride)
      if c >= 0 { return (r, c) }
    }
    return nil
  }

  /// Row `r` of the matrix in memory.
  func row(_ r: Int) -> UnsafeBufferPointer<Scalar> { UnsafeBufferPointer(start: base + r * stride, count: columns) }

  /// Copies the elements of a matrix of the same shape. O(rows · columns).
  func copy(from other: MatrixView) {
    precondition(rows == other.rows && columns == other.columns, "copy of \(other.shape) into \(shape)")
    for r in 0..<rows {
      (base + r * stride).update(from: other.base + r * other.stride, count: columns)
    }
  }

  /// Copies row 0 into every other row.
  func repeatFirstRow() {
    for r in 0..<rows where r > 0 { (base + r * stride).update(from: base, count: columns) }
  }

  /// Sets every element of column `c`.
  func fill(column c: Int, with value: Scalar) {
    for r in 0..<rows { base[r * stride + c] = value }
  }

  /// Kernels take matrices as they stand in memory, and of one shape.
  func requireShape(of other: MatrixView, _ third: MatrixView? = nil) {
    requireShape(other.rows, other.columns)
    other.requireShape(rows, columns)
    third?.requireShape(rows, columns)
  }

  func requireShape(_ rows: Int, _ columns: Int) {
    precondition(
      self.rows == rows && self.columns == columns && !isTransposed,
      "\(isTransposed ? "the transpose of " : "")\(shape) where \(rows) × \(columns) is needed")
  }

  /// The largest |x|, NaNs left out; 0 if there is no element. O(rows · columns), for reports.
  var largestMagnitude: Double {
    (0..<rows).reduce(0.0) { most, r in row(r).reduce(most) { Swift.max($0, Double($1.magnitude)) } }
  }

  /// Where |x| is largest in a row.
  func largestColumn(ofRow r: Int) -> Int {
    let row = row(r)
    return row.indices.reduce(0) { row[$1].magnitude > row[$0].magnitude ? $1 : $0 }
  }
}
