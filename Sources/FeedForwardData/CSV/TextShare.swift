/// What one of several ranks reads of the texts of a table: pieces that follow each other, as many bytes as the others.
struct TextShare {
  struct Piece {
    let part: Int
    /// Between which of its bytes records begin; nil for all.
    let bytes: Range<Int>?
  }

  let pieces: [Piece]

  init(of parts: [TextPart], rank: Int, of ranks: Int) {
    let total = parts.reduce(0) { $0 + max(1, $1.weight) }
    let share = total * rank / ranks..<total * (rank + 1) / ranks
    var start = 0
    var pieces: [Piece] = []
    for (index, part) in parts.enumerated() {
      let weight = max(1, part.weight)
      defer { start += weight }
      if part.isCuttable, ranks > 1 {
        let bytes = (start..<start + weight).clamped(to: share)
        guard !bytes.isEmpty else { continue }
        let isWhole = bytes.count == weight
        pieces.append(Piece(part: index, bytes: isWhole ? nil : bytes.lowerBound - start..<bytes.upperBound - start))
      } else if share.contains(start + weight / 2) {
        pieces.append(Piece(part: index, bytes: nil))
      }
    }
    self.pieces = pieces
  }
}

extension TextPart {
  /// A place where a record is likely to begin: the first at an offset or behind it. Whether one does is known when the
  /// records before it have been read.
  func likelyStart(from offset: Int) throws -> Int {
    let outside = try afterLineBreak(from: offset - 1)
    if try hasRecords(from: outside) { return outside }
    guard let quote = layout.dialect.quote, let closed = try afterClosing(quote, from: offset) else { return outside }
    var reader = try RecordReader(source, layout.dialect, from: closed)
    guard (try? reader.next()) == true, try hasRecords(from: reader.offset) else { return outside }
    return reader.offset
  }

  private func afterLineBreak(from offset: Int) throws -> Int {
    let bytes = try bytes(from: offset)
    for (i, byte) in bytes.enumerated() where byte == 10 || byte == 13 {
      return offset + i + (byte == 13 && i + 1 < bytes.count && bytes[i + 1] == 10 ? 2 : 1)
    }
    return offset + bytes.count
  }

  /// Behind a quote that ends a field, if there is one soon.
  private func afterClosing(_ quote: UInt8, from offset: Int) throws -> Int? {
    let bytes = try bytes(from: offset)
    let ends = [layout.dialect.delimiter, 10, 13]
    return bytes.indices.dropLast().first { bytes[$0] == quote && ends.contains(bytes[$0 + 1]) }.map { offset + $0 + 1 }
  }

  private func bytes(from offset: Int) throws -> [UInt8] {
    try source.seek(to: offset)
    return try source.prefix(1 << 16)
  }

  private func hasRecords(from offset: Int) throws -> Bool {
    guard var reader = try? RecordReader(source, layout.dialect, from: offset) else { return false }
    for _ in 0..<16 {
      do {
        guard try reader.next() else { break }
        try layout.requireWidth(reader)
      } catch is DataError {
        return false
      }
    }
    return true
  }
}
