import FeedForward

/// Reads records by the kinds of their columns: the numbers of one record at a time, and the texts of all.
struct RowReader {
  private let layout: CSVLayout
  private let forms: [Table.Form]
  private let hasNumericMarker: Bool
  /// The numbers of the record that was read last, NaN where missing.
  private(set) var row: [Double]
  private var interners: [TextInterner]
  private var codes: [[Int32]]

  /// - Parameter capacity: the number of records for which memory is taken at once.
  init(_ layout: CSVLayout, forms: [Table.Form], capacity: Int) {
    self.layout = layout
    self.forms = forms
    hasNumericMarker = layout.dialect.hasNumericMarker
    row = Array(repeating: 0, count: forms.count { $0.kind == .number })
    let texts = forms.count { $0.kind == .text || $0.isSpelled }
    interners = Array(repeating: TextInterner(), count: texts)
    codes = Array(repeating: [], count: texts)
    for text in codes.indices { codes[text].reserveCapacity(capacity) }
  }

  /// Reads the next record.
  ///
  /// - Returns: false at the end.
  mutating func readNext(of reader: inout RecordReader) throws -> Bool {
    if codes.isEmpty, reader.nextNumbers(into: &row) != nil { return true }
    guard try reader.next() else { return false }
    try read(reader)
    return true
  }

  /// For each column of texts, the different ones and those of all records.
  var texts: [(distinct: [String], codes: [Int32])] {
    Array(zip(interners, codes)).map { (distinct: $0.texts, codes: $1) }
  }

  /// Reads the fields of the record that was read last.
  private mutating func read(_ reader: RecordReader) throws {
    // Constants, lest all of this value be copied for each field.
    let (layout, forms, hasNumericMarker) = (layout, forms, hasNumericMarker)
    try layout.requireWidth(reader)
    try reader.withBytes { bytes in
      var (number, text) = (0, 0)
      for (index, field) in reader.fields.enumerated() {
        if forms[index].kind == .text || forms[index].isSpelled {
          codes[text].append(try layout.code(reader, bytes, field, index, &interners[text]))
          text += 1
          if forms[index].kind == .text { continue }
        }
        if case .number(let value, _) = NumberScanner.scan(bytes, field.start, field.end), !hasNumericMarker {
          row[number] = value
        } else {
          row[number] = try layout.unusualNumber(reader, field, index)
        }
        number += 1
      }
    }
  }
}

extension CSVLayout {
  /// A missing number, or one with a marker like it, or none.
  fileprivate func unusualNumber(
    _ reader: RecordReader, _ field: Field, _ column: Int
  ) throws -> Double {
    let text = reader.bytes(of: field)
    let name = names[column]
    switch FieldKind(text, dialect) {
    case .missing: return .nan
    case .other:
      throw reader.error(at: column, found: quoted(text), expected: "a number in column “\(name)”")
    case .number:
      let value = text.withUnsafeBufferPointer { NumberScanner.scan($0, 0, $0.count) }
      if case .number(let value, _) = value { return value }
      throw reader.error(at: column, found: quoted(text), expected: "a finite number in column “\(name)”")
    }
  }

  /// The number of a text among those of its column; −1 where it is missing.
  fileprivate func code(
    _ reader: RecordReader, _ bytes: UnsafeBufferPointer<UInt8>, _ field: Field, _ column: Int,
    _ interner: inout TextInterner
  ) throws -> Int32 {
    let text = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
    if dialect.isMissing(text) { return -1 }
    let isASCII = text.allSatisfy { $0 < 0x80 }
    guard isASCII || String(validating: text, as: UTF8.self) != nil else {
      throw reader.error(at: column, found: "\(quoted(text)), which is not UTF-8", expected: "a text in UTF-8")
    }
    guard field.hasDoubledQuotes else { return interner.code(of: text) }
    return reader.bytes(of: field).withUnsafeBufferPointer { interner.code(of: $0) }
  }
}
