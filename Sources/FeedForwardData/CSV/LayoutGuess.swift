/// Where the table begins in a text, and what separates its fields, by its first records.
struct LayoutGuess {
  private(set) var dialect: Dialect
  /// Lines above the table.
  private(set) var skippedLines = 0
  /// What was decided that is not the usual, a sentence each.
  private(set) var notes: [String] = []
  /// The records of the sample from there on.
  private(set) var records: ArraySlice<SampleRecord> = []

  private static var mostRecords: Int { 1000 }
  /// More lines above a table are not guessed.
  private static var longestTitle: Int { 50 }
  /// Nor are more records of one text below it.
  static var longestFooter: Int { 10 }
  /// What is likelier stands first: a comma is found within fields more often than the others.
  private static let delimiters = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ","), 0x20]

  /// - Parameters:
  ///   - sample: the beginning of a text.
  ///   - isCut: whether the text goes on after it.
  init(_ sample: MemorySource, isCut: Bool, _ options: TableOptions) {
    var options = options
    if options.delimiter == nil, options.skippedLines == nil, let delimiter = Self.said(by: sample) {
      (options.delimiter, options.skippedLines) = (delimiter, 1)
    }
    if options.comment == nil, options.skippedLines == nil, let mark = Self.comment(sample, options) {
      options.comment = mark
      notes.append(
        "Lines that begin with \(String(decoding: [mark], as: UTF8.self)) are passed over (--skip-lines 0 keeps them).")
    }
    dialect = Dialect(options, delimiter: options.delimiter ?? UInt8(ascii: ","))
    var best: Cut?
    for delimiter in options.delimiter.map({ [$0] }) ?? Self.delimiters {
      let dialect = Dialect(options, delimiter: delimiter)
      let cut = Cut(Self.fields(of: sample, dialect, skipping: options.skippedLines ?? 0, isCut: isCut), dialect)
      if best.map({ cut.isBetter(than: $0) }) ?? true { best = cut }
    }
    guard let best else { return }
    skippedLines = options.skippedLines ?? 0
    if best.width > 1 || options.delimiter != nil {
      (dialect, records) = (best.dialect, best.records[...])
    } else {
      // Nothing separates anything: a table of one column, which by default has no commas.
      records = Self.fields(of: sample, dialect, skipping: skippedLines, isCut: isCut)[...]
    }
    if options.skippedLines == nil { skipTitle(best) }
  }

  // MARK: - Above the table

  private mutating func skipTitle(_ cut: Cut) {
    guard cut.width > 1, cut.share >= 0.9, cut.start <= Self.longestTitle, records.count > cut.start + 1 else { return }
    // What is nearly as wide may be names that do not fit.
    let isNarrow = records[..<cut.start].allSatisfy { 2 * $0.width <= cut.width + 1 || $0.width == cut.width - 1 }
    var start = isNarrow ? cut.start : 0
    // Names of rows have no name: the record above may be the names of the other columns.
    if start > 0, records[start - 1].width == cut.width - 1, !HeaderGuess(records[start...]).areNames { start -= 1 }
    // Headings of groups of columns, with names below them.
    while start + 2 < records.count, records[start].isHeading(of: records[start + 1]),
      HeaderGuess(records[(start + 1)...]).areNames
    {
      start += 1
    }
    guard start > 0 else { return }
    skippedLines = records[start].line - 1
    records = records[start...]
    let isOne = skippedLines == 1
    notes.append(
      "\(isOne ? "The first line stands" : "\(skippedLines) lines stand") above the table and \(isOne ? "is" : "are") "
        + "passed over (--skip-lines 0 keeps \(isOne ? "it" : "them")).")
  }

  /// The delimiter of a first line such as `sep=;`, which spreadsheets write.
  private static func said(by sample: MemorySource) -> UInt8? {
    sample.seek(to: 0)
    let start = (try? sample.prefix(16)) ?? []
    let line = start.prefix { $0 != 10 && $0 != 13 }
    return line.count == 5 && line.starts(with: Array("sep=".utf8)) && line.count < start.count ? line.last : nil
  }

  /// `#` or `%` where the text begins with lines of it that are no records like the others.
  private static func comment(_ sample: MemorySource, _ options: TableOptions) -> UInt8? {
    guard let mark = sample.firstByte, mark == UInt8(ascii: "#") || mark == UInt8(ascii: "%") else { return nil }
    let isTitle = (options.delimiter.map { [$0] } ?? delimiters).contains { delimiter in
      let records = fields(of: sample, Dialect(options, delimiter: delimiter), skipping: 0, isCut: true)
      let lines = records.prefix { $0.cells.first?.text.first == mark }
      let width = records.dropFirst(lines.count).first?.width ?? 0
      // Names after a mark are one line, with as many fields as those below.
      return !lines.isEmpty && width > 1 && (lines.count > 1 || lines[0].width != width)
    }
    return isTitle ? mark : nil
  }

  // MARK: - Records

  /// The first records; those before the first error, if there is one, and without the last one where a piece of it may
  /// be missing.
  private static func fields(
    of sample: MemorySource, _ dialect: Dialect, skipping lines: Int, isCut: Bool
  ) -> [SampleRecord] {
    guard var reader = try? RecordReader(sample, dialect, skipping: lines) else { return [] }
    var records: [SampleRecord] = []
    while records.count < mostRecords, (try? reader.next()) == true {
      records.append(
        SampleRecord(
          cells: reader.fields.map { field in
            let text = reader.bytes(of: field)
            return SampleRecord.Cell(text: text, kind: FieldKind(text, dialect))
          }, line: reader.line))
    }
    if isCut, records.count > 1, records.count < mostRecords { records.removeLast() }
    return records
  }
}

