extension FeedForwardNetwork {
  /// g, the activation of the output layer.
  public var outputActivation: Activation { layers[layers.count - 1].activation }

  /// Outputs t for each row of inputs.
  ///
  /// - Parameter inputs: `m × n`, finite; m may be 0.
  /// - Returns: `m × K`.
  /// - Throws: ``FeedForwardError`` for a wrong number of columns or a number that is not finite.
  /// - Complexity: O((m + 1) · number of parameters), since each call prepares the parameters; a ``Predictor`` does so
  ///   once.
  public func predict(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    try Predictor(self, threads: nil, rows: inputs.rows).predict(inputs)
  }

  /// Outputs t for one example.
  ///
  /// - Parameter input: `n` numbers.
  /// - Returns: K numbers.
  public func predict(_ input: [Scalar]) throws(FeedForwardError) -> [Scalar] {
    try predict(Matrix(unchecked: input, rows: 1, columns: input.count)).elements
  }

  /// The class of each row: the largest output, or with one output whether it is above ½ (0 or 1).
  public func classify(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> [Int] {
    let t = try predict(inputs)
    return (0..<t.rows).map { t.largestColumn(ofRow: $0) }
  }
}

extension Matrix {
  /// The class that a row of outputs or labels says.
  package func largestColumn(ofRow r: Int) -> Int {
    let row = row(r)
    if columns == 1 { return row[row.startIndex] > 0.5 ? 1 : 0 }
    return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
  }
}
