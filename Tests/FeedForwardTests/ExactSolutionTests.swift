import FeedForward
import Foundation
import TestSupport
import Testing

/// One layer, where the minimum is known: least squares and logistic regression.
@Suite struct ExactSolutionTests {
  /// 40 rows with values that no line meets, well conditioned.
  private func regression(columns: Int, outputs: Int, seed: UInt64) throws -> Dataset<Double> {
    var samples = Samples(seed: seed)
    return try Dataset(inputs: samples.matrix(40, columns), values: samples.matrix(40, outputs, in: -5...5))
  }

  @Test(arguments: [(1, 1, 0.0), (3, 1, 0), (3, 2, 0), (7, 3, 0), (3, 1, 2.5), (7, 2, 40)])
  func leastSquaresSolvesNormalEquations(columns: Int, outputs: Int, l2: Double) throws {
    let data = try regression(columns: columns, outputs: outputs, seed: 18)
    let network = try FeedForwardNetwork.leastSquares(fitting: data, l2: l2)
    var worst = WorstRatio("normal equations, λ = \(l2)", seed: 18)
    for k in 0..<outputs {
      let solution = normalEquations(data, output: k, l2: l2)
      // Both lose at most the condition number of AᵀA, below 100 here, times the roundings of 40 rows.
      let allowed = 100 * 40 * Double.ulpOfOne * (solution.map(abs).max() ?? 0)
      worst.compare(Array(network.parameters.theta(0).row(k)), solution, allowed: allowed, "output \(k)")
    }
    worst.expectWithin()
    // At a minimum the gradient is zero; the slope is 2/m AᵀA, so an error of the solution is at most doubled.
    let gradient = try network.gradients(on: data, l2: l2).parameters.elements
    #expect(gradient.allSatisfy { abs($0) <= 100 * 40 * Double.ulpOfOne * 10 }, "\(gradient)")
  }

  /// Gradient descent to the end arrives where LAPACK did.
  @Test(arguments: [0.0, 2.5]) func trainingReachesLeastSquares(l2: Double) throws {
    let data = try regression(columns: 3, outputs: 2, seed: 19)
    let exact = try FeedForwardNetwork.leastSquares(fitting: data, l2: l2)
    var network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(2, .identity)], seed: 1)
    try Trainer(optimizer: .sgd(learningRate: 0.3), l2: l2, batchSize: 40, epochs: 1000, shuffle: false)
      .fit(&network, to: data)
    var worst = WorstRatio("trained to the end, λ = \(l2)", seed: 19)
    // An update stalls where η times the gradient's rounding is all there is left: 40 rows, condition below 100.
    worst.compare(
      network.parameters.elements, exact.parameters.elements, allowed: 100 * 40 * Double.ulpOfOne * 5, "θ")
    worst.expectWithin()
    #expect(try exact.evaluate(on: data).loss <= network.evaluate(on: data).loss + 1e-12)
  }

  @Test func floatIsTheRoundedDouble() throws {
    let data = try regression(columns: 3, outputs: 2, seed: 20)
    let floats = try data.converted(to: Float.self)
    let network = try FeedForwardNetwork.leastSquares(fitting: floats)
    let exact = try FeedForwardNetwork.leastSquares(fitting: floats.converted(to: Double.self))
    #expect(network.parameters.elements == exact.parameters.elements.map { Float($0) })
  }

  /// More columns than rows: every row is met, by the shortest θ.
  @Test func fewerRowsThanColumns() throws {
    let data = try Dataset<Double>(inputs: Matrix([[3, 4]]), values: Matrix([[26]]))
    let network = try FeedForwardNetwork.leastSquares(fitting: data, shortestIfAmbiguous: true)
    for (found, expected) in zip(network.parameters.elements, [1.0, 3, 4]) {
      #expect(abs(found - expected) <= 16 * Double.ulpOfOne * expected)
    }
  }

  /// One layer with a logistic output is logistic regression: gradient descent arrives at the solution of Newton's
  /// method (iteratively reweighted least squares), here in plain loops.
  @Test(arguments: [0.0, 1.5]) func logisticRegression(l2: Double) throws {
    var samples = Samples(seed: 21)
    let inputs: Matrix<Double> = try samples.matrix(40, 2)
    // Classes that overlap, so that the minimum is at a finite place.
    let classes = (0..<40).map { inputs[$0, 0] - inputs[$0, 1] + samples.vector(1, in: -1.5...1.5)[0] > 0.2 ? 1 : 0 }
    let data = try Dataset(inputs: inputs, classes: classes)
    var network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(1, .logistic)], seed: 1)
    try Trainer(optimizer: .sgd(learningRate: 4), l2: l2, batchSize: 40, epochs: 4000, shuffle: false)
      .fit(&network, to: data)
    let solution = newton(inputs, classes, l2: l2)
    var worst = WorstRatio("logistic regression, λ = \(l2)", seed: 21)
    worst.compare(network.parameters.elements, solution, allowed: 100 * 40 * Double.ulpOfOne * 10, "θ")
    worst.expectWithin()
    let gradient = try network.gradients(on: data, l2: l2).parameters.elements
    #expect(gradient.allSatisfy { abs($0) <= 100 * Double.ulpOfOne }, "\(gradient)")
  }
}

