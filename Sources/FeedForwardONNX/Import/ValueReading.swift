import FeedForward
import FeedForwardModels

/// Goes through a graph once, in the order of its nodes, and says of each value what it is.
struct ValueReading {
  private let rules: OperatorRules
  private let graph: ONNXGraphProto
  /// What the graph says of its values itself.
  private let declarations: [CodePoints: [ONNXTypeProto]]
  private(set) var values: [CodePoints: ImportedValue] = [:]

  init(_ rules: OperatorRules, _ graph: ONNXGraphProto) {
    self.rules = rules
    self.graph = graph
    declarations = Dictionary(
      grouping: (graph.input + graph.output + graph.valueInfo).filter(\.hasType), by: { CodePoints($0.name) }
    ).mapValues { $0.map(\.type) }
  }

  /// Constants, and what a caller has to give.
  ///
  /// - Parameter network: where the rows begin, if not at the inputs.
  mutating func readInputs(network: NetworkEnds?) {
    for tensor in graph.initializer {
      set(tensor.name, Result { () throws(Refusal) in .constant(try ImportedConstant(tensor)) })
    }
    for tensor in graph.sparseInitializer {
      set(tensor.values.name, .failure(Refusal(found: "a sparse tensor", expected: "one with all its elements")))
    }
    for input in graph.input where values[CodePoints(input.name)] == nil {
      set(input.name, Result { () throws(Refusal) in .rows(try Self.rows(of: input.type)) })
    }
    if let network {
      values[CodePoints(network.inputs)] = .rows(RowsType(element: nil, dimensions: [nil], count: nil))
    }
  }

  /// The results of a node.
  mutating func read(_ node: ONNXNodeProto, at index: Int) {
    for (i, name) in node.output.enumerated() where !name.isEmpty && values[CodePoints(name)] == nil {
      set(name, node: index, Result { () throws(Refusal) in try value(of: node, result: i) })
    }
  }

  private func value(of node: ONNXNodeProto, result: Int) throws(Refusal) -> ImportedValue {
    guard result == 0 else {
      throw Refusal(found: "the use of result \(result + 1)", expected: "that of the first one")
    }
    var inputs: [ImportedValue?] = []
    for input in node.input {
      let value = values[CodePoints(input)]
      guard value != nil || input.isEmpty else {
        throw Refusal(found: "the input \(input.quoted), which nothing before it gives", expected: "nodes in order")
      }
      inputs.append(value)
    }
    return try rules.value(of: node, inputs)
  }

  /// A value, or why it is not understood: in itself, or since it is not what the graph says of it.
  private mutating func set(_ name: String, node: Int? = nil, _ value: Result<ImportedValue, Refusal>) {
    let name = CodePoints(name)
    do {
      var value = try value.get()
      for type in declarations[name] ?? [] { value = try value.checked(by: type) }
      values[name] = value
    } catch {
      var refusal = error
      refusal.node = refusal.node ?? node
      values[name] = .refused(refusal)
    }
  }

  /// The type of what a caller gives; a table if the graph does not say.
  private static func rows(of type: ONNXTypeProto) throws(Refusal) -> RowsType {
    let tensor = type.tensorType
    let element = ElementType(rawValue: tensor.elemType)
    guard tensor.elemType == 0 || [.float, .double, .int32, .int64].contains(element) else {
      throw Refusal(found: "an input of type \(tensor.elemType)", expected: "numbers")
    }
    guard tensor.hasShape else { return RowsType(element: element, dimensions: [nil], count: nil) }
    let sizes = tensor.shape.sizes()
    guard sizes.count >= 2 else {
      throw Refusal(found: "an input of \(sizes.count) dimensions", expected: "rows × columns")
    }
    return RowsType(element: element, dimensions: Array(sizes.dropFirst()), count: sizes[0])
  }
}

extension ImportedValue {
  /// Itself with what the graph says of it more, or a refusal of what it says else.
  fileprivate func checked(by type: ONNXTypeProto) throws(Refusal) -> ImportedValue {
    let tensor = type.tensorType
    let declared = tensor.hasShape ? tensor.shape.sizes() : nil
    let element = ElementType(rawValue: tensor.elemType)
    switch self {
    case .constant(let constant):
      let isOfType = tensor.elemType == 0 || element == nil || constant.element == element
      let isOfShape = declared.map { $0.fits(constant.dimensions.map(Optional.some)) } ?? true
      guard isOfType, isOfShape else {
        throw Refusal(found: "a constant of shape \(constant.dimensions)", expected: type.words)
      }
      return self
    case .rows(var rows):
      let isOfType = tensor.elemType == 0 || rows.element == nil || rows.element == element
      let isOfShape = declared.map { $0.fits([rows.count] + rows.dimensions) } ?? true
      guard isOfType, isOfShape else { throw Refusal(found: "\(rows)", expected: type.words) }
      if tensor.elemType != 0 { rows.element = rows.element ?? element }
      if let declared { rows.dimensions = zip(rows.dimensions, declared.dropFirst()).map { $0 ?? $1 } }
      return .rows(rows)
    case .refused: return self
    }
  }
}

extension ONNXTypeProto {
  /// What the graph says of a value, for errors.
  fileprivate var words: String {
    let sizes = tensorType.shape.dim.map { $0.dimValue > 0 ? "\($0.dimValue)" : "?" }
    let element = ElementType(rawValue: tensorType.elemType).map { " \($0)" } ?? ""
    return "\(sizes.isEmpty ? "values" : sizes.joined(separator: " × "))\(element), as the graph says"
  }
}

extension ONNXTensorShapeProto {
  /// nil for what is not said.
  fileprivate func sizes() -> [Int?] {
    var sizes: [Int?] = []
    for dimension in dim {
      guard case .dimValue(let size)? = dimension.value else {
        sizes.append(nil)
        continue
      }
      // Some programs write an unknown size as −1 or 0.
      sizes.append(size > 0 ? Int(clamping: size) : nil)
    }
    return sizes
  }
}

extension [Int?] {
  fileprivate func fits(_ others: [Int?]) -> Bool {
    count == others.count && zip(self, others).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
  }
}
