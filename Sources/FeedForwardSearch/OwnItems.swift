import FeedForward
import LibC

/// The items that a rank has at work, each on a thread of its own: who listens to other ranks does not have to wait for
/// a free one of Swift's pool.
struct OwnItems<Item: Sendable, Result: Sendable> {
  typealias Done = (index: Int, result: Result)

  private let items: [Item]
  private let threads: Int
  private let body: @Sendable (Item) -> Result
  private let executor = ThreadPerJob()
  private var atWork = 0
  private var isPausing = false
  /// Microseconds.
  private var pause = Self.shortest

  private static var shortest: UInt32 { 100 }
  private static var longest: UInt32 { 5000 }

  init(_ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) -> Result) {
    (self.items, self.threads, self.body) = (items, threads, body)
  }

  var isFree: Bool { atWork < threads }
  var isIdle: Bool { atWork == 0 }

  mutating func begin(_ index: Int, in group: inout TaskGroup<Done?>) {
    atWork += 1
    lookSoon()
    group.addTask(executorPreference: executor) { [items, body] in (index, body(items[index])) }
  }

  /// Something has happened.
  mutating func lookSoon() { pause = Self.shortest }

  /// Waits until an item is done, or, nil, for a pause that grows by a sixteenth as long as nothing happens: what takes
  /// long is looked at seldom.
  nonisolated(nonsending) mutating func next(in group: inout TaskGroup<Done?>) async -> Done? {
    if !isPausing {
      isPausing = true
      group.addTask(executorPreference: executor) { [pause] in
        usleep(pause)
        return nil
      }
    }
    guard let done = await group.next() ?? nil else {
      isPausing = false
      pause = min(pause + pause / 16 + 1, Self.longest)
      return nil
    }
    atWork -= 1
    lookSoon()
    return done
  }
}
