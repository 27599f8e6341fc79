import FeedForward

/// A text as UTF-8, whatever its encoding.
struct DecodedText {
  let source: any ByteSource
  /// The name of the encoding; nil for UTF-8.
  let encoding: String?
  /// For the user, where it is another one than UTF-8 and nobody said so.
  let note: String?

  /// - Parameters:
  ///   - source: may be read as a whole to find out, and is back at its beginning then.
  ///   - encoding: its name; nil where it is to be found out.
  ///   - readers: ranks that share to find it out, and the number of the text among others; a call of all ranks.
  /// - Throws: ``/FeedForward/FeedForwardError`` for a name that is none.
  init(_ source: any ByteSource, encoding name: String?, sharedBy readers: (any Communicator, Int)? = nil) throws {
    try source.seek(to: 0)
    let start = try source.prefix(256)
    try source.seek(to: 0)
    let encoding: TextEncoding
    var note: String?
    if let name {
      encoding = try TextEncoding(named: name, start: start)
    } else if let form = UnicodeForm(start: start) {
      encoding = form.encoding
      note =
        form.isMarked
        ? "\(source.name) is read as \(encoding.name), as its first bytes say."
        : Self.note(source, "has zeros in every second byte", encoding)
    } else {
      let isUTF8 = try readers.map { try Self.isUTF8(source, over: $0, number: $1) } ?? false
      encoding = isUTF8 ? .utf8 : try Self.found(in: source)
      if encoding != .utf8 { note = Self.note(source, "is not UTF-8", encoding) }
      try source.seek(to: 0)
    }
    let decoding = DecodingSource(source, encoding)
    self.source = decoding ?? source
    self.encoding = decoding == nil ? nil : encoding.name
    self.note = note
  }

  private static func note(_ source: any ByteSource, _ reason: String, _ encoding: TextEncoding) -> String {
    let name = if case .western = encoding { "\(encoding.name) (Western European)" } else { encoding.name }
    return "\(source.name) \(reason): it is read as \(name); --encoding NAME says another one."
  }

  /// Whether all bytes are UTF-8, each rank looking at some of them, or one at all of what cannot be cut.
  private static func isUTF8(_ source: any ByteSource, over ranks: any Communicator, number: Int) throws -> Bool {
    var check = UTF8Check()
    if let size = source.size {
      // A character is looked at by whoever has its first byte.
      let borders = try [ranks.rank, ranks.rank + 1].map { try beginOfCharacter(source, size * $0 / ranks.size, size) }
      let slice = SliceSource(source, borders[0]..<borders[1], name: source.name)
      try slice.forEachPiece(of: 1 << 18) { check.add($0) }
    } else if number % ranks.size == ranks.rank {
      try source.forEachPiece(of: 1 << 18) { check.add($0) }
    }
    check.finish()
    try source.seek(to: 0)
    return try ranks.gather([check.invalid == 0 ? 1 : 0]).allSatisfy { $0 == [1] }
  }

  /// The first byte of the character that an offset lies in, where it is one.
  private static func beginOfCharacter(_ source: any ByteSource, _ offset: Int, _ size: Int) throws -> Int {
    guard offset > 3, offset < size else { return offset }
    try source.seek(to: offset - 3)
    let bytes = try source.prefix(4)
    let back = bytes.reversed().prefix { $0 & 0xC0 == 0x80 }.count
    return back < 4 ? offset - back : offset
  }

  /// UTF-8 unless some bytes cannot be. A text of which most of what is no ASCII is UTF-8 stays it, and so does what is
  /// no text at all: its reader says where it breaks.
  private static func found(in source: any ByteSource) throws -> TextEncoding {
    var check = UTF8Check()
    try source.forEachPiece(of: 1 << 18) { check.add($0) }
    check.finish()
    guard check.invalid > 0, check.invalid > check.sequences else { return .utf8 }
    try source.seek(to: 0)
    var counts = [Int](repeating: 0, count: 256)
    try source.forEachPiece { piece in
      for byte in piece { counts[Int(byte)] += 1 }
    }
    let isText = (0...127).allSatisfy { counts[Int($0)] == 0 || ($0 as UInt8).isOfText || $0 == 0x1A }
    guard isText else { return .utf8 }
    return .western(isWindows: (0x80...0x9F).contains { counts[Int($0)] > 0 && WesternDecoder.isDefined($0) })
  }
}
