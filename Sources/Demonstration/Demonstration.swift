import FeedForward

/// A network that learns handwritten digits, and one of its steps beside the same step in plain loops: what `make run`
/// and `feedforward demo` show.
package struct Demonstration {
  /// As it is before training.
  package let network: FeedForwardNetwork<Float>
  private let digits: Digits
  private let trainer: Trainer

  /// - Parameters:
  ///   - seed: decides the initial parameters, the order of the rows and the rows held out for validation.
  ///   - hidden: sizes of the hidden layers.
  /// - Throws: ``FeedForwardError`` for sizes that are not at least 1.
  package init(seed: UInt64 = 0, epochs: Int = 200, hidden: [Int] = [64]) throws(FeedForwardError) {
    digits = try Digits()
    network = try FeedForwardNetwork(
      inputs: digits.training.inputs.columns, layers: hidden.map { Layer($0, .relu) } + [Layer(10, .softmax)],
      seed: seed)
    trainer = Trainer(optimizer: .adam(learningRate: 2e-3), l2: 1, batchSize: 64, epochs: epochs, seed: seed)
  }

  /// What is going to be learned, in words.
  package var introduction: String {
    "\(network)\n\(digits.training.count) digits to learn from, \(digits.test.count) to be tested on\n"
  }

  /// Trains, tests and compares.
  ///
  /// - Throws: ``FeedForwardError`` for epochs that are not at least 1; an error if engine and plain loops disagree.
  package func run(onEpoch: ((EpochRecord) -> Void)? = nil) throws -> DemonstrationReport {
    var network = network
    let clock = ContinuousClock()
    let start = clock.now
    let history = try trainer.fit(&network, to: digits.training, validationFraction: 0.05) { record in
      onEpoch?(record)
      return .proceed
    }
    let seconds = (clock.now - start) / .seconds(1)
    let tested = try network.evaluate(on: digits.test)
    return DemonstrationReport(
      testAccuracy: tested.metrics.accuracy ?? 0,
      trainAccuracy: try network.evaluate(on: digits.training).metrics.accuracy ?? 0, testLoss: tested.loss,
      confusion: try network.confusionMatrix(on: digits.test), seconds: seconds, epochs: history.epochs.count,
      comparison: try NaiveComparison(of: network, with: trainer.optimizer, on: digits.training))
  }
}
