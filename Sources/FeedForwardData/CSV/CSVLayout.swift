import FeedForward

/// What the beginning of a text says: how fields are told apart, how many there are and what they are called.
struct CSVLayout {
  let dialect: Dialect
  let names: [String]
  /// Where the names come from, for errors about records of another length.
  let firstLine: Int
  let hasHeader: Bool
  /// For each column the decimals of its numbers in the first records, where all have the same number of them; else 0.
  let decimals: [Int]

  private static var mostColumns: Int { 1 << 20 }
  private static var sampleBytes: Int { 1 << 20 }
  private static var sampleRecords: Int { 1000 }
  private static let delimiters = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

  init(_ source: any ByteSource, _ options: TableOptions) throws {
    try source.seek(to: 0)
    let sample = try source.prefix(min(Self.sampleBytes, source.size ?? Self.sampleBytes))
    guard !sample.isEmpty else { throw source.error(line: 1, found: "an empty file", expected: "a table") }
    let memory = MemorySource(sample, name: source.name)
    dialect = Dialect(options, delimiter: options.delimiter ?? Self.delimiter(of: memory, options))
    let records = Self.records(of: memory, dialect)
    hasHeader = options.hasHeader ?? Self.looksLikeHeader(records)
    var reader = try RecordReader(source, dialect)
    guard try reader.next() else {
      throw source.error(line: 1, found: "no record, only blank lines or comments", expected: "a table")
    }
    // A column takes more memory than the comma that makes one.
    guard reader.fields.count <= Self.mostColumns else {
      throw reader.error(
        found: "\(reader.fields.count) columns", expected: "at most \(Self.mostColumns)")
    }
    firstLine = reader.line
    names = hasHeader ? try Self.names(reader) : (1...reader.fields.count).map { "x\($0)" }
    let rows = records.dropFirst(hasHeader ? 1 : 0)
    decimals = names.indices.map { c in Self.decimals(rows.lazy.compactMap { c < $0.count ? $0[c] : nil }) }
  }

  /// The header's names: an empty one becomes `x` and its place.
  private static func names(_ reader: RecordReader) throws -> [String] {
    var columns: [CodePoints: Int] = [:]
    var names: [String] = []
    for (column, field) in reader.fields.enumerated() {
      let bytes = reader.bytes(of: field)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw reader.error(at: column, found: "\(quoted(bytes)), which is not UTF-8", expected: "a name in UTF-8")
      }
      let name = text.isEmpty ? "x\(column + 1)" : text
      if let other = columns.updateValue(column, forKey: CodePoints(name)) {
        throw reader.error(
          at: column, found: "the name “\(name)” a second time, as of column \(other + 1)",
          expected: "another name for each column")
      }
      names.append(name)
    }
    return names
  }

  // MARK: - Guesses

  private static func decimals(_ fields: some Sequence<(text: [UInt8], kind: FieldKind)>) -> Int {
    var decimals: Int?
    for (text, kind) in fields where kind != .missing {
      let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard kind == .number, parts.count == 2, parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
        parts[1].count == decimals ?? parts[1].count
      else { return 0 }
      decimals = parts[1].count
    }
    return decimals ?? 0
  }

  /// The first records; those before the first error, if there is one, and without the last one where
  /// a piece may be missing.
  private static func records(of sample: MemorySource, _ dialect: Dialect) -> [[(text: [UInt8], kind: FieldKind)]] {
    guard var reader = try? RecordReader(sample, dialect) else { return [] }
    var records: [[(text: [UInt8], kind: FieldKind)]] = []
    while records.count < sampleRecords, (try? reader.next()) == true {
      records.append(
        reader.fields.map { field in
          let text = reader.bytes(of: field)
          return (text, FieldKind(text, dialect))
        })
    }
    if (sample.size ?? 0) == sampleBytes, records.count > 1, records.count < sampleRecords { records.removeLast() }
    return records
  }

  /// The delimiter that cuts most records into the same number of fields, more than one; of several,
  /// that with most fields.
  private static func delimiter(of sample: MemorySource, _ options: TableOptions) -> UInt8 {
    var best: (delimiter: UInt8, share: Double, width: Int) = (UInt8(ascii: ","), 0, 1)
    for delimiter in delimiters {
      var widths: [Int: Int] = [:]
      var count = 0
      guard var reader = try? RecordReader(sample, Dialect(options, delimiter: delimiter)) else { continue }
      while count < sampleRecords, (try? reader.next()) == true {
        widths[reader.fields.count, default: 0] += 1
        count += 1
      }
      guard let mode = widths.filter({ $0.key > 1 }).max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else {
        continue
      }
      let share = Double(mode.value) / Double(count)
      if (share, mode.key) > (best.share, best.width) { best = (delimiter, share, mode.key) }
    }
    return best.delimiter
  }

  private static func looksLikeHeader(_ records: [[(text: [UInt8], kind: FieldKind)]]) -> Bool {
    guard let first = records.first else { return true }
    let rest = records.dropFirst()
    let numbers = first.filter { $0.kind == .number }.map(\.text)
    let isPlain = numbers.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
    guard isPlain, Set(numbers).count == numbers.count, numbers.count < first.count else { return false }
    func column(_ c: Int) -> [(text: [UInt8], kind: FieldKind)] { rest.compactMap { c < $0.count ? $0[c] : nil } }
    let standsOverNumbers = first.indices.contains { c in
      let kinds = Set(column(c).map(\.kind)).subtracting([.missing])
      return first[c].kind == .other && kinds == [.number]
    }
    if standsOverNumbers { return true }
    guard numbers.isEmpty else { return false }
    return first.indices.allSatisfy { c in !column(c).contains { $0.text == first[c].text && !$0.text.isEmpty } }
  }
}

/// What a field may be, looked at by itself.
enum FieldKind {
  case number, missing, other

  init(_ text: [UInt8], _ dialect: Dialect) {
    self = text.withUnsafeBufferPointer { bytes in
      if dialect.isMissing(bytes) { return .missing }
      return NumberScanner.scan(bytes, 0, bytes.count) == .noNumber ? .other : .number
    }
  }
}
