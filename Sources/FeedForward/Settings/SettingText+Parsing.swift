extension SettingText {
  /// Reads a text: a canonical one, in which spaces do not count, or the short form `name:value:value`, whose values
  /// are the parameters in their order, with commas between those of a list: `huber:0.01`, `quantile:0.1,0.5,0.9`.
  ///
  /// - Parameters:
  ///   - text: of one setting.
  ///   - what: what errors call the setting, such as `loss`.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` for a text that is neither.
  /// - Complexity: O(length of the text).
  public init(parsing text: String, as what: String) throws(FeedForwardError) {
    var reader = SettingReader(text, what)
    self = try reader.setting(isWhole: true)
    try reader.finish()
  }
}

/// A place in the text of a setting.
struct SettingReader {
  private let text: String
  private let what: String
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var values = 0

  /// A text may come from a file of somebody's making: what it says is not to take much more memory than it does.
  private static let mostValues = 1 << 18
  private static let deepest = 16

  init(_ text: String, _ what: String) {
    self.text = text
    self.what = what
    bytes = Array(text.utf8)
  }

  /// Whether a name may stand without quotes.
  static func isWord(_ name: String) -> Bool { !name.isEmpty && name.utf8.allSatisfy(isOfWord) }

  private static func isOfWord(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7f && !"()[],:\"".utf8.contains(byte) }

  /// - Parameter isWhole: whether nothing stands around it, so that it may be in the short form.
  mutating func setting(isWhole: Bool = false) throws(FeedForwardError) -> SettingText {
    skipSpaces()
    let name = next == UInt8(ascii: "\"") ? try quoted() : try word()
    if isWhole, next == UInt8(ascii: ":") { return SettingText(name, arguments: try shortArguments()) }
    skipSpaces()
    return SettingText(name, arguments: take("(") ? try arguments() : [])
  }

  mutating func finish() throws(FeedForwardError) {
    skipSpaces()
    guard position == bytes.count else { throw error("nothing after “\(prefix)”") }
  }

  /// After an opening parenthesis.
  private mutating func arguments() throws(FeedForwardError) -> [SettingText.Argument] {
    try list(until: ")") { reader throws(FeedForwardError) in try reader.argument() }
  }

  private mutating func argument() throws(FeedForwardError) -> SettingText.Argument {
    let start = (position, values)
    skipSpaces()
    if let next, Self.isOfWord(next) {
      let label = try word()
      skipSpaces()
      if take(":") { return SettingText.Argument(label, try value()) }
    }
    (position, values) = start
    return SettingText.Argument(nil, try value())
  }

  private mutating func value() throws(FeedForwardError) -> SettingText.Value {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error("at most \(Self.deepest) parentheses in each other") }
    values += 1
    guard values <= Self.mostValues else { throw error("at most \(Self.mostValues) values") }
    skipSpaces()
    if take("[") { return .list(try list(until: "]") { reader throws(FeedForwardError) in try reader.value() }) }
    guard next == UInt8(ascii: "\"") else { return .setting(try setting()) }
    let text = try quoted()
    skipSpaces()
    return take("(") ? .setting(SettingText(text, arguments: try arguments())) : .quoted(text)
  }

  /// `:1:2,3`
  private mutating func shortArguments() throws(FeedForwardError) -> [SettingText.Argument] {
    var arguments: [SettingText.Argument] = []
    while take(":") {
      var values = [try value()]
      while take(",") { values.append(try value()) }
      arguments.append(SettingText.Argument(nil, values.count == 1 ? values[0] : .list(values)))
    }
    return arguments
  }

  /// What stands between commas, up to a closing sign.
  private mutating func list<Element>(
    until end: Unicode.Scalar, _ element: (inout SettingReader) throws(FeedForwardError) -> Element
  ) throws(FeedForwardError) -> [Element] {
    var elements: [Element] = []
    skipSpaces()
    if take(end) { return elements }
    repeat {
      elements.append(try element(&self))
      skipSpaces()
    } while take(",")
    guard take(end) else { throw error("“\(end)” or a comma after “\(prefix)”") }
    return elements
  }

  // MARK: - Characters

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard let next, next == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while let next, next == UInt8(ascii: " ") || (9...13).contains(next) { position += 1 }
  }

  private mutating func word() throws(FeedForwardError) -> String {
    let start = position
    while let next, Self.isOfWord(next) { position += 1 }
    guard position > start else { throw error("a name or a number after “\(prefix)”") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(FeedForwardError) -> String {
    var characters: [UInt8] = []
    position += 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: characters, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { break }
        characters.append(escaped)
        position += 1
      default: characters.append(byte)
      }
    }
    throw error("a quotation mark at the end")
  }

  /// What was read so far.
  private var prefix: String { String(String(decoding: bytes[..<position], as: UTF8.self).suffix(40)) }

  private func error(_ expected: String) -> FeedForwardError {
    let shown = text.count > 80 ? text.prefix(80) + "…" : text[...]
    return .invalidSetting(name: "The \(what)", value: "“\(shown)”", expected: expected)
  }
}
