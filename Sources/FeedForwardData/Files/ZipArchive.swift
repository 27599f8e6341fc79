import FeedForward

/// The directory of a zip archive: entries that are stored or deflated, zip64 included.
struct ZipArchive {
  struct Entry {
    let name: String
    let isDeflated: Bool
    let checkSum: UInt32
    let compressedSize: Int
    let size: Int
    /// Of its own header, which stands before the data.
    let offset: Int
  }

  let source: any ByteSource
  let entries: [Entry]
  /// Where the data of entries end.
  private let directoryOffset: Int

  private static var largestDirectory: Int { 64 << 20 }

  init(_ source: any ByteSource) throws {
    self.source = source
    guard let size = source.size else {
      throw source.error(found: "a zip archive within compressed data", expected: "the archive itself")
    }
    func bytes(_ offset: Int, _ count: Int) throws -> LittleEndianBytes {
      guard offset >= 0, count >= 0, offset <= size - count else {
        throw source.error(found: "a directory beyond the end of the archive", expected: "one within \(size) bytes")
      }
      try source.seek(to: offset)
      let bytes = try source.prefix(count)
      guard bytes.count == count else {
        throw source.error(found: "the end of the archive", expected: "\(count) bytes at byte \(offset)")
      }
      return LittleEndianBytes(bytes)
    }
    let tailOffset = max(0, size - 22 - 0xFFFF)
    let tail = try bytes(tailOffset, size - tailOffset)
    let end = stride(from: tail.count - 22, through: 0, by: -1).first { offset in
      tail.unsigned(offset, 4) == 0x0605_4B50 && offset + 22 + tail.unsigned(offset + 20, 2) == tail.count
    }
    guard let end else {
      throw source.error(found: "no directory at the end of the archive", expected: "one (is the file truncated?)")
    }
    var count = tail.unsigned(end + 10, 2)
    var length = tail.unsigned(end + 12, 4)
    var offset = tail.unsigned(end + 16, 4)
    if count == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, end >= 20,
      tail.unsigned(end - 20, 4) == 0x0706_4B50
    {
      let large = try bytes(tail.unsigned(end - 12, 8), 56)
      guard large.unsigned(0, 4) == 0x0606_4B50 else {
        throw source.error(found: "no zip64 directory where the archive says", expected: "one")
      }
      (count, length, offset) = (large.unsigned(32, 8), large.unsigned(40, 8), large.unsigned(48, 8))
    }
    guard length <= Self.largestDirectory, count <= length / 46 else {
      throw source.error(
        found: "a directory of \(count) entries in \(length) bytes",
        expected: "at least 46 bytes for each, and at most \(Self.largestDirectory)")
    }
    directoryOffset = offset
    entries = try Self.entries(try bytes(offset, length), count, source)
    // Entries that share their bytes would expand a small file without end.
    var rest = offset
    for entry in entries {
      guard entry.compressedSize <= rest else {
        throw source.error(
          found: "entries of more bytes than stand before the directory", expected: "at most \(offset) bytes")
      }
      rest -= entry.compressedSize
    }
  }

