import FeedForward

/// The first of two passes over the texts of a table: what the columns hold, how many rows there are, and where. Ranks
/// share it, each reading its own pieces.
///
/// Whether a line break ends a record or stands in quotes, only who has read all before it knows. A rank begins where a
/// record is likely to begin; if that is not where the rank before it has ended, it reads its share again from there.
struct TextSurvey {
  let columns: ColumnSurvey
  /// Where this rank's share begins.
  let start: RecordPlace
  /// How many rows stand before that of each rank.
  let rowsBefore: [Int]

  /// Reads all records.
  init(_ parts: [TextPart], byComma: Bool) throws {
    var columns = ColumnSurvey(parts, byComma: byComma)
    for index in parts.indices {
      var reader = try parts[index].records()
      try columns.read(&reader, part: index)
    }
    columns.finish()
    self.columns = columns
    (start, rowsBefore) = (RecordPlace(part: 0), [0])
  }

  /// Reads a share, and learns from the other ranks what theirs hold; a call of all ranks.
  ///
  /// - Returns: nil where the shares do not tell what the whole does.
  init?(_ parts: [TextPart], byComma: Bool, over ranks: any Communicator) throws {
    let pieces = TextShare(of: parts, rank: ranks.rank, of: ranks.size).pieces
    var own = try ShareSurvey(parts, pieces, byComma: byComma)
    var chain = ShareChain(try ranks.gather(own.facts))
    while let rank = chain.rankToRepeat {
      if rank == ranks.rank, let place = chain.end {
        own = try ShareSurvey(parts, pieces, byComma: byComma, from: place)
      }
      chain = ShareChain(try ranks.gather(own.facts))
    }
    if let failed = chain.failed {
      let error = own.error.map { own.shifted($0, by: chain.linesBefore[failed]) }
      try ranks.agree(on: error.flatMap { failed == ranks.rank ? .failure($0) : nil } ?? .success(()))
    }
    own.columns.shiftLines(by: chain.linesBefore[ranks.rank], part: own.facts.part)
    var message = RankMessage()
    try own.columns.transfer(&message)
    var all = ColumnSurvey(parts, byComma: byComma)
    var rowsBefore: [Int] = []
    for (rank, bytes) in try ranks.gather(message.bytes).enumerated() {
      var theirs = ColumnSurvey(parts, byComma: byComma)
      var message = RankMessage(bytes, from: rank)
      try theirs.transfer(&message)
      rowsBefore.append(all.count)
      guard try all.merge(theirs) else { return nil }
    }
    (columns, self.rowsBefore) = (all, rowsBefore)
    // A rank without a share begins where the one before it ends.
    let before = chain.ends[..<ranks.rank].last { $0 != nil } ?? nil
    start = own.place(after: before)
  }
}

/// What a rank tells of where its share begins and ends.
private struct ShareFacts: BitwiseCopyable {
  var isEmpty = true
  var hasFailed = false
  /// Where it begins; the offset is −1 at the beginning of a part, so that the lines are those of the file.
  var (part, offset) = (0, -1)
  /// Where it ends; the offset is −1 at the end of a part.
  var (lastPart, lastOffset) = (0, -1)
  /// The line there, from 1 where it begins, or that of the file.
  var lastLine = 1
}

/// One rank's share as it was read, from a place that may be the wrong one.
private struct ShareSurvey {
  var columns: ColumnSurvey
  private(set) var facts = ShareFacts()
  private(set) var error: (any Error)?

  /// - Parameter place: where the first piece begins; nil where it is likely to.
  init(_ parts: [TextPart], _ pieces: [TextShare.Piece], byComma: Bool, from place: RecordPlace? = nil) throws {
    columns = ColumnSurvey(parts, byComma: byComma)
    guard let first = pieces.first else { return }
    facts.isEmpty = false
    (facts.part, facts.lastPart) = (first.part, first.part)
    do {
      for (index, piece) in pieces.enumerated() {
        let part = parts[piece.part]
        facts.lastPart = piece.part
        var reader = try part.records()
        if let bytes = piece.bytes {
          let beginsHere = bytes.lowerBound > reader.offset
          if index == 0, beginsHere || place != nil {
            let offset = try place?.offset ?? part.likelyStart(from: bytes.lowerBound)
            facts.offset = offset
            columns.beginAnywhere()
            reader = try RecordReader(part.source, part.layout.dialect, from: offset)
          }
          if bytes.upperBound < part.source.size ?? 0 { reader.limit = bytes.upperBound }
        }
        try columns.read(&reader, part: piece.part)
        facts.lastOffset = reader.limit == .max ? -1 : reader.offset
        facts.lastLine = reader.nextLine
      }
      columns.finish()
    } catch {
      facts.hasFailed = true
      self.error = error
    }
  }

  /// The error about a line of the file.
  func shifted(_ error: any Error, by lines: Int) -> any Error {
    guard facts.lastPart == facts.part, let error = error as? DataError, let line = error.place.line else {
      return error
    }
    let place = error.place
    return DataError(
      at: FilePlace(file: place.file, line: line + lines, column: place.column, path: place.path), found: error.found,
      expected: error.expected)
  }

  /// Where it begins, told by where the share before it ends.
  func place(after end: RecordPlace?) -> RecordPlace {
    if facts.isEmpty { return end ?? RecordPlace(part: 0) }
    return facts.offset < 0
      ? RecordPlace(part: facts.part) : RecordPlace(part: facts.part, offset: facts.offset, line: end?.line ?? 1)
  }
}

/// The shares of all ranks one after another: whether each begins where the one before it ends.
private struct ShareChain {
  /// The first rank that has begun at the wrong place; nil if none has.
  private(set) var rankToRepeat: Int?
  /// The right place for it.
  private(set) var end: RecordPlace?
  /// The first rank that has met an error.
  private(set) var failed: Int?
  /// Where each rank has ended; nil for one without a share, and after an error.
  private(set) var ends: [RecordPlace?] = []
  /// For each rank, the lines before its share in the part where that begins.
  private(set) var linesBefore: [Int] = []

  init(_ shares: [ShareFacts]) {
    for (rank, facts) in shares.enumerated() {
      linesBefore.append(0)
      ends.append(nil)
      guard !facts.isEmpty else { continue }
      if facts.offset >= 0 {
        guard let end, end.part == facts.part, end.offset == facts.offset else {
          rankToRepeat = rank
          return
        }
        linesBefore[rank] = end.line - 1
      }
      guard !facts.hasFailed else {
        failed = rank
        return
      }
      let lines = facts.lastPart == facts.part ? linesBefore[rank] : 0
      end = RecordPlace(
        part: facts.lastPart, offset: facts.lastOffset < 0 ? nil : facts.lastOffset, line: lines + facts.lastLine)
      ends[rank] = end
    }
  }
}

extension Communicator {
  fileprivate func gather(_ facts: ShareFacts) throws(FeedForwardError) -> [ShareFacts] {
    var message = RankMessage()
    message.add(facts)
    var all: [ShareFacts] = []
    for (rank, bytes) in try gather(message.bytes).enumerated() {
      var message = RankMessage(bytes, from: rank)
      all.append(try message.take(as: ShareFacts.self))
    }
    return all
  }
}
