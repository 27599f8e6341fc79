#if !ONNX
  #error("The trait ONNX is off: leave `traits:` out of the dependency, or write traits: [\"ONNX\"].")
#endif

import FeedForward
import FeedForwardData
import FeedForwardModels
import SwiftProtobuf

extension TrainedModel {
  /// The model as a file of the Open Neural Network Exchange: preprocessing, layers, and what the outputs say.
  ///
  /// - Inputs: where every column is a number, or there is no pipeline, one tensor `x` of rows × columns in the
  ///   network's own type or in doubles, NaN where a value is missing; else one tensor of rows × 1 for each column,
  ///   named after it, with texts as strings, the empty one where a value is missing. A date is the number of days
  ///   since the first of January 1970, with their share of a day.
  /// - Outputs: for classes `label` (64-bit integers if every class name is one, else strings; class indices without
  ///   names) and `probabilities`, rows × classes; for values `prediction`, in the target's own unit, a column for each
  ///   number that is predicted: their names, such as `price` and `price_sd`, stand in the description of the output.
  ///
  /// Preprocessing is computed in `Double`, as by the pipeline. Where a pipeline refuses a value by row and column (a
  /// text that is no category, an infinity, a number so far from those of training that the network's type does not
  /// hold it), the graph can only give NaN for the probabilities or predictions of the row, and a label that means
  /// nothing. Without a pipeline nothing is refused: infinities are computed with.
  ///
  /// Floats have 24 bits: seconds since 1970 are told apart in steps of two minutes, Julian days in steps of a quarter
  /// of a day. Where a network of floats is to get such columns, or to predict such numbers, its graph needs
  /// `inDouble`; ``columnsBeyondFloat`` says which they are.
  ///
  /// It is written for operator set 19 with the operators that ONNX Runtime has on the CPU, some activations of
  /// `Double` composed of simpler ones.
  ///
  /// - Parameter inDouble: whether columns of numbers and predictions are doubles also where the network computes in
  ///   floats: they are then shifted and scaled before they become floats, as in the pipeline.
  /// - Throws: ``/FeedForwardData/DataError`` for an activation of the user's own, a pipeline
  ///   that does not fit the network, a column that is named like an output, or more than 2 GB.
  /// - Complexity: O(number of parameters), in time and memory.
  public func onnx(inDouble: Bool = false) throws -> [UInt8] {
    let outputs = try ModelOutputs(self)
    let type = ElementType(Scalar.self)
    var builder = GraphBuilder(type: type, tableType: inDouble ? .double : type, name: "network")
    for name in outputs.names { _ = builder.reserve(name) }
    let x = try builder.add(pipeline, columns: ensemble.inputs)
    let t = try builder.add(ensemble, of: x)
    builder.add(outputs, of: t, columns: ensemble.outputs)

    var file = ONNXModelProto()
    file.irVersion = 9
    file.producerName = "swift-feedforward"
    var operators = ONNXOperatorSetIdProto()
    operators.version = 19
    file.opsetImport = [operators]
    file.metadataProps = NetworkEnds(inputs: x, outputs: t).properties
    file.graph = builder.graph
    do {
      return try file.serializedBytes()
    } catch {
      throw FilePlace.model.error(found: "\(ensemble) as one ONNX file: \(error)", expected: "at most 2 GB")
    }
  }
}

extension TrainedModel {
  /// The columns and targets of a network of floats whose values a float rounds by more than a ten thousandth of their
  /// scale, |shift| / scale · 2⁻²⁴ > 10⁻⁴, and dates with times: ``onnx(inDouble:)`` needs doubles for them.
  public var columnsBeyondFloat: [String] {
    guard Scalar.self == Float.self, let pipeline else { return [] }
    let isBeyond = { (shift: Double, scale: Double) in abs(shift) / scale * 0x1p-24 > 1e-4 }
    let columns = pipeline.inputs.filter { column in
      guard case .number(let encoding) = column.encoding else { return false }
      let range = encoding.range
      let isExact = range.lowerBound == range.upperBound && Double(Float(range.lowerBound)) == range.lowerBound
      if encoding.calendar?.parts.contains(.timeOfDay) ?? false { return true }
      return !isExact && isBeyond(encoding.shift, encoding.scale)
    }
    guard case .values(let values)? = pipeline.target else { return columns.map(\.name) }
    return columns.map(\.name) + values.filter { isBeyond($0.shift, $0.scale) }.map(\.name)
  }
}

/// Which tensors of a graph are the inputs and the outputs of its network, what comes before and after left out.
struct NetworkEnds {
  let inputs: String
  let outputs: String

  private static let inputsKey = "swift-feedforward.network.inputs"
  private static let outputsKey = "swift-feedforward.network.outputs"

  init(inputs: String, outputs: String) {
    self.inputs = inputs
    self.outputs = outputs
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
