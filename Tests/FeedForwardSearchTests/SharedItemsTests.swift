import FeedForward
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FeedForwardSearch

/// Items go to whoever is free, and what comes of them does not depend on who that was.
@Suite struct SharedItemsTests {
  private func shared(
    _ communicator: any Communicator, holder: @escaping (Int) -> Int? = { _ in nil },
    isOver: @escaping () -> Bool = { false }
  ) -> SharedItems<Int, Int> {
    SharedItems(communicator: communicator, holder: holder, isOver: isOver) {
      $1.add($0)
    } read: { (_, message) throws(FeedForwardError) in
      try message.take(as: Int.self)
    }
  }

  /// One item takes until all others are done: who has it gets no other.
  @Test(arguments: [2, 3, 4], [1, 2]) func whoIsFreeGetsTheNext(ranks: Int, threads: Int) async throws {
    let items = Array(0..<40)
    for long in [0, 1, 7] {
      let (log, othersAreDone) = (Log(), Gate())
      let results = try await TaskRanks.run(ranks) { communicator in
        try await concurrentMap(items, threads: threads, over: shared(communicator)) { item in
          if item == long { othersAreDone.pass() }
          if log.note(item, by: communicator.rank) == items.count - 1 { othersAreDone.open() }
          return item * item
        } onResult: { _, _ in
          .proceed
        }
      }
      #expect(results.allSatisfy { $0 == items.map { $0 * $0 } })
      #expect(log.entries.map(\.item).sorted() == items, "each once")
      #expect(log.entries.last?.item == long, "\(ranks) ranks, \(threads) threads")
      guard threads == 1, let holder = log.entries.last?.rank else { continue }
      #expect(log.entries.allSatisfy { $0.rank != holder || $0.item <= long }, "it waited")
    }
  }

  /// All ranks work at the same time: nobody gets on before all have one.
  @Test func allAreAtWork() async throws {
    for ranks in [2, 3, 4] {
      let (log, allHaveOne) = (Log(), Gate())
      _ = try await TaskRanks.run(ranks) { communicator in
        try await concurrentMap(Array(0..<ranks), threads: 3, over: shared(communicator)) { item in
          if log.note(item, by: communicator.rank) == ranks { allHaveOne.open() }
          allHaveOne.pass()
          return item
        } onResult: { _, _ in
          .proceed
        }
      }
      #expect(Set(log.entries.map(\.rank)).count == ranks)
    }
  }

  @Test func heldItemsStayWhereTheyAre() async throws {
    let log = Log()
    _ = try await TaskRanks.run(3) { communicator in
      try await concurrentMap(Array(0..<20), threads: 2, over: shared(communicator) { $0 % 5 < 3 ? $0 % 5 : nil }) {
        log.note($0, by: communicator.rank)
      } onResult: { _, _ in
        .proceed
      }
    }
    #expect(log.entries.count == 20)
    #expect(log.entries.allSatisfy { $0.item % 5 >= 3 || $0.item % 5 == $0.rank })
  }

  /// Every rank sees the same results in the same order, though only the first decides.
  @Test func theFirstRankStopsAll() async throws {
    for ranks in [1, 2, 3] {
      let seen = try await TaskRanks.run(ranks) { communicator in
        var seen: [Int] = []
        let results = try await concurrentMap(Array(0..<1000), threads: 1, over: shared(communicator)) { item in
          // Whatever is at work is broken off.
          while item > 10, !Task.isCancelled { usleep(100) }
          return item
        } onResult: { index, result in
          seen.append(index)
          return result == 5 && communicator.rank == 0 ? .stop : .proceed
        }
        return (seen, results)
      }
      #expect(seen.allSatisfy { $0.0 == seen[0].0 && $0.1 == seen[0].1 })
      #expect(seen[0].0.contains(5) && seen[0].0.count <= 11 + ranks)
      #expect(seen[0].1.compactMap { $0 }.sorted() == seen[0].0.sorted())
    }
  }

