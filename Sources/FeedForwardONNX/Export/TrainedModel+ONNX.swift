import FeedForward
import FeedForwardModels
import SwiftProtobuf

extension TrainedModel {
  /// The model as a file of the Open Neural Network Exchange: preprocessing, layers, and what the outputs say.
  ///
  /// - Inputs: where every column is a number, or there is no pipeline, one tensor `x` of rows × columns in the network's own
  ///   type, NaN where a value is missing; else one tensor of rows × 1 for each column, named after it, with texts as strings,
  ///   the empty one where a value is missing.
  /// - Outputs: for classes `label` (64-bit integers if every class name is one, else strings; class indices without names) and
  ///   `probabilities`, rows × classes; for values `prediction`, in the target's own unit.
  ///
  /// Preprocessing is computed in `Double`, as by the pipeline. Where a pipeline refuses a value by row and column, the graph
  /// can only give NaN for the probabilities or predictions of the row, and a label that means nothing. Infinities are not
  /// refused: they are computed with.
  ///
  /// It is written for operator set 19 with the operators that ONNX Runtime has on the CPU, some activations of `Double`
  /// composed of simpler ones.
  ///
  /// - Throws: ``FeedForwardModels/ModelFileError/unsupported(what:expected:)`` for an activation of the user's own, a pipeline
  ///   that does not fit the network, a column that is named like an output, or more than 2 GB.
  /// - Complexity: O(number of parameters), in time and memory.
  public func onnx() throws(ModelFileError) -> [UInt8] {
    if let pipeline {
      guard pipeline.width == network.inputs else {
        throw .unsupported(
          what: "a network of \(network.inputs) inputs after a pipeline that makes \(pipeline.width)",
          expected: "as many")
      }
    }
    let outputs = try ModelOutputs(self)
    var builder = GraphBuilder(type: ElementType(Scalar.self), name: "network")
    for name in outputs.names { _ = builder.reserve(name) }
    let x = try builder.add(pipeline, columns: network.inputs)
    let t = try builder.add(network, of: x)
    builder.add(outputs, of: t, columns: network.outputs)

    var file = ONNXModelProto()
    file.irVersion = 9
    file.producerName = "swift-feedforward"
    var operators = ONNXOperatorSetIdProto()
    operators.version = 19
    file.opsetImport = [operators]
    file.metadataProps = NetworkPlace(inputs: x, outputs: t).properties
    file.graph = builder.graph
    do {
      return try file.serializedBytes()
    } catch {
      throw .unsupported(what: "\(network) as one ONNX file: \(error)", expected: "at most 2 GB")
    }
  }
}

/// Which tensors of a graph are the inputs and the outputs of its network, what comes before and after left out.
struct NetworkPlace {
  let inputs: String
  let outputs: String

  private static let inputsKey = "swift-feedforward.network.inputs"
  private static let outputsKey = "swift-feedforward.network.outputs"

  init(inputs: String, outputs: String) {
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// From what a file says about itself.
  init?(_ properties: [ONNXStringStringEntryProto]) {
    guard let inputs = properties.first(where: { $0.key == Self.inputsKey })?.value,
      let outputs = properties.first(where: { $0.key == Self.outputsKey })?.value
    else { return nil }
    self.init(inputs: inputs, outputs: outputs)
  }

  var properties: [ONNXStringStringEntryProto] {
    [(Self.inputsKey, inputs), (Self.outputsKey, outputs)].map { key, value in
      var entry = ONNXStringStringEntryProto()
      (entry.key, entry.value) = (key, value)
      return entry
    }
  }
}
