/// The least squares problem min Σᵢ wᵢ ‖yᵢ − W (1, xᵢ)‖² + λ ‖W[1…]‖², solved so that neither the units of the columns
/// nor their distance from 0 count.
///
/// Columns are shifted by their means and divided by powers of two next to their norms; what Â is made of them is
/// decomposed, Â = Q R, R = U Σ Vᵀ. The solution is then refined with residuals of the columns as they were given, in
/// twice the precision: Björck, *Iterative refinement of linear least squares solutions I*, 1967. So the result is that
/// of the numbers given, to their last digit, as long as the condition of Â is below 1/ε.
///
/// Letters: m rows, n inputs, N = n + 1 unknowns for each output, M = m rows of Â, and n more with λ > 0.
struct LeastSquaresProblem<Scalar: BLASScalar> {
  private let x: [Scalar]
  /// √w.
  private let roots: [Double]
  private let l2: Double
  private let m: Int
  private let n: Int
  /// c, what is subtracted from column i of (1, x), and s, what it is then multiplied with; c₀ = 0.
  private let shifts: [Double]
  private let scales: [Double]
  /// Q and R of Â, as LAPACK leaves them, and the singular values of R.
  private let factors: (qr: [Double], tau: [Double])
  private let singular: (u: [Double], sigma: [Double], vt: [Double])
  /// The number of singular values that are not 0 but for rounding.
  let rank: Int

  private var unknowns: Int { n + 1 }
  private var rows: Int { l2 > 0 ? m + n : m }

