import FeedForward

/// What the fields of all records say about the columns: the first of two passes.
struct ColumnSurvey {
  private let parts: [TextPart]
  private let byComma: Bool
  private(set) var columns: [ColumnTally]
  /// Rows of each text.
  private(set) var rows: [Int]
  /// A record of numbers, how many there were, and their missing fields by column.
  private var row: [Double]
  private var numberRecords = 0
  private var missing: [Int]
  /// Columns of which numbers are looked at.
  private var watched: [Int]
  /// Of each text, records at the end with one field, where others have more; a number is rather a record that was cut
  /// off.
  private var footers: [Footer]
  /// Whether rows may stand before the first record that is read.
  private var beginsAnywhere = false

  private struct Footer: BitwiseCopyable {
    var count = 0
    var line = 0
  }

  /// - Parameter byComma: whether numbers with a point are looked at as if that stood between groups.
  init(_ parts: [TextPart], byComma: Bool) {
    self.parts = parts
    self.byComma = byComma
    let width = parts[0].layout.names.count
    columns = Array(repeating: ColumnTally(), count: width)
    row = Array(repeating: 0, count: width)
    missing = Array(repeating: 0, count: width)
    watched = Array(columns.indices)
    rows = Array(repeating: 0, count: parts.count)
    footers = Array(repeating: Footer(), count: parts.count)
  }

  /// All rows.
  var count: Int { rows.reduce(0, +) }

  /// Looks at all records of a text, or at those up to the reader's limit.
  ///
  /// - Throws: for a record of another length.
  mutating func read(_ reader: inout RecordReader, part: Int) throws {
    let layout = parts[part].layout
    while rows[part] < layout.rowsBeforeFooter ?? .max, try addNext(of: &reader, part, layout) {}
  }

  /// Ends the pass.
  mutating func finish() {
    for column in columns.indices {
      columns[column].add(plain: numberRecords - missing[column], missing: missing[column])
    }
  }

  /// What is said of records at the end that are passed over.
  var notes: [String] {
    let files = parts.fileNames
    return zip(parts.indices, footers).compactMap { part, footer in
      guard footer.count > 0 else { return nil }
      let (count, file) = (footer.count, files.isEmpty ? "" : " of \(files[part])")
      return count == 1
        ? "Line \(footer.line)\(file) has one field and is taken for a footer (--skip-footer 0 refuses it)."
        : "The last \(count) lines\(file) have one field and are taken for a footer (--skip-footer 0 refuses them)."
    }
  }

  /// - Returns: false at the end.
  private mutating func addNext(of reader: inout RecordReader, _ part: Int, _ layout: CSVLayout) throws -> Bool {
    guard !byComma, let empty = reader.nextNumbers(into: &row) else {
      guard try reader.next() else { return false }
      try add(reader, part, layout)
      return true
    }
    try requireNoFooter(part)
    rows[part] += 1
    numberRecords += 1
    if empty > 0 {
      for column in row.indices where row[column].isNaN { missing[column] += 1 }
    }
    if !watched.isEmpty {
      for column in watched where !row[column].isNaN { columns[column].watch(row[column]) }
      watched.removeAll { !columns[$0].isWatched }
    }
    return true
  }

  private mutating func add(_ reader: RecordReader, _ part: Int, _ layout: CSVLayout) throws {
    if reader.fields.count == 1, columns.count > 1, layout.rowsBeforeFooter == nil,
      rows[part] > 0 || beginsAnywhere, footers[part].count < LayoutGuess.longestFooter,
      FieldKind(reader.bytes(of: reader.fields[0]), layout.dialect) == .other
    {
      if footers[part].count == 0 { footers[part].line = reader.line }
      footers[part].count += 1
      return
    }
    try requireNoFooter(part)
    try layout.requireWidth(reader)
    rows[part] += 1
    let (markers, byComma) = (layout.dialect.missing, byComma)
    reader.withBytes { bytes in
      for (index, field) in reader.fields.prefix(columns.count).enumerated() {
        let isFirst =
          field.isEscaped
          ? reader.bytes(of: field).withUnsafeBufferPointer { columns[index].add($0, markers, byComma: byComma) }
          : columns[index].add(
            UnsafeBufferPointer(rebasing: bytes[field.start..<field.end]), markers, byComma: byComma)
        if isFirst { columns[index].note(TextLine(part: part, line: reader.line(of: field))) }
      }
    }
  }

  /// A record after some of one field: they were no footer.
  private func requireNoFooter(_ part: Int) throws {
    guard footers[part].count > 0 else { return }
    throw parts[part].source.error(
      line: footers[part].line, found: "1 field", expected: parts[part].layout.expectedWidth)
  }
}

extension [TextPart] {
  /// The names of several files; none where there is one only.
  var fileNames: [String] { count > 1 ? map(\.source.name) : [] }
}

// MARK: - Shares

extension ColumnSurvey {
  /// Says before the first record that it need not be that of a text.
  mutating func beginAnywhere() {
    beginsAnywhere = true
    for column in columns.indices { columns[column].beginAnywhere() }
  }

  /// Adds what a share has that begins where this one ends.
  ///
  /// - Returns: whether that says as much as if both had been read as one.
  /// - Throws: where a footer of this one is none.
  mutating func merge(_ next: ColumnSurvey) throws -> Bool {
    for part in parts.indices {
      if footers[part].count > 0, next.rows[part] > 0 { try requireNoFooter(part) }
      if footers[part].count == 0 { footers[part].line = next.footers[part].line }
      footers[part].count += next.footers[part].count
      rows[part] += next.rows[part]
      if footers[part].count > LayoutGuess.longestFooter { try requireNoFooter(part) }
    }
    var isExact = true
    for column in columns.indices { isExact = columns[column].merge(next.columns[column]) && isExact }
    return isExact
  }

  /// Counts lines of a text from its beginning, of which so many were not seen.
  mutating func shiftLines(by lines: Int, part: Int) {
    footers[part].line += lines
    for column in columns.indices { columns[column].shiftLines(by: lines, part: part) }
  }

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&rows)
    try message.transfer(&footers)
    guard rows.count == parts.count, footers.count == parts.count else { throw message.error }
    for column in columns.indices { try columns[column].transfer(&message) }
  }
}

extension ColumnTally {
  /// - Returns: whether its line is to be noted.
  @inline(__always)
  fileprivate mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, _ markers: MissingMarkers, byComma: Bool
  ) -> Bool {
    guard markers.contain(text) else { return add(text, byComma: byComma) }
    addMissing()
    return false
  }
}

extension CSVLayout {
  /// Throws unless a record has as many fields as the first one, empty ones at its end left out.
  func requireWidth(_ reader: RecordReader) throws {
    guard reader.fields.count != names.count else { return }
    let more = reader.fields.dropFirst(names.count)
    if !more.isEmpty, more.allSatisfy({ $0.start == $0.end && !$0.isQuoted }) { return }
    throw reader.error(
      found: "\(reader.fields.count) field\(reader.fields.count == 1 ? "" : "s")", expected: expectedWidth)
  }

  var expectedWidth: String {
    "\(names.count), as in line \(firstLine) (--skip-lines and --skip-footer leave out lines above and below a table, "
      + "--comment those with a mark, --delimiter says what separates fields)"
  }
}
