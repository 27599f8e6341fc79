extension FeedForwardNetwork {
  /// Linear regression solved exactly: the network of one identity layer that minimizes
  /// E = 1/m Σᵢ Σₖ (tₖ − yₖ)² + l2/m Σ θ² (biases left out), by LAPACK's singular value decomposition. Rows with weights count
  /// by them, and m is their sum.
  ///
  /// - Parameters:
  ///   - data: m rows with values as targets.
  ///   - l2: λ ≥ 0 of ridge regression (Hoerl, Kennard, 1970).
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
    try Regularization(l2: l2, l1: 0, trainingExamples: data.totalWeight).validate()
    let (n, k) = (data.inputs.columns, y.columns)
    // m E = ‖√w (A W − Y)‖² + ‖√λ W[1…]‖²: the penalty is n more rows.
    let penaltyRows = l2 > 0 ? n : 0
    let rows = data.count + penaltyRows
    var a = try [Double](zeros: try product(rows, n + 1))
    let root = (0..<data.count).map { data.weights?[$0].squareRoot() ?? 1 }
    for r in 0..<data.count {
      a[r * (n + 1)] = root[r]
      for c in 0..<n { a[r * (n + 1) + c + 1] = root[r] * Double(data.inputs[r, c]) }
    }
    for i in 0..<penaltyRows { a[(data.count + i) * (n + 1) + i + 1] = l2.squareRoot() }
    let targets =
      y.elements.indices.map { root[$0 / k] * Double(y.elements[$0]) }
      + [Double](repeating: 0, count: penaltyRows * k)
    let (w, rank) = try LAPACK.leastSquares(rows: rows, columns: n + 1, outputs: k, a: a, y: targets)
    guard rank == n + 1 || shortestIfAmbiguous else { throw .rankDeficient(rank: rank, unknowns: n + 1) }
    let theta = (0..<k).flatMap { j in (0...n).map { i in Scalar(w[i * k + j]) } }
    return try FeedForwardNetwork(inputs: n, layers: [Layer(k, .identity)], parameters: theta)
  }
}
