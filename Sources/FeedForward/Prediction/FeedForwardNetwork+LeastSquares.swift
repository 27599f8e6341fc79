extension FeedForwardNetwork {
  /// Linear regression solved exactly: the network of one identity layer that minimizes
  /// E = 1/m Σᵢ Σₖ (tₖ − yₖ)² + l2/m Σ θ² (biases left out), by LAPACK. Rows with weights count by them, and m is their
  /// sum.
  ///
  /// The units of the columns do not count, nor how far they are from 0: a time in seconds since 1970 may stand beside
  /// a share. The solution is that of the numbers given to about their last digit, unless the columns depend on each
  /// other up to rounding.
  ///
  /// - Parameters:
  ///   - data: `m` rows with values as targets.
  ///   - l2: `λ` ≥ 0 of ridge regression (Hoerl, Kennard, 1970).
  ///   - shortestIfAmbiguous: where the data leave several networks (columns that depend on each other, fewer rows than
  ///     parameters), whether to take the one of the shortest parameters.
  /// - Throws: ``FeedForwardError`` if the targets are not values or λ is negative, and
  ///   ``FeedForwardError/rankDeficient(rank:unknowns:)`` for ambiguous data unless the shortest network is asked for.
  /// - Complexity: O(m · n²).
  public static func leastSquares(
    fitting data: Dataset<Scalar>, l2: Double = 0, shortestIfAmbiguous: Bool = false
  ) throws(FeedForwardError) -> Self {
    guard case .values(let y) = data.targets else {
      throw .incompatibleLoss(loss: "squared-error", with: "class indices", reason: "regression needs values.")
    }
    try Regularization(l2: l2, l1: 0, trainingExamples: data.totalWeight).validate(in: Scalar.self)
    let (n, k) = (data.inputs.columns, y.columns)
    let problem = try LeastSquaresProblem(data.inputs, weights: data.weights, l2: l2)
    guard problem.rank == n + 1 || shortestIfAmbiguous else {
      throw .rankDeficient(rank: problem.rank, unknowns: n + 1)
    }
    var theta: [Scalar] = []
    for j in 0..<k { theta += try problem.solution { Double(y[$0, j]) }.map { Scalar($0) } }
    return try FeedForwardNetwork(inputs: n, layers: [Layer(k, .identity)], parameters: theta)
  }
}
