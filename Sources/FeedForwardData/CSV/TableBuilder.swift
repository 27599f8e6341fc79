import FeedForward

/// Fills a table with the fields of records: the second of two passes.
struct TableBuilder<Scalar: BLASScalar> {
  private let layout: CSVLayout
  private let kinds: [ColumnKind]
  private var fields: RowReader
  private var numbers: [Scalar] = []
  private var lines: [Int]?
  private var firstLine: Int?
  private(set) var count = 0

  /// A table of at most `capacity` rows.
  ///
  /// - Throws: if it would need more than `maximumBytes`.
  init(
    _ layout: CSVLayout, kinds: [ColumnKind], capacity: Int, options: TableOptions, file: String
  ) throws(DataError) {
    (self.layout, self.kinds) = (layout, kinds)
    let width = kinds.count { $0 == .number }
    try requireRoom(
      rows: capacity,
      bytesPerRow: width * MemoryLayout<Scalar>.stride + (kinds.count - width) * MemoryLayout<Int32>.stride,
      maximum: options.maximumBytes, file: file)
    fields = RowReader(layout, kinds: kinds, limit: Scalar.firstInfinite, capacity: capacity)
    numbers.reserveCapacity(capacity * width)
  }

  /// Adds the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws(DataError) -> Bool {
    guard try fields.readNext(of: &reader) else { return false }
    numbers.append(rounding: fields.row)
    let line = reader.line
    if count == 0 { firstLine = line }
    if lines == nil, let firstLine, line != firstLine + count { lines = Array(firstLine..<firstLine + count) }
    lines?.append(line)
    count += 1
    return true
  }

  /// The table of all that was added.
  consuming func table(named name: String) -> Table<Scalar> {
    Table(
      name: name, columns: zip(layout.names, kinds).map { (name: $0, kind: $1) }, count: count, numbers: numbers,
      texts: fields.texts.map { Table<Scalar>.Texts(distinct: $0.distinct, codes: $0.codes) }, lines: lines,
      firstLine: lines == nil ? firstLine : nil)
  }
}

/// Throws if rows would need more memory than may be taken.
func requireRoom(rows: Int, bytesPerRow: Int, maximum: Int, file: String) throws(DataError) {
  let (bytes, overflow) = rows.multipliedReportingOverflow(by: max(1, bytesPerRow))
  guard !overflow, bytes <= maximum else {
    throw .format(
      FileFormatError(
        file: file, found: "a table of \(rows) rows of \(bytesPerRow) bytes",
        expected: "at most \(maximum) bytes, as the options allow"))
  }
  do throws(FeedForwardError) { try requireMemory(for: bytes, of: UInt8.self) } catch { throw .engine(error) }
}

extension BLASScalar {
  /// The least `Double` that rounds to an infinity: half a unit in the last place beyond the greatest number.
  static var firstInfinite: Double {
    let greatest = Double(greatestFiniteMagnitude)
    return greatest == Double.greatestFiniteMagnitude ? .infinity : greatest + Double(greatestFiniteMagnitude.ulp) / 2
  }
}

extension Array where Element: BLASScalar {
  /// Appends numbers, each rounded to the nearest.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func append(rounding row: [Double]) {
    append(contentsOf: row.lazy.map { Element($0) })
  }
}
