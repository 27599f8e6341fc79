import FeedForward

/// Numbers and texts one after another, as one rank tells them another.
struct RankMessage {
  private(set) var bytes: [UInt8] = []
  /// Whose it is.
  let rank: Int
  private var position = 0

  init() { rank = 0 }

  init(_ bytes: [UInt8], from rank: Int) { (self.bytes, self.rank) = (bytes, rank) }

  var isAtEnd: Bool { position == bytes.count }

  var error: FeedForwardError { .lostRank(rank: rank, reason: "has sent what cannot be read") }

  mutating func add<Value: BitwiseCopyable>(_ value: Value) { withUnsafeBytes(of: value) { bytes += $0 } }

  mutating func add<Value: BitwiseCopyable>(_ values: [Value]) {
    add(values.count)
    values.withUnsafeBytes { bytes += $0 }
  }

  mutating func add(_ text: String) { add(Array(text.utf8)) }

  mutating func take<Value: BitwiseCopyable>(as _: Value.Type) throws(FeedForwardError) -> Value {
    let width = MemoryLayout<Value>.size
    guard bytes.count - position >= width else { throw error }
    defer { position += width }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Value.self) }
  }

  mutating func takeArray<Value: BitwiseCopyable>(of _: Value.Type) throws(FeedForwardError) -> [Value] {
    let (count, width) = (try take(as: Int.self), MemoryLayout<Value>.stride)
    guard count >= 0, count <= (bytes.count - position) / width else { throw error }
    defer { position += count * width }
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: position + $0 * width, as: Value.self) }
    }
  }

  mutating func takeText() throws(FeedForwardError) -> String {
    String(decoding: try takeArray(of: UInt8.self), as: UTF8.self)
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
