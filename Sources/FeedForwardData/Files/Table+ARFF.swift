import FeedForward

extension Table {
  /// The rows after the header of an ARFF file; `?` stands for a missing value. The memory is that of the text and of
  /// the table.
  static func arff(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let header = try ARFFHeader(source)
    try source.seek(to: 0)
    let bytes = try source.rest(upTo: options.maximumBytes)
    let kinds = zip(header.names, header.kinds).map { options.kinds[$0] ?? $1 }
    let allowed = header.values.map { $0.map { Set($0.map { CodePoints($0) }) } }
    var columns = header.names.indices.map { ARFFColumn(header.names[$0], kinds[$0], allowed[$0], header.values[$0]) }
    var lines: [Int] = []
    var (at, line) = (header.dataOffset, header.dataLine)
    while at < bytes.count {
      let end = bytes[at...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      let row = bytes[at..<end].drop(while: \.isWhiteSpace)
      at = end + (end + 1 < bytes.count && bytes[end] == 13 && bytes[end + 1] == 10 ? 2 : 1)
      defer { line += 1 }
      guard let first = row.first, first != UInt8(ascii: "%") else { continue }
      guard first != UInt8(ascii: "{") else {
        throw source.error(
          line: line, found: "a sparse row, which begins with a brace",
          expected: "a value for each column (Weka’s filter SparseToNonSparse writes them)")
      }
      var words = ARFFWords(row)
      guard let fields = words.fields() else {
        throw source.error(line: line, found: "a quote that is not closed before a comma", expected: "a closing quote")
      }
      guard fields.count == columns.count else {
        throw source.error(
          line: line, found: "\(fields.count) field\(fields.count == 1 ? "" : "s")",
          expected: "\(columns.count), one for each @attribute")
      }
      for (index, field) in fields.enumerated() {
        try columns[index].append(field) { found, expected in
          source.error(line: line, column: index + 1, found: found, expected: expected)
        }
      }
      lines.append(line)
    }
    guard !lines.isEmpty else {
      throw source.error(line: header.dataLine, found: "no row", expected: "a row at least after @data")
    }
    var table = try Table(columns: columns.map(\.column), named: source.name)
    table.lines = lines
    return table
  }
}

/// A column of an ARFF file while its rows are read.
private struct ARFFColumn {
  private let name: String
  private let kind: ColumnKind
  private let allowed: Set<CodePoints>?
  private let list: [String]?
  private var numbers: [Double] = []
  private var texts: [String?] = []

  init(_ name: String, _ kind: ColumnKind, _ allowed: Set<CodePoints>?, _ list: [String]?) {
    (self.name, self.kind, self.allowed, self.list) = (name, kind, allowed, list)
  }

  var column: NewColumn { kind == .number ? .numbers(name, numbers) : .texts(name, texts) }

  mutating func append(_ field: ARFFWords.Word, refusal: (String, String) -> DataError) throws {
    let isMissing = !field.isQuoted && (field.text == "?" || field.text.isEmpty)
    if kind == .number {
      numbers.append(isMissing ? .nan : try number(field.text, refusal))
      return
    }
    if !isMissing, let allowed, !allowed.contains(CodePoints(field.text)) {
      throw refusal(field.text.quoted, "one of \(Vocabulary.list(list ?? [])) in column “\(name)”")
    }
    texts.append(isMissing ? nil : field.text)
  }

  private func number(_ text: String, _ refusal: (String, String) -> DataError) throws -> Double {
    if TableOptions.usualMissing.contains(text) { return .nan }
    var text = text
    switch text.withUTF8({ NumberScanner.scan($0, 0, $0.count) }) {
    case .number(let number, _): return number
    case .outOfRange: throw refusal(text.quoted, "a finite number in column “\(name)”")
    case .noNumber: throw refusal(text.quoted, "a number in column “\(name)”")
    }
  }
}
