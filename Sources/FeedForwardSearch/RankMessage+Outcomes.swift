import FeedForward

// What trainings have come to, as one rank tells another.

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
