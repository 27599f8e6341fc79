/// The words of a line: bare, or in quotes of either kind, in which a backslash escapes.
struct ARFFWords {
  struct Word: Equatable {
    let text: String
    let isQuoted: Bool
  }

  private let line: ArraySlice<UInt8>
  private var at: Int

  init(_ line: ArraySlice<UInt8>) {
    self.line = line
    at = line.startIndex
  }

  /// The next one, up to a blank or a brace; nil at the end, and where a quote is open.
  mutating func next() -> Word? { word { $0.isWhiteSpace || $0 == UInt8(ascii: "{") } }

  /// What stands between braces, separated by commas; nil where no brace opens or none closes.
  mutating func list() -> [String]? {
    skipBlanks()
    guard at < line.endIndex, line[at] == UInt8(ascii: "{") else { return nil }
    let start = at
    at += 1
    var list: [String] = []
    while true {
      skipBlanks()
      guard at < line.endIndex else { break }
      if line[at] == UInt8(ascii: "}") { return list }
      guard let word = field(ending: UInt8(ascii: "}")) else { break }
      list.append(word.text)
      if at < line.endIndex, line[at] == UInt8(ascii: ",") { at += 1 }
    }
    at = start
    return nil
  }

  /// All fields of a line of data; nil where a quote is open, or where something stands after a closing one.
  mutating func fields() -> [Word]? {
    // Without a comma, blanks separate.
    let separator = hasComma ? UInt8(ascii: ",") : nil
    var fields: [Word] = []
    while true {
      skipBlanks()
      guard separator != nil || at < line.endIndex else { return fields }
      guard let word = separator == nil ? word(until: { $0.isWhiteSpace }) : field(ending: nil) else { return nil }
      fields.append(word)
      guard separator != nil else { continue }
      guard at < line.endIndex else { return fields }
      at += 1
    }
  }

  private var hasComma: Bool {
    var quote: UInt8?
    var isEscaped = false
    for byte in line[at...] {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte.isQuote {
        quote = byte
      } else if byte == UInt8(ascii: ",") {
        return true
      }
    }
    return false
  }

  /// A field up to a comma, or to another mark; it may have blanks in it, and be empty.
  private mutating func field(ending mark: UInt8?) -> Word? {
    let isEnd = { (byte: UInt8) in byte == UInt8(ascii: ",") || byte == mark }
    skipBlanks()
    if at < line.endIndex, line[at].isQuote {
      guard let word = word(until: isEnd) else { return nil }
      skipBlanks()
      return at == line.endIndex || isEnd(line[at]) ? word : nil
    }
    var end = line[at...].firstIndex(where: isEnd) ?? line.endIndex
    let next = end
    while end > at, line[end - 1].isWhiteSpace { end -= 1 }
    defer { at = next }
    return Word(text: String(decoding: line[at..<end], as: UTF8.self), isQuoted: false)
  }

  private mutating func word(until isEnd: (UInt8) -> Bool) -> Word? {
    skipBlanks()
    guard at < line.endIndex else { return nil }
    guard line[at].isQuote else {
      let start = at
      at = line[at...].firstIndex(where: isEnd) ?? line.endIndex
      return at > start ? Word(text: String(decoding: line[start..<at], as: UTF8.self), isQuoted: false) : nil
    }
    let quote = line[at]
    at += 1
    var bytes: [UInt8] = []
    while at < line.endIndex {
      let byte = line[at]
      at += 1
      if byte == quote { return Word(text: String(decoding: bytes, as: UTF8.self), isQuoted: true) }
      guard byte == UInt8(ascii: "\\"), at < line.endIndex else {
        bytes.append(byte)
        continue
      }
      bytes.append(Self.escapes[line[at]] ?? line[at])
      at += 1
    }
    return nil
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  private mutating func skipBlanks() {
    while at < line.endIndex, line[at].isWhiteSpace { at += 1 }
  }
}

extension UInt8 {
  fileprivate var isQuote: Bool { self == UInt8(ascii: "'") || self == UInt8(ascii: "\"") }
}
