import FeedForward

/// Reads records by the kinds of their columns: the numbers of one record at a time, and the texts of all.
struct RowReader {
  private let parts: [TextPart]
  /// The text that is read, and its layout.
  private var part = 0
  private var layout: CSVLayout
  private let forms: [Table.Form]
  /// By column; nil for texts.
  private let readings: [FieldReading?]
  private let own: [MissingMarkers?]
  private let haveTexts: [Bool]
  /// Whether no number stands for a missing value, and no column has markers of its own.
  private let isSimple: Bool
  private let arePlain: Bool
  /// The numbers of the record that was read last, NaN where missing.
  private(set) var row: [Double]
  private var interners: [TextInterner]
  private var codes: [[Int32]]
  /// By column, texts that were taken for missing.
  private(set) var mistakes: [ColumnMistakes]

  /// - Parameter capacity: the number of records for which memory is taken at once.
  init(_ parts: [TextPart], forms: [Table.Form], capacity: Int) {
    self.parts = parts
    layout = parts[0].layout
    self.forms = forms
    readings = forms.map { FieldReading($0) }
    own = forms.map { $0.spelling.missing.isEmpty ? nil : MissingMarkers($0.spelling.missing) }
    haveTexts = forms.map { $0.kind == .text || $0.isSpelled }
    isSimple = own.allSatisfy { $0 == nil } && !layout.dialect.missing.areNumeric
    arePlain = readings.allSatisfy { $0?.isPlain ?? false } && isSimple
    row = Array(repeating: 0, count: forms.count { $0.kind != .text })
    let texts = forms.count { $0.kind == .text || $0.isSpelled }
    interners = Array(repeating: TextInterner(), count: texts)
    codes = Array(repeating: [], count: texts)
    for text in codes.indices { codes[text].reserveCapacity(capacity) }
    mistakes = Array(repeating: ColumnMistakes(), count: forms.count)
  }

  /// The next records are those of that text.
  mutating func begin(part: Int) { (self.part, layout) = (part, parts[part].layout) }

  /// Reads the next record.
  ///
  /// - Returns: false at the end.
  mutating func readNext(of reader: inout RecordReader) throws -> Bool {
    if codes.isEmpty, arePlain, reader.nextNumbers(into: &row) != nil { return true }
    guard try reader.next() else { return false }
    try read(reader)
    return true
  }

  /// For each column of texts, the different ones and those of all records.
  var texts: [Table.Texts] {
    zip(interners, codes).map { Table.Texts(distinct: $0.texts, codes: $1) }
  }

  /// Reads the fields of the record that was read last.
  private mutating func read(_ reader: RecordReader) throws {
    // Constants, lest all of this value be copied for each field.
    let (layout, readings, own, haveTexts) = (layout, readings, own, haveTexts)
    let (markers, isSimple) = (layout.dialect.missing, isSimple)
    try layout.requireWidth(reader)
    try reader.withBytes { bytes in
      var (number, text) = (0, 0)
      for (index, field) in reader.fields.prefix(readings.count).enumerated() {
        let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
        if haveTexts[index] {
          codes[text].append(try layout.code(reader, raw, field, index, &interners[text]))
          text += 1
        }
        guard let reading = readings[index] else { continue }
        if case .plain = reading, isSimple,
          case .number(let value, _) = NumberScanner.scan(raw, 0, raw.count)
        {
          row[number] = value
        } else if field.isEscaped {
          row[number] = try reader.bytes(of: field).withUnsafeBufferPointer {
            try value($0, reading, markers, own[index], reader, field, index)
          }
        } else {
          row[number] = try value(raw, reading, markers, own[index], reader, field, index)
        }
        number += 1
      }
    }
  }

  /// The number of a field that may be missing, or a mistake.
  private mutating func value(
    _ bytes: UnsafeBufferPointer<UInt8>, _ reading: FieldReading, _ markers: MissingMarkers, _ own: MissingMarkers?,
    _ reader: RecordReader, _ field: Field, _ index: Int
  ) throws -> Double {
    if markers.contain(bytes) || own?.contain(bytes) ?? false { return .nan }
    let result = reading.value(bytes)
    if case .number(let value, _) = result { return markers.contain(value) ? .nan : value }
    guard forms[index].allowsMistakes else {
      let finite = result == .outOfRange ? "a finite number" : reading.expected
      throw reader.error(
        at: index, found: quoted(bytes),
        expected: "\(finite) in column “\(forms[index].name)” (--text reads texts, --missing-values what is missing)")
    }
    mistakes[index].add(bytes, TextLine(part: part, line: reader.line(of: field)))
    return .nan
  }
}

/// Texts of a column of numbers that are taken for missing values.
struct ColumnMistakes {
  private(set) var count = 0
  private var first: (text: String, place: TextLine)?
  /// The different ones, up to some.
  private(set) var texts: [[UInt8]] = []

  private static var mostTexts: Int { 2 * ColumnTally.mostDifferent }

  fileprivate mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ place: TextLine) {
    count += 1
    if first == nil { first = (quoted(bytes), place) }
    addText(bytes)
  }

  private mutating func addText(_ bytes: some Collection<UInt8>) {
    guard texts.count < Self.mostTexts, !texts.contains(where: { $0.elementsEqual(bytes) }) else { return }
    texts.append(Array(bytes))
  }

  /// Adds those of rows that follow.
  mutating func append(_ next: ColumnMistakes) {
    count += next.count
    first = first ?? next.first
    for text in next.texts { addText(text) }
  }

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&count)
    var different = texts.count
    try message.transfer(&different)
    guard different >= 0, different <= Self.mostTexts else { throw message.error }
    texts = (0..<different).map { $0 < texts.count ? texts[$0] : [] }
    for index in texts.indices { try message.transfer(&texts[index]) }
    guard count > 0 else { return first = nil }
    var (text, place) = first ?? ("", .unknown)
    try message.transfer(&text)
    try message.transfer(&place)
    first = (text, place)
  }

  /// A sentence; nil where there are none.
  ///
  /// - Parameter files: the names of the files, where there are several.
  func note(_ form: Table.Form, rows: Int, files: [String]) -> String? {
    guard let first else { return nil }
    let others = texts.prefix(3).dropFirst().map { quoted($0) }
    let list = ([first.text] + others).joined(separator: ", ") + (texts.count > 3 ? ", …" : "")
    let what = form.kind == .date ? "dates" : "numbers"
    return """
      Column “\(form.name)” holds \(what), but in \(count) of \(rows) rows other texts (\(list), the first in \
      \(first.place.words(files))): they are taken for missing (--text reads texts, --missing-values names what is \
      missing).
      """
  }
}

extension CSVLayout {
  /// The number of a text among those of its column; −1 where it is missing.
  fileprivate func code(
    _ reader: RecordReader, _ text: UnsafeBufferPointer<UInt8>, _ field: Field, _ column: Int,
    _ interner: inout TextInterner
  ) throws -> Int32 {
    if dialect.missing.contain(text) { return -1 }
    let isASCII = text.allSatisfy { $0 < 0x80 }
    guard isASCII || String(validating: text, as: UTF8.self) != nil else {
      throw reader.error(at: column, found: "\(quoted(text)), which is not UTF-8", expected: "a text in UTF-8")
    }
    guard field.isEscaped else { return interner.code(of: text) }
    return reader.bytes(of: field).withUnsafeBufferPointer { interner.code(of: $0) }
  }
}
