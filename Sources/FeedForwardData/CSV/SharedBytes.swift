import FeedForward

/// Bytes of a file that a rank has read, and what they come to.
struct SharedBytes: BitwiseCopyable {
  /// The text that they are of.
  let part: Int
  let (start, end): (Int, Int)
  private let hash: UInt64

  init(of parts: [TextPart], part: Int, _ bytes: Range<Int>) throws {
    (self.part, start, end) = (part, bytes.lowerBound, bytes.upperBound)
    hash = try parts[part].file.hash(of: bytes)
  }

  /// Throws on all ranks unless the first one has the same bytes as each of the others has read; a call of all.
  static func requireSame(_ own: [SharedBytes], in parts: [TextPart], over ranks: any Communicator) throws {
    var message = RankMessage()
    message.add(own)
    var wrong: (rank: Int, bytes: SharedBytes)?
    for (rank, bytes) in try ranks.gather(message.bytes).enumerated() where ranks.rank == 0 && rank > 0 && wrong == nil
    {
      var message = RankMessage(bytes, from: rank)
      for theirs in try message.takeArray(of: SharedBytes.self) {
        guard parts.indices.contains(theirs.part), theirs.start <= theirs.end else { throw message.error }
        let mine = try SharedBytes(of: parts, part: theirs.part, theirs.start..<theirs.end)
        if mine.hash != theirs.hash, wrong == nil { wrong = (rank, theirs) }
      }
    }
    var verdict = RankMessage()
    if let wrong {
      verdict.add(wrong.rank)
      verdict.add(wrong.bytes)
    }
    let answer = try ranks.broadcast(verdict.bytes)
    guard !answer.isEmpty else { return }
    var word = RankMessage(answer, from: 0)
    let (rank, bytes) = (try word.take(as: Int.self), try word.take(as: SharedBytes.self))
    throw FeedForwardError.invalidSetting(
      name: "the data of rank \(rank)",
      value: "other bytes between \(bytes.start) and \(bytes.end) of \(parts[bytes.part].source.name)",
      expected: "those of rank 0")
  }
}

extension ByteSource {
  fileprivate func hash(of range: Range<Int>) throws -> UInt64 {
    let slice = SliceSource(self, range.clamped(to: 0..<(size ?? 0)), name: name)
    var hash = StableHash.missing
    while true {
      var piece = try slice.prefix(1 << 18)
      if piece.isEmpty { return hash }
      while piece.count % 8 != 0 { piece.append(0) }
      piece.withUnsafeBytes { bytes in
        for i in stride(from: 0, to: bytes.count, by: 8) {
          hash = StableHash.joined(hash, bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self))
        }
      }
    }
  }
}
