/// How the ranks of a training talk: processes of MPI, threads of one process (``ThreadRanks``), or a transport of your
/// own.
///
/// Ranks run the same program. What one sends to another arrives whole, and in the order of sending; how long a message
/// is both know beforehand. That is all a training asks for: what ranks have to agree on is built from it, so that
/// nothing depends on how a library adds numbers up.
///
/// A communicator is used by one thread at a time, whichever that is.
public protocol Communicator: AnyObject, Sendable {
  /// Who this is, 0 ..< ``size``.
  var rank: Int { get }
  /// How many ranks there are, at least 1.
  var size: Int { get }

  /// Begins to send bytes, which have to stay as they are until ``complete()`` has returned.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(FeedForwardError)
  /// Begins to receive a message of that many bytes, which are there when ``complete()`` has returned.
  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(FeedForwardError)
  /// Returns when all that was begun is done.
  ///
  /// - Throws: ``FeedForwardError/lostRank(rank:reason:)`` where another rank has ended, or has sent a message of
  ///   another length.
  func complete() throws(FeedForwardError)

  /// Whether a message from a rank has come, so that it can be received without waiting. True, the default, where that
  /// cannot be known: who then receives it waits.
  ///
  /// - Throws: ``FeedForwardError/lostRank(rank:reason:)`` where another rank has ended.
  func hasMessage(from rank: Int) throws(FeedForwardError) -> Bool
}

extension Communicator {
  /// It cannot be known.
  public func hasMessage(from rank: Int) -> Bool { true }
}

extension Communicator {
  /// Every rank's bytes, in the order of ranks; a call of all ranks.
  public func gather(_ own: [UInt8]) throws(FeedForwardError) -> [[UInt8]] {
    let counts = try exchange(bytes(of: [UInt64(own.count)]), counts: Array(repeating: 8, count: size))
    return try exchange(own, counts: counts.map { Int(numbers($0, as: UInt64.self)[0]) })
  }

  /// The bytes of rank 0; a call of all ranks.
  public func broadcast(_ own: [UInt8]) throws(FeedForwardError) -> [UInt8] {
    try gather(rank == 0 ? own : [])[0]
  }

  /// Whether any rank says so; a call of all ranks.
  package func isAny(_ own: Bool) throws(FeedForwardError) -> Bool { try gather([own]).contains([true]) }

