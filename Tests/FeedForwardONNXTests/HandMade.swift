/// ONNX files written by hand, field by field.
enum HandMade {
  /// A protobuf field of bytes.
  static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var (length, varint) = (bytes.count, [UInt8]())
    while length >= 128 {
      varint.append(UInt8(length & 127) | 128)
      length >>= 7
    }
    let key = number < 16 ? [number << 3 | 2] : [number << 3 | 2 | 128, number >> 4]
    return key + varint + [UInt8(length)] + bytes
  }

  static func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  /// A model of an input `x` and an output `y`.
  ///
  /// - Parameter operators: the version of the operator set, below 128.
  static func model(_ graph: [UInt8], operators: UInt8 = 19) -> [UInt8] {
    file(graph + value(12, "y") + value(11, "x"), operators: operators)
  }

  /// A model of a graph that has its inputs and outputs.
  static func file(_ graph: [UInt8], operators: UInt8 = 19) -> [UInt8] {
    field(7, graph) + field(8, [0x10, operators])
  }

  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [UInt8] = [], domain: String = ""
  ) -> [UInt8] {
    let names = inputs.flatMap { text(1, $0) } + outputs.flatMap { text(2, $0) }
    return field(1, names + text(4, operation) + attributes + (domain.isEmpty ? [] : text(7, domain)))
  }

  static func node(_ operation: String, _ inputs: [String], _ output: String, _ attributes: [UInt8] = []) -> [UInt8] {
    node(operation, inputs, [output], attributes)
  }

  /// What a graph says of a value: one of its inputs (11), outputs (12) or of those between (13).
  ///
  /// - Parameter sizes: of its dimensions, below 128; 0 where it is not said, none for no shape.
  static func value(_ number: UInt8, _ name: String, type: UInt8 = 1, _ sizes: [UInt8] = []) -> [UInt8] {
    guard !sizes.isEmpty else { return field(number, text(1, name)) }
    let shape = sizes.flatMap { field(1, $0 == 0 ? text(2, "n") : [0x08, $0]) }
    return field(number, text(1, name) + field(2, field(1, [0x08, type] + field(2, shape))))
  }

  static func attribute(_ name: String, number value: Float) -> [UInt8] {
    field(5, text(1, name) + [0x15] + bytes(value))
  }

  /// - Parameter value: below 128.
  static func attribute(_ name: String, integer value: UInt8) -> [UInt8] { field(5, text(1, name) + [0x18, value]) }

  static func attribute(_ name: String, text value: String) -> [UInt8] { field(5, text(1, name) + text(4, value)) }

  /// - Parameter values: below 128.
  static func attribute(_ name: String, integers values: [UInt8]) -> [UInt8] {
    field(5, text(1, name) + field(8, values))
  }

  /// A tensor with its raw data.
  static func tensor(_ name: String, _ dimensions: [UInt8], type: UInt8 = 1, raw: [UInt8]) -> [UInt8] {
    field(5, field(1, dimensions) + [0x10, type] + text(8, name) + field(9, raw))
  }

  static func tensor(_ name: String, _ dimensions: [UInt8], _ numbers: [Float]) -> [UInt8] {
    tensor(name, dimensions, raw: numbers.flatMap { bytes($0) })
  }

  static func tensor(_ name: String, _ integers: [Int64]) -> [UInt8] {
    let raw = integers.flatMap { integer in (0..<8).map { UInt8(truncatingIfNeeded: integer >> ($0 * 8)) } }
    return tensor(name, [UInt8(integers.count)], type: 7, raw: raw)
  }

  private static func bytes(_ value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
  }
}
