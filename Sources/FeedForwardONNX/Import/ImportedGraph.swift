import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import SwiftProtobuf

/// The graph of a file, its nodes and constants found by the names of what they give.
struct ImportedGraph {
  let file: String
  /// Bytes of the file.
  let size: Int
  let graph: ONNXGraphProto
  let network: NetworkPlace?
  private let nodes: [String: Int]
  private let tensors: [String: Int]

  /// - Throws: ``FeedForwardModels/ModelFileError/malformed(file:place:found:expected:)`` for bytes that are not a model, or a
  ///   name that is given twice.
  init(_ bytes: [UInt8], file: String) throws(ModelFileError) {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = 10
    let model: ONNXModelProto
    do {
      try FieldCount.check(bytes, file: file)
      model = try ONNXModelProto(serializedBytes: bytes, options: options)
    } catch {
      let format = FileFormat(start: Array(bytes.prefix(FileFormat.length)))
      guard [.onnx, .unknown].contains(format) else {
        throw .malformed(file: file, place: "first bytes", found: format.name, expected: "an ONNX model")
      }
      if let error = error as? ModelFileError { throw error }
      throw .malformed(file: file, place: "bytes", found: "\(error)", expected: "an ONNX model")
    }
    var (nodes, tensors): ([String: Int], [String: Int]) = ([:], [:])
    for (i, tensor) in model.graph.initializer.enumerated() {
      guard tensors.updateValue(i, forKey: tensor.name) == nil else {
        throw .malformed(
          file: file, place: "initializer \(i)", found: "the name \(tensor.name.quoted) again",
          expected: "a name of its own")
      }
    }
    for (i, node) in model.graph.node.enumerated() {
      for name in node.output where !name.isEmpty {
        guard nodes.updateValue(i, forKey: name) == nil, tensors[name] == nil else {
          throw .malformed(
            file: file, place: "node \(i)", found: "the name \(name.quoted) again", expected: "a name of its own")
        }
      }
    }
    guard !model.graph.node.isEmpty else {
      throw .malformed(file: file, place: "graph", found: "no node", expected: "at least one layer")
    }
    (self.file, size) = (file, bytes.count)
    (graph, network) = (model.graph, NetworkPlace(model.metadataProps))
    (self.nodes, self.tensors) = (nodes, tensors)
  }

  // MARK: - Nodes

  /// The node that gives the value of that name as its first result; nil for inputs and constants.
  func node(_ name: String) -> ONNXNodeProto? {
    guard let index = nodes[name], graph.node[index].output.first == name else { return nil }
    return graph.node[index]
  }

  /// Whether the name is that of an input that a caller has to give.
  func isInput(_ name: String) -> Bool { tensors[name] == nil && graph.input.contains { $0.name == name } }

  /// Where a node stands, for errors.
  func place(_ node: ONNXNodeProto) -> String {
    let index = node.output.first.flatMap { nodes[$0] }.map { " \($0)" } ?? ""
    return "node\(index) (\(node.opType.prefix(40)))"
  }

  func error(_ node: ONNXNodeProto, found: String, expected: String) -> ModelFileError {
    .malformed(file: file, place: place(node), found: found, expected: expected)
  }

  // MARK: - Constants

  /// The tensor that a name stands for, looked up through nodes that hand it on, and whether it is transposed on the way;
  /// nil for what is computed.
  func tensor(_ name: String) -> (tensor: ONNXTensorProto, isTransposed: Bool)? {
    var (name, isTransposed) = (name, false)
    // No file has a longer chain with a purpose.
    for _ in 0..<8 {
      if let index = tensors[name] { return (graph.initializer[index], isTransposed) }
      guard let node = node(name) else { return nil }
      switch node.opType {
      case "Constant":
        return node.attribute.first { $0.name == "value" && $0.hasT }.map { ($0.t, isTransposed) }
      case "Identity": break
      case "Cast" where node.isCastToNumbers: break
      case "Transpose" where node.attribute("perm").map({ $0.ints == [1, 0] }) ?? true: isTransposed.toggle()
      default: return nil
      }
      guard let input = node.input.first else { return nil }
      name = input
    }
    return nil
  }

