import FeedForward
import FeedForwardData

/// Reads JSON (RFC 8259) strictly and piece by piece, without a copy of the text: valid UTF-8 throughout, no key twice
/// in an object, no text after the value, and a limit of depth.
struct JSONReader {
  private let text: ArraySlice<UInt8>
  private(set) var position: Int
  private let place: FilePlace
  private var depth = 0

  static var deepest: Int { 32 }

  /// - Throws: ``/FeedForwardData/DataError`` unless the bytes are valid UTF-8.
  init(_ text: ArraySlice<UInt8>, at place: FilePlace) throws {
    self.text = text
    self.place = place
    position = text.startIndex
    guard let invalid = Self.firstInvalidUTF8(text) else { return }
    position = invalid
    throw error(found: "a byte that is not UTF-8", expected: "UTF-8")
  }

  /// - Throws: ``/FeedForwardData/DataError`` unless nothing but white space is left.
  mutating func finish() throws {
    if next() != nil { throw unexpected(expected: "the end of the JSON text") }
  }

  /// An error about the place at hand.
  func error(found: String, expected: String) -> DataError {
    FilePlace(file: place.file, path: "\(place.path), byte \(position - text.startIndex)").error(
      found: found, expected: expected)
  }

  // MARK: - Values

  /// The first byte of the next value or mark, which is not taken; nil at the end.
  mutating func next() -> UInt8? {
    while position < text.endIndex {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    return nil
  }

  /// Calls `body` for each member, standing at its value.
  mutating func object(_ body: (inout JSONReader, String) throws -> Void) throws {
    try take("{", "an object")
    try enter()
    var keys = Set<CodePoints>()
    if next() != UInt8(ascii: "}") {
      while true {
        let start = position
        let key = try string()
        guard keys.insert(CodePoints(key)).inserted else {
          position = start
          throw error(found: "the key \(key.quoted) a second time", expected: "each key once")
        }
        try take(":", "a colon")
        try body(&self, key)
        guard next() == UInt8(ascii: ",") else { break }
        position += 1
      }
    }
    try take("}", "a comma or the end of the object")
    depth -= 1
  }

  /// Calls `body` for each element, standing at it.
  mutating func array(_ body: (inout JSONReader) throws -> Void) throws {
    try take("[", "a list")
    try enter()
    if next() != UInt8(ascii: "]") {
      while true {
        try body(&self)
        guard next() == UInt8(ascii: ",") else { break }
        position += 1
      }
    }
    try take("]", "a comma or the end of the list")
    depth -= 1
  }

  mutating func string() throws -> String {
    try take("\"", "a string in quotes")
    let start = position
    // Most have no escapes.
    while position < text.endIndex, text[position] != 0x22, text[position] != 0x5C, text[position] >= 0x20 {
      position += 1
    }
    if position < text.endIndex, text[position] == 0x22 {
      defer { position += 1 }
      return String(decoding: text[start..<position], as: UTF8.self)
    }
    return try unescaped(from: start)
  }

  /// The string from `start` on, written to where it stays: it may be most of a header.
  private mutating func unescaped(from start: Int) throws -> String {
    var end = start
    while end < text.endIndex, text[end] != 0x22 { end += text[end] == 0x5C ? 2 : 1 }
    position = start
    // No escape is shorter than what it stands for.
    return try String(unsafeUninitializedCapacity: min(end, text.endIndex) - start) { buffer in
      var count = 0
      while true {
        guard let byte = peek else { throw unexpected(expected: "the end of a string") }
        guard byte >= 0x20 else { throw unexpected(expected: "no control character in a string") }
        position += 1
        if byte == 0x22 { return count }
        if byte == 0x5C {
          for byte in try escape().utf8 {
            buffer[count] = byte
            count += 1
          }
        } else {
          buffer[count] = byte
          count += 1
        }
      }
    }
  }

  /// The text of a number, as the grammar of JSON has it.
  mutating func number() throws -> Substring {
    _ = next()
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return Substring(decoding: text[start..<position], as: UTF8.self)
  }

  /// `true`, `false` or `null`.
  mutating func word() throws -> String {
    _ = next()
    for word in ["true", "false", "null"] where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return word
    }
    throw unexpected(expected: "a JSON value")
  }

  // MARK: - Parts

  private var peek: UInt8? { position < text.endIndex ? text[position] : nil }

  private func unexpected(expected: String) -> DataError {
    guard let byte = peek else { return error(found: "the end of the text", expected: expected) }
    let shown = byte > 0x20 && byte < 0x7F ? "“\(Character(UnicodeScalar(byte)))”" : "byte \(byte)"
    return error(found: shown, expected: expected)
  }

  private mutating func enter() throws {
    depth += 1
    guard depth <= Self.deepest else {
      throw error(found: "more than \(Self.deepest) levels", expected: "at most \(Self.deepest)")
    }
  }

  private mutating func take(_ mark: Unicode.Scalar, _ what: String) throws {
    guard next() == UInt8(ascii: mark) else { throw unexpected(expected: what) }
    position += 1
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    if position == start { throw unexpected(expected: "a number") }
  }

  /// After a backslash.
  private mutating func escape() throws -> Unicode.Scalar {
    guard let letter = peek else { throw unexpected(expected: "an escaped character") }
    position += 1
    switch Unicode.Scalar(letter) {
    case "\"", "\\", "/": return Unicode.Scalar(letter)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": break
    default:
      position -= 1
      throw unexpected(expected: "an escape of JSON")
    }
    var code = UInt32(try codeUnit())
    if code & 0xFC00 == 0xD800, peek == 0x5C {
      position += 1
      guard peek == UInt8(ascii: "u") else { throw unexpected(expected: "the second half of a surrogate pair") }
      position += 1
      let low = UInt32(try codeUnit())
      guard low & 0xFC00 == 0xDC00 else { throw unexpected(expected: "the second half of a surrogate pair") }
      code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(code) else { throw unexpected(expected: "both halves of a surrogate pair") }
    return scalar
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected(expected: "a hexadecimal digit")
      }
      code = code << 4 | UInt16(digit)
      position += 1
    }
    return code
  }

  /// Overlong forms, surrogates and what is beyond U+10FFFF are invalid.
  private static func firstInvalidUTF8(_ text: ArraySlice<UInt8>) -> Int? {
    var i = text.startIndex
    while i < text.endIndex {
      let byte = text[i]
      if byte < 0x80 {
        i += 1
        continue
      }
      let (count, low, high): (Int, UInt8, UInt8)
      switch byte {
      case 0xC2...0xDF: (count, low, high) = (1, 0x80, 0xBF)
      case 0xE0: (count, low, high) = (2, 0xA0, 0xBF)
      case 0xED: (count, low, high) = (2, 0x80, 0x9F)
      case 0xE1...0xEF: (count, low, high) = (2, 0x80, 0xBF)
      case 0xF0: (count, low, high) = (3, 0x90, 0xBF)
      case 0xF1...0xF3: (count, low, high) = (3, 0x80, 0xBF)
      case 0xF4: (count, low, high) = (3, 0x80, 0x8F)
      default: return i
      }
      guard i + count < text.endIndex, text[i + 1] >= low, text[i + 1] <= high,
        text[i + 1...i + count].allSatisfy({ $0 & 0xC0 == 0x80 })
      else { return i }
      i += count + 1
    }
    return nil
  }
}
