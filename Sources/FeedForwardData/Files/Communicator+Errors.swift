import FeedForward

extension Communicator {
  /// Returns if all ranks have succeeded; a call of all of them.
  ///
  /// - Throws: on every rank what the first of those that have failed has met: an error about data or a file as it is,
  ///   any other on the rank itself, and ``/FeedForward/FeedForwardError/lostRank(rank:reason:)`` on the others.
  func agree(on outcome: Result<Void, any Error>) throws {
    var message = RankMessage()
    if case .failure(let error) = outcome { message.add(error) }
    for (rank, bytes) in try gather(message.bytes).enumerated() where !bytes.isEmpty {
      if rank == self.rank { try outcome.get() }
      var message = RankMessage(bytes, from: rank)
      throw try message.takeError()
    }
  }
}

extension RankMessage {
  private enum Kind: UInt8, BitwiseCopyable { case data, file, other }

  fileprivate mutating func add(_ error: any Error) {
    switch error {
    case let error as DataError:
      add(Kind.data)
      add(error.place.line ?? 0)
      add(error.place.column ?? 0)
      for text in [error.place.file, error.place.path, error.found, error.expected] { add(text) }
    case let error as FileError:
      add(Kind.file)
      for text in [error.file, error.reason, error.call ?? ""] { add(text) }
    default:
      add(Kind.other)
      add("\(error)")
    }
  }

  fileprivate mutating func takeError() throws -> any Error {
    switch Kind(rawValue: try take(as: UInt8.self)) {
    case .data:
      let (line, column) = (try take(as: Int.self), try take(as: Int.self))
      let (file, path) = (try takeText(), try takeText())
      let place = FilePlace(file: file, line: line == 0 ? nil : line, column: column == 0 ? nil : column, path: path)
      return DataError(at: place, found: try takeText(), expected: try takeText())
    case .file:
      let (file, reason, call) = (try takeText(), try takeText(), try takeText())
      return FileError(file, reason, call: call.isEmpty ? nil : call)
    case .other: return FeedForwardError.lostRank(rank: rank, reason: "has failed: \(try takeText())")
    case nil: throw error
    }
  }
}