  /// Sends bytes, and waits until that is done.
  package func send(_ bytes: [UInt8], to rank: Int) throws(FeedForwardError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(FeedForwardError) in
      try send(UnsafeRawBufferPointer(bytes), to: rank)
      try complete()
    }
  }

  /// Waits for a message of so many bytes.
  package func receive(_ count: Int, from rank: Int) throws(FeedForwardError) -> [UInt8] {
    try requireMemory(for: count, of: UInt8.self)
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (bytes) throws(FeedForwardError) in
      try receive(into: UnsafeMutableRawBufferPointer(bytes), from: rank)
      try complete()
    }
    return bytes
  }

  /// Every rank's numbers, in the order of ranks; a call of all ranks.
  func gather<Element: BitwiseCopyable>(_ own: [Element]) throws(FeedForwardError) -> [[Element]] {
    try gather(bytes(of: own)).map { numbers($0, as: Element.self) }
  }

  /// Sends numbers, and returns when they are on their way.
  func deliver<Number: BitwiseCopyable>(_ numbers: [Number], to rank: Int) throws(FeedForwardError) {
    if numbers.isEmpty { return }
    try numbers.withUnsafeBufferPointer { (numbers) throws(FeedForwardError) in
      try send(UnsafeRawBufferPointer(numbers), to: rank)
      try complete()
    }
  }

  /// As many numbers as there are, those of another rank.
  func collect<Number: BitwiseCopyable>(_ numbers: inout [Number], from rank: Int) throws(FeedForwardError) {
    if numbers.isEmpty { return }
    try numbers.withUnsafeMutableBufferPointer { (numbers) throws(FeedForwardError) in
      try receive(into: UnsafeMutableRawBufferPointer(numbers), from: rank)
      try complete()
    }
  }

  /// Gives all ranks the numbers of one of them, as many on each. Who has them passes them on: ⌈lg n⌉ messages of n − 1
  /// follow each other.
  func spread<Number: BitwiseCopyable>(_ numbers: inout [Number], from first: Int = 0) throws(FeedForwardError) {
    let place = (rank - first + size) % size
    var reach = 1
    while reach < size {
      if place < reach {
        if place + reach < size { try deliver(numbers, to: (rank + reach) % size) }
      } else if place < 2 * reach {
        try collect(&numbers, from: (rank - reach + size) % size)
      }
      reach *= 2
    }
  }

  /// Sends each rank some numbers and receives some of each, as many as is said; nothing goes from a rank to itself.
  ///
  /// - Parameters:
  ///   - numbers: those for one rank after another.
  ///   - given: how many are for each.
  ///   - taken: how many each has for this one.
  /// - Returns: what was received, one rank after another.
  func trade<Number: BitwiseCopyable>(
    _ numbers: [Number], given: [Int], taken: [Int]
  ) throws(FeedForwardError) -> [Number] {
    let count = taken.reduce(0, +)
    try requireMemory(for: count, of: Number.self)
    var failure: FeedForwardError?
    let received = [Number](unsafeUninitializedCapacity: count) { room, received in
      do throws(FeedForwardError) {
        try numbers.withUnsafeBufferPointer { (numbers) throws(FeedForwardError) in
          try trade(
            UnsafeRawBufferPointer(numbers), given, into: UnsafeMutableRawBufferPointer(room), taken, of: Number.self)
        }
        received = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return received
  }

  private func trade<Number: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ given: [Int], into room: UnsafeMutableRawBufferPointer, _ taken: [Int],
    of _: Number.Type
  ) throws(FeedForwardError) {
    var (sent, received) = (0, 0)
    for other in 0..<size {
      let (end, next) = (
        sent + given[other] * MemoryLayout<Number>.stride, received + taken[other] * MemoryLayout<Number>.stride
      )
      if received < next {
        try receive(into: UnsafeMutableRawBufferPointer(rebasing: room[received..<next]), from: other)
      }
      if sent < end { try send(UnsafeRawBufferPointer(rebasing: bytes[sent..<end]), to: other) }
      (sent, received) = (end, next)
    }
    try complete()
  }

  /// Every rank's bytes, of which it is known how many each has.
  private func exchange(_ own: [UInt8], counts: [Int]) throws(FeedForwardError) -> [[UInt8]] {
    precondition(own.count == counts[rank], "\(own.count) bytes of rank \(rank), not \(counts[rank])")
    if size == 1 { return [own] }
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    try requireMemory(for: starts[size], of: UInt8.self)
    var all = [UInt8](repeating: 0, count: starts[size])
    var failure: FeedForwardError?
    own.withUnsafeBytes { from in
      all.withUnsafeMutableBytes { to in
        do throws(FeedForwardError) {
          for other in 0..<size where other != rank {
            let room = UnsafeMutableRawBufferPointer(rebasing: to[starts[other]..<starts[other + 1]])
            if !room.isEmpty { try receive(into: room, from: other) }
            if !from.isEmpty { try send(from, to: other) }
          }
          try complete()
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    return counts.indices.map { $0 == rank ? own : Array(all[starts[$0]..<starts[$0 + 1]]) }
  }

  private func bytes<Element: BitwiseCopyable>(of numbers: [Element]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }

  private func numbers<Element: BitwiseCopyable>(_ bytes: [UInt8], as _: Element.Type) -> [Element] {
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Element>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Element.self)
      }
    }
  }
}

extension Communicator {
  /// Does something on rank 0 alone; a call of all ranks.
  ///
  /// - Returns: what came of it; nil on the others.
  /// - Throws: what `body` throws; on the others ``FeedForwardError/lostRank(rank:reason:)``.
  public func onFirst<Result>(_ body: () throws -> Result) throws -> Result? {
    let outcome = rank == 0 ? Swift.Result { try body() } : nil
    let hasFailed = if case .failure = outcome { true } else { false }
    if try broadcast([hasFailed ? 1 : 0]) == [1], rank > 0 {
      throw FeedForwardError.lostRank(rank: 0, reason: "has failed")
    }
    return try outcome?.get()
  }

  /// Throws on every rank unless all give the same texts under the same names.
  ///
  /// - Parameter facts: what has to be the same, such as settings.
  public func requireSame(_ facts: KeyValuePairs<String, String>) throws(FeedForwardError) {
    if size == 1 { return }
    let end: UInt8 = 0
    let texts = try gather(Array(facts.map { Array($0.value.utf8) }.joined(separator: [end]))).map { bytes in
      bytes.split(separator: end, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
    for (i, fact) in facts.enumerated() {
      guard let other = texts.firstIndex(where: { CodePoints($0[i]) != CodePoints(texts[0][i]) }) else { continue }
      throw .invalidSetting(
        name: "\(fact.key) of rank \(other)", value: texts[other][i], expected: "that of rank 0, \(texts[0][i])")
    }
  }
}