// MARK: - In plain loops

/// (AᵀA + λ I′) w = Aᵀ y, where A has a column of ones that I′ leaves out.
private func normalEquations(_ data: Dataset<Double>, output: Int, l2: Double) -> [Double] {
  guard case .values(let y) = data.targets else { return [] }
  let a = (0..<data.count).map { [1] + Array(data.inputs.row($0)) }
  let n = a[0].count
  var (matrix, right) = (
    [[Double]](repeating: .init(repeating: 0, count: n), count: n), [Double](repeating: 0, count: n)
  )
  for (r, row) in a.enumerated() {
    for i in 0..<n {
      for j in 0..<n { matrix[i][j] += row[i] * row[j] }
      right[i] += row[i] * y[r, output]
    }
  }
  for i in 1..<n { matrix[i][i] += l2 }
  return solve(matrix, right)
}

/// Newton's method for E = 1/m Σ −ln p(class) + λ/m Σ θ², from zero.
private func newton(_ inputs: Matrix<Double>, _ classes: [Int], l2: Double) -> [Double] {
  let n = inputs.columns + 1
  var w = [Double](repeating: 0, count: n)
  for _ in 0..<30 {
    var gradient = [Double](repeating: 0, count: n)
    var hessian = [[Double]](repeating: .init(repeating: 0, count: n), count: n)
    for (r, c) in classes.enumerated() {
      let a = [1] + Array(inputs.row(r))
      var z = 0.0
      for i in 0..<n { z += w[i] * a[i] }
      let p = 1 / (1 + exp(-z))
      for i in 0..<n {
        gradient[i] += (p - Double(c)) * a[i]
        for j in 0..<n { hessian[i][j] += p * (1 - p) * a[i] * a[j] }
      }
    }
    for i in 1..<n {
      gradient[i] += 2 * l2 * w[i]
      hessian[i][i] += 2 * l2
    }
    for (i, step) in solve(hessian, gradient).enumerated() { w[i] -= step }
  }
  return w
}

/// Gauß's elimination with the largest pivot of the column.
private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let n = right.count
  for k in 0..<n {
    let pivot = (k..<n).max { abs(rows[$0][k]) < abs(rows[$1][k]) } ?? k
    rows.swapAt(k, pivot)
    for i in k + 1..<n {
      let factor = rows[i][k] / rows[k][k]
      for j in k...n { rows[i][j] -= factor * rows[k][j] }
    }
  }
  var x = [Double](repeating: 0, count: n)
  for k in (0..<n).reversed() {
    var sum = rows[k][n]
    for j in k + 1..<n { sum -= rows[k][j] * x[j] }
    x[k] = sum / rows[k][k]
  }
  return x
}
