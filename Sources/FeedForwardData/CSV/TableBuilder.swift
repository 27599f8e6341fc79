import FeedForward

/// Fills a table with the fields of records: the second of two passes.
struct TableBuilder<Scalar: BLASScalar> {
  private let layout: CSVLayout
  private let kinds: [ColumnKind]
  private let limit: Double
  private let hasNumericMarker: Bool
  private let width: Int
  /// One record's numbers, as they are rounded first.
  private var row: [Double]
  private var numbers: [Scalar] = []
  private var interners: [TextInterner]
  private var codes: [[Int32]]
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
    limit = Scalar.firstInfinite
    hasNumericMarker = layout.dialect.hasNumericMarker
    width = kinds.count { $0 == .number }
    let texts = kinds.count - width
    row = Array(repeating: 0, count: width)
    interners = Array(repeating: TextInterner(), count: texts)
    codes = Array(repeating: [], count: texts)
    try requireRoom(
      rows: capacity, bytesPerRow: width * MemoryLayout<Scalar>.stride + texts * MemoryLayout<Int32>.stride,
      maximum: options.maximumBytes, file: file)
    numbers.reserveCapacity(capacity * width)
    for text in codes.indices { codes[text].reserveCapacity(capacity) }
  }

  /// Adds the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws(DataError) -> Bool {
    if codes.isEmpty, reader.nextNumbers(into: &row) != nil {
      endRow(line: reader.line)
      return true
    }
    guard try reader.next() else { return false }
    try add(reader)
    return true
  }

  /// Adds the record that was read last.
  private mutating func add(_ reader: RecordReader) throws(DataError) {
    try layout.requireWidth(reader)
    try reader.withBytes { (bytes) throws(DataError) in
      var (number, text) = (0, 0)
      for (index, field) in reader.fields.enumerated() {
        if kinds[index] == .number {
          row[number] = try self.number(reader, bytes, field, index)
          number += 1
        } else {
          codes[text].append(try code(reader, bytes, field, index, &interners[text]))
          text += 1
        }
      }
    }
    endRow(line: reader.line)
  }

  private mutating func endRow(line: Int) {
    numbers.append(rounding: row)
    if count == 0 { firstLine = line }
    if lines == nil, let firstLine, line != firstLine + count { lines = Array(firstLine..<firstLine + count) }
    lines?.append(line)
    count += 1
  }

  @inline(__always)
  private func number(
    _ reader: RecordReader, _ bytes: UnsafeBufferPointer<UInt8>, _ field: Field, _ column: Int
  ) throws(DataError) -> Double {
    if case .number(let value) = NumberScanner.scan(bytes, field.start, field.end), value.magnitude < limit,
      !hasNumericMarker
    {
      return value
    }
    return try unusualNumber(reader, field, column)
  }

  /// A missing number, or one with a marker like it, or none.
  private func unusualNumber(_ reader: RecordReader, _ field: Field, _ column: Int) throws(DataError) -> Double {
    let text = reader.bytes(of: field)
    let name = layout.names[column]
    switch FieldKind(text, layout.dialect) {
    case .missing: return .nan
    case .other:
      throw reader.error(at: column, found: quoted(text), expected: "a number in column “\(name)”")
    case .number:
      let value = text.withUnsafeBufferPointer { NumberScanner.scan($0, 0, $0.count) }
      if case .number(let value) = value, value.magnitude < limit { return value }
      throw reader.error(at: column, found: quoted(text), expected: "a finite number in column “\(name)”")
    }
  }

  private func code(
    _ reader: RecordReader, _ bytes: UnsafeBufferPointer<UInt8>, _ field: Field, _ column: Int,
    _ interner: inout TextInterner
  ) throws(DataError) -> Int32 {
    let text = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
    if layout.dialect.isMissing(text) { return -1 }
    let isASCII = text.allSatisfy { $0 < 0x80 }
    guard isASCII || String(validating: text, as: UTF8.self) != nil else {
      throw reader.error(at: column, found: "\(quoted(text)), which is not UTF-8", expected: "a text in UTF-8")
    }
    guard field.hasDoubledQuotes else { return interner.code(of: text) }
    return reader.bytes(of: field).withUnsafeBufferPointer { interner.code(of: $0) }
  }

  /// The table of all that was added.
  consuming func table(named name: String) -> Table<Scalar> {
    let texts = zip(interners, codes).map { Table<Scalar>.Texts(distinct: $0.texts, codes: $1) }
    return Table(
      name: name, columns: zip(layout.names, kinds).map { (name: $0, kind: $1) }, count: count, numbers: numbers,
      texts: texts, lines: lines, firstLine: lines == nil ? firstLine : nil)
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
