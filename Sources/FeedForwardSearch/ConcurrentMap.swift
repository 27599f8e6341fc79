import FeedForward

/// `body` of each item, on at most `threads` threads at the same time. Items are begun in order.
///
/// - Parameters:
///   - ranks: who share the items; nil for this process alone. Every rank gets all results: what comes of the items
///     does not depend on who had which.
///   - onResult: sees each result as it comes, in the task of the caller; once it says stop, no further item is begun,
///     and tasks at work are cancelled. Of ranks the first decides so; the others see the same results in the same
///     order when all are there.
/// - Returns: one for each item; nil for those that were not begun.
nonisolated(nonsending) func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int, over ranks: SharedItems<Item, Result>? = nil,
  _ body: @escaping @Sendable (Item) -> Result, onResult: (_ index: Int, Result) -> TrainingDecision
) async throws(FeedForwardError) -> [Result?] {
  if let ranks, ranks.communicator.size > 1 {
    return try await ranks.map(items, threads: threads, body, onResult: onResult)
  }
  return await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: items.count)
    var waiting = items.indices.makeIterator()
    for _ in 0..<threads {
      guard let index = waiting.next() else { break }
      group.addTask { (index, body(items[index])) }
    }
    while let (index, result) = await group.next() {
      results[index] = result
      if onResult(index, result) == .stop { group.cancelAll() }
      guard !group.isCancelled, let next = waiting.next() else { continue }
      group.addTask { (next, body(items[next])) }
    }
    return results
  }
}
