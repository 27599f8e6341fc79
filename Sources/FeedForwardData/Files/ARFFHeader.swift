import FeedForward

/// The header of an ARFF file, the format of Weka and OpenML: a name and a type for each column, up to `@data`.
struct ARFFHeader {
  /// What `@relation` says.
  let relation: String
  let names: [String]
  /// nil where the fields of the column tell.
  let kinds: [ColumnKind?]
  /// For each column the texts that may stand in it; nil where any may, and for numbers.
  let values: [[String]?]
  /// Where the first line after `@data` begins.
  let dataOffset: Int
  /// Its number, from 1.
  let dataLine: Int

  private static var longest: Int { 1 << 26 }

  /// Reads from the beginning of a text in UTF-8.
  init(_ source: any ByteSource) throws {
    var lines = try HeaderLines(source, longest: Self.longest)
    var relation = ""
    var (names, kinds, values): ([String], [ColumnKind?], [[String]?]) = ([], [], [])
    var taken: [CodePoints: Int] = [:]
    while true {
      guard let line = try lines.next() else {
        throw source.error(line: lines.number, found: "the end of the text", expected: "@data and rows")
      }
      var words = ARFFWords(line)
      guard let word = words.next(), word.text.utf8.first != UInt8(ascii: "%") else { continue }
      func refusal(_ found: String, _ expected: String) -> DataError {
        source.error(line: lines.number, found: found, expected: expected)
      }
      switch word.text.lowercased() {
      case "@relation": relation = words.next()?.text ?? ""
      case "@attribute":
        guard let name = words.next() else { throw refusal("@attribute without a name", "a name and a type") }
        if let other = taken.updateValue(lines.number, forKey: CodePoints(name.text)) {
          throw refusal(
            "the name \(name.text.quoted) a second time, as in line \(other)", "another name for each column")
        }
        names.append(name.text)
        if let list = words.list() {
          guard !list.isEmpty else { throw refusal("no value between the braces", "at least one") }
          kinds.append(.text)
          values.append(list)
        } else {
          kinds.append(try Self.kind(words.next(), of: name.text, refusal))
          values.append(nil)
        }
      case "@data":
        guard !names.isEmpty else { throw refusal("@data without a column", "@attribute with a name and a type") }
        (self.relation, self.names, self.kinds, self.values) = (relation, names, kinds, values)
        (dataOffset, dataLine) = (lines.offset, lines.number + 1)
        return
      default: throw refusal(word.text.quoted, "@relation, @attribute, @data, or % and a comment")
      }
    }
  }

  private static func kind(
    _ type: ARFFWords.Word?, of name: String, _ refusal: (String, String) -> DataError
  ) throws -> ColumnKind? {
    switch type?.text.lowercased() {
    case "numeric", "real", "integer": return .number
    case "string": return .text
    // In whatever form: its fields tell.
    case "date": return nil
    case let type:
      throw refusal(
        type.map { "the type \($0.quoted) of \(name.quoted)" } ?? "no type of \(name.quoted) (or a brace that is open)",
        "numeric, real, integer, string, date, or the values between braces")
    }
  }
}

/// Lines of the beginning of a text, of which no more is read than they need, in pieces.
private struct HeaderLines {
  /// Of the line that was read last, from 1.
  private(set) var number = 0
  /// Where the next one begins.
  private(set) var offset = 0
  private let source: any ByteSource
  private let longest: Int
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  init(_ source: any ByteSource, longest: Int) throws {
    self.source = source
    self.longest = longest
    try source.seek(to: 0)
    bytes = try source.prefix(1 << 16)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// The next line without its break, which is LF, CRLF or CR; nil at the end.
  mutating func next() throws -> ArraySlice<UInt8>? {
    while true {
      let end = bytes[offset...].firstIndex { $0 == 10 || $0 == 13 }
      // A CR at the end of a piece may be half a break.
      if let end, bytes[end] == 10 || end + 1 < bytes.count || isAtEnd {
        let line = bytes[offset..<end]
        offset = end + (bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10 ? 2 : 1)
        number += 1
        return line
      }
      if isAtEnd {
        guard offset < bytes.count else { return nil }
        defer { offset = bytes.count }
        number += 1
        return bytes[offset...]
      }
      guard bytes.count < longest else {
        throw source.error(
          line: number + 1, found: "a header of more than \(longest) bytes", expected: "@data before that")
      }
      let more = try source.prefix(bytes.count)
      isAtEnd = more.isEmpty
      bytes += more
    }
  }
}
