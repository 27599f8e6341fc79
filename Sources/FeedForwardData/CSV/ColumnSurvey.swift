/// What the fields of all records say about the columns: the first of two passes.
struct ColumnSurvey {
  private let layout: CSVLayout
  private let byComma: Bool
  private(set) var columns: [ColumnTally]
  private(set) var count = 0
  /// A record of numbers, how many there were, and their missing fields by column.
  private var row: [Double]
  private var numberRecords = 0
  private var missing: [Int]
  /// Columns of which numbers are looked at.
  private var watched: [Int]
  /// Records at the end with one text, where others have more; a number is rather a record that was cut off.
  private var footer = (count: 0, line: 0)

  /// - Parameter byComma: whether numbers with a point are looked at as if that stood between groups.
  init(_ layout: CSVLayout, byComma: Bool) {
    self.layout = layout
    self.byComma = byComma
    columns = Array(repeating: ColumnTally(), count: layout.names.count)
    row = Array(repeating: 0, count: layout.names.count)
    missing = Array(repeating: 0, count: layout.names.count)
    watched = Array(columns.indices)
  }

  /// Looks at all records.
  ///
  /// - Throws: for a record of another length.
  mutating func read(_ reader: inout RecordReader) throws {
    while count < layout.rowsBeforeFooter ?? .max, try addNext(of: &reader) {}
    for column in columns.indices {
      columns[column].add(plain: numberRecords - missing[column], missing: missing[column])
    }
  }

  /// What is said of records at the end that are passed over.
  var note: String? {
    guard footer.count > 0 else { return nil }
    return footer.count == 1
      ? "Line \(footer.line) has one field and is taken for a footer (--skip-footer 0 refuses it)."
      : "The last \(footer.count) lines have one field and are taken for a footer (--skip-footer 0 refuses them)."
  }

  /// - Returns: false at the end.
  private mutating func addNext(of reader: inout RecordReader) throws -> Bool {
    guard !byComma, let empty = reader.nextNumbers(into: &row) else {
      guard try reader.next() else { return false }
      try add(reader)
      return true
    }
    try endFooter(reader)
    (count, numberRecords) = (count + 1, numberRecords + 1)
    if empty > 0 {
      for column in row.indices where row[column].isNaN { missing[column] += 1 }
    }
    if !watched.isEmpty {
      for column in watched where !row[column].isNaN { columns[column].watch(row[column]) }
      watched.removeAll { !columns[$0].isWatched }
    }
    return true
  }

  private mutating func add(_ reader: RecordReader) throws {
    if reader.fields.count == 1, layout.names.count > 1, layout.rowsBeforeFooter == nil, count > 0,
      footer.count < LayoutGuess.longestFooter, FieldKind(reader.bytes(of: reader.fields[0]), layout.dialect) == .other
    {
      if footer.count == 0 { footer.line = reader.line }
      footer.count += 1
      return
    }
    try endFooter(reader)
    try layout.requireWidth(reader)
    count += 1
    let (markers, byComma) = (layout.dialect.missing, byComma)
    reader.withBytes { bytes in
      for (index, field) in reader.fields.prefix(columns.count).enumerated() {
        let isFirst =
          field.isEscaped
          ? reader.bytes(of: field).withUnsafeBufferPointer { columns[index].add($0, markers, byComma: byComma) }
          : columns[index].add(
            UnsafeBufferPointer(rebasing: bytes[field.start..<field.end]), markers, byComma: byComma)
        if isFirst { columns[index].note(line: reader.line(of: field)) }
      }
    }
  }

  /// A record after some of one field: they were no footer.
  private func endFooter(_ reader: RecordReader) throws {
    guard footer.count > 0 else { return }
    throw reader.source.error(line: footer.line, found: "1 field", expected: layout.expectedWidth)
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
