import FeedForward
import TestSupport
import Testing

/// What a record of an epoch says of the layers, on request.
@Suite struct DiagnosticsTests {
  private func norm(_ x: some Sequence<Double>) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// One step: the norms are those of its gradient and of what it did.
  @Test func oneStep() throws {
    var samples = Samples(seed: 4)
    let data: Dataset<Double> = try Dataset(inputs: samples.matrix(9, 5), values: samples.matrix(9, 2))
    var network = try FeedForwardNetwork<Double>(
      inputs: 5, layers: [Layer(7, .relu), Layer(2, .identity)], seed: 1)
    let (start, gradients) = (network, try network.gradients(on: data, l2: 0.5))
    var trainer = Trainer(optimizer: .sgd(learningRate: 0.125), l2: 0.5, batchSize: 9, epochs: 1)
    #expect(try trainer.fit(&network, to: data).epochs[0].layers == nil)
    network = start
    trainer.diagnostics = true
    let layers = try #require(try trainer.fit(&network, to: data).epochs[0].layers)
    try #require(layers.count == 2)
    for l in 0..<2 {
      let range = start.parameters.range(ofLayer: l)
      let g = norm(gradients.parameters.elements[range])
      let size = norm(network.parameters.elements[range])
      // Sums of at most 42 squares.
      #expect(abs(layers[l].gradientNorm - g) <= 64 * g.ulp)
      #expect(abs(layers[l].parameterNorm - size) <= 64 * size.ulp)
      #expect(abs(layers[l].updateToParameterRatio - 0.125 * g / size) <= 1e-12 * g / size)
    }
    #expect(layers[0].deadUnits != nil && layers[1].deadUnits == nil)
  }

  /// Units whose bias holds them below 0 are dead, whatever the minibatch.
  @Test func deadUnits() throws {
    var samples = Samples(seed: 4)
    let data: Dataset<Float> = try Dataset(inputs: samples.matrix(33, 3), values: samples.matrix(33, 1))
    var network = try FeedForwardNetwork<Float>(inputs: 3, layers: [Layer(8, .relu), Layer(1, .identity)], seed: 1)
    var theta = network.parameters.theta(0)
    for j in [1, 4, 6] { theta[j, 0] = -1e3 }
    for j in [0, 2, 3, 5, 7] { theta[j, 0] = 1e3 }
    try network.setTheta(0, to: theta)
    var trainer = Trainer(optimizer: .sgd(learningRate: 0), batchSize: 8, epochs: 1)
    trainer.diagnostics = true
    #expect(try trainer.fit(&network, to: data).epochs[0].layers?[0].deadUnits == 3.0 / 8)
  }

  /// Twenty layers: of logistic units the lowest sees next to nothing, of relu it sees the error.
  @Test func vanishingGradients() throws {
    func ratio(_ activation: Activation) throws -> Double {
      var samples = Samples(seed: 4)
      let data: Dataset<Float> = try Dataset(inputs: samples.matrix(32, 10), values: samples.matrix(32, 1))
      let hidden = [Layer](repeating: Layer(20, activation), count: 19)
      var network = try FeedForwardNetwork<Float>(inputs: 10, layers: hidden + [Layer(1, .identity)], seed: 1)
      var trainer = Trainer(optimizer: .sgd(learningRate: 1e-6), epochs: 1)
      trainer.diagnostics = true
      let layers = try #require(try trainer.fit(&network, to: data).epochs[0].layers)
      return layers[0].gradientNorm / layers[19].gradientNorm
    }
    // σ′ ≤ ¼ in each of 19 layers, whose weights are of order 1.
    #expect(try ratio(.logistic) < 1e-8)
    #expect(try ratio(.relu) > 1e-3)
  }

  /// An input near the end of the range overflows in the first layer: the report names row and column.
  @Test func placeOfDivergence() throws {
    var samples = Samples(seed: 4)
    var x: Matrix<Float> = try samples.matrix(20, 3)
    x[13, 1] = 3e38
    let data = try Dataset(inputs: x, values: Matrix(zeros: 20, by: 1))
    var network = try FeedForwardNetwork<Float>(inputs: 3, layers: [Layer(4, .relu), Layer(1, .identity)], seed: 1)
    try network.setTheta(0, to: Matrix([[0, 1, 9, 1], [0, 1, -9, 1], [0, 1, 1, 1], [0, 0, 0, 0]]))
    let error = #expect(throws: FeedForwardError.self) {
      try Trainer(batchSize: 6, epochs: 1, seed: 8).fit(&network, to: data)
    }
    guard case .diverged(let divergence) = try #require(error) else { throw try #require(error) }
    #expect(divergence.layer == 1 && divergence.row == 13 && divergence.column == 1)
    #expect(divergence.largestActivation == Double(Float(3e38)))
    #expect(try #require(error).description.contains("row 13, whose largest input is column 1"))
  }
}
