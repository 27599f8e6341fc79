import FeedForward
import Foundation

/// A graph that is being written: its nodes in the order in which they are computed, each constant once, no name twice.
struct GraphBuilder {
  /// The type of the network's numbers.
  let type: ElementType
  /// That of the table's, which come in and go out.
  let tableType: ElementType
  private(set) var graph = ONNXGraphProto()

  /// A tensor that is part of the graph.
  private enum Constant: Hashable {
    case numbers([Double], shape: [Int], ElementType)
    case indices([Int64])
    case flags([Bool], shape: [Int])
    case texts([CodePoints], shape: [Int])
  }
  private var constants: [Constant: String] = [:]
  /// Every name, and how many were made from it.
  private var names: [CodePoints: Int] = [:]

  init(type: ElementType, tableType: ElementType, name: String) {
    self.type = type
    self.tableType = tableType
    graph.name = name
  }

  // MARK: - Names

  /// The name, or one made from it if it is taken.
  private mutating func unused(_ name: String) -> String {
    guard let count = names[CodePoints(name)] else {
      names[CodePoints(name)] = 1
      return name
    }
    names[CodePoints(name)] = count + 1
    return unused("\(name).\(count)")
  }

  /// Keeps a name that is to stand in the graph as it is; false if it is taken.
  mutating func reserve(_ name: String) -> Bool { names.updateValue(1, forKey: CodePoints(name)) == nil }

  // MARK: - Nodes

  /// Adds a node and gives the name of its result.
  ///
  /// - Parameter result: that name, kept by ``reserve(_:)``; nil for one of no importance.
  @discardableResult
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [String: Attribute] = [:], result: String? = nil
  ) -> String {
    var node = ONNXNodeProto()
    node.opType = operation
    node.input = inputs
    let result = result ?? unused(operation.lowercased())
    node.output = [result]
    node.attribute = attributes.sorted { $0.key < $1.key }.map { name, value in
      var attribute = ONNXAttributeProto()
      attribute.name = name
      switch value {
      case .number(let number): (attribute.type, attribute.f) = (.float, number)
      case .integer(let integer): (attribute.type, attribute.i) = (.int, integer)
      }
      return attribute
    }
    graph.node.append(node)
    return result
  }

  /// A setting of a node.
  enum Attribute {
    case number(Float)
    case integer(Int64)
  }

  /// The same numbers in another type, or those of that type as they are.
  mutating func cast(_ value: String, from own: ElementType?, to type: ElementType) -> String {
    own == type ? value : add("Cast", [value], ["to": .integer(Int64(type.rawValue))])
  }

  /// Columns side by side; a single part is what it is.
  mutating func concatenated(_ parts: [String]) -> String {
    parts.count == 1 ? parts[0] : add("Concat", parts, ["axis": .integer(1)])
  }

  // MARK: - Inputs and outputs

  mutating func addInput(_ name: String, _ type: ElementType, columns: Int, description: String = "") {
    graph.input.append(Self.info(name, type, columns: columns, description: description))
  }

  /// - Parameter columns: nil for a vector, one element a row.
  mutating func addOutput(_ name: String, _ type: ElementType, columns: Int?, description: String = "") {
    graph.output.append(Self.info(name, type, columns: columns, description: description))
  }

  private static func info(
    _ name: String, _ type: ElementType, columns: Int?, description: String
  ) -> ONNXValueInfoProto {
    var info = ONNXValueInfoProto()
    info.name = name
    info.docString = description
    info.type.tensorType.elemType = type.rawValue
    var rows = ONNXTensorShapeProto.Dimension()
    rows.dimParam = "rows"
    info.type.tensorType.shape.dim = [rows]
    if let columns {
      var dimension = ONNXTensorShapeProto.Dimension()
      dimension.dimValue = Int64(columns)
      info.type.tensorType.shape.dim.append(dimension)
    }
    return info
  }

  // MARK: - Constants

  /// A number, or a row of them, in the network's type unless told otherwise.
  mutating func constant(_ numbers: [Double], shape: [Int], type: ElementType? = nil) -> String {
    let type = type ?? self.type
    return constant(.numbers(numbers, shape: shape, type)) { tensor in
      tensor.dataType = type.rawValue
      if type == .double { tensor.doubleData = numbers } else { tensor.floatData = numbers.map { Float($0) } }
    }
  }

  /// A vector of indices.
  mutating func constant(_ indices: [Int]) -> String {
    let indices = indices.map { Int64($0) }
    return constant(.indices(indices)) { tensor in
      tensor.dataType = ElementType.int64.rawValue
      tensor.int64Data = indices
    }
  }

  mutating func constant(_ flags: [Bool], shape: [Int]) -> String {
    constant(.flags(flags, shape: shape)) { tensor in
      tensor.dataType = ElementType.bool.rawValue
      tensor.rawData = Data(flags.map { $0 ? 1 : 0 })
    }
  }

  mutating func constant(_ texts: [String], shape: [Int]) -> String {
    constant(.texts(texts.map { CodePoints($0) }, shape: shape)) { tensor in
      tensor.dataType = ElementType.string.rawValue
      tensor.stringData = texts.map { Data($0.utf8) }
    }
  }

  private mutating func constant(_ constant: Constant, fill: (inout ONNXTensorProto) -> Void) -> String {
    if let name = constants[constant] { return name }
    var tensor = ONNXTensorProto()
    tensor.name = unused("constant")
    tensor.dims =
      switch constant {
      case .numbers(_, let shape, _), .flags(_, let shape), .texts(_, let shape): shape.map { Int64($0) }
      case .indices(let indices): [Int64(indices.count)]
      }
    fill(&tensor)
    graph.initializer.append(tensor)
    constants[constant] = tensor.name
    return tensor.name
  }

  /// Parameters of a layer, under a name that others may look for.
  mutating func addParameters<Scalar: BLASScalar>(_ name: String, shape: [Int], _ elements: [Scalar]) -> String {
    var tensor = ONNXTensorProto()
    tensor.name = unused(name)
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = type.rawValue
    if type == .double {
      tensor.doubleData = elements.map { Double($0) }
    } else {
      tensor.floatData = elements.map { Float($0) }
    }
    graph.initializer.append(tensor)
    return tensor.name
  }
}
