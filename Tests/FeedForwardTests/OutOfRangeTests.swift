import FeedForward
import Testing

/// Numbers that overflow on the way to where they are checked, or that no one would give on purpose.
@Suite struct OutOfRangeTests {
  private func data(rows: Int = 4) throws -> Dataset<Double> {
    try Dataset(inputs: .column((0..<rows).map { Double($0) }), classes: (0..<rows).map { $0 % 2 })
  }

  /// Fractions far below zero have no `Int` once they are multiplied with the number of rows.
  @Test(arguments: [-1e300, -.infinity, .infinity, 1e300, 1, 0.1, 0.9])
  func fractionThatLeavesNoRow(fraction: Double) throws {
    let error = FeedForwardError.invalidSetting(
      name: "The fraction of 4 rows", value: "\(fraction)", expected: "one that leaves a row in each part")
    #expect(throws: error) { try data().split(fraction: fraction, seed: 0) }
    #expect(throws: error) {
      var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .logistic)])
      try Trainer().fit(&network, to: data(), validationFraction: fraction)
    }
  }

  @Test(arguments: [0, -1, .min]) func trainingExamples(count: Int) throws {
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .logistic)])
    let error = FeedForwardError.invalidSetting(name: "trainingExamples", value: "\(count)", expected: "at least 1")
    #expect(throws: error) { try network.gradients(on: data(), l2: 1, trainingExamples: count) }
    #expect(throws: error) { try network.checkGradients(on: data(), l2: 1, trainingExamples: count) }
  }

  /// Finite bounds whose numbers are not: the width of the range overflows, or `Float` does not reach so far.
  @Test func initialParameters() throws {
    func expectNonFinite(_ body: () throws -> Void) throws {
      let error = try #require(#expect(throws: FeedForwardError.self) { try body() })
      guard case .nonFinite(what: "Initial parameters", _, _, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
    let wide = Layer(3, .tanh, initializer: .uniform(-1e308...1e308))
    try expectNonFinite { _ = try FeedForwardNetwork<Double>(inputs: 2, layers: [wide]) }
    let large = Layer(3, .tanh, initializer: .uniform(1e300...1e301))
    _ = try FeedForwardNetwork<Double>(inputs: 2, layers: [large])
    try expectNonFinite { _ = try FeedForwardNetwork<Float>(inputs: 2, layers: [large]) }
    try expectNonFinite {
      _ = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(3, .tanh, initializer: .orthogonal(gain: 1e200))])
    }
  }

  /// Parameters and data that `Double` holds and `Float` does not.
  @Test func conversion() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)], parameters: [0, 1e300])
    #expect(throws: FeedForwardError.nonFinite(what: "Parameters", row: 0, column: 1, value: "inf")) {
      try network.converted(to: Float.self)
    }
  }

  /// Outputs that overflow in prediction are infinities or NaN, not a trap; their evaluation ends too.
  @Test func overflowInPrediction() throws {
    let network = try FeedForwardNetwork<Float>(
      inputs: 1, layers: [Layer(2, .relu), Layer(2, .softmax)], parameters: [0, 3e38, 0, 3e38, 0, 3e38, 0, 0, 0, -3e38])
    let inputs = try Matrix<Float>([[3e38], [1]])
    #expect(try network.predict(inputs).rows == 2)
    #expect(try network.classify(inputs).allSatisfy { $0 == 0 || $0 == 1 })
    #expect(try network.evaluate(on: Dataset(inputs: inputs, classes: [0, 1])).rows == 2)
    #expect(try network.confusionMatrix(on: Dataset(inputs: inputs, classes: [0, 1])).counts.count == 2)
    var trained = network
    #expect(throws: FeedForwardError.self) {
      try Trainer(batchSize: 1, epochs: 3).fit(&trained, to: Dataset(inputs: inputs, classes: [0, 1]))
    }
    #expect(trained.parameters == network.parameters)
  }
}
