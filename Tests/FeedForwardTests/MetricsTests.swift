import FeedForward
import Foundation
import TestSupport
import Testing

@Suite struct MetricsTests {
  /// t = x: what goes in is judged as output.
  private func identity(_ columns: Int) throws -> FeedForwardNetwork<Double> {
    var theta = [Double](repeating: 0, count: columns * (columns + 1))
    for j in 0..<columns { theta[j * (columns + 1) + j + 1] = 1 }
    return try FeedForwardNetwork(inputs: columns, layers: [Layer(columns, .identity)], parameters: theta)
  }

  @Test func regression() throws {
    // Output 0: residuals 1, 0, 0 about targets 1, 2, 3 (spread 2): R² = 1 − 1/2. Output 1: exact, R² = 1.
    let t = try Matrix<Double>([[2, 5], [2, 7], [3, 9]])
    let y = try Matrix<Double>([[1, 5], [2, 7], [3, 9]])
    let found = try identity(2).evaluate(on: Dataset(inputs: t, values: y))
    #expect(found.rows == 3)
    #expect(abs(found.loss - 1.0 / 3) < 1e-15)
    #expect(abs(try #require(found.metrics.r2) - 0.75) < 1e-15)
    #expect(abs(try #require(found.metrics.rmse) - (1.0 / 6).squareRoot()) < 1e-15)
    #expect(found.metrics.accuracy == nil)
  }

  @Test func aConstantTargetHasNoSpreadToExplain() throws {
    let exact = try Matrix<Double>([[4], [4]])
    #expect(try identity(1).evaluate(on: Dataset(inputs: exact, values: exact)).metrics.r2 == 1)
    let off = try Matrix<Double>([[4], [5]])
    #expect(try identity(1).evaluate(on: Dataset(inputs: off, values: exact)).metrics.r2 == 0)
  }

  /// Ten times 0.1 has a mean that is not 0.1: what that leaves of a spread must not count, wherever R² is told.
  @Test func aConstantTargetThatHasNoExactMean() throws {
    var samples = Samples(seed: 72)
    for value in [0.1, 1e9 + 0.1, -3e-7] {
      let targets = try Matrix<Double>([[Double]](repeating: [value], count: 10))
      let data = try Dataset(
        inputs: samples.matrix(10, 1), values: targets, weights: (0..<10).map { 0.1 * Double($0) })
      var network = try identity(1)
      let history = try Trainer(optimizer: .sgd(learningRate: 1e-3), batchSize: 3, epochs: 2).fit(
        &network, to: data, validation: data)
      let report = try network.regressionReport(on: data)
      let found =
        [report.average.r2, try network.evaluate(on: data).metrics.r2]
        + history.epochs.flatMap { [$0.training.r2, $0.validation?.r2] }
      #expect(found.allSatisfy { $0 == 0 }, "\(value): \(found)")
    }
  }

  @Test func classesAreTheLargestOutput() throws {
    let t = try Matrix<Double>([[3, 1, 2], [0, 1, 5], [1, 1, 0], [0, 2, 1]])
    let classes = [0, 1, 0, 1]  // right, wrong (2), right (the first of equals), right
    let found = try identity(3).evaluate(on: Dataset(inputs: t, classes: classes))
    #expect(found.metrics.accuracy == 0.75)
    #expect(found.metrics.r2 == nil)
    #expect(try identity(3).classify(t) == [0, 2, 0, 1])
    let matrix = try identity(3).confusionMatrix(on: Dataset(inputs: t, classes: classes))
    #expect(matrix.counts == [[2, 0, 0], [0, 1, 1], [0, 0, 0]])
    #expect(matrix.accuracy == 0.75)
    #expect(
      matrix.table(names: ["a", "bb", "c"]) == """
        actual ↓ predicted →  a  bb  c
        a                     2   ·  ·
        bb                    ·   1  1
        c                     ·   ·  ·
        """)
  }

  @Test func oneOutputIsTakenByItsSideOfAHalf() throws {
    let logistic = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .logistic)], parameters: [0, 1])
    let t = try Matrix<Double>([[2], [-2], [3], [-0.5]])
    let data = try Dataset(inputs: t, classes: [1, 0, 0, 1])
    #expect(try logistic.evaluate(on: data).metrics.accuracy == 0.5)
    #expect(try logistic.classify(t) == [1, 0, 1, 0])
    #expect(try logistic.confusionMatrix(on: data).counts == [[1, 1], [1, 1]])
  }

  @Test func severalLogisticOutputsHaveAllToBeRight() throws {
    let theta: [Double] = [0, 1, 0, 0, 0, 1]
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(2, .logistic)], parameters: theta)
    let t = try Matrix<Double>([[1, 1], [1, -1], [-1, -1]])
    let y = try Matrix<Double>([[1, 1], [1, 1], [0, 0]])
    #expect(try network.evaluate(on: Dataset(inputs: t, values: y)).metrics.accuracy == 2.0 / 3)
  }

  /// Of means and variances the means are judged: here the inputs, and the targets of `regression`.
  @Test func meansAreJudged() throws {
    let theta: [Double] = [0, 1, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0]
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(4, .meanAndVariance)], parameters: theta)
    let t = try Matrix<Double>([[2, 5], [2, 7], [3, 9]])
    let y = try Matrix<Double>([[1, 5], [2, 7], [3, 9]])
    let found = try network.evaluate(on: Dataset(inputs: t, values: y))
    #expect(abs(try #require(found.metrics.r2) - 0.75) < 1e-15)
    #expect(abs(try #require(found.metrics.rmse) - (1.0 / 6).squareRoot()) < 1e-15)
    let outputs = try network.predict([2, 5])
    #expect(outputs[..<2] == [2, 5] && abs(outputs[2] - exp(1)) < 1e-15 && abs(outputs[3] - exp(2)) < 4e-15)
  }

  /// Neither one quantile nor several are judged as if they were means.
  @Test(arguments: [[0.9], [0.5], [0.1, 0.2, 0.55, 0.9]]) func quantilesHaveNoR2(levels: [Double]) throws {
    let network = try FeedForwardNetwork<Double>(
      inputs: 1, layers: [Layer(levels.count, levels.count == 1 ? .identity : .increasing())], seed: 1)
    let data = try Dataset<Double>(inputs: Matrix([[1], [2]]), values: Matrix([[1], [3]]))
    let found = try network.evaluate(on: data, loss: .quantile(levels))
    #expect(found.metrics.r2 == nil && found.metrics.rmse == nil && found.metrics.accuracy == nil && found.loss > 0)
  }

  @Test func labelsWithWeightsAreTakenByTheirSides() throws {
    let theta: [Double] = [0, 1, 0, 0, 0, 1]
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(2, .logistic)], parameters: theta)
    let t = try Matrix<Double>([[1, 1], [1, -1], [-1, -1]])
    let y = try Matrix<Double>([[1, 1], [1, 1], [0, 0]])
    let loss = Loss.weightedBinaryCrossEntropy(positiveWeights: [2, 3])
    #expect(try network.evaluate(on: Dataset(inputs: t, values: y), loss: loss).metrics.accuracy == 2.0 / 3)
  }

  @Test func rowsBeyondOneBlockCount() throws {
    let count = 1000
    let t = try Matrix<Double>(rows: count, columns: 1, elements: (0..<count).map { Double($0) })
    let y = try Matrix<Double>(rows: count, columns: 1, elements: (0..<count).map { Double($0) + 2 })
    let found = try identity(1).evaluate(on: Dataset(inputs: t, values: y))
    #expect(found.rows == count && found.loss == 4 && found.metrics.rmse == 2)
  }
}
