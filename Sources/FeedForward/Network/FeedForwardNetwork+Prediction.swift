extension FeedForwardNetwork {
  /// g, the activation of the output layer.
  public var outputActivation: Activation { layers[layers.count - 1].activation }

  /// Outputs t for each row of inputs.
  ///
  /// - Parameter inputs: m × n, finite; m may be 0.
  /// - Returns: m × K.
  /// - Throws: ``FeedForwardError`` for a wrong number of columns or a number that is not finite.
  /// - Complexity: O(m · number of parameters); memory for one block of rows beside the result.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func predict(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    guard inputs.columns == self.inputs else {
      throw .wrongShape(what: "Inputs", found: "\(inputs.columns) columns", expected: "\(self.inputs)")
    }
    try inputs.requireFinite("Inputs")
    var (result, x, parameters) = (try Matrix<Scalar>(zeros: inputs.rows, by: outputs), inputs, parameters.elements)
    let block = min(max(inputs.rows, 1), Self.predictionBlock)
    let workspace = try Workspace(for: self, rows: block, purpose: .prediction)
    parameters.withUnsafeMutableBufferPointer { theta in
      guard let theta = theta.baseAddress else { return }
      x.withUnsafeMutableView { x in
        result.withUnsafeMutableView { t in
          for start in stride(from: 0, to: x.rows, by: block) {
            workspace.rows = min(block, x.rows - start)
            workspace.inputs.copy(from: x.rows(start, workspace.rows))
            workspace.forward(theta)
            workspace.applyOutputActivation()
            t.rows(start, workspace.rows).copy(from: workspace.output.prefix(workspace.rows))
          }
        }
      }
    }
    return result
  }

  /// Outputs t for one example.
  ///
  /// - Parameter input: n numbers.
  /// - Returns: K numbers.
  public func predict(_ input: [Scalar]) throws(FeedForwardError) -> [Scalar] {
    try predict(Matrix(unchecked: input, rows: 1, columns: input.count)).elements
  }

  /// The class of each row: the largest output, or with one output whether it is above ½ (0 or 1).
  public func classify(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> [Int] {
    let t = try predict(inputs)
    return (0..<t.rows).map { t.largestColumn(ofRow: $0) }
  }

  /// Rows a prediction takes at a time: enough for the products to run at full speed, few enough to stay in cache.
  static var predictionBlock: Int { 256 }
}

extension Matrix {
  /// The class that a row of outputs or labels says.
  func largestColumn(ofRow r: Int) -> Int {
    let row = row(r)
    if columns == 1 { return row[row.startIndex] > 0.5 ? 1 : 0 }
    return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
  }
}
