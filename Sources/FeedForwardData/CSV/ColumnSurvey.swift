/// What the fields of all records say about the kinds of the columns: the first of two passes.
struct ColumnSurvey {
  /// The field of a column that does not fit.
  private struct Finding {
    let line: Int
    let text: String
  }

  private struct Column {
    var missing = 0
    var others = 0
    var firstOther: Finding?
    var firstOutOfRange: Finding?
  }

  private let layout: CSVLayout
  /// Numbers from here on are infinite as scalars of the table.
  private let limit: Double
  private let hasNumericMarker: Bool
  private var columns: [Column]
  /// A record of numbers.
  private var row: [Double]
  private(set) var count = 0

  init(_ layout: CSVLayout, limit: Double) {
    (self.layout, self.limit) = (layout, limit)
    hasNumericMarker = layout.dialect.hasNumericMarker
    columns = Array(repeating: Column(), count: layout.names.count)
    row = Array(repeating: 0, count: layout.names.count)
  }

  /// Looks at the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws(DataError) -> Bool {
    // Numbers that are read so are finite as scalars of any kind.
    guard let missing = reader.nextNumbers(into: &row) else {
      guard try reader.next() else { return false }
      try add(reader)
      return true
    }
    count += 1
    if missing > 0 {
      for column in row.indices where row[column].isNaN { columns[column].missing += 1 }
    }
    return true
  }

  /// Looks at the record that was read last.
  private mutating func add(_ reader: RecordReader) throws(DataError) {
    try layout.requireWidth(reader)
    count += 1
    reader.withBytes { bytes in
      for (index, field) in reader.fields.enumerated() {
        if case .number(let value) = NumberScanner.scan(bytes, field.start, field.end), value.magnitude < limit,
          !hasNumericMarker
        {
          continue
        }
        note(reader, field, index)
      }
    }
  }

  /// A field that is not simply a number.
  private mutating func note(_ reader: RecordReader, _ field: Field, _ index: Int) {
    let text = reader.bytes(of: field)
    switch FieldKind(text, layout.dialect) {
    case .missing: columns[index].missing += 1
    case .other:
      columns[index].others += 1
      if columns[index].firstOther == nil {
        columns[index].firstOther = Finding(line: reader.line(of: field), text: quoted(text))
      }
    case .number:
      let value = text.withUnsafeBufferPointer { NumberScanner.scan($0, 0, $0.count) }
      if case .number(let value) = value, value.magnitude < limit { return }
      if columns[index].firstOutOfRange == nil {
        columns[index].firstOutOfRange = Finding(line: reader.line(of: field), text: quoted(text))
      }
    }
  }

  /// The kind of each column.
  ///
  /// - Throws: for the field nearest to the beginning that does not fit in its column.
  func kinds(_ options: TableOptions, file: String) throws(DataError) -> [ColumnKind] {
    var worst: FileFormatError?
    func report(_ finding: Finding?, _ column: Int, expected: String) {
      guard let finding, finding.line < worst?.line ?? .max else { return }
      worst = FileFormatError(
        file: file, line: finding.line, column: column + 1, found: finding.text, expected: expected)
    }
    let kinds = columns.indices.map { c in
      let (column, name) = (columns[c], layout.names[c])
      let numbers = count - column.missing - column.others
      let given = options.kinds[name]
      let present = Double(numbers + column.others)
      let areMistakes =
        column.others == 1 && numbers > 1 || Double(column.others) <= options.maximumMistakes * present
      let kind = given ?? (column.others == 0 || areMistakes ? .number : .text)
      guard kind == .number else { return kind }
      let hint = given == nil ? " (or say that the column holds texts)" : ""
      report(column.firstOther, c, expected: "a number in column “\(name)”\(hint)")
      report(column.firstOutOfRange, c, expected: "a finite number in column “\(name)”")
      return kind
    }
    if let worst { throw .format(worst) }
    return kinds
  }
}

extension CSVLayout {
  /// Throws unless a record has as many fields as the first one.
  func requireWidth(_ reader: RecordReader) throws(DataError) {
    guard reader.fields.count != names.count else { return }
    throw reader.error(
      found: "\(reader.fields.count) field\(reader.fields.count == 1 ? "" : "s")",
      expected: "\(names.count), as in line \(firstLine)")
  }
}
