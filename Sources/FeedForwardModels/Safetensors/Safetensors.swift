import FeedForward
import FeedForwardData

/// The format of a tensor's elements.
enum SafetensorsType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case i64 = "I64"
  case u64 = "U64"
  case f64 = "F64"

  /// Bytes of an element.
  var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }
}

/// A file in the public safetensors format, checked throughout before anything of it is believed: eight bytes with
/// the length of the header, least significant first; the header, JSON; the tensors' bytes, which fill the rest
/// without gap or overlap.
///
/// The header and a list of tensors are held in memory, the tensors are not.
struct Safetensors: Sendable {
  struct Tensor: Sendable {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    /// Its bytes, counted from the start of the file.
    let bytes: Range<Int>

    /// Elements, at least 1.
    var count: Int { bytes.count / type.size }
  }

  let source: StoredBytes
  /// Texts by their keys.
  let metadata: [CodePoints: String]
  /// In the order of their bytes.
  let tensors: [Tensor]

  /// That of the reference implementation.
  static var longestHeader: Int { 100_000_000 }
  static var mostTensors: Int { 10_000 }
  static var mostDimensions: Int { 8 }
  static var mostTexts: Int { 1000 }

  /// - Parameter role: what the file is taken for.
  init(_ source: StoredBytes, as role: FileRole = .model) throws {
    self.source = source
    let format = try source.format()
    guard [.safetensors, .unknown, .idx].contains(format) else {
      throw role.error(file: source.name, found: format)
    }
    let start = FilePlace(file: source.name, path: "length of the header")
    guard source.count >= 8 else {
      throw start.error(found: "a file of \(source.count) bytes", expected: "at least 8")
    }
    let length = try source.read(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let most = min(Self.longestHeader, source.count - 8)
    guard length <= UInt64(most) || format == .safetensors else {
      throw role.error(file: source.name, found: format)
    }
    guard length <= UInt64(most) else {
      throw start.error(
        found: "\(length)", expected: "at most \(most) in a file of \(source.count) bytes (is it cut off?)")
    }
    let dataStart = 8 + Int(length)
    let place = FilePlace(file: source.name, path: "header")
    var reader = try JSONReader(try source.read(8..<dataStart), at: place)
    var metadata: [CodePoints: String] = [:]
    var tensors: [Tensor] = []
    try reader.object { reader, name in
      if name == "__metadata__" {
        try reader.object { reader, key in
          guard metadata.count < Self.mostTexts else {
            throw reader.error(found: "more than \(Self.mostTexts) texts", expected: "fewer of them")
          }
          metadata[CodePoints(key)] = try reader.string()
        }
        return
      }
      guard tensors.count < Self.mostTensors else {
        throw reader.error(found: "more than \(Self.mostTensors) tensors", expected: "fewer of them")
      }
      tensors.append(
        try Self.tensor(&reader, at: FilePlace(file: source.name, path: name), data: dataStart..<source.count))
    }
    try reader.finish()
    self.metadata = metadata
    self.tensors = tensors.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    var end = dataStart
    for tensor in self.tensors {
      guard tensor.bytes.lowerBound == end else {
        throw FilePlace(file: source.name, path: tensor.name).error(
          found: tensor.bytes.lowerBound < end ? "bytes that belong to another tensor too" : "a gap before its bytes",
          expected: "tensors that follow each other")
      }
      end = tensor.bytes.upperBound
    }
    guard end == source.count else {
      throw FilePlace(file: source.name, path: "data").error(
        found: "\(source.count - dataStart) bytes", expected: "\(end - dataStart), those of the tensors")
    }
  }

  /// The tensor of that name.
  func tensor(named name: String) -> Tensor? { tensors.first { CodePoints($0.name) == CodePoints(name) } }

  /// Calls `body` with a tensor's bytes, piece by piece, each of whole elements, and the index of the first element.
  func read(
    _ tensor: Tensor, _ body: (ArraySlice<UInt8>, Int) throws -> Void
  ) throws {
    let piece = 1 << 18
    var start = tensor.bytes.lowerBound
    while start < tensor.bytes.upperBound {
      let end = min(start + piece, tensor.bytes.upperBound)
      try body(try source.read(start..<end), (start - tensor.bytes.lowerBound) / tensor.type.size)
      start = end
    }
  }

  private static func tensor(
    _ reader: inout JSONReader, at place: FilePlace, data: Range<Int>
  ) throws -> Tensor {
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: [Int]?
    try reader.object { reader, key in
      switch key {
      case "dtype":
        let name = try reader.string()
        guard let known = SafetensorsType(rawValue: name) else {
          throw place.error(found: "the type \(name.quoted)", expected: "one of safetensors, such as F32 or F64")
        }
        type = known
      case "shape": shape = try sizes(&reader, at: place.member(key), most: mostDimensions)
      case "data_offsets": offsets = try sizes(&reader, at: place.member(key), most: 2)
      default: throw place.error(found: "the unknown member \(key.quoted)", expected: "dtype, shape, data_offsets")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw place.error(found: "an incomplete entry", expected: "dtype, shape and two data_offsets")
    }
    var length = type.size
    for size in shape {
      let (product, overflow) = length.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else {
        throw place.error(found: "shape \(shape)", expected: "sizes above 0 whose product a file can hold")
      }
      length = product
    }
    guard offsets[0] <= offsets[1], offsets[1] <= data.count, offsets[1] - offsets[0] == length else {
      throw place.error(
        found: "data_offsets \(offsets)",
        expected: "\(length) bytes for shape \(shape) of \(type.rawValue), within the file's \(data.count)")
    }
    return Tensor(
      name: place.path, type: type, shape: shape,
      bytes: data.lowerBound + offsets[0]..<data.lowerBound + offsets[1])
  }

  /// A short list of whole numbers ≥ 0.
  private static func sizes(
    _ reader: inout JSONReader, at place: FilePlace, most: Int
  ) throws -> [Int] {
    var sizes: [Int] = []
    try reader.array { reader in
      let text = try reader.number()
      guard let size = Int(text), size >= 0, sizes.count < most else {
        throw place.error(found: "\(text.prefix(40))", expected: "at most \(most) whole numbers from 0 to 2⁶³ − 1")
      }
      sizes.append(size)
    }
    return sizes
  }
}
