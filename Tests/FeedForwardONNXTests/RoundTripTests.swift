import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardONNX
import Testing

/// What is exported comes back with the same bits.
@Suite struct RoundTripTests {
  static let activations: [Activation] = [
    .identity, .logistic, .tanh, .relu, .leakyReLU(), .leakyReLU(slope: 0.3), .leakyReLU(slope: 0), .softsign, .elu(),
    .elu(alpha: 0.7), .selu, .softplus, .silu, .gelu, .mish, .exponential, .softmax, .meanAndVariance, .increasing(),
    .increasing(groups: 2), .increasing(groups: 6),
  ]

  private func check<Scalar: BLASScalar>(_ activation: Activation, _: Scalar.Type) throws {
    let isOfRows = ["softmax", "mean-and-variance", "increasing"].contains(activation.kind)
    let network = try FeedForwardNetwork<Scalar>(
      inputs: 5,
      layers: [
        Layer(3, isOfRows ? .tanh : activation, initializer: .uniform(-1...1)),
        Layer(6, activation, initializer: .uniform(-1...1)),
      ], seed: 3)
    for loss in [Loss.squaredError, .crossEntropy] {
      let bytes = try TrainedModel(network: network, loss: loss).onnx()
      let read = try FeedForwardNetwork<Scalar>(onnx: bytes, named: "test")
      #expect(read.parameters == network.parameters)
      #expect(read.layers.map { "\($0.activation)" } == network.layers.map { "\($0.activation)" })
      // Activations with their parameters, by what they give.
      let rows = try Matrix<Scalar>(rows: 2, columns: 5, elements: (0..<10).map { Scalar($0) / 4 - 1 })
      #expect(try read.predict(rows).elements == network.predict(rows).elements)
    }
  }

  @Test(arguments: activations) func single(activation: Activation) throws { try check(activation, Float.self) }

  @Test(arguments: activations) func double(activation: Activation) throws { try check(activation, Double.self) }

  @Test func oneLayer() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .logistic)], seed: 1)
    let bytes = try TrainedModel(network: network, loss: .binaryCrossEntropy).onnx()
    #expect(try FeedForwardNetwork<Float>(onnx: bytes, named: "test").parameters == network.parameters)
  }

  @Test func otherPrecision() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 4, layers: [Layer(3, .gelu), Layer(2, .softmax)], seed: 1)
    let bytes = try TrainedModel(network: network, loss: .crossEntropy).onnx()
    let read = try FeedForwardNetwork<Double>(onnx: bytes, named: "test")
    #expect(read.parameters.elements == network.parameters.elements.map { Double($0) })
  }

  /// Preprocessing and scales around the layers are passed over.
  @Test func withPipeline() throws {
    let pipeline = Pipeline(
      inputs: [
        InputColumn(
          name: "age", encoding: .number(.init(shift: 3, scale: 2, fill: 1, hasIndicator: true, range: 0...9))),
        InputColumn(name: "city", encoding: .category(.init(categories: ["Bern", "Oslo"], fill: "Oslo"))),
      ], target: .values([ValueTarget(name: "price", shift: 4, scale: 3)]))
    let network = try FeedForwardNetwork<Double>(inputs: 4, layers: [Layer(3, .tanh), Layer(1, .identity)], seed: 1)
    let bytes = try TrainedModel(network: network, loss: .squaredError, pipeline: pipeline).onnx()
    #expect(try FeedForwardNetwork<Double>(onnx: bytes, named: "test").parameters == network.parameters)
  }
}
