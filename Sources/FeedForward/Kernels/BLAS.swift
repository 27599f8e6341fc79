// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import CKernels
import COpenBLAS

/// c ← a · b, or c + a · b. 2 · m · n · k floating-point operations.
///
/// The one place that computes leading dimensions.
///
/// - Parameter products: who multiplies. The engine's own kernels take no transposed b.
func gemm<Scalar: BLASScalar>(
  _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>, into c: MatrixView<Scalar>, adding: Bool = false,
  by products: ProductPath
) {
  precondition(
    a.columns == b.rows && c.rows == a.rows && c.columns == b.columns && !c.isTransposed,
    "gemm of \(a.shape) and \(b.shape) into \(c.shape)")
  if c.rows == 0 || c.columns == 0 { return }
  if products == .own {
    precondition(!b.isTransposed, "a product with the transpose of \(b.columns) × \(b.rows)")
    let (aRow, aStep) = a.isTransposed ? (1, a.stride) : (a.stride, 1)
    Scalar.Kernels.product(
      c.rows, c.columns, a.columns, a.base, aRow, aStep, b.base, b.stride, Scalar.panelWidth, c.base, c.stride,
      adding ? 1 : 0)
  } else {
    Scalar.Kernels.gemm(
      transposeA: a.isTransposed, transposeB: b.isTransposed, m: Int32(c.rows), n: Int32(c.columns),
      k: Int32(a.columns), alpha: 1, a: a.base, lda: Int32(a.stride), b: b.base, ldb: Int32(b.stride),
      beta: adding ? 1 : 0, c: c.base, ldc: Int32(c.stride))
  }
}

enum BLAS {
  /// Largest number of rows, columns or neurons that the library's 32-bit integers can say.
  static let largestDimension = Int(Int32.max) - 64
}

extension BLAS {
  /// The upper triangle of c ← c + aᵀ · a, a k × n and c n × n.
  static func addGram(of a: MatrixView<Double>, to c: inout [Double]) {
    precondition(c.count == a.columns * a.columns, "the Gram matrix of \(a.shape) in \(c.count) numbers")
    let n = Int32(a.columns)
    c.withUnsafeMutableBufferPointer { c in
      cblas_dsyrk(
        CblasRowMajor, CblasUpper, CblasTrans, n, Int32(a.rows), 1, a.base, Int32(a.stride), 1, c.baseAddress, n)
    }
  }

  /// y ← y + aᵀ · x, a k × n, row after row.
  static func addRows(of a: MatrixView<Double>, by x: [Double], to y: inout [Double]) {
    precondition(x.count == a.rows && y.count == a.columns, "\(x.count) rows of \(a.shape) into \(y.count) numbers")
    y.withVector { y in
      for (r, factor) in x.enumerated() { y.add(factor, Vector(base: a.base + r * a.stride, count: a.columns)) }
    }
  }
}

private func flag(_ transpose: Bool) -> CBLAS_TRANSPOSE { transpose ? CblasTrans : CblasNoTrans }

extension FloatKernels {
  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Float, a: UnsafePointer<Float>, lda: Int32,
    b: UnsafePointer<Float>, ldb: Int32, beta: Float, c: UnsafeMutablePointer<Float>, ldc: Int32
  ) {
    cblas_sgemm(
      CblasRowMajor, flag(transposeA), flag(transposeB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  /// Σ x y, added up in `Double`.
  public static func dot(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Double {
    cblas_dsdot(Int32(count), x, 1, y, 1)
  }

  /// y ← y + alpha · x.
  public static func axpy(_ count: Int, _ alpha: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    cblas_saxpy(Int32(count), alpha, x, 1, y, 1)
  }
}

extension DoubleKernels {
  public static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Double, a: UnsafePointer<Double>,
    lda: Int32, b: UnsafePointer<Double>, ldb: Int32, beta: Double, c: UnsafeMutablePointer<Double>, ldc: Int32
  ) {
    cblas_dgemm(
      CblasRowMajor, flag(transposeA), flag(transposeB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func dot(_ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
    cblas_ddot(Int32(count), x, 1, y, 1)
  }

  public static func axpy(
    _ count: Int, _ alpha: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    cblas_daxpy(Int32(count), alpha, x, 1, y, 1)
  }
}