extension SampleRecord {
  /// Whether it is empty for the most part, and the next one has more, texts alone, and one wherever this has one.
  fileprivate func isHeading(of next: SampleRecord) -> Bool {
    guard width == next.width, 2 * cells.count(where: { $0.kind != .missing }) < width else { return false }
    let isBelow = zip(cells, next.cells).allSatisfy { $0.kind == .missing || $1.kind != .missing }
    let hasMore = zip(cells, next.cells).contains { $0.kind == .missing && $1.kind != .missing }
    return isBelow && hasMore && next.cells.allSatisfy { !$0.kind.isNumber }
  }
}

/// What a delimiter makes of the first records.
private struct Cut {
  let records: [SampleRecord]
  let dialect: Dialect
  /// The most frequent number of fields above one; 1 where there is none.
  let width: Int
  /// The first record of that width.
  let start: Int
  /// How many of the records from there on have that width.
  let share: Double

  init(_ records: [SampleRecord], _ dialect: Dialect) {
    (self.records, self.dialect) = (records, dialect)
    var widths: [Int: Int] = [:]
    for record in records where record.width > 1 { widths[record.width, default: 0] += 1 }
    width = widths.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
    let width = width
    start = records.firstIndex { $0.width == width } ?? 0
    var rest = records[start...]
    // What may be a footer says nothing of the table.
    for _ in 0..<LayoutGuess.longestFooter where rest.last?.width == 1 { rest.removeLast() }
    share = width == 1 || rest.isEmpty ? 0 : Double(rest.count { $0.width == width }) / Double(rest.count)
  }

  /// Whether it fits clearly more records, of those that both could be; else what is tried first stands.
  func isBetter(than other: Cut) -> Bool {
    guard width > 1, coverage > 0 else { return false }
    // Blanks stand in texts as well; they are meant where they cut numbers apart.
    if dialect.isBlank {
      let isTab = other.dialect.delimiter == 9
      let isFree = other.coverage < 0.9 || isTab && width > other.width
      return isFree && coverage >= 0.99 && numbers >= 0.25
    }
    if other.width == 1 { return true }
    // What the names do not have stands within fields.
    return coverage > other.coverage + (other.start > 0 ? 0 : 0.02)
      || coverage >= other.coverage && other.numbers == 0 && isWider(than: other)
  }

  /// Two columns of texts with many delimiters in them are less likely than a table.
  private func isWider(than other: Cut) -> Bool { width > 4 * other.width && numbers > 0 }

  /// The share among all of the records.
  private var coverage: Double {
    records.isEmpty ? 0 : share * Double(records.count - min(start, 5)) / Double(records.count)
  }

  /// The share of numbers among the fields.
  private var numbers: Double {
    let cells = records[start...].flatMap(\.cells)
    return cells.isEmpty ? 0 : Double(cells.count { $0.kind.isNumber }) / Double(cells.count)
  }
}
