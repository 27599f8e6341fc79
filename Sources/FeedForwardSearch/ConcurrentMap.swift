import FeedForward

/// `body` of each item, on at most `threads` threads at the same time. Items are begun in order.
///
/// - Parameter onResult: sees each result as it comes, in the task of the caller; once it says stop, no further item is
///   begun, and tasks at work are cancelled.
/// - Returns: one for each item; nil for those that were not begun.
nonisolated(nonsending) func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) -> Result,
  onResult: (_ index: Int, Result) -> TrainingDecision
) async -> [Result?] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: items.count)
    var begun = 0
    while begun < min(threads, items.count) {
      let index = begun
      group.addTask { (index, body(items[index])) }
      begun += 1
    }
    while let (index, result) = await group.next() {
      results[index] = result
      if onResult(index, result) == .stop { group.cancelAll() }
      guard begun < items.count, !group.isCancelled else { continue }
      let next = begun
      group.addTask { (next, body(items[next])) }
      begun += 1
    }
    return results
  }
}
