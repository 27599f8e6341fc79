import FeedForward

/// Reads records into what a table holds: the second of two passes.
struct TableBuilder {
  private var fields: RowReader
  private var numbers: NumberPacker
  private var lines: [Int]?
  private var firstLine = 1
  private(set) var count = 0

  /// For at most `capacity` rows.
  ///
  /// - Throws: if they would need more than the options allow.
  init(_ parts: [TextPart], forms: [Table.Form], capacity: Int, options: TableOptions) throws {
    let width = forms.count { $0.kind != .text }
    let texts = forms.count { $0.kind == .text || $0.isSpelled }
    try requireRoom(
      rows: capacity,
      bytesPerRow: width * MemoryLayout<Double>.stride + texts * MemoryLayout<Int32>.stride,
      maximum: options.maximumBytes, file: parts[0].source.name)
    fields = RowReader(parts, forms: forms, capacity: capacity)
    numbers = NumberPacker(width: width, capacity: capacity)
  }

  /// The next records are those of that text.
  mutating func begin(part: Int) { fields.begin(part: part) }

  /// Adds the next record.
  ///
  /// - Returns: false at the end.
  mutating func addNext(of reader: inout RecordReader) throws -> Bool {
    guard try fields.readNext(of: &reader) else { return false }
    numbers.append(fields.row)
    let line = reader.line
    if count == 0 { firstLine = line }
    if lines == nil, line != firstLine + count { lines = Array(firstLine..<firstLine + count) }
    lines?.append(line)
    count += 1
    return true
  }

  /// All that was added.
  consuming func finish() -> TableContents {
    TableContents(
      count: count, numbers: numbers.finish(), texts: fields.texts, mistakes: fields.mistakes, lines: lines,
      firstLine: firstLine)
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