  /// O(M N²).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ inputs: Matrix<Scalar>, weights: [Double]?, l2: Double) throws(FeedForwardError) {
    x = inputs.elements
    m = inputs.rows
    n = inputs.columns
    self.l2 = l2
    roots = weights?.map { $0.squareRoot() } ?? [Double](repeating: 1, count: m)
    let columns = ColumnScales(inputs, weights: weights, l2: l2)
    (shifts, scales) = (columns.shifts, columns.scales)
    let (rows, unknowns) = (l2 > 0 ? m + n : m, n + 1)
    var a = try [Double](zeros: try product(rows, unknowns))
    for r in 0..<m { a[r] = roots[r] * scales[0] }
    // Some rows at a time, so that neither side jumps at every number.
    for first in stride(from: 0, to: m, by: 64) {
      for c in 0..<n {
        for r in first..<min(first + 64, m) {
          a[(c + 1) * rows + r] = roots[r] * (Double(x[r * n + c]) - shifts[c + 1]) * scales[c + 1]
        }
      }
    }
    if l2 > 0 { for c in 0..<n { a[(c + 1) * rows + m + c] = l2.squareRoot() * scales[c + 1] } }
    let tau = try LAPACK.qr(&a, rows: rows, columns: unknowns)
    factors = (a, tau)
    let k = min(rows, unknowns)
    var triangle = try [Double](zeros: try product(k, unknowns))
    for c in 0..<unknowns { for r in 0...min(c, k - 1) { triangle[c * k + r] = a[c * rows + r] } }
    singular = try LAPACK.singularValues(triangle, rows: k, columns: unknowns)
    // A direction of columns counts if it is longer than rounding can have made it: that of the decomposition, which is
    // relative to the largest one, and that of the numbers themselves before they were shifted.
    let sigma = singular.sigma
    let vt = singular.vt
    let epsilon = Double(max(rows, unknowns)) * Double.ulpOfOne
    rank =
      sigma.indices.filter { i in
        let roundings = (0..<unknowns).reduce(0.0) { $0 + abs(vt[$1 * k + i]) * columns.lengths[$1] }
        return sigma[i] > epsilon * max(sigma[0], roundings)
      }.count
  }

  /// W of one output: the bias, then a weight for each input. The shortest one where there are several. O(M N), a few
  /// times.
  func solution(for y: (Int) -> Double) throws(FeedForwardError) -> [Double] {
    var theta = [CompensatedSum](repeating: CompensatedSum(), count: unknowns)
    var residuals = [Double](repeating: 0, count: rows)
    var right = (f: (0..<rows).map { $0 < m ? roots[$0] * y($0) : 0 }, g: [Double](repeating: 0, count: unknowns))
    var before = Double.infinity
    for turn in 0..<12 {
      let step = try solve(right.f, right.g)
      let size = step.v.reduce(0) { max($0, abs($1)) }
      guard size < before / 2 else { break }
      for (r, change) in step.residuals.enumerated() { residuals[r] += change }
      move(&theta, along: step.v)
      // The next step would be as much shorter again.
      let rest = turn == 0 ? 0 : size * (size / before)
      let isDone = (0..<unknowns).allSatisfy { rest * scales[$0] <= 0x1p-54 * abs(theta[$0].value) }
      if turn > 0 && (isDone || size == 0) { break }
      before = size
      right = remainder(theta, residuals, y)
      guard right.f.allSatisfy(\.isFinite), right.g.allSatisfy(\.isFinite) else { break }
    }
    let solution = theta.map(\.value)
    return rank < unknowns ? try shortest(solution) : solution
  }

  /// (r, v) with r + Â v = f and Âᵀ r = g, of shortest v.
  private func solve(_ f: [Double], _ g: [Double]) throws(FeedForwardError) -> (v: [Double], residuals: [Double]) {
    let k = singular.sigma.count
    var turned = f
    try LAPACK.multiply(&turned, byQ: factors.qr, factors.tau, rows: rows, transposed: true)
    var v = [Double](repeating: 0, count: unknowns)
    var top = Array(turned.prefix(k))
    for i in 0..<rank {
      var (along, of) = (0.0, 0.0)
      for j in 0..<unknowns { of += singular.vt[j * k + i] * g[j] }
      for j in 0..<k { along += singular.u[i * k + j] * turned[j] }
      let rest = along - of / singular.sigma[i]
      for j in 0..<unknowns { v[j] += singular.vt[j * k + i] * rest / singular.sigma[i] }
      for j in 0..<k { top[j] -= singular.u[i * k + j] * rest }
    }
    turned.replaceSubrange(0..<k, with: top)
    try LAPACK.multiply(&turned, byQ: factors.qr, factors.tau, rows: rows, transposed: false)
    return (v, turned)
  }

  /// θ + what a step v in the shifted and scaled columns is in those given.
  private func move(_ theta: inout [CompensatedSum], along v: [Double]) {
    theta[0].add(scales[0], times: v[0])
    for c in 1..<unknowns {
      let step = scales[c] * v[c]
      theta[c].add(step)
      theta[0].add(-shifts[c], times: step)
      theta[c].normalize()
    }
    theta[0].normalize()
  }

  /// What is missing: f = y − A θ − r, and g = −Aᵀ r, which becomes that of Â.
  private func remainder(
    _ theta: [CompensatedSum], _ residuals: [Double], _ y: (Int) -> Double
  ) -> (f: [Double], g: [Double]) {
    var f = [Double](repeating: 0, count: rows)
    var slopes = [CompensatedSum](repeating: CompensatedSum(), count: unknowns)
    let x = x.span
    for r in 0..<m {
      var sum = CompensatedSum(y(r))
      sum.add(-1, times: theta[0])
      for c in 0..<n { sum.add(-Double(x[r * n + c]), times: theta[c + 1]) }
      // √w (y − A θ) − r, and √w r.
      var difference = CompensatedSum(-residuals[r])
      sum.normalize()
      difference.add(roots[r], times: sum)
      f[r] = difference.value
      var weighted = CompensatedSum()
      weighted.add(roots[r], times: residuals[r])
      slopes[0].add(1, times: weighted)
      for c in 0..<n { slopes[c + 1].add(Double(x[r * n + c]), times: weighted) }
    }
    if l2 > 0 {
      for c in 0..<n {
        var sum = CompensatedSum(-residuals[m + c])
        sum.add(-l2.squareRoot(), times: theta[c + 1])
        f[m + c] = sum.value
        slopes[c + 1].add(l2.squareRoot(), times: residuals[m + c])
      }
    }
    let g = slopes.indices.map { c in
      var slope = slopes[c]
      slope.normalize()
      if c > 0 { slope.add(-shifts[c], times: slopes[0]) }
      return -slope.value * scales[c]
    }
    return (f, g)
  }

  /// Of all θ that are as good, the one of the least Euclidean norm: its part in the space of A's rows.
  private func shortest(_ theta: [Double]) throws(FeedForwardError) -> [Double] {
    if rank == 0 { return theta.map { _ in 0 } }
    let k = singular.sigma.count
    // Vᵀ says v, and v₀ = (θ₀ + Σ cⱼ θⱼ) / s₀, vⱼ = θⱼ / sⱼ.
    var basis = try [Double](zeros: try product(unknowns, rank))
    for i in 0..<rank {
      for j in 0..<unknowns {
        basis[i * unknowns + j] =
          singular.vt[j * k + i] / scales[j] + (j > 0 ? shifts[j] * singular.vt[i] / scales[0] : 0)
      }
    }
    let tau = try LAPACK.qr(&basis, rows: unknowns, columns: rank)
    var part = theta
    try LAPACK.multiply(&part, byQ: basis, tau, rows: unknowns, transposed: true)
    for i in rank..<unknowns { part[i] = 0 }
    try LAPACK.multiply(&part, byQ: basis, tau, rows: unknowns, transposed: false)
    return part
  }
}

