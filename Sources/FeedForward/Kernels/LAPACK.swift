import COpenBLAS

/// Exact solutions, where there is one. All in `Double`: they are made once a network, not once a step.
enum LAPACK {
  /// A rows × columns matrix with orthonormal columns (rows ≥ columns), or orthonormal rows (rows < columns): Q of the
  /// QR decomposition of `gaussian`, its columns multiplied with the signs of R's diagonal so that Q is uniformly
  /// distributed (Mezzadri, How to generate random matrices from the classical compact groups, 2007).
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

  /// The QR decomposition of a rows × columns matrix, column after column, in its place: R in and above the diagonal,
  /// below it and in what is returned the reflections whose product is Q. O(2 rows · columns²) for rows ≥ columns.
  static func qr(_ a: inout [Double], rows: Int, columns: Int) throws(FeedForwardError) -> [Double] {
    var tau = [Double](repeating: 0, count: max(1, min(rows, columns)))
    try check(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, Int32(rows), Int32(columns), &a, Int32(rows), &tau), "dgeqrf")
    return tau
  }

  /// x ← Q x or Qᵀ x for vectors of `rows` numbers, one after another; Q as ``qr(_:rows:columns:)`` has left it.
  static func multiply(
    _ x: inout [Double], byQ a: [Double], _ tau: [Double], rows: Int, transposed: Bool
  ) throws(FeedForwardError) {
    let t = CChar(UInt8(ascii: transposed ? "T" : "N"))
    try check(
      LAPACKE_dormqr(
        LAPACK_COL_MAJOR, left, t, Int32(rows), Int32(x.count / rows), Int32(tau.count), a, Int32(rows), tau, &x,
        Int32(rows)), "dormqr")
  }

  /// The singular value decomposition A = U Σ Vᵀ of a rows × columns matrix, column after column: U rows × k, Vᵀ k ×
  /// columns, k the lesser of both, each column after column.
  static func singularValues(
    _ a: [Double], rows: Int, columns: Int
  ) throws(FeedForwardError) -> (u: [Double], sigma: [Double], vt: [Double]) {
    var a = a
    let k = min(rows, columns)
    var sigma = [Double](repeating: 0, count: k)
    var u = try [Double](zeros: try product(rows, k))
    var vt = try [Double](zeros: try product(k, columns))
    try check(
      LAPACKE_dgesdd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), Int32(rows), Int32(columns), &a, Int32(rows), &sigma, &u,
        Int32(rows), &vt, Int32(k)), "dgesdd")
    return (u, sigma, vt)
  }

  /// About 1 / (‖R‖₁ ‖R⁻¹‖₁) of an upper triangle, column after column, `stride` numbers from one to the next.
  /// O(order²).
  static func reciprocalCondition(triangle r: [Double], order n: Int, stride: Int) throws(FeedForwardError) -> Double {
    var result = 0.0
    try check(
      LAPACKE_dtrcon(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), upper, notUnit, Int32(n), r, Int32(stride), &result),
      "dtrcon")
    return result
  }

  /// x with R x = b. O(order²).
  static func solve(
    triangle r: [Double], order n: Int, stride: Int, _ b: [Double]
  ) throws(FeedForwardError) -> [Double] {
    var x = b
    let none = CChar(UInt8(ascii: "N"))
    try check(
      LAPACKE_dtrtrs(LAPACK_COL_MAJOR, upper, none, notUnit, Int32(n), 1, r, Int32(stride), &x, Int32(n)), "dtrtrs")
    return x
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
  private static let upper = CChar(UInt8(ascii: "U"))
  private static let left = CChar(UInt8(ascii: "L"))
  private static let notUnit = CChar(UInt8(ascii: "N"))

  private static func check(_ info: Int32, _ routine: String) throws(FeedForwardError) {
    if info != 0 { throw .numericalFailure(routine: routine, info: Int(info)) }
  }
}
