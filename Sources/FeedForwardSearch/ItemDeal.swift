import FeedForward

/// What came of an item.
struct ItemReport {
  let index: Int
  /// Who had it.
  let rank: Int
  /// The result as it is told.
  let bytes: [UInt8]
}

/// Who gets which item, as rank 0 decides.
struct ItemDeal {
  /// Indices, in their order.
  private var waiting: [Int]
  /// Of each item, who alone can have it.
  private let holders: [Int?]
  private var atWork = 0
  private(set) var isStopped = false
  /// In the order in which items were done.
  private(set) var reports: [ItemReport] = []

  init(_ holders: [Int?]) { (self.holders, waiting) = (holders, Array(holders.indices)) }

  /// Whether nothing more will come.
  var isDone: Bool { atWork == 0 && waiting.isEmpty }

  /// The first item that a rank can have; nil for none.
  mutating func next(for rank: Int) -> Int? {
    guard let place = waiting.firstIndex(where: { holders[$0] ?? rank == rank }) else { return nil }
    atWork += 1
    return waiting.remove(at: place)
  }

  mutating func note(_ report: ItemReport) {
    atWork -= 1
    reports.append(report)
  }

  /// No further item is begun.
  mutating func stop() {
    isStopped = true
    waiting = []
  }

  mutating func answer(to rank: Int, wantsItem: Bool) -> ItemAnswer {
    if isDone { return .end }
    if isStopped { return .stop }
    return (wantsItem ? next(for: rank) : nil).map { .item($0) } ?? .nothing
  }
}

/// What a rank tells rank 0.
struct ItemRequest {
  let report: ItemReport?
  /// Whether a thread is free.
  let wantsItem: Bool
  /// Whether all have to end.
  let wantsEnd: Bool
  private let rank: Int

  init(report: ItemReport?, wantsItem: Bool, wantsEnd: Bool) {
    (self.report, self.wantsItem, self.wantsEnd, rank) = (report, wantsItem, wantsEnd, 0)
  }

  init(from rank: Int, _ communicator: any Communicator) throws(FeedForwardError) {
    self.rank = rank
    var head = RankMessage(try communicator.receive(4 * MemoryLayout<Int>.size, from: rank), from: rank)
    (wantsItem, wantsEnd) = (try head.take(as: Int.self) == 1, try head.take(as: Int.self) == 1)
    let (index, count) = (try head.take(as: Int.self), try head.take(as: Int.self))
    guard index >= 0 else {
      report = nil
      return
    }
    guard count >= 0 else { throw head.error }
    report = ItemReport(
      index: index, rank: rank, bytes: count == 0 ? [] : try communicator.receive(count, from: rank))
  }

  var error: FeedForwardError { RankMessage([], from: rank).error }

  func send(_ communicator: any Communicator) throws(FeedForwardError) {
    var head = RankMessage()
    for number in [wantsItem ? 1 : 0, wantsEnd ? 1 : 0, report?.index ?? -1, report?.bytes.count ?? 0] {
      head.add(number)
    }
    try communicator.send(head.bytes, to: 0)
    if let bytes = report?.bytes, !bytes.isEmpty { try communicator.send(bytes, to: 0) }
  }
}

/// What rank 0 answers.
enum ItemAnswer {
  case item(Int)
  /// No item that the rank can have is left, or none was asked for.
  case nothing
  /// What is at work is to be broken off.
  case stop
  /// All is done.
  case end

  init(_ communicator: any Communicator) throws(FeedForwardError) {
    var message = RankMessage(try communicator.receive(MemoryLayout<Int>.size, from: 0), from: 0)
    switch try message.take(as: Int.self) {
    case -1: self = .nothing
    case -2: self = .stop
    case -3: self = .end
    case let index: self = .item(index)
    }
  }

  func send(to rank: Int, _ communicator: any Communicator) throws(FeedForwardError) {
    var message = RankMessage()
    switch self {
    case .item(let index): message.add(index)
    case .nothing: message.add(-1)
    case .stop: message.add(-2)
    case .end: message.add(-3)
    }
    try communicator.send(message.bytes, to: rank)
  }
}

extension RankMessage {
  init(_ reports: [ItemReport]) {
    self.init()
    for report in reports {
      add(report.index)
      add(report.rank)
      add(report.bytes)
    }
  }

  mutating func takeReport() throws(FeedForwardError) -> ItemReport {
    ItemReport(
      index: try take(as: Int.self), rank: try take(as: Int.self), bytes: try takeArray(of: UInt8.self))
  }
}
