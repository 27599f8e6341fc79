import CZlib

/// The bytes of an entry of an archive: as many as the directory says, and with the check sum that it says.
final class EntrySource: ByteSource {
  let name: String
  private let source: any ByteSource
  private let entry: ZipArchive.Entry
  private var position = 0
  private var checkSum: UInt32 = 0

  /// - Parameter source: the bytes as they were before they were put into the archive.
  init(_ source: any ByteSource, _ entry: ZipArchive.Entry) {
    self.source = source
    self.entry = entry
    name = source.name
  }

  /// What the directory says of compressed bytes is not believed before they were expanded.
  var size: Int? { source.size }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    guard !range.isEmpty else { return 0 }
    let count = try source.read(into: &buffer, at: range)
    position += count
    guard count > 0 || position == entry.size else {
      throw error(found: "\(position) bytes", expected: "\(entry.size), as the directory of the archive says")
    }
    checkSum = buffer.withUnsafeBufferPointer { bytes in
      UInt32(crc32(UInt(checkSum), bytes.baseAddress.map { $0 + range.lowerBound }, uInt(count)))
    }
    guard position < entry.size || checkSum == entry.checkSum else {
      throw error(found: "the check sum \(checkSum)", expected: "\(entry.checkSum): the data are damaged")
    }
    return count
  }

  func seek(to offset: Int) throws {
    precondition(offset == 0, "A check sum is that of all bytes: they are read from their beginning only.")
    try source.seek(to: 0)
    (position, checkSum) = (0, 0)
  }
}
