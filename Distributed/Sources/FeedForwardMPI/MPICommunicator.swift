import CMPI
import FeedForward

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// All processes of an MPI job. Messages go from point to point only: no sum is left to the library.
public final class MPICommunicator: Communicator, @unchecked Sendable {
  /// Who this is.
  public let rank: Int
  /// How many there are.
  public let size: Int
  /// Bytes and messages that were sent so far, word of failures left out.
  public private(set) var sent: (bytes: Int, messages: Int) = (0, 0)

  private let patience: Double
  private let work: ff_mpi_group
  /// For word of a rank that has failed.
  private let alarms: ff_mpi_group
  private var requests: [ff_mpi_request] = []
  private var statuses: [MPI_Status] = []
  /// Of each request: from or to whom, and how many bytes are expected.
  private var partners: [(rank: Int, expected: Int?)] = []

  /// Of each rank, since when it is asked for a message in vain.
  private var askedSince: [Int: Double] = [:]

  /// Larger messages are sent in pieces: MPI counts by 32 bits.
  private static let largestPiece = 1 << 30

  init(patience: Double) throws {
    var (work, alarms) = (ff_mpi_group(), ff_mpi_group())
    for code in [ff_mpi_begin(), ff_mpi_everybody(&work), ff_mpi_everybody(&alarms)] where code != MPI_SUCCESS {
      throw FeedForwardError.lostRank(rank: 0, reason: "cannot begin MPI, which says \(code)")
    }
    (self.work, self.alarms) = (work, alarms)
    (rank, size) = (Int(ff_mpi_rank(work)), Int(ff_mpi_size(work)))
    self.patience = patience
  }

  // MARK: - Messages

  /// Begins to send bytes; see ``/FeedForward/Communicator``.
  public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(FeedForwardError) {
    for piece in pieces(of: bytes.count) {
      try begin(with: rank) {
        ff_mpi_send(work, bytes.baseAddress.map { $0 + piece.lowerBound }, Int32(piece.count), Int32(rank), &$0)
      }
      sent = (sent.bytes + piece.count, sent.messages + 1)
    }
  }

  /// Begins to receive bytes; see ``/FeedForward/Communicator``.
  public func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(FeedForwardError) {
    for piece in pieces(of: bytes.count) {
      try begin(with: rank, expecting: piece.count) {
        ff_mpi_receive(work, bytes.baseAddress.map { $0 + piece.lowerBound }, Int32(piece.count), Int32(rank), &$0)
      }
    }
  }

  /// Notes a request that is to be completed.
  private func begin(
    with rank: Int, expecting expected: Int? = nil, _ call: (inout ff_mpi_request) -> Int32
  ) throws(FeedForwardError) {
    var request = ff_mpi_request()
    try check(call(&request), rank)
    requests.append(request)
    partners.append((rank, expected))
  }

  /// Waits for all that was begun; see ``/FeedForward/Communicator``.
  public func complete() throws(FeedForwardError) {
    guard !requests.isEmpty else { return }
    while statuses.count < requests.count { statuses.append(MPI_Status()) }
    try wait()
    for (i, partner) in partners.enumerated() {
      guard let expected = partner.expected else { continue }
      let count = Int(withUnsafePointer(to: statuses[i]) { ff_mpi_bytes($0) })
      guard count == expected else {
        throw .lostRank(rank: partner.rank, reason: "has sent \(count) bytes instead of \(expected)")
      }
    }
    requests.removeAll(keepingCapacity: true)
    partners.removeAll(keepingCapacity: true)
  }

  /// Whether a message has come; see ``/FeedForward/Communicator``.
  public func hasMessage(from rank: Int) throws(FeedForwardError) -> Bool {
    if ff_mpi_has_message(work, Int32(rank)) {
      askedSince[rank] = nil
      return true
    }
    try hearAlarm()
    let now = Self.seconds()
    try check(patienceSince: askedSince[rank] ?? now, now, rank)
    askedSince[rank] = askedSince[rank] ?? now
    return false
  }

  private func hearAlarm() throws(FeedForwardError) {
    let failed = Int(ff_mpi_next_sender(alarms))
    if failed >= 0 { throw .lostRank(rank: failed, reason: "has failed") }
  }

