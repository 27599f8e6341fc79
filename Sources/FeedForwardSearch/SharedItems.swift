import FeedForward

/// How ranks share the items of a ``concurrentMap``: whose each is, and how what came of it is told to the others.
struct SharedItems<Item: Sendable, Result: Sendable> {
  let communicator: any Communicator
  /// A number of the item, the same whenever it comes again: whoever had it has it then.
  let number: (Item) -> Int
  let write: (Result, inout RankMessage) -> Void
  let read: (Item, inout RankMessage) throws(FeedForwardError) -> Result

  func owner(of item: Item) -> Int { number(item) % communicator.size }

  /// What came of all ranks' items.
  ///
  /// - Parameter own: indices of this rank's items, each with what came of it; nil for one that was not begun.
  func exchange(_ own: [(Int, Result?)], _ items: [Item]) throws(FeedForwardError) -> [(Int, Result)] {
    var message = RankMessage()
    for case (let index, let result?) in own {
      message.add(index)
      write(result, &message)
    }
    var all: [(Int, Result)] = []
    for (rank, bytes) in try communicator.gather(message.bytes).enumerated() {
      if rank == communicator.rank {
        all += own.compactMap { index, result in result.map { (index, $0) } }
        continue
      }
      var theirs = RankMessage(bytes, from: rank)
      while !theirs.isAtEnd {
        let index = try theirs.take(as: Int.self)
        guard items.indices.contains(index) else { throw theirs.error }
        all.append((index, try read(items[index], &theirs)))
      }
    }
    return all
  }
}

// MARK: - What trainings have come to

extension RankMessage {
  mutating func add(_ history: TrainingHistory) {
    add(history.stopReason.rawValue)
    add(history.optimizer ?? "")
    add(history.bestEpoch)
    add(history.epochs.count)
    for epoch in history.epochs { add(epoch.numbers) }
  }

  mutating func takeHistory() throws(FeedForwardError) -> TrainingHistory {
    var history = TrainingHistory()
    guard let reason = TrainingHistory.StopReason(rawValue: try takeText()) else { throw error }
    let rule = try takeText()
    (history.stopReason, history.optimizer) = (reason, rule.isEmpty ? nil : rule)
    history.bestEpoch = try take(as: Int.self)
    for _ in 0..<(try take(as: Int.self)) {
      guard let record = EpochRecord(numbers: try takeArray(of: Double.self)) else { throw error }
      history.epochs.append(record)
    }
    return history
  }

  private mutating func add(_ number: Double?) {
    add(number != nil)
    add(number ?? 0)
  }

  private mutating func takeOptional() throws(FeedForwardError) -> Double? {
    let isThere = try take(as: Bool.self)
    let number = try take(as: Double.self)
    return isThere ? number : nil
  }

  mutating func add(_ evaluation: Evaluation) {
    add(evaluation.rows)
    add(evaluation.loss)
    for number in [evaluation.metrics.accuracy, evaluation.metrics.r2, evaluation.metrics.rmse] { add(number) }
  }

  mutating func takeEvaluation() throws(FeedForwardError) -> Evaluation {
    let (rows, loss) = (try take(as: Int.self), try take(as: Double.self))
    return Evaluation(
      rows: rows, loss: loss,
      metrics: Metrics(accuracy: try takeOptional(), r2: try takeOptional(), rmse: try takeOptional()))
  }

  /// A divergence as it is; of another error who has it, who alone says it.
  mutating func add(_ error: FeedForwardError) {
    if case .diverged(let divergence) = error {
      add(true)
      add(divergence)
    } else {
      add(false)
      add("\(error)")
    }
  }

  mutating func takeError() throws(FeedForwardError) -> FeedForwardError {
    if try take(as: Bool.self) { return .diverged(try take(as: Divergence.self)) }
    return .lostRank(rank: rank, reason: "has failed: \(try takeText())")
  }
}
