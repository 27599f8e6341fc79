import FeedForward

/// Fills a table with the fields of records: the second of two passes.
struct TableBuilder {
  private let forms: [Table.Form]
  private var fields: RowReader
  private var numbers: NumberPacker
  private var lines: [Int]?
  private var firstLine: Int?
  private(set) var count = 0

  /// A table of at most `capacity` rows.
  ///
  /// - Throws: if it would need more than `maximumBytes`.
  init(
    _ layout: CSVLayout, forms: [Table.Form], capacity: Int, options: TableOptions, file: String
  ) throws {
    self.forms = forms
    let width = forms.count { $0.kind != .text }
    let texts = forms.count { $0.kind == .text || $0.isSpelled }
    try requireRoom(
      rows: capacity,
      bytesPerRow: width * MemoryLayout<Double>.stride + texts * MemoryLayout<Int32>.stride,
      maximum: options.maximumBytes, file: file)
    fields = RowReader(layout, forms: forms, capacity: capacity)
    numbers = NumberPacker(width: width, capacity: capacity)
  }

  /// Adds the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws -> Bool {
    guard try fields.readNext(of: &reader) else { return false }
    numbers.append(fields.row)
    let line = reader.line
    if count == 0 { firstLine = line }
    if lines == nil, let firstLine, line != firstLine + count { lines = Array(firstLine..<firstLine + count) }
    lines?.append(line)
    count += 1
    return true
  }

  /// The table of all that was added.
  ///
  /// - Parameter missing: the texts that stood for a missing value.
  consuming func table(named name: String, missing: [String]) -> Table {
    var (forms, notes) = (forms, [String]())
    for (column, mistakes) in fields.mistakes.enumerated() where mistakes.count > 0 {
      if let note = mistakes.note(forms[column], rows: count) { notes.append(note) }
      forms[column].spelling.missing += mistakes.texts.map { String(decoding: $0, as: UTF8.self) }
    }
    var table = Table(
      name: name, columns: forms, count: count, numbers: numbers.finish(),
      texts: fields.texts.map { Table.Texts(distinct: $0.distinct, codes: $0.codes) }, lines: lines,
      firstLine: lines == nil ? firstLine : nil)
    (table.notes, table.missing) = (notes, missing)
    return table
  }
}

/// Throws if rows would need more memory than may be taken.
func requireRoom(rows: Int, bytesPerRow: Int, maximum: Int, file: String) throws {
  let (bytes, overflow) = rows.multipliedReportingOverflow(by: max(1, bytesPerRow))
  guard !overflow, bytes <= maximum else {
    throw FilePlace(file: file).error(
      found: "a table of \(rows) rows of \(bytesPerRow) bytes",
      expected: "at most \(maximum) bytes, as the options allow")
  }
  try requireMemory(for: bytes, of: UInt8.self)
}
