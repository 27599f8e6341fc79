import FeedForward

/// The ranks that the process is one of.
enum Ranks {
  @TaskLocal static var present: (any Communicator)?

  /// Whether this is the one that writes files and says what there is to say.
  static var isFirst: Bool { present?.rank ?? 0 == 0 }

  /// Does something on the first rank alone; where it throws, the others throw too. nil on the others.
  static func onFirst<Result>(_ body: () throws -> Result) throws -> Result? {
    guard let present else { return try body() }
    return try present.onFirst(body)
  }
}
