/// Mean and deviation of matrices, by Welford's updates: no digit is lost where they are nearly equal.
package struct Moments<Scalar: BLASScalar> {
  private var count = 0.0
  private var means: [Double]
  private var squares: [Double]
  private let columns: Int
  private let rows: Int

  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    means = [Double](repeating: 0, count: rows * columns)
    squares = means
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func add(_ matrix: Matrix<Scalar>) {
    count += 1
    for (i, t) in matrix.elements.enumerated() {
      let difference = Double(t) - means[i]
      means[i] += difference / count
      squares[i] += difference * (Double(t) - means[i])
    }
  }

  package func mean(isOfDistributions: Bool) throws(FeedForwardError) -> Matrix<Scalar> {
    var values = means
    if isOfDistributions {
      let half = columns / 2
      for i in values.indices where i % columns >= half { values[i] += squares[i - half] / count }
    }
    return try Matrix(rows: rows, columns: columns, elements: values.map { Scalar($0) })
  }

  package func deviation() throws(FeedForwardError) -> Matrix<Scalar> {
    try Matrix(rows: rows, columns: columns, elements: squares.map { Scalar(($0 / count).squareRoot()) })
  }
}