  private func check(
    patienceSince start: Double, _ now: Double, _ rank: @autoclosure () -> Int
  ) throws(FeedForwardError) {
    if now - start > patience { throw .lostRank(rank: rank(), reason: "has not answered for \(patience) s") }
  }

  /// Until all requests are done, another rank says that it has failed, or patience ends.
  private func wait() throws(FeedForwardError) {
    var turns = 0
    var start: Double?
    while true {
      var areDone: Int32 = 0
      try check(ff_mpi_test_all(Int32(requests.count), &requests, &areDone, &statuses), partners[0].rank)
      if areDone != 0 { return }
      turns += 1
      guard turns % Self.turnsBetweenLooks == 0 else { continue }
      try hearAlarm()
      let now = Self.seconds()
      let waited = now - (start ?? now)
      // Other ranks may wait for this processor, and those that let wait for long need not find it busy.
      if waited < Self.secondsOfBusyWaiting { sched_yield() } else { usleep(Self.microsecondsOfSleep) }
      try check(
        patienceSince: start ?? now, now,
        zip(requests, partners).first { ff_mpi_is_pending($0.0) }?.1.rank ?? partners[0].rank)
      start = start ?? now
    }
  }

  private static let turnsBetweenLooks = 256
  private static let secondsOfBusyWaiting = 0.02
  private static let microsecondsOfSleep: UInt32 = 200

  private func pieces(of count: Int) -> [Range<Int>] {
    if count <= Self.largestPiece { return [0..<count] }
    return stride(from: 0, to: count, by: Self.largestPiece).map { $0..<min(count, $0 + Self.largestPiece) }
  }

  private func check(_ code: Int32, _ rank: Int) throws(FeedForwardError) {
    if code != MPI_SUCCESS { throw .lostRank(rank: rank, reason: "cannot be reached: MPI says \(code)") }
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

// MARK: - The end

extension MPICommunicator {
  func finish() throws {
    // Nobody leaves before all are through: a late alarm is heard.
    _ = try gather([])
    MPI_Finalize()
  }

  /// What a rank that ends because of an error tells the others.
  private struct Word {
    /// Whether the error is one of its own, and not that another rank has failed.
    let isOwn: Bool
    let code: Int32
  }

  /// Lets all ranks know, and ends the process when all have come here too, or after some seconds.
  ///
  /// - Parameter say: says what was wrong, on one rank.
  func end(because error: any Error, code: Int32, say: () -> Void) -> Never {
    let isOwn = if case FeedForwardError.lostRank = error { false } else { true }
    var words = [rank: Word(isOwn: isOwn, code: code)]
    // It stays until the process ends.
    let own = UnsafeMutablePointer<Word>.allocate(capacity: 1)
    own.initialize(to: Word(isOwn: isOwn, code: code))
    let width = Int32(MemoryLayout<Word>.size)
    for other in 0..<size where other != rank {
      var request = ff_mpi_request()
      _ = ff_mpi_send(alarms, own, width, Int32(other), &request)
      ff_mpi_forget(&request, false)
    }
    let start = Self.seconds()
    while words.count < size, Self.seconds() - start < Self.secondsToAnswer {
      let sender = ff_mpi_next_sender(alarms)
      guard sender >= 0 else {
        sched_yield()
        continue
      }
      var word = Word(isOwn: false, code: 0)
      ff_mpi_take(alarms, &word, width, sender)
      words[Int(sender)] = word
    }
    // What another rank has thrown is said by that one.
    let speaker = words.filter(\.value.isOwn).keys.min() ?? words.keys.min() ?? rank
    let last = words[speaker]?.code ?? code
    if speaker == rank { say() }
    if words.count < size { ff_mpi_abort(last) }
    for i in requests.indices where ff_mpi_is_pending(requests[i]) {
      ff_mpi_forget(&requests[i], partners[i].expected != nil)
    }
    MPI_Finalize()
    exit(last)
  }

  /// A rank that computes, or reads, hears of a failure when it next waits for others.
  private static var secondsToAnswer: Double { 10 }
}
