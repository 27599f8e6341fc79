import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardONNX
import Testing

/// Bytes that are no model are refused with a typed error, whatever they are.
@Suite struct HostileFileTests {
  private static func model() throws -> [UInt8] {
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(3, .gelu), Layer(1, .logistic)], seed: 1)
    return try TrainedModel(network: network, loss: .binaryCrossEntropy).onnx()
  }

  /// Either a network that could have been written, or a typed error: never anything else.
  private func read(_ bytes: [UInt8]) -> FeedForwardNetwork<Float>? {
    do {
      return try FeedForwardNetwork(onnx: bytes, named: "test.onnx")
    } catch {
      #expect(error is DataError && "\(error)".hasPrefix("test.onnx, "))
      return nil
    }
  }

  /// Detected; or, where only remarks after the graph are missing, the same network.
  @Test func everyTruncation() throws {
    let bytes = try Self.model()
    let whole = try #require(read(bytes)).parameters
    var accepted = 0
    for count in bytes.indices {
      guard let network = read(Array(bytes[..<count])) else { continue }
      accepted += 1
      #expect(network.parameters == whole, "of the first \(count) bytes")
    }
    #expect(accepted == 2, "before each of two properties")
  }

  @Test func everyBit() throws {
    let bytes = try Self.model()
    var accepted = 0
    for offset in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[offset] ^= 1 << UInt8(bit)
        if let network = read(changed) {
          accepted += 1
          #expect(network.parameters.elements.allSatisfy { $0.isFinite })
        }
      }
    }
    // The format has no checksum: a bit of a weight makes another network. A name of no meaning may change too.
    #expect(accepted > 0 && accepted < bytes.count * 8)
  }

  /// A tensor of floats that are 0.
  private static func tensor(_ name: String, _ dimensions: [UInt8], bytes: Int) -> [UInt8] {
    HandMade.tensor(name, dimensions, raw: Array(repeating: 0, count: bytes))
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      return try FeedForwardNetwork<Float>(onnx: bytes, named: "test.onnx").description
    } catch {
      return "\(error)"
    }
  }

  @Test func places() throws {
    let weight = Self.tensor("w", [2, 3], bytes: 24)
    for (graph, expected) in [
      ([], "graph: found no node"),
      (weight + HandMade.node("MatMul", ["x", "w"], "y"), "2 → 3 identity"),
      (weight + HandMade.node("Conv", ["x", "w"], "y"), "node 0 (Conv): found the operator “Conv”"),
      (HandMade.node("MatMul", ["x", "w"], "y"), "node 0 (MatMul): found the input “w”, which nothing"),
      (Self.tensor("w", [2, 3], bytes: 20) + HandMade.node("MatMul", ["x", "w"], "y"), "tensor “w”: found 5 numbers"),
      (weight + weight + HandMade.node("MatMul", ["x", "w"], "y"), "initializer 1: found the name “w” again"),
      (
        weight + HandMade.node("MatMul", ["x", "w"], "y") + HandMade.node("Relu", ["x"], "y"),
        "node 1: found the name “y”"
      ),
      (
        weight + HandMade.node("MatMul", ["a", "w"], "y") + HandMade.node("Sub", ["x", "b"], "a"),
        "node 0 (MatMul): found the input “a”, which nothing before it gives"
      ),
      (
        weight + HandMade.node("Sub", ["x", "x"], "a") + HandMade.node("MatMul", ["a", "w"], "y"),
        "node 0 (Sub): found an operator that is no activation"
      ),
      (HandMade.node("Relu", ["x"], "y"), "value “x”: found no layer"),
    ] {
      let found = message(HandMade.model(graph))
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  @Test func circles() throws {
    let weight = Self.tensor("w", [2, 2], bytes: 16)
    for graph in [
      weight + HandMade.node("MatMul", ["y", "w"], "y"), HandMade.node("Identity", ["y"], "y"),
      HandMade.node("Identity", ["w"], "w") + HandMade.node("MatMul", ["x", "w"], "y"),
      HandMade.node("Relu", ["a"], "y") + HandMade.node("Relu", ["y"], "a"),
    ] {
      let found = message(HandMade.model(graph))
      #expect(found.contains("which nothing before it gives"), "\(found)")
    }
  }

  /// A small file whose network would be a large one.
  @Test func sharedWeights() throws {
    func chain(_ layers: Int) -> [UInt8] {
      let nodes = (0..<layers).flatMap { i in
        HandMade.node("MatMul", [i == 0 ? "x" : "a\(i)", "w"], i == layers - 1 ? "y" : "a\(i + 1)")
      }
      return HandMade.model(Self.tensor("w", [30, 30], bytes: 3600) + nodes)
    }
    #expect(read(chain(2)) != nil)
    #expect(message(chain(200)).contains("weights used many times"))
  }

  /// Shapes larger than any file, whose product wraps around to what is there.
  @Test func shapes() throws {
    let huge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]  // 2⁶²
    for dimensions in [huge + huge, huge + [4], [0] + huge, huge + [0], Array(repeating: 0xFF, count: 9) + [1, 1]] {
      let graph = Self.tensor("w", dimensions, bytes: 0) + HandMade.node("MatMul", ["x", "w"], "y")
      #expect(read(HandMade.model(graph)) == nil)
    }
  }

  @Test func manyFields() throws {
    let nodes = HandMade.field(7, Self.empty(field: 1, 1 << 18))
    #expect(message(nodes).contains("more than 262144 fields"))
    let dimensions = HandMade.field(7, HandMade.field(5, HandMade.field(1, Array(repeating: 1, count: 1 << 18))))
    #expect(message(dimensions).contains("more than 262144 fields"))
  }

  /// As many as are allowed, of the messages that take the most memory.
  @Test func fieldsAtTheLimit() {
    let count = (1 << 18) - 4
    for file in [
      HandMade.field(7, Self.empty(field: 1, count)), HandMade.field(7, Self.empty(field: 5, count)),
      HandMade.field(7, Self.empty(field: 11, count)),
      HandMade.field(7, HandMade.field(1, Self.empty(field: 5, count))),
      HandMade.field(7, HandMade.field(1, Self.empty(field: 1, count))), Self.empty(field: 8, count),
    ] {
      #expect(read(file) == nil)
      #expect(!message(file).contains("more than"), "\(message(file))")
    }
  }

  private static func empty(field: UInt8, _ count: Int) -> [UInt8] {
    Array(repeating: [field << 3 | 2, 0] as [UInt8], count: count).flatMap(\.self)
  }

  /// A formula whose every operand looks like the next part of the largest one.
  @Test func formulasWithoutEnd() throws {
    var graph = HandMade.node("Identity", ["x"], "a200")
    for i in (0..<200).reversed() {
      graph += HandMade.node(i % 2 == 0 ? "Add" : "Mul", ["a\(i + 1)", "a\(i + 1)"], "a\(i)")
    }
    graph += HandMade.node("Mul", ["a0", "a0"], "y")
    #expect(message(HandMade.model(graph)).contains("node 201 (Mul): found an operator that is no activation"))
  }
}
