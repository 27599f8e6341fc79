import FeedForward

extension Table {
  /// Flat objects, one a row; a key that is absent is a missing value, and so is what stands for one in other texts.
  /// The memory is that of the text and of the table.
  static func json(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    try source.seek(to: 0)
    var rows = JSONRows(try source.rest(upTo: options.maximumBytes), file: source.name)
    var columns: [JSONColumn] = []
    var indices: [CodePoints: Int] = [:]
    var lines: [Int] = []
    var place = 0
    while try rows.next({ rows, key, cell in
      // Most rows have the same keys in the same order.
      let isNext = place < columns.count && rows.bytes[key].elementsEqual(rows.bytes[columns[place].key])
      if !isNext {
        let name = try rows.text(key)
        place = indices[CodePoints(name)] ?? columns.count
        if place == columns.count {
          indices[CodePoints(name)] = place
          columns.append(JSONColumn(name: name, key: key, missing: lines.count))
        }
      }
      guard columns[place].cells.count == lines.count else {
        throw rows.error("the key \(columns[place].name.quoted) a second time", "each key once in an object")
      }
      columns[place].cells.append(cell)
      place += 1
    }) {
      place = 0
      lines.append(rows.row)
      for index in columns.indices where columns[index].cells.count < lines.count {
        columns[index].cells.append(.missing)
      }
    }
    guard !lines.isEmpty, !columns.isEmpty else {
      throw source.error(found: "no object with a key", expected: "an object a row")
    }
    var transcribed = TranscribedRows(names: columns.map(\.name), file: source.name)
    for (row, line) in lines.enumerated() {
      transcribed.append(try columns.map { try $0.text(row, of: rows, line: line) }, line: line)
    }
    let missing = MissingMarkers(options.missing)
    let texts = try columns.filter { try $0.quotesNumbers(of: rows, lines: lines, missing: missing) }
    return try transcribed.table(options, kinds: texts.map { (name: $0.name, kind: .text) })
  }
}

/// What stands behind a key in all rows.
private struct JSONColumn {
  let name: String
  /// Where it stands first, between its quotes.
  let key: Range<Int>
  var cells: [JSONRows.Cell]

  init(name: String, key: Range<Int>, missing: Int) {
    (self.name, self.key) = (name, key)
    cells = Array(repeating: .missing, count: missing)
  }

  /// A value as it is spelled; nil where it is missing.
  func text(_ row: Int, of rows: JSONRows, line: Int) throws -> String? {
    switch cells[row] {
    case .missing: nil
    case .number(let range): try number(rows, range, line: line)
    case .word(let word): word ? "true" : "false"
    case .text(let range): try rows.text(range, row: line)
    }
  }

  private func number(_ rows: JSONRows, _ range: Range<Int>, line: Int) throws -> String {
    let isNumber = rows.bytes.withUnsafeBufferPointer {
      NumberScanner.scan($0, range.lowerBound, range.upperBound) != .noNumber
    }
    let text = String(decoding: rows.bytes[range], as: UTF8.self)
    guard isNumber else {
      throw FilePlace(file: rows.file, line: line).error(
        found: text.quoted, expected: "a number behind the key \(name.quoted)")
    }
    return text
  }

  /// Whether every value is a number in quotes: texts, as who has written them knows.
  func quotesNumbers(of rows: JSONRows, lines: [Int], missing: MissingMarkers) throws -> Bool {
    var hasText = false
    for (row, cell) in cells.enumerated() {
      switch cell {
      case .missing: continue
      case .number, .word: return false
      case .text(let range):
        var text = try rows.text(range, row: lines[row])
        let isNumber = text.withUTF8 { bytes -> Bool? in
          missing.contain(bytes) ? nil : NumberScanner.scan(bytes, 0, bytes.count) != .noNumber
        }
        if isNumber == false { return false }
        if isNumber == true { hasText = true }
      }
    }
    return hasText
  }
}