/// Where the columns of (1, x) lie and how long they are, by the weights of their rows.
private struct ColumnScales {
  /// The mean of each input, 0 for the constant.
  let shifts: [Double]
  /// Powers of two that make the length of a column about 1 once it is shifted: nothing is rounded by them.
  let scales: [Double]
  /// The lengths of the columns that are not shifted, after scaling.
  private(set) var lengths: [Double]

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init<Scalar: BLASScalar>(_ inputs: Matrix<Scalar>, weights: [Double]?, l2: Double) {
    let (n, x) = (inputs.columns, inputs.elements)
    let weight = { weights?[$0] ?? 1 }
    let rows = (0..<inputs.rows).filter { weight($0) > 0 }
    let total = rows.reduce(0) { $0 + weight($1) }
    // Differences to a value of the column are exactly zero in a constant one.
    let firsts = (0..<n).map { Double(x[rows[0] * n + $0]) }
    var means = [Double](repeating: 0, count: n)
    for r in rows { for c in 0..<n { means[c] += weight(r) * (Double(x[r * n + c]) - firsts[c]) } }
    for c in 0..<n { means[c] = firsts[c] + means[c] / total }
    // Shares of the largest magnitude, for squares may be out of range.
    var most = [(shifted: Double, given: Double)](repeating: (l2.squareRoot(), 0), count: n)
    for r in rows {
      for c in 0..<n {
        let value = Double(x[r * n + c])
        most[c] = (max(most[c].shifted, abs(value - means[c])), max(most[c].given, abs(value)))
      }
    }
    let share = { (value: Double, most: Double) in most > 0 ? value / most : 0 }
    var squares = most.map {
      (shifted: share(l2.squareRoot(), $0.shifted) * share(l2.squareRoot(), $0.shifted), given: 0.0)
    }
    for r in rows {
      for c in 0..<n {
        let value = Double(x[r * n + c])
        let (shifted, given) = (share(value - means[c], most[c].shifted), share(value, most[c].given))
        squares[c].shifted += weight(r) * shifted * shifted
        squares[c].given += weight(r) * given * given
      }
    }
    let scale = { (length: Double) in
      length.isNormal ? Double(sign: .plus, exponent: -length.exponent, significand: 1) : 1
    }
    shifts = [0] + means
    scales = [scale(total.squareRoot())] + (0..<n).map { scale(most[$0].shifted * squares[$0].shifted.squareRoot()) }
    lengths = [total.squareRoot() * scales[0]]
    for c in 0..<n { lengths.append(most[c].given * squares[c].given.squareRoot() * scales[c + 1]) }
  }
}
