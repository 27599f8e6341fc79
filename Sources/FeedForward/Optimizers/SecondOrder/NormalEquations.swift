/// JᵀJ and Jᵀr of squared error. Conditions are squared here, so half the digits are lost; see ``TriangularFactor``.
///
/// Memory: P² for P parameters; O(m K P²) for m rows and K outputs.
struct NormalEquations {
  /// The upper triangle of JᵀJ, P × P, row-major.
  private(set) var gram: [Double]
  /// Jᵀr.
  private(set) var slope: [Double]
  /// Σ r².
  private(set) var squares = 0.0
  let count: Int

  /// More parameters than this would take more than 3 GB.
  static let mostParameters = 20_000

  init<Scalar: BLASScalar>(_ jacobian: Jacobian, at parameters: Vector<Scalar>) throws(FeedForwardError) {
    count = jacobian.count
    gram = try [Double](zeros: try product(count, count))
    slope = [Double](repeating: 0, count: count)
    try jacobian.forEachBlock(at: parameters) { j, residuals in
      gram.withUnsafeMutableBufferPointer { gram in
        if let gram = gram.baseAddress { BLAS.addGram(of: j, to: gram) }
      }
      slope.withUnsafeMutableBufferPointer { slope in
        guard let slope = slope.baseAddress else { return }
        for (r, residual) in residuals.enumerated() {
          squares += residual * residual
          Double.Kernels.axpy(count, residual, j.base + r * j.stride, slope)
        }
      }
    }
  }

  /// Adds diag(p) to JᵀJ and p θ to Jᵀr: the rows √p of a penalty Σ p θ².
  mutating func add<Scalar: BLASScalar>(penalty: [Double], at parameters: Vector<Scalar>) {
    for i in 0..<count {
      gram[i * count + i] += penalty[i]
      slope[i] += penalty[i] * Double(parameters[i])
    }
  }

  /// The largest element of JᵀJ's diagonal.
  var largestDiagonal: Double { (0..<count).reduce(0) { max($0, gram[$1 * count + $1]) } }

  /// d of (JᵀJ + μ I) d = −Jᵀr; nil if that matrix is not positive definite. O(P³ / 3).
  func step(damping: Double) throws(FeedForwardError) -> DampedStep? {
    var matrix = gram
    for i in 0..<count { matrix[i * count + i] += damping }
    guard try LAPACK.cholesky(&matrix, order: count) else { return nil }
    let solution = try LAPACK.solve(cholesky: matrix, order: count, slope)
    // dᵀ(μ d − Jᵀr), d = −solution.
    let foretold = damping * solution.reduce(0) { $0 + $1 * $1 } + zip(solution, slope).reduce(0) { $0 + $1.0 * $1.1 }
    return DampedStep(elements: solution.map { -$0 }, foretold: foretold)
  }
}
