import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardONNX

/// What a training may go on from.
enum InitialModel {
  /// A model of ours: network, columns and preprocessing.
  case model(AnyTrainedModel)
  /// The weights of a network by the names of another library; layers and columns are said by options and data.
  case weights(StateDict)
  /// The layers of an ONNX file; columns are said by the data.
  case network(FeedForwardNetwork<Double>, file: String)

  init(_ path: String) throws {
    switch try FileFormat(contentsOf: path) {
    // Other writers may have other fields first.
    case .onnx,
      .unknown where path.hasSuffix(".onnx"):
      self = .network(try FeedForwardNetwork(onnx: try FileSource.bytes(of: path), named: path), file: path)
    case .zip:
      self = .weights(try StateDict(contentsOf: path))
    case let format:
      do {
        self = .model(try AnyTrainedModel(contentsOf: path))
      } catch {
        // No model of ours. What is wrong with the file as a model is the better reason if it is nothing else, either.
        guard format == .safetensors, let weights = try? StateDict(contentsOf: path) else { throw error }
        self = .weights(weights)
      }
    }
  }

  /// The network of those layers.
  func network<Scalar: BLASScalar>(inputs: Int, layers: [Layer]) throws -> FeedForwardNetwork<Scalar>? {
    switch self {
    case .model: return nil
    case .weights(let weights): return try weights.network(inputs: inputs, layers: layers)
    case .network(let network, let file):
      let shapes = { (inputs: Int, layers: [Layer]) in
        "\(inputs)" + layers.map { " → \($0.units) \($0.activation)" }.joined()
      }
      let (found, expected) = (shapes(network.inputs, network.layers), shapes(inputs, layers))
      guard found == expected else {
        throw OptionError("\(file) holds the layers \(found); expected those of the data and options, \(expected).")
      }
      return try FeedForwardNetwork(
        inputs: inputs, layers: layers, parameters: network.parameters.elements.map { Scalar($0) })
    }
  }
}
