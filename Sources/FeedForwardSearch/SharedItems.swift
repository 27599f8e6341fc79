import FeedForward

/// How ranks share the items of a ``concurrentMap``: rank 0 hands them out in their order, one to each thread that is
/// free, to its own threads too, and hears what came of them. In the end all know everything that it knows.
///
/// The others speak first: when a thread is free, when an item is done, and every now and then. Each time rank 0
/// answers at once, and says nothing unasked: nobody waits for somebody who waits, and word of an end is never far.
struct SharedItems<Item: Sendable, Result: Sendable> {
  let communicator: any Communicator
  /// The only rank that can go on with an item; nil for any.
  var holder: (Item) -> Int? = { _ in nil }
  /// Whether all ranks have to end, as far as this one knows.
  var isOver: () -> Bool = { false }
  let write: (Result, inout RankMessage) -> Void
  let read: (Item, inout RankMessage) throws(FeedForwardError) -> Result

  /// `body` of each item, as ``concurrentMap`` says it.
  nonisolated(nonsending) func map(
    _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) -> Result,
    onResult: (_ index: Int, Result) -> TrainingDecision
  ) async throws(FeedForwardError) -> [Result?] {
    let ranks = communicator.size
    var own = OwnItems(items, threads: min(threads, (items.count + ranks - 1) / ranks), body)
    let outcome = await withTaskGroup(of: OwnItems<Item, Result>.Done?.self) { group in
      do throws(FeedForwardError) {
        let results =
          communicator.rank == 0
          ? try await handOut(items, &own, &group, onResult) : try await takePart(items, &own, &group, onResult)
        return Swift.Result<[Result?], FeedForwardError>.success(results)
      } catch {
        group.cancelAll()
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static var longestSilence: Duration { .milliseconds(50) }

  private var wantsEnd: Bool { isOver() || Task.isCancelled }

  private func bytes(of result: Result) -> [UInt8] {
    var message = RankMessage()
    write(result, &message)
    return message.bytes
  }
}

// MARK: - Rank 0

extension SharedItems {
  private typealias Group = TaskGroup<OwnItems<Item, Result>.Done?>

  private nonisolated(nonsending) func handOut(
    _ items: [Item], _ own: inout OwnItems<Item, Result>, _ group: inout Group,
    _ onResult: (_ index: Int, Result) -> TrainingDecision
  ) async throws(FeedForwardError) -> [Result?] {
    var deal = ItemDeal(items.map(holder))
    var results = [Result?](repeating: nil, count: items.count)
    var others = Array(1..<communicator.size)
    func note(_ report: ItemReport, _ result: Result) {
      deal.note(report)
      results[report.index] = result
      if onResult(report.index, result) == .stop { deal.stop() }
    }
    while !deal.isDone || !others.isEmpty {
      while own.isFree, let index = deal.next(for: 0) { own.begin(index, in: &group) }
      if wantsEnd { deal.stop() }
      for rank in others where try communicator.hasMessage(from: rank) {
        let request = try ItemRequest(from: rank, communicator)
        if let report = request.report {
          guard items.indices.contains(report.index) else { throw request.error }
          var message = RankMessage(report.bytes, from: rank)
          note(report, try read(items[report.index], &message))
        }
        if request.wantsEnd { deal.stop() }
        let answer = deal.answer(to: rank, wantsItem: request.wantsItem)
        try answer.send(to: rank, communicator)
        if case .end = answer { others.removeAll { $0 == rank } }
        if case .item = answer { own.lookSoon() }
      }
      if deal.isStopped { group.cancelAll() }
      if let (index, result) = await own.next(in: &group) {
        note(ItemReport(index: index, rank: 0, bytes: bytes(of: result)), result)
      }
    }
    _ = try communicator.broadcast(RankMessage(deal.reports).bytes)
    return results
  }
}

// MARK: - The others

extension SharedItems {
  private nonisolated(nonsending) func takePart(
    _ items: [Item], _ own: inout OwnItems<Item, Result>, _ group: inout Group,
    _ onResult: (_ index: Int, Result) -> TrainingDecision
  ) async throws(FeedForwardError) -> [Result?] {
    var results = [Result?](repeating: nil, count: items.count)
    // Items that are done and not yet reported.
    var unsaid: [Int] = []
    var (isStopped, awaitsAnswer) = (false, false)
    var lastWord = ContinuousClock.now
    while true {
      let wantsItem = own.isFree && !isStopped
      let isOverdue = ContinuousClock.now - lastWord > Self.longestSilence
      if !awaitsAnswer, wantsItem || !unsaid.isEmpty || wantsEnd || own.isIdle || isOverdue {
        var report: ItemReport?
        if let index = unsaid.first, let result = results[index] {
          unsaid.removeFirst()
          report = ItemReport(index: index, rank: communicator.rank, bytes: bytes(of: result))
        }
        try ItemRequest(report: report, wantsItem: wantsItem, wantsEnd: wantsEnd).send(communicator)
        (lastWord, awaitsAnswer) = (.now, true)
      }
      if awaitsAnswer, try communicator.hasMessage(from: 0) {
        awaitsAnswer = false
        switch try ItemAnswer(communicator) {
        case .item(let index):
          guard items.indices.contains(index) else { throw RankMessage([], from: 0).error }
          own.begin(index, in: &group)
          continue
        case .nothing: break
        case .stop:
          isStopped = true
          group.cancelAll()
        case .end: return try hearAll(items, results, onResult)
        }
        if !unsaid.isEmpty { continue }
      }
      if let (index, result) = await own.next(in: &group) {
        results[index] = result
        unsaid.append(index)
      }
    }
  }

  /// What rank 0 knows.
  private func hearAll(
    _ items: [Item], _ own: [Result?], _ onResult: (_ index: Int, Result) -> TrainingDecision
  ) throws(FeedForwardError) -> [Result?] {
    var all = [Result?](repeating: nil, count: items.count)
    var message = RankMessage(try communicator.broadcast([]), from: 0)
    while !message.isAtEnd {
      let report = try message.takeReport()
      guard items.indices.contains(report.index) else { throw message.error }
      var theirs = RankMessage(report.bytes, from: report.rank)
      let result =
        if report.rank == communicator.rank, let own = own[report.index] { own } else {
          try read(items[report.index], &theirs)
        }
      all[report.index] = result
      _ = onResult(report.index, result)
    }
    return all
  }
}
