import FeedForward
import FeedForwardData
import Testing

/// Does it learn?
@Suite struct LearningTests {
  /// Every fifth row is the test set; inputs are standardized with the training rows.
  private func parts(of table: EmbeddedDataset) throws -> (training: Dataset<Float>, test: Dataset<Float>) {
    let data = try table.load(Float.self).dataset
    let rows = Array(0..<data.count)
    let training = try data.selecting(rows: rows.filter { $0 % 5 != 0 })
    let test = try data.selecting(rows: rows.filter { $0 % 5 == 0 })
    let standardization = try Standardization(fittedTo: training.inputs)
    return (
      try Dataset(inputs: standardization.apply(to: training.inputs), targets: training.targets),
      try Dataset(inputs: standardization.apply(to: test.inputs), targets: test.targets)
    )
  }

  @Test(arguments: [Activation.relu, .tanh, .logistic, .selu, .silu, .gelu, .mish])
  func digits(activation: Activation) throws {
    let (training, test) = try parts(of: .digits)
    var network = try FeedForwardNetwork<Float>(
      inputs: 64, layers: [Layer(64, activation), Layer(10, .softmax)], seed: 1)
    try Trainer(optimizer: .adam(learningRate: 2e-3), l2: 1, batchSize: 64, epochs: 100).fit(&network, to: training)
    #expect(try #require(network.evaluate(on: test).metrics.accuracy) >= 0.965)
  }

  @Test(arguments: [true, false])
  func breastCancer(oneOutput: Bool) throws {
    let (training, test) = try parts(of: .breastCancer)
    let output = oneOutput ? Layer(1, .logistic) : Layer(2, .softmax)
    var network = try FeedForwardNetwork<Float>(inputs: 30, layers: [Layer(16, .relu), output], seed: 2)
    let trainer = Trainer(
      optimizer: .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true), l2: 0.5, batchSize: 32, epochs: 200,
      earlyStopping: EarlyStopping(patience: 30))
    try trainer.fit(&network, to: training, validationFraction: 0.2)
    // About 0.95, which 114 rows tell to ± 0.02.
    #expect(try #require(network.evaluate(on: test).metrics.accuracy) >= 0.92)
  }

  @Test func diabetesIsExplainedAsWellAsByLeastSquares() throws {
    let parts = try parts(of: .diabetes)
    let (training, test) = (try scaled(parts.training), try scaled(parts.test))
    let linear = try FeedForwardNetwork<Float>.leastSquares(fitting: training)
    let byLeastSquares = try #require(linear.evaluate(on: test).metrics.r2)
    #expect(byLeastSquares > 0.3)
    var network = try FeedForwardNetwork<Float>(inputs: 10, layers: [Layer(8, .tanh), Layer(1, .identity)], seed: 3)
    let trainer = Trainer(
      optimizer: .adam(learningRate: 0.01), l2: 5, batchSize: 64, epochs: 500,
      earlyStopping: EarlyStopping(patience: 50))
    try trainer.fit(&network, to: training, validationFraction: 0.2)
    #expect(try #require(network.evaluate(on: test).metrics.r2) > byLeastSquares - 0.1)
  }

  /// Progression of the disease in units of about its deviation, about its mean.
  private func scaled(_ data: Dataset<Float>) throws -> Dataset<Float> {
    guard case .values(let y) = data.targets else { return data }
    let units = y.elements.map { ($0 - 150) / 75 }
    return try Dataset(inputs: data.inputs, values: Matrix(rows: y.rows, columns: 1, elements: units))
  }

  @Test func twoClassesInThePlaneThatNoLineSeparates() throws {
    var generator = Philox(seed: 11, purpose: .test)
    let points = (0..<600).map { _ in [Float(generator.normal()), Float(generator.normal())] }
    let data = try Dataset(inputs: Matrix(points), classes: points.map { $0[0] * $0[1] > 0 ? 1 : 0 })
    var network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(8, .tanh), Layer(1, .logistic)], seed: 4)
    let history = try Trainer(optimizer: .adam(learningRate: 0.02), batchSize: 32, epochs: 100).fit(&network, to: data)
    #expect(try #require(history.epochs.last?.training.accuracy) > 0.96)
    // One line is right for half of the points, and a few by chance.
    var line = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(1, .logistic)], seed: 4)
    let flat = try Trainer(optimizer: .adam(learningRate: 0.02), batchSize: 32, epochs: 100).fit(&line, to: data)
    #expect(try #require(flat.epochs.last?.training.accuracy) < 0.65)
  }
}
