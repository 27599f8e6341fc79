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
    let markers = Set(options.missing.map { CodePoints($0) })
    let needed = options.needed.areNeeded(columns.map(\.name))
    let made = try columns.indices.map { c in
      let kind = needed[c] ? options.kinds[columns[c].name] : nil
      return try columns[c].column(of: rows, as: kind, missing: markers, lines: lines, isNeeded: needed[c])
    }
    var table = try Table(columns: made, named: source.name)
    table.lines = lines
    return table
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

  /// Numbers where all that is not missing are some, else texts, of numbers as they are spelled.
  func column(
    of rows: JSONRows, as given: ColumnKind?, missing: Set<CodePoints>, lines: [Int], isNeeded: Bool
  ) throws -> NewColumn {
    var texts: [String?] = []
    var areNumbers = true
    for (row, cell) in cells.enumerated() {
      switch cell {
      case .missing: texts.append(nil)
      case .number(let range): texts.append(String(decoding: rows.bytes[range], as: UTF8.self))
      case .word(let word):
        areNumbers = false
        texts.append(word ? "true" : "false")
      case .text(let range):
        let text = try rows.text(range, row: lines[row])
        let isMissing = text.isEmpty || missing.contains(CodePoints(text))
        areNumbers = areNumbers && isMissing
        texts.append(isMissing ? nil : text)
      }
    }
    guard given ?? (areNumbers ? .number : .text) == .number else { return .texts(name, texts) }
    var numbers: [Double] = []
    for (row, text) in texts.enumerated() {
      guard var text else {
        numbers.append(.nan)
        continue
      }
      let scanned = text.withUTF8 { NumberScanner.scan($0, 0, $0.count) }
      if case .number(let number, _) = scanned {
        numbers.append(number)
        continue
      }
      // Nobody asks for it.
      if !isNeeded { return .texts(name, texts) }
      throw FilePlace(file: rows.file, line: lines[row]).error(
        found: text.quoted, expected: "a \(scanned == .outOfRange ? "finite " : "")number behind the key \(name.quoted)"
      )
    }
    return .numbers(name, numbers)
  }
}
