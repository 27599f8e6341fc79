/// R and z = Qᵀr of the QR decomposition J = Q R of squared error's Jacobian, found block of rows by block of rows,
/// without JᵀJ: no digit is lost to squares. Golub, Van Loan, *Matrix computations*, 4th edition, 5.2 and 6.5.
///
/// Memory: P² and a block, for P parameters; O(2 m K P²) for m rows and K outputs.
struct TriangularFactor {
  let count: Int
  /// Column i, from 0 … P, begins at i (P + 1); column P is z, and below it what is left of r. Zeros below the
  /// diagonal.
  private var triangle: [Double]
  /// See ``LinearModel/noise``.
  private(set) var squaredNoise = 0.0

  /// Where a QR decomposition takes no more than some 10 ms; larger problems are left to the normal equations.
  static func isAffordable(rows: Int, outputs: Int, parameters: Int) -> Bool {
    Double(rows) * Double(outputs) * Double(parameters) * Double(parameters) <= 1e8
  }

  /// Adds the rows √p of a penalty Σ p θ².
  mutating func add<Scalar: BLASScalar>(penalty: [Double], at parameters: Vector<Scalar>) throws(FeedForwardError) {
    if penalty.allSatisfy({ $0 == 0 }) { return }
    let last = count
    try append(rows: count) { r, c in
      let root = penalty[r].squareRoot()
      return c == last ? root * Double(parameters[r]) : c == r ? root : 0
    }
  }

  /// The largest element of JᵀJ's diagonal.
  var largestDiagonal: Double {
    (0..<count).reduce(0) { most, c in
      max(most, (0...c).reduce(0) { $0 + self[$1, c] * self[$1, c] })
    }
  }

  /// d that minimizes ‖r + J d‖² + μ ‖d‖². O(P³). nil where rounding alone may have made a column differ from the
  /// others, which a μ > 0 can prevent.
  func step(damping: Double) throws(FeedForwardError) -> DampedStep? {
    var damped = self
    if damping > 0 {
      let root = damping.squareRoot()
      try damped.append(rows: count) { r, c in c == r ? root : 0 }
    }
    guard let solution = try damped.solution() else { return nil }
    // ‖z′‖² is what is left of Σ r² after the turn that takes the damping in.
    let foretold = (0..<count).reduce(0) { $0 + damped[$1, count] * damped[$1, count] }
    return DampedStep(
      elements: solution.map { -$0 }, foretold: foretold + damping * solution.reduce(0) { $0 + $1 * $1 })
  }

  private subscript(r: Int, c: Int) -> Double {
    get { triangle[c * (count + 1) + r] }
    set { triangle[c * (count + 1) + r] = newValue }
  }

  /// R⁻¹ z; nil if R, its columns divided by their norms, is singular up to rounding.
  private func solution() throws(FeedForwardError) -> [Double]? {
    var scaled = triangle
    var norms = [Double](repeating: 0, count: count)
    for c in 0..<count {
      norms[c] = (0...c).reduce(0) { $0 + self[$1, c] * self[$1, c] }.squareRoot()
      guard norms[c].isNormal else { return nil }
      for r in 0...c { scaled[c * (count + 1) + r] /= norms[c] }
    }
    let z = Array(triangle[count * (count + 1)..<count * (count + 1) + count])
    guard
      try LAPACK.reciprocalCondition(triangle: scaled, order: count, stride: count + 1)
        > Double(count) * Double.ulpOfOne
    else { return nil }
    let solution = try LAPACK.solve(triangle: scaled, order: count, stride: count + 1, z)
    return zip(solution, norms).map { $0 / $1 }
  }

  /// Takes more rows of (J, r) in.
  private mutating func append(rows: Int, _ element: (Int, Int) -> Double) throws(FeedForwardError) {
    let (width, height) = (count + 1, count + 1 + rows)
    var stacked = try [Double](zeros: try product(height, width))
    for c in 0..<width {
      for r in 0...c { stacked[c * height + r] = triangle[c * width + r] }
      for r in 0..<rows { stacked[c * height + width + r] = element(r, c) }
    }
    _ = try LAPACK.qr(&stacked, rows: height, columns: width)
    for c in 0..<width {
      for r in 0...c { triangle[c * width + r] = stacked[c * height + r] }
    }
  }
}

extension TriangularFactor: JacobianSum {
  init(parameters: Int) throws(FeedForwardError) {
    count = parameters
    triangle = try [Double](zeros: try product(count + 1, count + 1))
  }

  mutating func add(_ block: JacobianBlock) throws(FeedForwardError) {
    let last = count
    try append(rows: block.residuals.count) { r, c in c < last ? block.rows[r, c] : block.residuals[r] }
    for noise in block.squaredNoises { squaredNoise += noise }
  }

  /// The factor of two factors, one below the other: Demmel, Grigori, Hoemmen, Langou, *Communication-optimal parallel
  /// and sequential QR and LU factorizations*, 2012.
  mutating func add(_ next: TriangularFactor) throws(FeedForwardError) {
    try append(rows: count + 1) { r, c in next[r, c] }
    squaredNoise += next.squaredNoise
  }

  static func count(parameters: Int) throws(FeedForwardError) -> Int {
    try product(parameters + 1, parameters + 2) / 2 + 1
  }

  /// The columns of the triangle and the noise.
  var numbers: [Double] {
    (0...count).flatMap { triangle[$0 * (count + 1)...$0 * (count + 2)] } + [squaredNoise]
  }

  init(parameters: Int, numbers: [Double]) throws(FeedForwardError) {
    try self.init(parameters: parameters)
    var start = 0
    for c in 0...count {
      triangle.replaceSubrange(c * (count + 1)...c * (count + 2), with: numbers[start...start + c])
      start += c + 1
    }
    squaredNoise = numbers[start]
  }
}
