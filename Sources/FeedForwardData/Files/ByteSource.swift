/// Bytes that are read in pieces, and again from the beginning if need be.
protocol ByteSource: AnyObject {
  /// What errors call it.
  var name: String { get }
  /// Number of bytes where it is known beforehand.
  var size: Int? { get }
  /// Fills `buffer[range]` from its beginning.
  ///
  /// - Returns: the number of bytes, 0 only at the end.
  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int
  /// The next byte read is that one, from 0. A source that expands what it reads goes to 0 only.
  func seek(to offset: Int) throws
}

/// Bytes in memory.
final class MemorySource: ByteSource {
  let name: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  var size: Int? { bytes.count }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    let count = bytes.copy(from: position, into: &buffer, at: range)
    position += count
    return count
  }

  func seek(to offset: Int) { position = min(offset, bytes.count) }

  /// The first one, past the mark of UTF-8.
  var firstByte: UInt8? { bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).first }
}

extension [UInt8] {
  /// Copies as many of its bytes as there are from a place on and as fit.
  ///
  /// - Returns: how many.
  func copy(from position: Int, into buffer: inout [UInt8], at range: Range<Int>) -> Int {
    let length = Swift.min(range.count, count - position)
    buffer.withUnsafeMutableBytes { target in
      withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[position..<position + length]))
      }
    }
    return length
  }
}

extension ByteSource {
  /// As many bytes as there are, up to `count`.
  func prefix(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = try read(into: &bytes, at: filled..<count)
      if read == 0 { break }
      filled += read
    }
    return Array(bytes.prefix(filled))
  }

  /// All bytes from here on.
  func rest(upTo maximum: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachPiece { piece in
      guard bytes.count + piece.count <= maximum else {
        throw error(found: "more than \(maximum) bytes", expected: "at most as many as the options allow")
      }
      bytes += piece
    }
    return bytes
  }

  /// Hands on all bytes from here on, piece by piece.
  func forEachPiece(of size: Int = 1 << 16, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    var piece = [UInt8](repeating: 0, count: size)
    while true {
      let count = try read(into: &piece, at: 0..<size)
      if count == 0 { return }
      try body(piece[..<count])
    }
  }

  func error(line: Int? = nil, column: Int? = nil, found: String, expected: String) -> DataError {
    FilePlace(file: name, line: line, column: column).error(found: found, expected: expected)
  }
}
