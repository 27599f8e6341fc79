import FeedForward
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
    do throws(ModelFileError) {
      return try FeedForwardNetwork(onnx: bytes, named: "test.onnx")
    } catch {
      #expect("\(error)".hasPrefix("test.onnx, "))
      return nil
    }
  }

  @Test func everyTruncation() throws {
    let bytes = try Self.model()
    for count in bytes.indices { #expect(read(Array(bytes[..<count])) == nil, "the first \(count) bytes were read") }
    #expect(read(bytes) != nil)
  }

  @Test func everyBit() throws {
    let bytes = try Self.model()
    var accepted = 0
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        if let network = read(changed) {
          accepted += 1
          #expect(network.parameters.elements.allSatisfy { $0.isFinite })
        }
      }
    }
    // The format has no checksum: a bit of a weight makes another network. A name of no meaning may change too.
    #expect(accepted > 0 && accepted < bytes.count * 8)
  }

  /// A protobuf field of bytes.
  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var (length, varint) = (bytes.count, [UInt8]())
    while length >= 128 {
      varint.append(UInt8(length & 127) | 128)
      length >>= 7
    }
    return [number << 3 | 2] + varint + [UInt8(length)] + bytes
  }

  private static func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private static func node(_ operation: String, _ inputs: [String], _ output: String) -> [UInt8] {
    field(1, inputs.flatMap { text(1, $0) } + text(2, output) + text(4, operation))
  }

  private static func model(_ graph: [UInt8]) -> [UInt8] {
    field(7, graph + field(12, text(1, "y")) + field(11, text(1, "x")))
  }

  /// A tensor of floats without data.
  private static func tensor(_ name: String, _ dimensions: [UInt8], bytes: Int) -> [UInt8] {
    field(5, field(1, dimensions) + [0x10, 1] + text(8, name) + field(9, Array(repeating: 0, count: bytes)))
  }

  private func message(_ bytes: [UInt8]) -> String {
    do throws(ModelFileError) {
      return try FeedForwardNetwork<Float>(onnx: bytes, named: "test.onnx").description
    } catch {
      return "\(error)"
    }
  }

  @Test func places() throws {
    let weight = Self.tensor("w", [2, 3], bytes: 24)
    for (graph, expected) in [
      ([], "graph: found no node"),
      (weight + Self.node("MatMul", ["x", "w"], "y"), "2 → 3 identity"),
      (weight + Self.node("Conv", ["x", "w"], "y"), "node 0 (Conv): found an operator that is no activation"),
      (Self.node("MatMul", ["x", "w"], "y"), "node 0 (MatMul): found weights that are computed"),
      (Self.tensor("w", [2, 3], bytes: 20) + Self.node("MatMul", ["x", "w"], "y"), "tensor “w”: found 5 numbers"),
      (weight + weight + Self.node("MatMul", ["x", "w"], "y"), "initializer 1: found the name “w” again"),
      (weight + Self.node("MatMul", ["x", "w"], "y") + Self.node("Relu", ["x"], "y"), "node 1: found the name “y”"),
      (weight + Self.node("MatMul", ["a", "w"], "y") + Self.node("Sub", ["x", "b"], "a"), "node 1 (Sub): found an"),
      (Self.node("Relu", ["a"], "y") + Self.node("Relu", ["y"], "a"), "node 1 (Relu): found no layer"),
    ] {
      let found = message(Self.model(graph))
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  @Test func circles() throws {
    let weight = Self.tensor("w", [2, 2], bytes: 16)
    #expect(message(Self.model(weight + Self.node("MatMul", ["y", "w"], "y"))).contains("a circle of nodes"))
    #expect(message(Self.model(Self.node("Identity", ["y"], "y"))).contains("node 0 (Identity)"))
    #expect(
      message(Self.model(Self.node("Identity", ["w"], "w") + Self.node("MatMul", ["x", "w"], "y")))
        .contains("weights that are computed"))
  }

  /// Shapes larger than any file, whose product wraps around to what is there.
  @Test func shapes() throws {
    let huge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]  // 2⁶²
    for dimensions in [huge + huge, huge + [4], [0] + huge, huge + [0], Array(repeating: 0xFF, count: 9) + [1, 1]] {
      let graph = Self.tensor("w", dimensions, bytes: 0) + Self.node("MatMul", ["x", "w"], "y")
      #expect(read(Self.model(graph)) == nil)
    }
  }

  @Test func manyFields() throws {
    let nodes = Self.field(7, Self.empty(field: 1, 1 << 18))
    #expect(message(nodes).contains("more than 262144 fields"))
    let dimensions = Self.field(7, Self.field(5, Self.field(1, Array(repeating: 1, count: 1 << 18))))
    #expect(message(dimensions).contains("more than 262144 fields"))
  }

  /// As many as are allowed, of the messages that take the most memory.
  @Test func fieldsAtTheLimit() {
    let count = (1 << 18) - 4
    for file in [
      Self.field(7, Self.empty(field: 1, count)), Self.field(7, Self.empty(field: 5, count)),
      Self.field(7, Self.empty(field: 11, count)), Self.field(7, Self.field(1, Self.empty(field: 5, count))),
      Self.field(7, Self.field(1, Self.empty(field: 1, count))), Self.empty(field: 8, count),
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
    var graph = Self.node("Mul", ["a0", "a0"], "y")
    for i in 0..<200 { graph += Self.node(i % 2 == 0 ? "Add" : "Mul", ["a\(i + 1)", "a\(i + 1)"], "a\(i)") }
    #expect(message(Self.model(graph)).contains("node 0 (Mul): found an operator that is no activation"))
  }
}
