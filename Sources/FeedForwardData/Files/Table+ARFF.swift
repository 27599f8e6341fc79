import FeedForward

extension Table {
  /// The rows after the header of an ARFF file; `?` stands for a missing value. The memory is that of the text and of
  /// the table.
  static func arff(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let header = try ARFFHeader(source)
    try source.seek(to: 0)
    let bytes = try source.rest(upTo: options.maximumBytes)
    let allowed = header.values.map { $0.map { Set($0.map { CodePoints($0) }) } }
    var rows = TranscribedRows(names: header.names, file: source.name)
    var isEmpty = true
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
      guard fields.count == header.names.count else {
        throw source.error(
          line: line, found: "\(fields.count) field\(fields.count == 1 ? "" : "s")",
          expected: "\(header.names.count), one for each @attribute")
      }
      for (index, field) in fields.enumerated() where !field.isMissing {
        guard let known = allowed[index], !known.contains(CodePoints(field.text)) else { continue }
        throw source.error(
          line: line, column: index + 1, found: field.text.quoted,
          expected: "one of \(Vocabulary.list(header.values[index] ?? [])) in column “\(header.names[index])”")
      }
      rows.append(fields.map { $0.isMissing ? nil : $0.text }, line: line)
      isEmpty = false
    }
    guard !isEmpty else {
      throw source.error(line: header.dataLine, found: "no row", expected: "a row at least after @data")
    }
    let kinds = zip(header.names, header.kinds).compactMap { name, kind in kind.map { (name: name, kind: $0) } }
    return try rows.table(options, kinds: kinds)
  }
}

extension ARFFWords.Word {
  fileprivate var isMissing: Bool { !isQuoted && (text == "?" || text.isEmpty) }
}
