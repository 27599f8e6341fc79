/// The formats that are text, told by their first characters: after a byte-order mark and blanks, in letters of either
/// case. A header of a CSV file may begin with the same mark, as `<id>,name` does.
enum TextFormat {
  /// What the beginning of a text holds; nil for a table of records, and for anything else.
  static func format(_ start: [UInt8]) -> FileFormat? {
    let text = start.dropFirst(start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).drop(while: \.isWhiteSpace)
    switch text.first {
    case UInt8(ascii: "<"): return markup(text).map { .other($0) }
    case UInt8(ascii: "{"): return isObject(text) ? .jsonLines : nil
    case UInt8(ascii: "["): return list(text)
    case UInt8(ascii: "%"), UInt8(ascii: "@"): return isARFF(text) ? .arff : nil
    default: return isSparse(text) ? .other(libsvm) : nil
    }
  }

  // MARK: - Markup

  private static func markup(_ text: ArraySlice<UInt8>) -> ForeignFormat? {
    if text.startsWithWord("<!doctype html") || text.startsWithWord("<html") || text.startsWithWord("<table")
      || text.startsWithWord("<head") || text.startsWithWord("<!--")
    {
      return ForeignFormat(
        "a web page, not the file itself", "download the raw file, or save the page’s table as CSV",
        model: "download the raw file")
    }
    guard text.startsWithWord("<?xml") else { return nil }
    return ForeignFormat("XML, such as a web page", "download the raw file, or export it as CSV")
  }

  // MARK: - JSON

  /// An object that is empty or begins with a key.
  private static func isObject(_ text: ArraySlice<UInt8>) -> Bool {
    let inner = text.dropFirst().drop(while: \.isWhiteSpace)
    if inner.first == UInt8(ascii: "}") {
      let rest = inner.dropFirst().drop(while: \.isWhiteSpace)
      return rest.isEmpty || rest.first == UInt8(ascii: "{")
    }
    guard inner.first == UInt8(ascii: "\"") else { return false }
    var at = inner.startIndex + 1
    while at < inner.endIndex, inner[at] != UInt8(ascii: "\"") { at += inner[at] == UInt8(ascii: "\\") ? 2 : 1 }
    // A key that does not end within the first bytes is one of JSON rather than the name of a column.
    guard at < inner.endIndex else { return inner.count > 200 }
    return inner[(at + 1)...].drop(while: \.isWhiteSpace).first == UInt8(ascii: ":")
  }

  /// A list of objects, or of what no table is made of.
  private static func list(_ text: ArraySlice<UInt8>) -> FileFormat? {
    let inner = text.dropFirst().drop(while: \.isWhiteSpace)
    if inner.first == UInt8(ascii: "{") { return isObject(inner) ? .json : nil }
    let first = inner.dropFirst().drop(while: \.isWhiteSpace).first
    if inner.first == UInt8(ascii: "]"), first == nil { return .json }
    guard inner.first == UInt8(ascii: "["), let first, first == 0x22 || first == 0x2D || (0x30...0x39).contains(first)
    else { return nil }
    return .other(
      ForeignFormat("JSON, a list of lists", "write one object a row, or CSV, such as by pandas.DataFrame(x).to_csv"))
  }

  // MARK: - Others

  /// Whether the first line that is no comment says the name of a relation.
  private static func isARFF(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while rest.first == UInt8(ascii: "%") {
      rest = rest.drop { $0 != 10 && $0 != 13 }.drop(while: \.isWhiteSpace)
    }
    return rest.startsWithWord("@relation")
  }

  private static let libsvm = ForeignFormat(
    "text in the format of libsvm",
    "write it as CSV, such as by load_svmlight_file of scikit-learn and numpy.savetxt")

  /// A label and pairs of ascending index and value, in the first line and in the second.
  private static func isSparse(_ text: ArraySlice<UInt8>) -> Bool {
    let lines = text.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == 10 || $0 == 13 }
    guard let first = lines.first, let pairs = pairs(first, isWhole: lines.count > 1), pairs >= 2 else { return false }
    return lines.count < 2 || self.pairs(lines[1], isWhole: lines.count > 2) != nil
  }

  /// How many pairs follow a label; nil for another line.
  private static func pairs(_ line: ArraySlice<UInt8>, isWhole: Bool) -> Int? {
    var words = line.split { $0 == 0x20 || $0 == 0x09 }
    if !isWhole, words.count > 1 { words.removeLast() }
    guard let label = words.first, Double(String(decoding: label, as: UTF8.self)) != nil else { return nil }
    var last = -1
    for word in words.dropFirst() {
      let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 2, Double(String(decoding: parts[1], as: UTF8.self)) != nil else { return nil }
      if parts[0].elementsEqual("qid".utf8) { continue }
      guard let index = Int(String(decoding: parts[0], as: UTF8.self)), index > last else { return nil }
      last = index
    }
    return words.count - 1
  }
}

extension ArraySlice<UInt8> {
  /// Whether it begins with a word in letters of either case, which ends there; a delimiter after it, as in
  /// `<table>,<name>`, makes the name of a column of it.
  fileprivate func startsWithWord(_ word: String) -> Bool {
    let count = word.utf8.count
    guard self.count >= count, zip(self, word.utf8).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) else { return false }
    var rest = dropFirst(count)
    if rest.first == UInt8(ascii: ">") {
      rest = rest.dropFirst()
    } else if rest.first?.isWhiteSpace == false {
      return false
    }
    return ![",", ";", "|", "\t"].contains { rest.first == UInt8(ascii: $0) }
  }
}

extension UInt8 {
  /// A blank or a break of lines.
  var isWhiteSpace: Bool { self == 32 || (9...13).contains(self) }
}
