import CKernels

extension ProductPath {
  /// Who multiplies matrices. The engine's own kernels read operands as they lie in memory, so tiles of a minibatch
  /// cost little packing, and the bits of a row of the result do not depend on the rows beside it; BLAS's may.
  static var current: ProductPath { ff_product_path() }
}

/// A k × n matrix in panels of a few columns, one panel after another, each row-major: the right operand that the
/// product kernels read without a jump.
struct Panels<Scalar: BLASScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let rows: Int
  let columns: Int
  /// Scalars in a row of a panel: ``BLASScalar/panelWidth``, or less where one panel holds all columns.
  let width: Int

  static func width(columns: Int) -> Int { min(Scalar.panelWidth, Arena<Scalar>.rounded(columns)) }

  /// Scalars that a rows × columns matrix takes.
  static func count(rows: Int, columns: Int) throws(FeedForwardError) -> Int {
    let width = width(columns: columns)
    return try product(rows, (columns + width - 1) / width * width)
  }

  /// The columns in a range that begins with a panel.
  func columns(_ range: Range<Int>) -> Panels {
    precondition(
      (range.lowerBound == 0 || range.lowerBound % width == 0) && range.upperBound <= columns,
      "\(range) of \(columns) columns")
    return Panels(base: base + range.lowerBound * rows, rows: rows, columns: range.count, width: width)
  }

  /// Copies row `r`.
  func copyRow(_ r: Int, into out: UnsafeMutablePointer<Scalar>) {
    for first in stride(from: 0, to: columns, by: width) {
      (out + first).update(from: base + first * rows + r * width, count: min(width, columns - first))
    }
  }

  /// Writes the columns in the range from the rows of their transpose, a range.count × `rows` matrix.
  func setColumns(_ range: Range<Int>, toTransposeOf x: MatrixView<Scalar>) {
    precondition(x.rows == range.count && x.columns == rows, "columns \(range) of \(rows) rows from \(x.shape)")
    var first = range.lowerBound
    while first < range.upperBound {
      let (panel, within) = (first / width, first % width)
      let next = min(range.upperBound, (panel + 1) * width)
      let part = x.rows(first - range.lowerBound..<next - range.lowerBound)
      Scalar.Kernels.transpose(
        part.rows, part.columns, part.base, part.stride, base + panel * width * rows + within, width)
      first = next
    }
  }
}

/// c ← a · b, or c + a · b, b being rows `first`… of the panels.
func gemm<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ b: Panels<Scalar>, fromRow first: Int = 0, into c: MatrixView<Scalar>,
  adding: Bool = false
) {
  precondition(
    a.columns == b.rows - first && c.rows == a.rows && c.columns == b.columns && !a.isTransposed && !c.isTransposed,
    "gemm of \(a.shape) and panels of \(b.rows) × \(b.columns) into \(c.shape)")
  Scalar.Kernels.product(
    c.rows, c.columns, a.columns, a.base, a.stride, 1, b.base + first * b.width, b.width, b.rows * b.width, c.base,
    c.stride, adding ? 1 : 0)
}
