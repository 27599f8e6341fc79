import FeedForward
import Foundation
import TestSupport
import Testing

/// What likelihoods and quantiles are minimized by, and what networks learn by them.
@Suite struct LikelihoodTests {
  /// A layer whose inputs are 0, so that its biases alone are trained, on the given targets.
  private func constant(
    _ output: Activation, _ outputs: Int, _ loss: Loss, rate: Double, epochs: Int, fittedTo y: [Double]
  ) throws -> [Double] {
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(outputs, output, initializer: .zeros)])
    let data = try Dataset<Double>(
      inputs: Matrix(zeros: y.count, by: 1), values: Matrix(rows: y.count, columns: 1, elements: y))
    try Trainer(optimizer: .sgd(learningRate: rate), loss: loss, batchSize: y.count, epochs: epochs).fit(
      &network, to: data)
    return try network.predict([0])
  }

  /// Poisson's likelihood is largest where the expected count is the mean.
  @Test func meanOfCounts() throws {
    let t = try constant(.exponential, 1, .poisson, rate: 0.1, epochs: 300, fittedTo: [0, 7, 2, 3, 1])
    #expect(abs(t[0] - 2.6) < 1e-12)
  }

  /// The normal one at the mean and the mean square about it.
  @Test func meanAndVariance() throws {
    let t = try constant(.meanAndVariance, 2, .gaussian, rate: 0.5, epochs: 1000, fittedTo: [1, 2, 4, 9])
    #expect(abs(t[0] - 4) < 1e-12 && abs(t[1] - (9 + 4 + 0 + 25) / 4) < 1e-11, "\(t)")
  }

  /// The same minima by a rule that looks further: losses may be negative, and infinite on the way.
  @Test func minimaByLBFGS() throws {
    let y = [1.0, 2, 4, 9]
    let data = try Dataset<Double>(inputs: Matrix(zeros: 4, by: 1), values: Matrix(rows: 4, columns: 1, elements: y))
    for (layer, expected) in [
      (Layer(1, .exponential, initializer: .zeros), [4]), (Layer(2, .meanAndVariance, initializer: .zeros), [4, 9.5]),
    ] as [(Layer, [Double])] {
      var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [layer])
      try Trainer(optimizer: .lbfgs(), epochs: 60).fit(&network, to: data)
      for (t, exact) in zip(try network.predict([0]), expected) {
        #expect(abs(t - exact) < 1e-7, "\(layer.activation)")
      }
    }
  }

  /// Of 11 numbers a quarter, a half and four fifths: the 3rd, the 6th and the 9th. The slope jumps there, so descent
  /// with rate η comes as near as η.
  @Test func quantiles() throws {
    let y = (0...10).map { Double(($0 * 7) % 11) }
    let t = try constant(.increasing(), 3, .quantile([0.25, 0.5, 0.8]), rate: 0.01, epochs: 20_000, fittedTo: y)
    for (found, expected) in zip(t, [2.0, 5, 8]) { #expect(abs(found - expected) <= 0.02, "\(t)") }
    let alone = try constant(.identity, 1, .quantile([0.8]), rate: 0.01, epochs: 20_000, fittedTo: y)
    #expect(abs(alone[0] - 8) <= 0.01)
  }

  /// A weight of 3: one label of 1 in four counts as much as three of 0.
  @Test func oddsWithWeights() throws {
    let loss = Loss.weightedBinaryCrossEntropy(positiveWeights: [3])
    let t = try constant(.logistic, 1, loss, rate: 1, epochs: 200, fittedTo: [1, 0, 0, 0])
    #expect(abs(t[0] - 0.5) < 1e-12)
    let even = try constant(
      .logistic, 1, .weightedBinaryCrossEntropy(positiveWeights: [1]), rate: 2, epochs: 500, fittedTo: [1, 0, 0, 0])
    #expect(abs(even[0] - 0.25) < 1e-12)
  }

  /// A weight of 2 is a row of which each label of 1 is given twice.
  @Test func aWeightIsARepetition() throws {
    var samples = Samples(seed: 21)
    let x: Matrix<Double> = try samples.matrix(9, 3)
    let labels = (0..<9).map { $0 % 3 == 0 ? 1.0 : 0 }
    let network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(5, .tanh), Layer(1, .logistic)], seed: 3)
    let data = try Dataset(inputs: x, values: Matrix(rows: 9, columns: 1, elements: labels))
    let weighted = try network.gradients(on: data, loss: .weightedBinaryCrossEntropy(positiveWeights: [2]))
    let repeated = try network.gradients(on: data.selecting(rows: Array(0..<9) + [0, 3, 6]))
    for (a, b) in zip(weighted.parameters.elements, repeated.parameters.elements) {
      // Nine rows and twelve: both are means.
      #expect(abs(9 * a - 12 * b) <= 64 * Double.ulpOfOne)
    }
    #expect(abs(9 * weighted.loss - 12 * repeated.loss) <= 64 * Double.ulpOfOne)
  }

  /// y = sin x with noise of the deviation 0.1 + 0.1 x².
  private func noisy(_ rows: Int, seed: UInt64) throws -> Dataset<Float> {
    var generator = Philox(seed: seed, purpose: .test)
    let x = generator.uniform(rows, in: -2...2)
    let y = zip(x, generator.normal(rows, deviation: 1)).map { sin($0) + (0.1 + 0.1 * $0 * $0) * $1 }
    return try Dataset(
      inputs: Matrix(rows: rows, columns: 1, elements: x.map { Float($0) }),
      values: Matrix(rows: rows, columns: 1, elements: y.map { Float($0) }))
  }

  /// Each quantile lies above its share of rows never seen, and none crosses another, also where there were no rows.
  @Test func quantilesCoverTheirShares() throws {
    let levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    var network = try FeedForwardNetwork<Float>(
      inputs: 1, layers: [Layer(16, .tanh), Layer(levels.count, .increasing())], seed: 5)
    try Trainer(optimizer: .adam(learningRate: 0.002), loss: .quantile(levels), batchSize: 64, epochs: 150)
      .fit(&network, to: noisy(2000, seed: 1))
    let test = try noisy(4000, seed: 2)
    guard case .values(let y) = test.targets else { return }
    let t = try network.predict(test.inputs)
    for (k, level) in levels.enumerated() {
      let share = Double((0..<y.rows).count { y[$0, 0] <= t[$0, k] }) / Double(y.rows)
      // Three deviations of a share of 2000 rows, and as much again for what is not learned.
      #expect(abs(share - level) <= 6 * (level * (1 - level) / 2000).squareRoot(), "\(level): \(share)")
    }
    let far = try network.predict(Matrix(rows: 400, columns: 1, elements: (0..<400).map { Float($0 - 200) }))
    for r in 0..<400 { for k in 1..<levels.count { #expect(far[r, k] >= far[r, k - 1]) } }
  }

  @Test func variancesFollowTheNoise() throws {
    var network = try FeedForwardNetwork<Float>(
      inputs: 1, layers: [Layer(16, .tanh), Layer(2, .meanAndVariance)], seed: 5)
    let history = try Trainer(optimizer: .adam(learningRate: 0.002), batchSize: 64, epochs: 150)
      .fit(&network, to: noisy(2000, seed: 1))
    for x in [-1.5, -0.75, 0, 0.75, 1.5] as [Float] {
      let t = try network.predict([x])
      let deviation = 0.1 + 0.1 * x * x
      #expect(abs(t[0] - sin(x)) <= 0.3 * deviation, "mean at \(x): \(t)")
      #expect(abs(t[1].squareRoot() - deviation) <= 0.3 * deviation, "deviation at \(x): \(t)")
    }
    #expect(try #require(history.epochs.last).trainingLoss < 0)
  }
}
