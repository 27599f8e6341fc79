/// Numbers and texts one after another, as one rank tells them another.
package struct RankMessage {
  /// What was added.
  package private(set) var bytes: [UInt8] = []
  package let rank: Int
  private var position = 0
  private let isRead: Bool

  /// An empty one, to be filled.
  package init() { (rank, isRead) = (0, false) }

  /// One that has come from a rank.
  package init(_ bytes: [UInt8], from rank: Int) { (self.bytes, self.rank, isRead) = (bytes, rank, true) }

  package var isAtEnd: Bool { position == bytes.count }

  package var error: FeedForwardError { .lostRank(rank: rank, reason: "has sent what cannot be read") }

  package mutating func add<Value: BitwiseCopyable>(_ value: Value) { withUnsafeBytes(of: value) { bytes += $0 } }

  package mutating func add<Value: BitwiseCopyable>(_ values: [Value]) {
    add(values.count)
    values.withUnsafeBytes { bytes += $0 }
  }

  package mutating func add(_ text: String) { add(Array(text.utf8)) }

  package mutating func take<Value: BitwiseCopyable>(as _: Value.Type) throws(FeedForwardError) -> Value {
    let width = MemoryLayout<Value>.size
    guard bytes.count - position >= width else { throw error }
    defer { position += width }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Value.self) }
  }

  package mutating func takeArray<Value: BitwiseCopyable>(of _: Value.Type) throws(FeedForwardError) -> [Value] {
    let (count, width) = (try take(as: Int.self), MemoryLayout<Value>.stride)
    guard count >= 0, count <= (bytes.count - position) / max(width, 1) else { throw error }
    defer { position += count * width }
    return [Value](unsafeUninitializedCapacity: count) { room, filled in
      bytes.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(room).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count * width]))
      }
      filled = count
    }
  }

  package mutating func takeText() throws(FeedForwardError) -> String {
    String(decoding: try takeArray(of: UInt8.self), as: UTF8.self)
  }

  // MARK: - Both ways

  /// Adds a value, or takes one in its place if this message has come from a rank.
  package mutating func transfer<Value: BitwiseCopyable>(_ value: inout Value) throws(FeedForwardError) {
    if isRead { value = try take(as: Value.self) } else { add(value) }
  }

  package mutating func transfer<Value: BitwiseCopyable>(_ values: inout [Value]) throws(FeedForwardError) {
    if isRead { values = try takeArray(of: Value.self) } else { add(values) }
  }

  package mutating func transfer(_ text: inout String) throws(FeedForwardError) {
    if isRead { text = try takeText() } else { add(text) }
  }
}
