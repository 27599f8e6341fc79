/// Mean and deviation of matrices, by Welford's updates: no digit is lost where they are nearly equal.
package struct Moments<Scalar: BLASScalar> {
  /// Of each row.
  private var counts: [Double]
  private var means: [Double]
  private var squares: [Double]
  private let columns: Int
  private let rows: Int

  package init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    counts = [Double](repeating: 0, count: rows)
    means = [Double](repeating: 0, count: rows * columns)
    squares = means
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func add(_ matrix: Matrix<Scalar>, at rows: [Int]) {
    for (r, row) in rows.enumerated() {
      counts[row] += 1
      for k in 0..<columns {
        let (t, i) = (Double(matrix.elements[r * columns + k]), row * columns + k)
        let difference = t - means[i]
        means[i] += difference / counts[row]
        squares[i] += difference * (t - means[i])
      }
    }
  }

  /// A matrix of all rows.
  package mutating func add(_ matrix: Matrix<Scalar>) { add(matrix, at: Array(0..<rows)) }

  package func mean(isOfDistributions: Bool) throws(FeedForwardError) -> Matrix<Scalar> {
    var values = means
    if isOfDistributions {
      let half = columns / 2
      for i in values.indices where i % columns >= half { values[i] += squares[i - half] / counts[i / columns] }
    }
    return try Matrix(rows: rows, columns: columns, elements: values.map { Scalar($0) })
  }

  package func deviation() throws(FeedForwardError) -> Matrix<Scalar> {
    let deviations = squares.enumerated().map { i, square in Scalar((square / counts[i / columns]).squareRoot()) }
    return try Matrix(rows: rows, columns: columns, elements: deviations)
  }
}
