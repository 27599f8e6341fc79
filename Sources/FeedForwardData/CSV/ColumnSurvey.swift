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
    /// Whether a number is spelled as only a text is: `007`.
    var hasCodes = false
    /// Whether a whole number is told from its neighbours by its text only.
    var hasLongWholes = false
    var firstOther: Finding?
    var firstOutOfRange: Finding?
  }

  private let layout: CSVLayout
  private let hasNumericMarker: Bool
  private var columns: [Column]
  /// A record of numbers.
  private var row: [Double]
  private(set) var count = 0

  init(_ layout: CSVLayout) {
    self.layout = layout
    hasNumericMarker = layout.dialect.hasNumericMarker
    columns = Array(repeating: Column(), count: layout.names.count)
    row = Array(repeating: 0, count: layout.names.count)
  }

  /// Looks at the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws -> Bool {
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
  private mutating func add(_ reader: RecordReader) throws {
    try layout.requireWidth(reader)
    count += 1
    reader.withBytes { bytes in
      for (index, field) in reader.fields.enumerated() {
        let number = NumberScanner.scan(bytes, field.start, field.end)
        if case .number(let value, let isCode) = number, !hasNumericMarker {
          spell(UnsafeBufferPointer(rebasing: bytes[field.start..<field.end]), value, isCode: isCode, index)
        } else {
          note(reader, field, index)
        }
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
      let number = text.withUnsafeBufferPointer { NumberScanner.scan($0, 0, $0.count) }
      if case .number(let value, let isCode) = number {
        text.withUnsafeBufferPointer { spell($0, value, isCode: isCode, index) }
        return
      }
      if columns[index].firstOutOfRange == nil {
        columns[index].firstOutOfRange = Finding(line: reader.line(of: field), text: quoted(text))
      }
    }
  }

  /// Notes whether the text of a number says more than its value.
  private mutating func spell(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Double, isCode: Bool, _ index: Int) {
    if isCode { columns[index].hasCodes = true }
    if NumberName.isLongWhole(bytes, value) { columns[index].hasLongWholes = true }
  }

  /// Name and kind of each column.
  ///
  /// - Throws: for the field nearest to the beginning that does not fit in its column.
  func forms(_ options: TableOptions, file: String) throws -> [Table.Form] {
    var worst: DataError?
    func report(_ finding: Finding?, _ column: Int, expected: String) {
      guard let finding, finding.line < worst?.place.line ?? .max else { return }
      worst = FilePlace(file: file, line: finding.line, column: column + 1).error(
        found: finding.text, expected: expected)
    }
    let needed = options.needed.areNeeded(layout.names)
    let forms = columns.indices.map { c in
      let (column, name) = (columns[c], layout.names[c])
      let numbers = count - column.missing - column.others
      let isNeeded = needed[c]
      let given = isNeeded ? options.kinds[name] : nil
      let present = Double(numbers + column.others)
      let areMistakes =
        isNeeded && (column.others == 1 && numbers > 1 || Double(column.others) <= options.maximumMistakes * present)
      // Nobody asks for a number that is none.
      let isLeft = !isNeeded && column.firstOutOfRange != nil
      let kind = given ?? (!column.hasCodes && !isLeft && (column.others == 0 || areMistakes) ? .number : .text)
      var form = Table.Form(name, kind)
      guard kind == .number else { return form }
      (form.decimals, form.isSpelled) = (layout.decimals[c], column.hasLongWholes)
      let hint = given == nil ? " (or say that the column holds texts)" : ""
      report(column.firstOther, c, expected: "a number in column “\(name)”\(hint)")
      report(column.firstOutOfRange, c, expected: "a finite number in column “\(name)”")
      return form
    }
    if let worst { throw worst }
    return forms
  }
}

extension CSVLayout {
  /// Throws unless a record has as many fields as the first one.
  func requireWidth(_ reader: RecordReader) throws {
    guard reader.fields.count != names.count else { return }
    throw reader.error(
      found: "\(reader.fields.count) field\(reader.fields.count == 1 ? "" : "s")",
      expected: "\(names.count), as in line \(firstLine)")
  }
}
