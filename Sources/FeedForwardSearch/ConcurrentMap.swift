import FeedForward

/// `body` of each item, on at most `threads` threads at the same time. Items are begun in order.
///
/// - Parameters:
///   - ranks: who share the items; nil for this process alone. Every rank gets all results, in waves: what comes of the
///     items does not depend on who had which.
///   - onResult: sees each result as it comes, in the task of the caller; once it says stop, no further item is begun,
///     and tasks at work are cancelled.
/// - Returns: one for each item; nil for those that were not begun.
nonisolated(nonsending) func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int, over ranks: SharedItems<Item, Result>? = nil,
  _ body: @escaping @Sendable (Item) -> Result, onResult: (_ index: Int, Result) -> TrainingDecision
) async throws(FeedForwardError) -> [Result?] {
  guard let ranks else { return await concurrentMap(items, items.indices, threads: threads, body, onResult: onResult) }
  var results = [Result?](repeating: nil, count: items.count)
  // The same on all ranks, whatever machines they have.
  let most = try ranks.communicator.gather([UInt8(min(threads, 255))]).map { Int($0[0]) }.max() ?? 1
  let wave = most * ranks.communicator.size
  for first in stride(from: 0, to: items.count, by: wave) {
    let indices = first..<min(items.count, first + wave)
    let own = indices.filter { ranks.owner(of: items[$0]) == ranks.communicator.rank }
    let done = await concurrentMap(items, own, threads: threads, body) { _, _ in .proceed }
    for (index, result) in try ranks.exchange(own.map { ($0, done[$0]) }, items) { results[index] = result }
    let ends = indices.contains { index in results[index].map { onResult(index, $0) } == .stop }
    if try ranks.communicator.gather([ends ? 1 : 0]).contains([1]) { break }
  }
  return results
}

/// Of some of the items.
private nonisolated(nonsending) func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], _ chosen: some RandomAccessCollection<Int>, threads: Int,
  _ body: @escaping @Sendable (Item) -> Result, onResult: (_ index: Int, Result) -> TrainingDecision
) async -> [Result?] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: items.count)
    var waiting = chosen.makeIterator()
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
