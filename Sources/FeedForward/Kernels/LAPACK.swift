import COpenBLAS

/// Exact solutions, where there is one. All in `Double`: they are made once a network, not once a step.
enum LAPACK {
  /// A rows × columns matrix with orthonormal columns (rows ≥ columns), or orthonormal rows (rows < columns): Q of the QR
  /// decomposition of `gaussian`, its columns multiplied with the signs of R's diagonal so that Q is uniformly distributed
  /// (Mezzadri, How to generate random matrices from the classical compact groups, 2007).
  ///
  /// - Parameter gaussian: rows · columns independent normal numbers. O(rows · columns · min(rows, columns)).
  static func orthogonal(rows: Int, columns: Int, gaussian: [Double]) throws(FeedForwardError) -> [Double] {
    // LAPACK sees a row-major matrix as its transpose; the tall one of the two is decomposed.
    let (tall, wide) = (max(rows, columns), min(rows, columns))
    var q = gaussian
    var tau = [Double](repeating: 0, count: wide)
    let layout = rows >= columns ? LAPACK_ROW_MAJOR : LAPACK_COL_MAJOR
    let stride = Int32(columns)
    try check(LAPACKE_dgeqrf(layout, Int32(tall), Int32(wide), &q, stride, &tau), "dgeqrf")
    let signs = (0..<wide).map { q[$0 * columns + $0] < 0 ? -1.0 : 1.0 }
    try check(LAPACKE_dorgqr(layout, Int32(tall), Int32(wide), Int32(wide), &q, stride, &tau), "dorgqr")
    for r in 0..<rows {
      for c in 0..<columns { q[r * columns + c] *= signs[rows >= columns ? c : r] }
    }
    return q
  }

  /// The shortest of the matrices W (columns × outputs) that minimize ‖A W − Y‖², by singular values.
  ///
  /// - Parameters:
  ///   - a: rows × columns, row-major.
  ///   - y: rows × outputs, row-major.
  /// - Returns: W, and the rank of A: the number of singular values above max(rows, columns) · ε times the largest, for so
  ///   much rounding may leave of one that is 0 (the threshold of NumPy and MATLAB).
  static func leastSquares(
    rows: Int, columns: Int, outputs: Int, a: [Double], y: [Double]
  ) throws(FeedForwardError) -> (w: [Double], rank: Int) {
    var a = a
    var y = y + [Double](repeating: 0, count: max(0, columns - rows) * outputs)
    var singularValues = [Double](repeating: 0, count: min(rows, columns))
    var rank: Int32 = 0
    let threshold = Double(max(rows, columns)) * Double.ulpOfOne
    try check(
      LAPACKE_dgelsd(
        LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(outputs), &a, Int32(columns), &y, Int32(outputs),
        &singularValues, threshold, &rank), "dgelsd")
    return (Array(y.prefix(columns * outputs)), Int(rank))
  }

  /// The Cholesky decomposition A = Uᵀ U of a symmetric matrix of which the upper triangle, row-major, is given, in its
  /// place. O(n³ / 3).
  ///
  /// LAPACK takes it as the lower triangle of a column-major matrix, which spares two transpositions.
  ///
  /// - Returns: whether A is positive definite; if not, the triangle is spoilt.
  static func cholesky(_ a: inout [Double], order n: Int) throws(FeedForwardError) -> Bool {
    let info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, lower, Int32(n), &a, Int32(n))
    if info < 0 { throw .numericalFailure(routine: "dpotrf", info: Int(info)) }
    return info == 0
  }

  /// x with Uᵀ U x = b. O(n²).
  static func solve(cholesky u: [Double], order n: Int, _ b: [Double]) throws(FeedForwardError) -> [Double] {
    var x = b
    try check(
      LAPACKE_dpotrs(LAPACK_COL_MAJOR, lower, Int32(n), 1, u, Int32(n), &x, Int32(n)), "dpotrs")
    return x
  }

  /// The diagonal of (Uᵀ U)⁻¹. O(2 n³ / 3).
  static func diagonalOfInverse(cholesky u: [Double], order n: Int) throws(FeedForwardError) -> [Double] {
    var a = u
    try check(LAPACKE_dpotri(LAPACK_COL_MAJOR, lower, Int32(n), &a, Int32(n)), "dpotri")
    return (0..<n).map { a[$0 * n + $0] }
  }

  private static let lower = CChar(UInt8(ascii: "L"))

  private static func check(_ info: Int32, _ routine: String) throws(FeedForwardError) {
    if info != 0 { throw .numericalFailure(routine: routine, info: Int(info)) }
  }
}
