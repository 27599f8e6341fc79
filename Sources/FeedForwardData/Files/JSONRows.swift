import FeedForward

/// The flat objects of a JSON text, one a row: those of a list, or one after the other, as in JSON lines.
struct JSONRows {
  /// What stands behind a key, by where it stands in the text.
  enum Cell {
    case missing
    case number(Range<Int>)
    /// Between its quotes.
    case text(Range<Int>)
    case word(Bool)
  }

  let bytes: [UInt8]
  let file: String
  /// The line of the row at hand, from 1.
  private(set) var row = 1
  private var line = 1
  private var at = 0
  private let isList: Bool
  private var isFirst = true

  /// - Parameter bytes: UTF-8; a mark of it is passed over.
  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var start = at
    while start < bytes.count, bytes[start].isWhiteSpace { start += 1 }
    isList = start < bytes.count && bytes[start] == UInt8(ascii: "[")
    if isList {
      skipBlanks()
      at += 1
    }
  }

  /// Calls `body` with each key of the next object, between its quotes, and with what stands behind it.
  ///
  /// - Returns: false at the end.
  mutating func next(_ body: (JSONRows, _ key: Range<Int>, Cell) throws -> Void) throws -> Bool {
    defer { isFirst = false }
    if isList {
      if peek() == UInt8(ascii: "]") {
        guard bytes[(at + 1)...].allSatisfy(\.isWhiteSpace) else {
          at += 1
          _ = peek()
          throw unexpected("the end of the file after the list")
        }
        return false
      }
      if !isFirst { try take(",", "a comma or the end of the list") }
    } else if peek() == nil {
      return false
    }
    _ = peek()
    row = line
    try take("{", "an object, which makes a row")
    if peek() != UInt8(ascii: "}") {
      while true {
        let key = try string("a key in quotes")
        try take(":", "a colon")
        try body(self, key, try cell(key))
        guard peek() == UInt8(ascii: ",") else { break }
        at += 1
      }
    }
    try take("}", "a comma or the end of the object")
    return true
  }

  /// A text between quotes, its escapes resolved.
  ///
  /// - Parameter row: its line, for errors; nil for the row at hand.
  func text(_ range: Range<Int>, row: Int? = nil) throws -> String {
    let raw = bytes[range]
    guard let backslash = raw.firstIndex(of: UInt8(ascii: "\\")) else { return try valid(raw, row) }
    var plain = Array(raw[..<backslash])
    var i = backslash
    while i < range.upperBound {
      guard bytes[i] == UInt8(ascii: "\\") else {
        plain.append(bytes[i])
        i += 1
        continue
      }
      let letter = bytes[i + 1]
      i += 2
      guard letter == UInt8(ascii: "u") else {
        plain.append(Self.escapes[letter] ?? letter)
        continue
      }
      var code = UInt32(unit(i))
      i += 4
      if code & 0xFC00 == 0xD800, i + 6 <= range.upperBound, bytes[i] == UInt8(ascii: "\\"),
        bytes[i + 1] == UInt8(ascii: "u"), unit(i + 2) & 0xFC00 == 0xDC00
      {
        code = 0x10000 + ((code & 0x3FF) << 10) + UInt32(unit(i + 2) & 0x3FF)
        i += 6
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half of a surrogate pair", "both halves", row) }
      plain += Array(String(scalar).utf8)
    }
    return try valid(plain[...], row)
  }

  func error(_ found: String, _ expected: String, _ row: Int? = nil) -> DataError {
    FilePlace(file: file, line: row ?? self.row).error(found: found, expected: expected)
  }

  // MARK: - Parts

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]
  private static let letters = Array("\"\\/bfnrtu".utf8)

  private func valid(_ bytes: ArraySlice<UInt8>, _ row: Int?) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error("\(String(decoding: bytes, as: UTF8.self).quoted), which is not UTF-8", "a text in UTF-8", row)
    }
    return text
  }

  /// What four digits spell, which were looked at before.
  private func unit(_ start: Int) -> UInt16 {
    bytes[start..<start + 4].reduce(0) { $0 << 4 | UInt16(Self.hexadecimal($1) ?? 0) }
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }

  private mutating func cell(_ key: Range<Int>) throws -> Cell {
    switch peek() {
    case UInt8(ascii: "\"")?: return .text(try string("a text"))
    case UInt8(ascii: "{")?, UInt8(ascii: "["):
      let what = bytes[at] == UInt8(ascii: "{") ? "an object" : "a list"
      throw lineError(
        "\(what) behind the key \(try text(key).quoted)", "a number, a text, true, false or null: rows of flat objects")
    case let byte?:
      let words: [(String, Cell)] = [
        ("null", .missing), ("NaN", .missing), ("true", .word(true)), ("false", .word(false)),
      ]
      for (word, cell) in words where bytes[at...].starts(with: word.utf8) {
        at += word.utf8.count
        return cell
      }
      let start = at
      while at < bytes.count, bytes[at].isOfNumber { at += 1 }
      guard at > start, byte == 0x2D || (0x30...0x39).contains(byte) else { throw unexpected("a value") }
      return .number(start..<at)
    case nil: throw unexpected("a value")
    }
  }

  /// Goes past a text; its escapes are looked at, and not resolved.
  private mutating func string(_ what: String) throws -> Range<Int> {
    try take("\"", what)
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      guard bytes[at] >= 0x20 else { throw unexpected("no line break and no control character in a text") }
      guard bytes[at] == UInt8(ascii: "\\") else {
        at += 1
        continue
      }
      at += 1
      guard at < bytes.count, Self.letters.contains(bytes[at]) else { throw unexpected("an escape of JSON") }
      if bytes[at] == UInt8(ascii: "u") {
        guard at + 4 < bytes.count, bytes[at + 1...at + 4].allSatisfy({ Self.hexadecimal($0) != nil }) else {
          throw unexpected("four hexadecimal digits")
        }
        at += 4
      }
      at += 1
    }
    guard at < bytes.count else { throw unexpected("the end of a text") }
    defer { at += 1 }
    return start..<at
  }

  private mutating func take(_ mark: Unicode.Scalar, _ what: String) throws {
    guard peek() == UInt8(ascii: mark) else { throw unexpected(what) }
    at += 1
  }

  /// The next byte that is no blank, which is not taken; nil at the end.
  private mutating func peek() -> UInt8? {
    skipBlanks()
    return at < bytes.count ? bytes[at] : nil
  }

  private mutating func skipBlanks() {
    while at < bytes.count, bytes[at].isWhiteSpace {
      if bytes[at] == 10 || bytes[at] == 13 && !(at + 1 < bytes.count && bytes[at + 1] == 10) { line += 1 }
      at += 1
    }
  }

  private func lineError(_ found: String, _ expected: String) -> DataError {
    FilePlace(file: file, line: line).error(found: found, expected: expected)
  }

  private func unexpected(_ expected: String) -> DataError {
    guard at < bytes.count else { return lineError("the end of the text", expected) }
    let byte = bytes[at]
    let shown = byte > 0x20 && byte < 0x7F ? "“\(Character(Unicode.Scalar(byte)))”" : "byte \(byte)"
    return lineError(shown, expected)
  }
}

extension UInt8 {
  /// What a number of JSON is made of.
  fileprivate var isOfNumber: Bool {
    (0x30...0x39).contains(self) || self == 0x2D || self == 0x2B || self == 0x2E || self | 0x20 == 0x65
  }
}
