/// Records of a text, one after the other, of which only a piece is in memory.
struct RecordReader {
  let source: any ByteSource
  let dialect: Dialect
  private let hasDistinctMarks: Bool
  /// The fields of the record that was read last.
  private(set) var fields: [Field] = []
  /// The line in which it begins, from 1.
  private(set) var line = 0

  private var buffer: [UInt8]
  private var (start, end) = (0, 0)
  private var isAtEnd = false
  /// Records in a row that were not of numbers alone; where they are many, others are not looked for.
  private var misses = 0
  private static var enoughMisses: Int { 256 }
  private var recordStart = 0
  /// The line of what is read next.
  private(set) var nextLine = 1
  /// Where the buffer begins in the source.
  private var base = 0
  /// No record is read that begins there or later.
  var limit = Int.max

  /// Where the next record begins, or what stands before it.
  var offset: Int { base + start }
  private var isAtLimit: Bool { offset >= limit }

  /// A record of more bytes is refused: most likely it is a quote that is not closed.
  private static var longestRecord: Int { 1 << 28 }
  private static var piece: Int { 1 << 18 }

  /// Records from the beginning of a source, past so many lines.
  init(_ source: any ByteSource, _ dialect: Dialect, skipping lines: Int = 0) throws {
    self.source = source
    self.dialect = dialect
    hasDistinctMarks = dialect.hasDistinctMarks
    // One byte more than there are, to see the end.
    buffer = [UInt8](repeating: 0, count: min(Self.piece, (source.size ?? Self.piece) + 1))
    try source.seek(to: 0)
    try fill()
    if buffer[..<end].starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    if end >= 2, buffer[..<2] == [0xFF, 0xFE] || buffer[..<2] == [0xFE, 0xFF] {
      throw source.error(line: 1, found: "the mark of UTF-16", expected: "UTF-8")
    }
    for _ in 0..<lines { try skipLine() }
  }

  /// Records from a place on where one begins.
  ///
  /// - Parameters:
  ///   - source: one that can go to any offset.
  ///   - line: that of the first record.
  init(_ source: any ByteSource, _ dialect: Dialect, from offset: Int, line: Int = 1) throws {
    self.source = source
    self.dialect = dialect
    hasDistinctMarks = dialect.hasDistinctMarks
    buffer = [UInt8](repeating: 0, count: Self.piece)
    (base, nextLine) = (offset, line)
    try source.seek(to: offset)
    try fill()
  }

  private mutating func skipLine() throws {
    while true {
      if let i = buffer[start..<end].firstIndex(where: { $0 == 10 || $0 == 13 }), i + 1 < end || isAtEnd {
        start = i + 1
        if buffer[i] == 13, start < end, buffer[start] == 10 { start += 1 }
        nextLine += 1
        return
      }
      if isAtEnd {
        start = end
        return
      }
      try fill()
    }
  }

  /// Goes to the next record, past blank lines and comments.
  ///
  /// - Returns: false at the end.
  mutating func next() throws -> Bool {
    while true {
      if isAtLimit { return false }
      if start == end {
        if isAtEnd { return false }
        try fill()
        continue
      }
      let outcome = buffer.withUnsafeBufferPointer {
        Tokenizer.next(in: .init(rebasing: $0[..<end]), from: start, isLast: isAtEnd, dialect, fields: &fields)
      }
      switch outcome {
      case .record(let next, let lines):
        (recordStart, line, start) = (start, nextLine, next)
        nextLine += lines
        return true
      case .skipped(let next, let lines):
        start = next
        nextLine += lines
      case .incomplete: try fill()
      case .failure(let offset, let found, let expected):
        let line = nextLine + lineBreaks(from: start, to: offset)
        throw source.error(line: line, column: fields.count + 1, found: found, expected: expected)
      }
    }
  }

  /// Goes to the next record if it holds but numbers and empty fields, as many as the row has places, and if that is
  /// seen at once. Its fields stand in the row then, NaN where empty, and not in ``fields``.
  ///
  /// - Returns: the number of empty fields; nil if the record is one for ``next()``, or if there is none.
  mutating func nextNumbers(into row: inout [Double]) -> Int? {
    guard hasDistinctMarks, start < end, misses < Self.enoughMisses, !isAtLimit else { return nil }
    var span = row.mutableSpan
    let record = buffer.withUnsafeBufferPointer {
      NumberRecord.read(.init(rebasing: $0[..<end]), from: start, delimiter: dialect.delimiter, into: &span)
    }
    guard let record else {
      misses += 1
      return nil
    }
    misses = 0
    fields.removeAll(keepingCapacity: true)
    (recordStart, line, start) = (start, nextLine, record.next)
    nextLine += 1
    return record.missing
  }

  /// The bytes that the fields stand in.
  @inline(__always)
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withUnsafeBufferPointer(body)
  }

  /// The bytes of a field, doubled quotes made single and escapes taken away.
  func bytes(of field: Field) -> [UInt8] {
    let bytes = Array(buffer[field.start..<field.end])
    guard field.isEscaped else { return bytes }
    let quote = field.isQuoted ? dialect.quote : nil
    var plain: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let isPair = i + 1 < bytes.count && (bytes[i] == dialect.escape || bytes[i] == quote && bytes[i + 1] == quote)
      if isPair { i += 1 }
      plain.append(bytes[i])
      i += 1
    }
    return plain
  }

  /// The line in which a field begins.
  func line(of field: Field) -> Int { line + lineBreaks(from: recordStart, to: field.start) }

  /// An error about the field with that index.
  func error(at column: Int, found: String, expected: String) -> DataError {
    source.error(line: line(of: fields[column]), column: column + 1, found: found, expected: expected)
  }

  /// An error about the record.
  func error(found: String, expected: String) -> DataError {
    source.error(line: line, found: found, expected: expected)
  }

  private func lineBreaks(from start: Int, to offset: Int) -> Int {
    let bytes = buffer[start..<offset]
    return bytes.indices.count { i in
      bytes[i] == 10 || (bytes[i] == 13 && !(i + 1 < end && buffer[i + 1] == 10))
    }
  }

  /// More bytes behind those that are not yet read.
  private mutating func fill() throws {
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        base.copyMemory(from: base + start, byteCount: end - start)
      }
      base += start
      (start, end) = (0, end - start)
    }
    if end == buffer.count {
      guard buffer.count < Self.longestRecord else {
        throw source.error(
          line: nextLine, found: "a record of more than \(buffer.count) bytes",
          expected: "an end of it (is a quote not closed?)")
      }
      buffer += [UInt8](repeating: 0, count: buffer.count)
    }
    let count = try source.read(into: &buffer, at: end..<buffer.count)
    end += count
    isAtEnd = count == 0
  }
}
