import FeedForwardData
import FeedForwardModels

/// A first walk over the bytes of a file, which allocates nothing: whether each field ends before its message does,
/// and how many there are.
///
/// A field of two bytes may become a message of hundreds. Files of more than ``most`` fields are refused, so
/// that reading one takes no more than a small multiple of its size and 120 MB (measured: 111 MB for half a
/// megabyte of empty messages).
struct FieldCount {
  /// Enough for thirty thousand nodes.
  static let most = 1 << 18

  private let bytes: [UInt8]
  private let file: String
  private var fields = 0

  /// Throws unless the bytes may be a model.
  static func check(_ bytes: [UInt8], file: String) throws {
    var count = FieldCount(bytes: bytes, file: file)
    try count.walk(.model, 0..<bytes.count)
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// A kind of message.
  private enum Message {
    case model, graph, node, attribute, tensor, sparse, info, type, tensorType, shape, leaf

    /// The kind of a field that is a message; nil for any other.
    func message(_ field: UInt64) -> Message? {
      switch (self, field) {
      case (.model, 7): .graph
      case (.model, 8), (.model, 14), (.model, 25), (.shape, 1): .leaf
      case (.graph, 1): .node
      case (.graph, 5), (.attribute, 5), (.sparse, 1): .tensor
      case (.graph, 15): .sparse
      case (.graph, 11), (.graph, 12), (.graph, 13): .info
      case (.node, 5): .attribute
      case (.info, 2): .type
      case (.type, 1): .tensorType
      case (.tensorType, 2): .shape
      default: nil
      }
    }

    /// Whether a field is many integers of one byte or more.
    func isPacked(_ field: UInt64) -> Bool {
      self == .tensor && (field == 1 || field == 7) || self == .attribute && field == 8
    }
  }

  /// As deep as the kinds of messages go, seven.
  private mutating func walk(_ message: Message, _ range: Range<Int>) throws {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let start = offset
      let key = try integer(&offset, in: range)
      let field = key >> 3
      try add(1, at: start)
      switch key & 7 {
      case 0: _ = try integer(&offset, in: range)
      case 1: offset += 8
      case 5: offset += 4
      case 2:
        let length = try integer(&offset, in: range)
        guard length <= UInt64(range.upperBound - offset) else {
          throw error(start, found: "a field of \(length) bytes", expected: "at most \(range.upperBound - offset)")
        }
        let end = offset + Int(length)
        if let inner = message.message(field) { try walk(inner, offset..<end) }
        if message.isPacked(field) { try add(end - offset, at: start) }
        offset = end
      default: throw error(start, found: "a field of wire type \(key & 7)", expected: "0, 1, 2 or 5")
      }
      guard offset <= range.upperBound else {
        throw error(start, found: "a field that goes on after its message", expected: "an end at \(range.upperBound)")
      }
    }
  }

  private mutating func add(_ count: Int, at offset: Int) throws {
    fields += count
    guard fields <= Self.most else {
      throw error(offset, found: "more than \(Self.most) fields", expected: "fewer: the weights in few tensors")
    }
  }

  private func integer(_ offset: inout Int, in range: Range<Int>) throws -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard offset < range.upperBound else { break }
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 127) << UInt64(shift)
      if byte < 128 { return value }
    }
    throw error(start, found: "an integer without an end", expected: "at most ten bytes")
  }

  private func error(_ offset: Int, found: String, expected: String) -> DataError {
    FilePlace(file: file, path: "byte \(offset)").error(found: found, expected: expected)
  }
}
