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
      self = .network(
        try FeedForwardNetwork(onnx: try FileSource.bytes(of: path), named: path, alone: true), file: path)
    case .zip:
      self = .weights(try StateDict(contentsOf: path))
    case let format:
      do {
        self = .model(try AnyTrainedModel(contentsOf: path))
      } catch {
        // No model of ours. What is wrong with the file as a model is the better reason if it is nothing else, either.
        guard format == .safetensors, let weights = try? StateDict(contentsOf: path), !weights.isOurs else {
          throw error
        }
        self = .weights(weights)
      }
    }
  }

  /// The hidden layers, where the file says them.
  var hiddenLayers: [Layer]? {
    if case .network(let network, _) = self { network.layers.dropLast() } else { nil }
  }

  /// The network of those layers behind a pipeline, where it gives what it gives for the columns as they stand; nil for
  /// a model of ours, which has a pipeline of its own.
  func network(behind pipeline: Pipeline, layers: [Layer]) throws -> FeedForwardNetwork<Double>? {
    let network: FeedForwardNetwork<Double>
    switch self {
    case .model: return nil
    case .weights(let weights):
      do {
        network = try weights.network(inputs: pipeline.width, layers: layers)
      } catch {
        // Other libraries have no inputs for missing values.
        guard pipeline.indicators > 0,
          let narrow: FeedForwardNetwork<Double> = try? weights.network(
            inputs: pipeline.width - pipeline.indicators, layers: layers)
        else { throw error }
        network = narrow
      }
    case .network(let found, let file):
      let shapes = { (inputs: Int, layers: [Layer]) in
        "\(inputs)" + layers.map { " → \($0.units) \($0.activation)" }.joined()
      }
      let expected = [pipeline.width, pipeline.width - pipeline.indicators].map { shapes($0, layers) }
      guard expected.contains(shapes(found.inputs, found.layers)) else {
        throw OptionError(
          """
          \(file) holds the layers \(shapes(found.inputs, found.layers)); expected those of the data and options, \
          \(expected[0]).
          """)
      }
      network = found
    }
    return try pipeline.folded(into: network)
  }
}

extension TrainedModel {
  /// Its network behind a pipeline: its own, or else that of a table whose columns it takes as they stand.
  func network(behind pipeline: Pipeline) throws -> FeedForwardNetwork<Scalar> {
    self.pipeline == nil
      ? try pipeline.folded(into: network.converted(to: Double.self)).converted(to: Scalar.self) : network
  }
}
