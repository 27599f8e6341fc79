import FeedForward

/// What the beginning of a text says: how fields are told apart, how many there are and what they are called.
struct CSVLayout {
  let dialect: Dialect
  let names: [String]
  /// Fields of the first record.
  let width: Int
  /// Whether that has a text over numbers.
  let standsOverNumbers: Bool
  /// Where the names come from, for errors about records of another length.
  let firstLine: Int
  let hasHeader: Bool
  /// Lines before the first record.
  let skippedLines: Int
  /// Whether the record after the names holds units.
  let hasUnits: Bool
  /// Whether the first column has no name and names the rows.
  let hasRowNames: Bool
  /// Whether the first column has no name.
  let isFirstUnnamed: Bool
  /// How many rows there are before a footer whose length is given; nil for all but records of one text at the end.
  private(set) var rowsBeforeFooter: Int?
  /// Whether some number of the first records has a point; looked for where a semicolon separates fields.
  let hasDecimalPoints: Bool
  /// For each column the decimals of its numbers in the first records, where all have the same number of them; else 0.
  let decimals: [Int]
  /// What was decided that is not the usual, a sentence each.
  let notes: [String]

  private static var mostColumns: Int { 1 << 20 }
  private static var sampleBytes: Int { 1 << 20 }

  /// - Parameter given: the names of the columns, where the text has none.
  init(_ source: any ByteSource, _ options: TableOptions, names given: [String]? = nil) throws {
    try source.seek(to: 0)
    let sample = try source.prefix(min(Self.sampleBytes, source.size ?? Self.sampleBytes))
    guard !sample.isEmpty else { throw source.error(line: 1, found: "an empty file", expected: "a table") }
    let guess = LayoutGuess(
      MemorySource(sample, name: source.name), isCut: sample.count == Self.sampleBytes, options)
    (dialect, skippedLines) = (guess.dialect, guess.skippedLines)
    var notes = guess.notes
    let records = guess.records
    let header = HeaderGuess(records)
    standsOverNumbers = header.standsOverNumbers
    hasHeader = given == nil && options.hasHeader ?? header.areNames
    var reader = try RecordReader(source, dialect, skipping: skippedLines)
    guard try reader.next() else {
      throw source.error(line: 1, found: "no record, only blank lines or comments", expected: "a table")
    }
    // A column takes more memory than the comma that makes one.
    guard reader.fields.count <= Self.mostColumns else {
      throw reader.error(
        found: "\(reader.fields.count) columns", expected: "at most \(Self.mostColumns)")
    }
    firstLine = reader.line
    let rows = records.dropFirst(hasHeader ? 1 : 0)
    width = reader.fields.count
    let width = width
    let isShort = hasHeader && !rows.isEmpty && rows.allSatisfy { $0.width == width + 1 }
    // A delimiter at the end of each row makes no column.
    hasRowNames = isShort && !rows.allSatisfy { $0.cells[width].text.isEmpty }
    var found = hasHeader ? try Self.names(reader) : []
    isFirstUnnamed = found.first.map { $0 == nil } ?? false
    if hasHeader {
      if hasRowNames {
        found.insert("row", at: 0)
        notes.append("The names are one less than the columns: the first column is taken for names of rows.")
      }
      names = Self.different(found, &notes)
    } else {
      names = given ?? (1...width).map { "x\($0)" }
    }
    hasUnits = hasHeader && options.skippedLines == nil && Self.areUnits(Array(rows))
    if hasUnits {
      notes.append("Line \(rows.first?.line ?? 0) is taken for units and passed over (--skip-lines 0 keeps it).")
    }
    let data = Array(rows.dropFirst(hasUnits ? 1 : 0))
    hasDecimalPoints =
      dialect.delimiter == UInt8(ascii: ";")
      && data.contains { $0.cells.contains { $0.kind == .number && $0.text.contains(UInt8(ascii: ".")) } }
    decimals = names.indices.map { Self.decimals(data.column($0)) }
    self.notes = notes
    if let footer = options.skippedFooter { rowsBeforeFooter = try countRows(of: source, before: footer) }
  }

  /// - Throws: where a footer of so many records leaves no row.
  private func countRows(of source: any ByteSource, before footer: Int) throws -> Int {
    if footer == 0 { return .max }
    var reader = try records(source)
    var count = 0
    while try reader.next() { count += 1 }
    guard footer < count else {
      throw reader.error(found: "\(count) rows", expected: "more than the \(footer) of the footer")
    }
    return count - footer
  }

  /// The header's names; nil for an empty one.
  private static func names(_ reader: RecordReader) throws -> [String?] {
    try reader.fields.enumerated().map { column, field in
      let bytes = reader.bytes(of: field)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw reader.error(at: column, found: "\(quoted(bytes)), which is not UTF-8", expected: "a name in UTF-8")
      }
      return text.isEmpty ? nil : text
    }
  }

  /// Each name once: the second `a` becomes `a.1`, as in pandas; an empty one becomes `x` and its place.
  private static func different(_ names: [String?], _ notes: inout [String]) -> [String] {
    var taken = Set(names.compactMap { $0.map { CodePoints($0) } })
    var seen = Set<CodePoints>()
    var renamed: [(old: String, new: String)] = []
    func free(_ name: String) -> String {
      var count = 1
      while !taken.insert(CodePoints("\(name).\(count)")).inserted { count += 1 }
      return "\(name).\(count)"
    }
    let different = names.enumerated().map { place, name in
      guard let name else {
        let name = "x\(place + 1)"
        return taken.insert(CodePoints(name)).inserted ? name : free(name)
      }
      if seen.insert(CodePoints(name)).inserted { return name }
      renamed.append((name, free(name)))
      return renamed[renamed.count - 1].new
    }
    guard !renamed.isEmpty else { return different }
    let most = 3
    let list = renamed.prefix(most).map { "“\($0.old)” becomes “\($0.new)”" }.joined(separator: ", ")
    let more = renamed.count > most ? ", and \(renamed.count - most) more" : ""
    notes.append("\(renamed.count) name\(renamed.count == 1 ? " is" : "s are") there before: \(list)\(more).")
    return different
  }

  // MARK: - Guesses

  private static func decimals(_ cells: [SampleRecord.Cell]) -> Int {
    var decimals: Int?
    for cell in cells where cell.kind != .missing {
      let parts = cell.text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard cell.kind == .number, parts.count == 2, parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
        parts[1].count == decimals ?? parts[1].count
      else { return 0 }
      decimals = parts[1].count
    }
    return decimals ?? 0
  }

  /// Whether the first row has texts only, some of them over numbers.
  private static func areUnits(_ rows: [SampleRecord]) -> Bool {
    guard let first = rows.first, rows.count > 3 else { return false }
    guard first.cells.allSatisfy({ $0.kind == .other || $0.kind == .missing }) else { return false }
    let rest = Array(rows.dropFirst())
    return first.cells.indices.count { first.cells[$0].kind == .other && rest.areNumbers($0) } >= 2
  }
}

extension CSVLayout {
  /// The records after the names.
  func records(_ source: any ByteSource) throws -> RecordReader {
    var reader = try RecordReader(source, dialect, skipping: skippedLines)
    if hasHeader { _ = try reader.next() }
    if hasUnits { _ = try reader.next() }
    return reader
  }
}
