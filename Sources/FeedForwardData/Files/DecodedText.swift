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
  /// - Throws: ``/FeedForward/FeedForwardError`` for a name that is none.
  init(_ source: any ByteSource, encoding name: String?) throws {
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
      encoding = try Self.found(in: source)
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
