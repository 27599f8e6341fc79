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
  /// See ``LinearModel/noise``.
  private(set) var squaredNoise = 0.0
  let count: Int

  /// More parameters than this would take more than 3 GB.
  static let mostParameters = 20_000

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

extension NormalEquations: JacobianSum {
  init(parameters: Int) throws(FeedForwardError) {
    count = parameters
    gram = try [Double](zeros: try product(count, count))
    slope = [Double](repeating: 0, count: count)
  }

  mutating func add(_ block: JacobianBlock) {
    BLAS.addGram(of: block.rows, to: &gram)
    BLAS.addRows(of: block.rows, by: block.residuals, to: &slope)
    for residual in block.residuals { squares += residual * residual }
    for noise in block.squaredNoises { squaredNoise += noise }
  }

  mutating func add(_ next: NormalEquations) {
    for i in gram.indices { gram[i] += next.gram[i] }
    for i in 0..<count { slope[i] += next.slope[i] }
    squares += next.squares
    squaredNoise += next.squaredNoise
  }

  static func count(parameters: Int) throws(FeedForwardError) -> Int {
    try product(parameters, parameters + 1) / 2 + parameters + 2
  }

  /// The rows of the upper triangle, Jᵀr, Σ r² and the noise.
  var numbers: [Double] {
    get throws(FeedForwardError) {
      var numbers: [Double] = []
      try requireMemory(for: try Self.count(parameters: count), of: Double.self)
      numbers.reserveCapacity(try Self.count(parameters: count))
      for i in 0..<count { numbers += gram[i * count + i..<(i + 1) * count] }
      return numbers + slope + [squares, squaredNoise]
    }
  }

  init(parameters: Int, numbers: [Double]) throws(FeedForwardError) {
    try self.init(parameters: parameters)
    var start = 0
    for i in 0..<count {
      gram.replaceSubrange(i * count + i..<(i + 1) * count, with: numbers[start..<start + count - i])
      start += count - i
    }
    slope = Array(numbers[start..<start + count])
    (squares, squaredNoise) = (numbers[start + count], numbers[start + count + 1])
  }
}
