import LibC

/// Ranks that are threads of one process: for tests and for trying things out. On one machine the threads of a single
/// ``Training`` share its work better.
///
/// ```swift
/// let networks = try ThreadRanks.run(4) { ranks in
///   let training = try Training(trainer, of: network, on: data, over: ranks)
///   while try training.runEpoch() != nil {}
///   return training.network
/// }
/// ```
public enum ThreadRanks {
  /// Runs `body` once on each of `count` threads.
  ///
  /// - Parameters:
  ///   - count: of ranks, at least 1.
  ///   - patience: seconds after which a rank that waits for a message gives up.
  ///   - body: what each rank does.
  /// - Returns: what came of it, in the order of ranks.
  /// - Throws: what the first rank threw that has an error of its own. The others get a
  ///   ``FeedForwardError/lostRank(rank:reason:)`` where they wait for one that threw, so that all of them end.
  public static func run<Result: Sendable>(
    _ count: Int, patience: Double = 60, _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws -> [Result] {
    guard count >= 1 else {
      throw FeedForwardError.invalidSetting(name: "ranks", value: "\(count)", expected: "at least 1")
    }
    let post = PostOffice(ranks: count, patience: patience)
    let outcomes = Outcomes<Result>(count)
    let threads = (0..<count).map { rank in
      SystemThread {
        do {
          outcomes.set(rank, .success(try body(ThreadCommunicator(rank: rank, at: post))))
        } catch {
          outcomes.set(rank, .failure(error))
          post.close(by: rank, because: "\(error)")
        }
      }
    }
    for thread in threads { thread.join() }
    if let own = outcomes.firstOfItsOwn { throw own }
    if let first = post.firstToFail { _ = try outcomes.results[first]?.get() }
    return try outcomes.results.compactMap { try $0?.get() }
  }
}

/// What came of each rank; each writes its own.
private final class Outcomes<Result: Sendable>: @unchecked Sendable {
  private(set) var results: [Swift.Result<Result, any Error>?]
  private let lock = Lock()

  init(_ count: Int) { results = Array(repeating: nil, count: count) }

  /// The first error that is not that another rank was lost.
  var firstOfItsOwn: (any Error)? {
    for case .failure(let error)? in results {
      if case FeedForwardError.lostRank = error { continue }
      return error
    }
    return nil
  }

  func set(_ rank: Int, _ result: Swift.Result<Result, any Error>) { lock.hold { results[rank] = result } }
}

/// Messages that were sent and not yet received.
private final class PostOffice: @unchecked Sendable {
  private let lock = Lock()
  private var messages: [[[UInt8]]]
  let ranks: Int
  private let patience: Double
  private(set) var firstToFail: Int?
  private var reason = ""

  init(ranks: Int, patience: Double) {
    self.ranks = ranks
    self.patience = patience
    messages = Array(repeating: [], count: ranks * ranks)
  }

  func put(_ bytes: [UInt8], from: Int, to: Int) {
    lock.hold {
      messages[from * ranks + to].append(bytes)
      lock.wakeAll()
    }
  }

  func take(from: Int, to: Int) throws(FeedForwardError) -> [UInt8] {
    var bytes: [UInt8]?
    var isClosed = false
    lock.hold {
      var isInTime = true
      while true {
        if !messages[from * ranks + to].isEmpty {
          bytes = messages[from * ranks + to].removeFirst()
          return
        }
        isClosed = firstToFail != nil
        if isClosed || !isInTime { return }
        isInTime = lock.wait(seconds: patience)
      }
    }
    if let bytes { return bytes }
    throw isClosed
      ? .lostRank(rank: firstToFail ?? from, reason: "has ended: \(reason)")
      : .lostRank(rank: from, reason: "has sent nothing for \(patience) s")
  }

  /// Whether there is something to take.
  func has(from: Int, to: Int) throws(FeedForwardError) -> Bool {
    var (isThere, failed) = (false, nil as Int?)
    lock.hold { (isThere, failed) = (!messages[from * ranks + to].isEmpty, firstToFail) }
    if !isThere, let failed { throw .lostRank(rank: failed, reason: "has ended: \(reason)") }
    return isThere
  }

  func close(by rank: Int, because reason: String) {
    lock.hold {
      if firstToFail == nil { (firstToFail, self.reason) = (rank, reason) }
      lock.wakeAll()
    }
  }
}

private final class ThreadCommunicator: Communicator, @unchecked Sendable {
  let rank: Int
  let size: Int
  private let post: PostOffice
  private var awaited: [(bytes: UnsafeMutableRawBufferPointer, from: Int)] = []

  init(rank: Int, at post: PostOffice) {
    (self.rank, self.post) = (rank, post)
    size = post.ranks
  }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) { post.put(Array(bytes), from: self.rank, to: rank) }

  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) { awaited.append((bytes, rank)) }

  func hasMessage(from rank: Int) throws(FeedForwardError) -> Bool { try post.has(from: rank, to: self.rank) }

  func complete() throws(FeedForwardError) {
    defer { awaited.removeAll(keepingCapacity: true) }
    for (room, from) in awaited {
      let bytes = try post.take(from: from, to: rank)
      guard bytes.count == room.count else {
        throw .lostRank(rank: from, reason: "has sent \(bytes.count) bytes instead of \(room.count)")
      }
      room.copyBytes(from: bytes)
    }
  }
}

/// A mutex and its condition.
private final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func hold(_ body: () -> Void) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    body()
  }

  func wakeAll() { pthread_cond_broadcast(condition) }

  /// Whether it was woken in time.
  func wait(seconds: Double) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += Int(min(seconds, 1e9))
    return pthread_cond_timedwait(condition, mutex, &end) == 0
  }
}
