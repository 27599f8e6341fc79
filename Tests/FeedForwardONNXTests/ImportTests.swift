import FeedForward
import FeedForwardModels
import FeedForwardONNX
import Foundation
import Testing

/// Files of PyTorch and scikit-learn give networks that compute what those libraries do (Python/generate.py).
@Suite struct ImportTests {
  struct Reference: Decodable {
    let inputs: [[Double]]
    let outputs: [[Double]]
  }

  static func file(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Files/\(name)", withExtension: nil))
    return try [UInt8](Data(contentsOf: url))
  }

  @Test(arguments: [
    "torch", "torch-opset20", "torch-opset11", "scikit-learn-classifier", "scikit-learn-binary",
    "scikit-learn-regressor",
  ])
  func foreignFile(name: String) throws {
    let reference = try JSONDecoder().decode(Reference.self, from: Data(Self.file("\(name).json")))
    let network = try FeedForwardNetwork<Double>(onnx: Self.file("\(name).onnx"), named: name)
    let outputs = try network.predict(Matrix(reference.inputs))
    #expect(
      outputs.rows == reference.outputs.count && outputs.columns == reference.outputs[0].count)
    for (r, expected) in reference.outputs.enumerated() {
      for (k, y) in expected.enumerated() {
        // The weights are floats in all of them; scikit-learn's own are rounded to floats on export: some 10 layers of
        // sums of 5 products, each weight within 2⁻²⁴ of its own.
        let bound = name.hasPrefix("torch") ? 1e-9 : 2e-6
        #expect(
          abs(outputs[r, k] - y) <= bound,
          "\(name), row \(r), output \(k): \(outputs[r, k]), expected \(y)")
      }
    }
  }

  @Test func activationsOfTorch() throws {
    for name in ["torch", "torch-opset20", "torch-opset11"] {
      let network = try FeedForwardNetwork<Float>(onnx: Self.file("\(name).onnx"), named: name)
      #expect(
        network.layers.map { "\($0.activation)" } == [
          "relu", "sigmoid", "tanh", "leaky-relu(slope: 0.2)", "elu(alpha: 0.7)", "gelu", "silu", "softplus",
          "softsign", "selu", "mish", "softmax",
        ])
      guard case .leakyReLU(slope: 0.2) = network.layers[3].activation,
        case .elu(alpha: 0.7) = network.layers[4].activation
      else {
        Issue.record("\(name): \(network.layers)")
        continue
      }
      #expect(
        network.parameters.theta(3).elements.enumerated().allSatisfy { $0 % 6 != 0 || $1 == 0 })
    }
  }
}
