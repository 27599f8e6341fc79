import FeedForward

/// The ranks that the process is one of.
enum Ranks {
  @TaskLocal static var present: (any Communicator)?

  /// Does something on the first rank alone; where it throws, the others throw too. nil on the others.
  static func onFirst<Result>(_ body: () throws -> Result) throws -> Result? {
    guard let present else { return try body() }
    return try present.onFirst(body)
  }

  /// A number that the first rank finds out; a call of all ranks.
  static func ofFirst(_ number: () throws -> Double) throws -> Double {
    let own = try onFirst(number) ?? 0
    let bits = try present?.broadcast(withUnsafeBytes(of: own.bitPattern) { Array($0) })
    return bits.map { Double(bitPattern: $0.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }) } ?? own
  }

  /// Throws for a table that other ranks cannot read.
  static func requireFiles(_ paths: [String]) throws {
    guard paths.contains("-"), let ranks = present?.size, ranks > 1 else { return }
    throw OptionError("The table is the standard input, which \(ranks) ranks cannot all read; expected a file.")
  }
}