  @Test(arguments: [0, 1, 2]) func anyRankEndsAll(speaker: Int) async throws {
    let begun = Steps()
    let results = try await TaskRanks.run(3) { communicator in
      let ranks = shared(communicator, isOver: { communicator.rank == speaker && begun.count == 3 })
      return try await concurrentMap(Array(0..<1000), threads: 1, over: ranks) { item in
        _ = begun.next()
        while !Task.isCancelled { usleep(100) }
        return item
      } onResult: { _, _ in
        .proceed
      }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    #expect(results[0].compactMap { $0 } == [0, 1, 2])
  }

  /// The time was up from the start: something is there nevertheless.
  @Test func endsAtOnce() async throws {
    let results = try await TaskRanks.run(3) { communicator in
      try await concurrentMap([5, 6], threads: 2, over: shared(communicator, isOver: { true })) {
        $0
      } onResult: {
        _, _ in
        .proceed
      }
    }
    #expect(results.allSatisfy { $0 == results[0] } && results[0].first == 5)
  }

  /// A rank that ends while others compute, or that cannot be understood, ends them.
  @Test(arguments: 0..<3, [1, 2, 5]) func lostRanksEndAll(rank: Int, calls: Int) async throws {
    let errors = Log()
    await #expect(throws: FeedForwardError.lostRank(rank: 99, reason: "test")) {
      try await TaskRanks.run(3) { communicator in
        let mortal = communicator.rank == rank ? Wrapped(communicator, lives: calls) : communicator
        do {
          _ = try await concurrentMap(Array(0..<50), threads: 1, over: shared(mortal)) {
            usleep(1000)
            return $0
          } onResult: { _, _ in
            .proceed
          }
        } catch {
          _ = errors.note(0, by: communicator.rank)
          throw error
        }
      }
    }
    #expect(Set(errors.entries.map(\.rank)) == [0, 1, 2])
  }

  /// A transport that cannot look ahead.
  @Test func withoutLooking() async throws {
    for ranks in [2, 3] {
      let results = try await TaskRanks.run(ranks) { communicator in
        try await concurrentMap(Array(0..<30), threads: 2, over: shared(Wrapped(communicator))) {
          -$0
        } onResult: {
          _, _ in
          .proceed
        }
      }
      #expect(results.allSatisfy { $0 == (0..<30).map { -$0 } })
    }
  }

  @Test func noItems() async throws {
    let results = try await TaskRanks.run(3) { communicator in
      try await concurrentMap([Int](), threads: 2, over: shared(communicator)) {
        $0
      } onResult: { _, _ in
        .proceed
      }
    }
    #expect(results == [[], [], []])
  }

  /// What may be read from others is checked.
  @Test func reports() throws {
    let reports = [ItemReport(index: 3, rank: 1, bytes: [7, 8]), ItemReport(index: 0, rank: 0, bytes: [])]
    var message = RankMessage(RankMessage(reports).bytes, from: 0)
    for report in reports {
      let read = try message.takeReport()
      #expect(read.index == report.index && read.rank == report.rank && read.bytes == report.bytes)
    }
    #expect(message.isAtEnd)
  }
}