  private static func entries(
    _ directory: LittleEndianBytes, _ count: Int, _ source: any ByteSource
  ) throws -> [Entry] {
    var entries: [Entry] = []
    var names: Set<CodePoints> = []
    var at = 0
    for index in 0..<count {
      func refusal(_ found: String, _ expected: String) -> DataError {
        source.error(found: "\(found) for entry \(index + 1) of the archive", expected: expected)
      }
      guard at <= directory.count - 46, directory.unsigned(at, 4) == 0x0201_4B50 else {
        throw refusal("no record in the directory", "one for each of \(count)")
      }
      let (nameLength, extraLength) = (directory.unsigned(at + 28, 2), directory.unsigned(at + 30, 2))
      let next = at + 46 + nameLength + extraLength + directory.unsigned(at + 32, 2)
      guard next <= directory.count else { throw refusal("a record beyond the end of the directory", "one within it") }
      let name = String(decoding: directory.slice(at + 46, nameLength), as: UTF8.self)
      guard names.insert(CodePoints(name)).inserted else {
        throw refusal("the name “\(name)” a second time", "another one")
      }
      guard directory.unsigned(at + 8, 2) & 1 == 0 else { throw refusal("encrypted data", "plain ones") }
      let method = directory.unsigned(at + 10, 2)
      guard method == 0 || method == 8 else { throw refusal("compression method \(method)", "0 or 8 (deflate)") }
      // Sizes that do not fit stand in a further field, in this order.
      var large = Self.largeSizes(directory, at + 46 + nameLength, extraLength)[...]
      func size(_ offset: Int) throws -> Int {
        let size = directory.unsigned(at + offset, 4)
        guard size == 0xFFFF_FFFF else { return size }
        guard let size = large.popFirst() else { throw refusal("no size", "one in a zip64 field") }
        return size
      }
      let (full, compressed, offset) = (try size(24), try size(20), try size(42))
      guard method == 8 || full == compressed else {
        throw refusal("\(compressed) bytes stored of \(full)", "as many")
      }
      entries.append(
        Entry(
          name: name, isDeflated: method == 8, checkSum: UInt32(directory.unsigned(at + 16, 4)),
          compressedSize: compressed, size: full, offset: offset))
      at = next
    }
    return entries
  }

  private static func largeSizes(_ directory: LittleEndianBytes, _ start: Int, _ length: Int) -> [Int] {
    var at = start
    while at + 4 <= start + length {
      let count = directory.unsigned(at + 2, 2)
      if directory.unsigned(at, 2) == 1, at + 4 + count <= start + length {
        return (0..<count / 8).map { directory.unsigned(at + 4 + 8 * $0, 8) }
      }
      at += 4 + count
    }
    return []
  }

  /// The entries without folders and without what macOS adds.
  var files: [Entry] {
    entries.filter { entry in
      !entry.name.hasSuffix("/") && !entry.name.hasPrefix("__MACOSX/") && !entry.name.hasSuffix(".DS_Store")
    }
  }

  /// The entries by their names without `.npy`, of an archive that holds arrays alone.
  func arrays() throws -> [(name: String, entry: Entry)] {
    try files.map { entry in
      guard entry.name.hasSuffix(".npy") else {
        throw source.error(found: "“\(entry.name)” in the archive", expected: "arrays, whose names end in .npy")
      }
      return (String(entry.name.dropLast(4)), entry)
    }
  }

  /// The bytes of an entry.
  func open(_ entry: Entry, maximumExpansion: Int) throws -> any ByteSource {
    let name = "\(source.name)/\(entry.name)"
    func refusal(_ found: String, _ expected: String) -> DataError {
      FilePlace(file: name).error(found: found, expected: expected)
    }
    guard entry.offset <= directoryOffset - 30 else {
      throw refusal("data that begin at byte \(entry.offset)", "a beginning before the directory")
    }
    try source.seek(to: entry.offset)
    let header = LittleEndianBytes(try source.prefix(30))
    guard header.count == 30, header.unsigned(0, 4) == 0x0403_4B50 else {
      throw refusal("no header at byte \(entry.offset)", "one")
    }
    let start = entry.offset + 30 + header.unsigned(26, 2) + header.unsigned(28, 2)
    guard start <= directoryOffset, entry.compressedSize <= directoryOffset - start else {
      throw refusal("data that reach into the directory", "an end before it")
    }
    let slice = SliceSource(source, start..<start + entry.compressedSize, name: name)
    return EntrySource(
      entry.isDeflated ? try InflateSource(slice, .deflate, maximumExpansion: maximumExpansion) : slice, entry)
  }
}

/// Bytes of which groups are numbers, the least significant first.
struct LittleEndianBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The number in `count` ≤ 8 bytes, as large as an `Int` gets where it does not fit.
  func unsigned(_ offset: Int, _ count: Int) -> Int {
    let value = bytes[offset..<offset + count].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }

  func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> { bytes[offset..<offset + count] }
}
