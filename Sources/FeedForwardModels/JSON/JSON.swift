import FeedForwardData

/// A JSON value. Numbers are kept as they are written, so nothing of them is lost.
package enum JSON: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSON])
  /// Members in their order; no key twice.
  case object([Member])

  package struct Member: Equatable {
    let key: String
    let value: JSON
  }

  /// More values than these are refused: each takes some memory, however short its text.
  package static var mostValues: Int { 1 << 18 }

  static func integer(_ value: Int) -> JSON { .number("\(value)") }
  /// The shortest text that gives the same number; a text for infinities and NaN, for which JSON has no numbers.
  package static func real(_ value: Double) -> JSON { value.isFinite ? .number("\(value)") : .string("\(value)") }

  // MARK: - Reading

  /// - Throws: ``/FeedForwardData/DataError`` unless the text is one value of strict JSON; see ``JSONReader``.
  package init(_ text: String, at place: FilePlace, most: Int = mostValues) throws {
    var reader = try JSONReader(Array(text.utf8)[...], at: place)
    var left = most
    self = try JSON(&reader, left: &left, of: most)
    try reader.finish()
  }

  private init(_ reader: inout JSONReader, left: inout Int, of most: Int) throws {
    left -= 1
    guard left >= 0 else { throw reader.error(found: "more than \(most) values", expected: "fewer of them") }
    switch reader.next() {
    case UInt8(ascii: "{"):
      var members: [Member] = []
      try reader.object { reader, key in
        members.append(Member(key: key, value: try JSON(&reader, left: &left, of: most)))
      }
      self = .object(members)
    case UInt8(ascii: "["):
      var elements: [JSON] = []
      try reader.array { reader in elements.append(try JSON(&reader, left: &left, of: most)) }
      self = .array(elements)
    case UInt8(ascii: "\""): self = .string(try reader.string())
    case .some(let byte) where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte):
      self = .number(String(try reader.number()))
    default:
      switch try reader.word() {
      case "true": self = .bool(true)
      case "false": self = .bool(false)
      default: self = .null
      }
    }
  }

  // MARK: - Writing

  /// Compact text.
  package var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let value): text += value
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      text += "["
      for (i, element) in elements.enumerated() {
        if i > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ":
        let code = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}
