import CZlib
import FeedForward

/// The bytes that another source holds compressed, by gzip or as bare deflate.
final class InflateSource: ByteSource {
  enum Format {
    /// One member or several in a row, each with its check sum.
    case gzip
    /// No frame at all; size and check sum are known from elsewhere.
    case deflate
  }

  let name: String
  private let source: any ByteSource
  private let format: Format
  private let maximumExpansion: Int
  /// Stays where it is: zlib remembers the address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var available = 0..<0
  private var taken = 0
  private var given = 0
  private var isAtEnd = false

  /// What may be expanded to whatever the ratio: a table of zeros is small and harmless.
  private static var harmless: Int { 64 << 20 }

  init(_ source: any ByteSource, _ format: Format, maximumExpansion: Int) throws {
    self.source = source
    self.format = format
    self.maximumExpansion = maximumExpansion
    name = source.name
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBits: CInt = if case .gzip = format { 15 + 16 } else { -15 }
    guard inflateInit2_(stream, windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FeedForwardError.outOfMemory(bytes: 1 << 15)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  var size: Int? { nil }

  func seek(to offset: Int) throws {
    precondition(offset == 0, "Expanded bytes are read from their beginning only.")
    try source.seek(to: 0)
    inflateReset(stream)
    (available, taken, given, isAtEnd) = (0..<0, 0, 0, false)
  }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    while !isAtEnd, !range.isEmpty {
      if available.isEmpty { try fill() }
      let hadInput = !available.isEmpty
      let (status, count) = inflate(into: &buffer, at: range)
      given += count
      guard given <= Self.harmless || given / max(1, maximumExpansion) <= taken else {
        throw error(
          found: "\(taken) compressed bytes that expand to more than \(given)",
          expected: "at most \(maximumExpansion) times as many, as the options allow")
      }
      switch status {
      case Z_STREAM_END: try endMember()
      case Z_OK, Z_BUF_ERROR:
        guard count > 0 || hadInput else {
          throw error(found: "the end of the compressed data after \(taken) bytes", expected: "more of them")
        }
      case Z_MEM_ERROR: throw FeedForwardError.outOfMemory(bytes: 1 << 15)
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
        throw error(
          found: "broken compressed data (\(reason)) before byte \(taken - available.count)",
          expected: "data as gzip writes it")
      }
      if count > 0 { return count }
    }
    return 0
  }

  private func inflate(into buffer: inout [UInt8], at range: Range<Int>) -> (status: CInt, count: Int) {
    let room = min(range.count, 1 << 30)
    let status = input.withUnsafeMutableBufferPointer { input in
      buffer.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress.map { $0 + available.lowerBound }
        stream.pointee.avail_in = uInt(available.count)
        stream.pointee.next_out = output.baseAddress.map { $0 + range.lowerBound }
        stream.pointee.avail_out = uInt(room)
        return CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    available = available.upperBound - Int(stream.pointee.avail_in)..<available.upperBound
    return (status, room - Int(stream.pointee.avail_out))
  }

  private func fill() throws {
    let count = try source.read(into: &input, at: 0..<input.count)
    available = 0..<count
    taken += count
  }

  /// After a member of gzip another one may follow, or zeros to the end; after deflate, nothing.
  private func endMember() throws {
    if available.isEmpty { try fill() }
    if available.isEmpty {
      isAtEnd = true
    } else if case .gzip = format, input[available.lowerBound] == 0x1F {
      inflateReset(stream)
    } else if case .gzip = format {
      while !available.isEmpty {
        guard input[available].allSatisfy({ $0 == 0 }) else {
          throw error(found: "other bytes after the compressed data", expected: "the end of the file")
        }
        try fill()
      }
      isAtEnd = true
    } else {
      throw error(found: "other bytes after the compressed data", expected: "the end of the entry")
    }
  }
}
