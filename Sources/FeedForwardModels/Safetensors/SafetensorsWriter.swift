import FeedForward
import FeedForwardData

/// The bytes of a safetensors file in the making. The header is padded, so that tensors are aligned to 8 bytes if those
/// of eight bytes an element come first.
struct SafetensorsWriter {
  /// In the order that they are to have.
  var metadata: [(key: String, value: String)] = []
  private var tensors: [Entry] = []
  private var data: [UInt8] = []

  private struct Entry {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    let bytes: Range<Int>

    var member: JSON.Member {
      .init(
        key: name,
        value: .object([
          .init(key: "dtype", value: .string(type.rawValue)),
          .init(key: "shape", value: .array(shape.map { .integer($0) })),
          .init(key: "data_offsets", value: .array([.integer(bytes.lowerBound), .integer(bytes.upperBound)])),
        ]))
    }
  }

  init() {}

  /// Adds a tensor of as many elements as its shape says.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func add<Scalar: BLASScalar>(_ name: String, shape: [Int], _ elements: [Scalar]) {
    precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for shape \(shape)")
    let start = data.count
    data.reserveCapacity(start + elements.count * MemoryLayout<Scalar>.size)
    for element in elements { element.appendLittleEndian(to: &data) }
    tensors.append(Entry(name: name, type: Scalar.tensorType, shape: shape, bytes: start..<data.count))
  }

  /// Adds the hash of all that the file says to the metadata; to be called when nothing else is to be added.
  mutating func seal() {
    var hash = ContentHash(metadata: Dictionary(uniqueKeysWithValues: metadata.map { (CodePoints($0.key), $0.value) }))
    for tensor in tensors.sorted(by: { CodePoints($0.name) < CodePoints($1.name) }) {
      hash.begin(tensor.name, tensor.type, tensor.shape)
      hash.update(data[tensor.bytes])
    }
    metadata.append((ContentHash.key, hash.hexadecimal()))
  }

  /// The whole file.
  ///
  /// - Throws: ``/FeedForwardData/DataError`` for a header that is too long.
  func bytes() throws -> [UInt8] {
    let texts = JSON.object(metadata.map { .init(key: $0.key, value: .string($0.value)) })
    var header = Array(JSON.object([.init(key: "__metadata__", value: texts)] + tensors.map(\.member)).text.utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    guard header.count <= Safetensors.longestHeader else {
      throw FilePlace.model.error(
        found: "a header of \(header.count) bytes", expected: "at most \(Safetensors.longestHeader)")
    }
    var file = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    file.reserveCapacity(8 + header.count + data.count)
    file += header
    file += data
    return file
  }
}

extension BLASScalar {
  static var tensorType: SafetensorsType { MemoryLayout<Self>.size == 8 ? .f64 : .f32 }

  @inline(__always)
  func appendLittleEndian(to bytes: inout [UInt8]) {
    let pattern = MemoryLayout<Self>.size == 8 ? Double(self).bitPattern : UInt64(Float(self).bitPattern)
    for i in 0..<MemoryLayout<Self>.size { bytes.append(UInt8(truncatingIfNeeded: pattern >> UInt64(8 * i))) }
  }
}
