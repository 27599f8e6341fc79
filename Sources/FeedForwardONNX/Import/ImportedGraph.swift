import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import SwiftProtobuf

/// The graph of a file: its nodes by the names of what they give, and what is known of each value.
struct ImportedGraph {
  let file: String
  /// Bytes of the file.
  let size: Int
  /// Where the file says the layers of a network stand, if it does.
  let network: NetworkEnds?
  /// Whether there is such a place and it was passed over.
  let isOurs: Bool
  private let graph: ONNXGraphProto
  private let nodes: [CodePoints: Int]
  private let values: [CodePoints: ImportedValue]

  /// - Parameter alone: whether what the file says of the place of its layers is passed over.
  /// - Throws: ``/FeedForwardData/DataError`` for bytes that are not a model, or a
  ///   name that is given twice.
  init(_ bytes: [UInt8], file: String, alone: Bool) throws {
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
        throw FilePlace(file: file, path: "first bytes").error(found: format.name, expected: "an ONNX model")
      }
      if let error = error as? DataError { throw error }
      throw FilePlace(file: file, path: "bytes").error(found: "\(error)", expected: "an ONNX model")
    }
    guard !model.graph.node.isEmpty else {
      throw FilePlace(file: file, path: "graph").error(found: "no node", expected: "at least one layer")
    }
    self.file = file
    size = bytes.count
    graph = model.graph
    let ends = NetworkEnds(model.metadataProps)
    (network, isOurs) = (alone ? nil : ends, alone && ends != nil)
    nodes = try Self.nodes(of: model.graph, file: file)
    let rules = OperatorRules(version: try Self.operatorSet(of: model, file: file))
    var reading = ValueReading(rules, model.graph)
    reading.readInputs(network: network)
    for (i, node) in model.graph.node.enumerated() { reading.read(node, at: i) }
    values = reading.values
  }

  /// Nodes by what they give; no name may be given twice.
  private static func nodes(of graph: ONNXGraphProto, file: String) throws -> [CodePoints: Int] {
    var (taken, nodes): (Set<CodePoints>, [CodePoints: Int]) = ([], [:])
    func take(_ name: String, _ place: String) throws {
      guard taken.insert(CodePoints(name)).inserted else {
        throw FilePlace(file: file, path: place).error(
          found: "the name \(name.quoted) again", expected: "a name of its own")
      }
    }
    for (i, tensor) in graph.initializer.enumerated() { try take(tensor.name, "initializer \(i)") }
    for (i, tensor) in graph.sparseInitializer.enumerated() { try take(tensor.values.name, "sparse initializer \(i)") }
    // Inputs may have initializers, which stand in for them.
    var inputs: Set<CodePoints> = []
    for (i, input) in graph.input.enumerated() {
      guard inputs.insert(CodePoints(input.name)).inserted else {
        throw FilePlace(file: file, path: "input \(i)").error(
          found: "the name \(input.name.quoted) again", expected: "a name of its own")
      }
    }
    taken.formUnion(inputs)
    for (i, node) in graph.node.enumerated() {
      for name in node.output where !name.isEmpty {
        try take(name, "node \(i)")
        nodes[CodePoints(name)] = i
      }
    }
    return nodes
  }

  /// The version of the standard operators.
  private static func operatorSet(of model: ONNXModelProto, file: String) throws -> Int64 {
    let isStandard = { (domain: String) in domain.isEmpty || domain == "ai.onnx" }
    let versions = Set(model.opsetImport.filter { isStandard($0.domain) }.map(\.version))
    guard versions.count == 1, let version = versions.first, OperatorRules.versions.contains(version) else {
      throw FilePlace(file: file, path: "operator set").error(
        found: versions.isEmpty ? "none" : "\(versions.sorted())",
        expected: "one of \(OperatorRules.versions.lowerBound) to \(OperatorRules.versions.upperBound)")
    }
    if let function = model.functions.first(where: { isStandard($0.domain) }) {
      throw FilePlace(file: file, path: "functions").error(
        found: "one of the standard operator \(function.name.quoted)", expected: "standard operators as they are")
    }
    return version
  }

  // MARK: - Nodes

  /// The node that makes a value of rows that is understood, as its first result; nil for inputs, constants and others.
  func node(_ name: CodePoints) -> ONNXNodeProto? {
    guard let index = nodes[name], isRows(name) else { return nil }
    return graph.node[index]
  }

  /// The type of a value that is made of the rows.
  ///
  /// - Throws: why it is not understood.
  func rows(_ name: CodePoints) throws -> RowsType {
    switch values[name] {
    case .rows(let type)?: return type
    case .constant?:
      throw FilePlace(file: file, path: "value \(name.text.quoted)").error(
        found: "a constant", expected: "something of the rows")
    case .refused(let refusal)?:
      throw FilePlace(file: file, path: refusal.node.map { place($0) } ?? "value \(name.text.quoted)").error(
        found: refusal.found, expected: refusal.expected)
    case nil:
      throw FilePlace(file: file, path: "value \(name.text.quoted)").error(
        found: "nothing that computes it", expected: "a layer")
    }
  }

  /// Whether a value is made of the rows, and understood.
  func isRows(_ name: CodePoints) -> Bool { if case .rows? = values[name] { true } else { false } }

  /// Whether the name is that of an input that a caller has to give.
  func isInput(_ name: CodePoints) -> Bool { isRows(name) && nodes[name] == nil }

  /// The names of outputs that may be those of a network: of numbers with fractions, or of what is not said.
  var outputs: [CodePoints] {
    let others: [ElementType] = [.int32, .int64, .string, .bool]
    return graph.output.filter { output in !others.contains { $0.rawValue == output.type.tensorType.elemType } }
      .map { CodePoints($0.name) }
  }

  /// Every value that a value is made of, itself left out. O(nodes).
  func sources(of name: CodePoints) -> Set<CodePoints> {
    var (sources, open): (Set<CodePoints>, [CodePoints]) = ([], [name])
    while let next = open.popLast() {
      guard let index = nodes[next] else { continue }
      for input in graph.node[index].inputs where sources.insert(input).inserted { open.append(input) }
    }
    return sources
  }

  private func place(_ index: Int) -> String { "node \(index) (\(graph.node[index].opType.prefix(40)))" }

  func error(_ node: ONNXNodeProto, found: String, expected: String) -> DataError {
    let index = node.output.first.flatMap { nodes[CodePoints($0)] }
    return FilePlace(file: file, path: index.map { place($0) } ?? "node").error(found: found, expected: expected)
  }

  // MARK: - Constants

  /// The constant of that name; nil for what is computed.
  func constant(_ name: CodePoints) -> ImportedConstant? { values[name]?.constant }

  /// A constant of one number.
  func number(_ name: CodePoints) -> Double? { constant(name)?.number }
}

extension ONNXNodeProto {
  var inputs: [CodePoints] { input.map { CodePoints($0) } }
}