/// Trainings of several networks over ranks.
@Suite struct SharedTrainingTests {
  private func data() throws -> Dataset<Float> {
    var samples = Samples(seed: 31)
    let x: Matrix<Float> = try samples.matrix(90, 4)
    return try Dataset(inputs: x, classes: (0..<90).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 })
  }

  private func ensemble(epochs: Int = 6, over ranks: (any Communicator)?) -> EnsembleTraining {
    var training = EnsembleTraining(
      Trainer(batchSize: 16, epochs: epochs, seed: 5, threads: 1), layers: [Layer(6, .relu), Layer(2, .softmax)],
      members: 5)
    training.communicator = ranks
    return training
  }

  @Test func ensembles() async throws {
    let data = try data()
    let alone = try await ensemble(over: nil).run(on: data)
    for count in [1, 2, 3, 4] {
      for result in try await TaskRanks.run(count, { try await ensemble(over: $0).run(on: data) }) {
        #expect(result.ensemble.members.map(\.parameters) == alone.ensemble.members.map(\.parameters))
        #expect(result.heldOutputs == alone.heldOutputs && result.judgedRows == alone.judgedRows)
      }
    }
  }

  @Test(arguments: [nil, SuccessiveHalving()]) func searches(halving: SuccessiveHalving?) async throws {
    let data = try data()
    @Sendable func search(over ranks: (any Communicator)?) async throws -> SearchResult {
      var search = HyperparameterSearch(
        from: Candidate(Trainer(epochs: 9), layers: [Layer(4, .tanh), Layer(2, .softmax)]),
        over: [.learningRate(.logUniform(from: 1e-4, to: 1e-1)), .hidden([[3], [5, 4], [40]])],
        strategy: .random(9, halving: halving), folds: .stratified(3), scoring: .accuracy, seed: 4, threads: 2)
      search.communicator = ranks
      return try await search.run(on: data)
    }
    func numbers(_ result: SearchResult) -> [[Double?]] {
      result.trials.map { trial in
        [trial.score, trial.rank.map { Double($0) }, Double(trial.epochsUsed)]
          + (trial.result?.folds.map(\.validation.loss) ?? [])
      }
    }
    let alone = try await search(over: nil)
    for count in [1, 2, 3, 4] {
      for result in try await TaskRanks.run(count, { try await search(over: $0) }) {
        #expect(numbers(result) == numbers(alone) && result.isComplete)
      }
    }
  }

  /// Whoever says that it is over, all have the same in the end.
  @Test(arguments: [0, 1, 2]) func endsAreTheSame(speaker: Int) async throws {
    let data = try data()
    let results = try await TaskRanks.run(3) { ranks in
      var training = ensemble(epochs: .max, over: ranks)
      let steps = Steps()
      training.isOver = { ranks.rank == speaker && steps.next() > 50 }
      return try await training.run(on: data)
    }
    for result in results {
      #expect(result.ensemble.members.map(\.parameters) == results[0].ensemble.members.map(\.parameters))
      #expect(result.histories.map(\.bestEpoch) == results[0].histories.map(\.bestEpoch))
    }
  }

  @Test(arguments: [0, 1]) func searchesEnd(speaker: Int) async throws {
    let (data, found) = (try data(), Steps())
    let results = try await TaskRanks.run(2) { ranks in
      var search = HyperparameterSearch(
        from: Candidate(Trainer(epochs: 3), layers: [Layer(2, .softmax)]), over: [.epochs([2, 3, .max, .max])],
        folds: .stratified(3), threads: 1)
      search.communicator = ranks
      search.isOver = { ranks.rank == speaker && found.count == 2 }
      return try await search.run(on: data) { _ in
        if ranks.rank == 0 { _ = found.next() }
        return .proceed
      }
    }
    for result in results {
      #expect(!result.isComplete && result.trials.map { $0.score != nil } == [true, true, false, false])
    }
  }

  /// An error of one rank is said by that one; the others hear of it.
  @Test func errorsOfOneRank() async throws {
    let data = try data()
    let errors = Log()
    await #expect(throws: FeedForwardError.self) {
      try await TaskRanks.run(3) { ranks in
        // The others would go on for ever.
        var training = ensemble(epochs: .max, over: ranks)
        if ranks.rank == 2 { training.trainer.batchSize = 0 }
        do {
          _ = try await training.run(on: data)
        } catch {
          if case FeedForwardError.lostRank? = error as? FeedForwardError {
            _ = errors.note(1, by: ranks.rank)
          } else {
            _ = errors.note(0, by: ranks.rank)
          }
          throw error
        }
      }
    }
    let own = errors.entries.filter { $0.item == 0 }.map(\.rank)
    #expect(own == [2] && errors.entries.count == 3)
  }
}

// MARK: - Helpers

/// Who did what, in order.
private final class Log: Sendable {
  private let list = Mutex<[(item: Int, rank: Int)]>([])
  var entries: [(item: Int, rank: Int)] { list.withLock { $0 } }

  /// How many there are then.
  @discardableResult
  func note(_ item: Int, by rank: Int) -> Int {
    list.withLock {
      $0.append((item, rank))
      return $0.count
    }
  }
}

private final class Steps: Sendable {
  private let number = Atomic(0)
  var count: Int { number.load(ordering: .relaxed) }
  func next() -> Int { number.add(1, ordering: .relaxed).newValue }
}

/// Holds threads until it is opened, or a minute has passed.
private final class Gate: Sendable {
  private let isOpen = Mutex(false)

  func open() { isOpen.withLock { $0 = true } }

  func pass() {
    for _ in 0..<60_000 where !isOpen.withLock({ $0 }) { usleep(1000) }
  }
}

/// A communicator that cannot look whether a message has come, and that may end.
private final class Wrapped: Communicator, @unchecked Sendable {
  private let inner: any Communicator
  private var lives: Int
  var rank: Int { inner.rank }
  var size: Int { inner.size }

  init(_ inner: any Communicator, lives: Int = .max) { (self.inner, self.lives) = (inner, lives) }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(FeedForwardError) {
    if lives == 0 { throw .lostRank(rank: 99, reason: "test") }
    lives -= 1
    try inner.send(bytes, to: rank)
  }

  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(FeedForwardError) {
    try inner.receive(into: bytes, from: rank)
  }

  func complete() throws(FeedForwardError) { try inner.complete() }
}