  /// A constant of one number.
  func number(_ name: String) -> Double? {
    guard let tensor = tensor(name)?.tensor, tensor.dims.allSatisfy({ $0 == 1 }), tensor.dims.count <= 2 else {
      return nil
    }
    return try? numbers(of: tensor, Double.self).first
  }

  /// A constant of flags.
  func flags(_ name: String) -> [Bool]? {
    guard let tensor = tensor(name)?.tensor, tensor.dataType == ElementType.bool.rawValue else { return nil }
    return tensor.rawData.map { $0 != 0 }
  }

  /// A constant of integers.
  func integers(_ name: String) -> [Int64]? {
    guard let tensor = tensor(name)?.tensor, tensor.dataType == ElementType.int64.rawValue else { return nil }
    if tensor.rawData.isEmpty { return tensor.int64Data }
    return tensor.rawData.integers(UInt64.self).map(Int64.init(bitPattern:))
  }

  /// The numbers of a tensor, as many as its dimensions say.
  func numbers<Scalar: BLASScalar>(of tensor: ONNXTensorProto, _: Scalar.Type) throws(ModelFileError) -> [Scalar] {
    let place = "tensor \(tensor.name.quoted)"
    guard tensor.dataLocation == .default else {
      throw .malformed(file: file, place: place, found: "data in another file", expected: "data in this one")
    }
    let raw = tensor.rawData
    let present: Int
    switch ElementType(rawValue: tensor.dataType) {
    case .float: present = raw.isEmpty ? tensor.floatData.count : raw.count / 4
    case .double: present = raw.isEmpty ? tensor.doubleData.count : raw.count / 8
    default:
      throw .malformed(
        file: file, place: place, found: "elements of type \(tensor.dataType)", expected: "1 (float) or 11 (double)")
    }
    // Counted before they are read: a constant of one number is looked at often.
    var count = 1
    for dimension in tensor.dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: dimension))
      guard dimension >= 0, !overflow else {
        throw .malformed(
          file: file, place: place, found: "a shape of \(tensor.dims)", expected: "one that fits its data")
      }
      count = product
    }
    guard count == present else {
      throw .malformed(
        file: file, place: place, found: "\(present) numbers", expected: "\(count), as its shape \(tensor.dims) says")
    }
    if tensor.dataType == ElementType.float.rawValue {
      return raw.isEmpty
        ? tensor.floatData.map { Scalar($0) } : raw.integers(UInt32.self).map { Scalar(Float(bitPattern: $0)) }
    }
    return raw.isEmpty
      ? tensor.doubleData.map { Scalar($0) } : raw.integers(UInt64.self).map { Scalar(Double(bitPattern: $0)) }
  }
}

extension Data {
  /// Little-endian integers; bytes at the end that make none are left out.
  fileprivate func integers<Integer: FixedWidthInteger & UnsignedInteger>(_: Integer.Type) -> [Integer] {
    let width = Integer.bitWidth / 8
    var result: [Integer] = []
    result.reserveCapacity(count / width)
    var (integer, shift): (Integer, Integer) = (0, 0)
    for byte in self {
      integer |= Integer(byte) << shift
      shift += 8
      if shift == Integer.bitWidth {
        result.append(integer)
        (integer, shift) = (0, 0)
      }
    }
    return result
  }
}

extension ONNXNodeProto {
  func attribute(_ name: String) -> ONNXAttributeProto? { attribute.first { $0.name == name } }

  func integer(_ name: String, default value: Int64) -> Int64 { attribute(name)?.i ?? value }

  func number(_ name: String, default value: Float) -> Float { attribute(name)?.f ?? value }

  /// Whether it casts to a type that keeps fractions.
  var isCastToNumbers: Bool {
    [ElementType.float.rawValue, ElementType.double.rawValue].contains { $0 == integer("to", default: 0) }
  }
}
