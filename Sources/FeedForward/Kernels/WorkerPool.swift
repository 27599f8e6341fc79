import CWorkers

/// Work that falls into tasks which may run at the same time.
protocol ParallelWork {
  /// Does one task. `participant` is below the number of threads asked for; no two tasks run under one number at a
  /// time.
  func perform(_ task: Int, participant: Int)
}

/// Work that stands elsewhere: it fits an existential without allocation.
private struct Borrowed<Work: ParallelWork>: ParallelWork {
  let work: UnsafePointer<Work>

  func perform(_ task: Int, participant: Int) { work.pointee.perform(task, participant: participant) }
}

/// The process's worker threads.
package enum WorkerPool {
  /// Processors that this process may use: affinity and control groups are obeyed.
  package static let availableCores = Int(ff_workers_available())
  /// More threads than this are never used.
  static let mostThreads = 64

  /// Runs every task once, the caller taking part; returns when all are done. Allocates nothing.
  ///
  /// - Parameter wakesSleepers: whether to call workers that fell asleep half a millisecond after their last task. That
  ///   takes some 10 µs of the caller's time, so it should not be asked for short work that comes seldom.
  static func run<Work: ParallelWork>(
    _ work: Work, tasks: Int, threads: Int, wakesSleepers: Bool = true
  ) {
    if threads < 2 || tasks < 2 {
      for task in 0..<tasks { work.perform(task, participant: 0) }
      return
    }
    withUnsafePointer(to: work) { work in
      var borrowed: any ParallelWork = Borrowed(work: work)
      withUnsafeMutablePointer(to: &borrowed) { pointer in
        ff_workers_run(
          Int32(threads), tasks, wakesSleepers ? 1 : 0,
          { context, task, participant in
            context?.assumingMemoryBound(to: (any ParallelWork).self).pointee
              .perform(task, participant: Int(participant))
          }, pointer)
      }
    }
  }

  /// How many threads could be worth their hand-over for work of that cost, at the best; at most `limit`, or as many as
  /// there are processors.
  static func threads(forCost cost: Double, limit: Int?) -> Int {
    let most = min(limit ?? availableCores, mostThreads)
    return Int(max(1, min(Double(most), cost / costOfThread)))
  }

  /// No hand-over was seen to cost less than this much work for each thread.
  private static let costOfThread = 0.25e6

  /// Delays every hand-over to another thread, for benchmarks and tests.
  package static func delayHandOver(seconds: Double) { ff_workers_delay(seconds) }

  /// Throws unless a user's number of threads makes sense.
  package static func validate(threads: Int?) throws(FeedForwardError) {
    if let threads, threads < 1 {
      throw .invalidSetting(name: "threads", value: "\(threads)", expected: "at least 1, or nil for all processors")
    }
  }
}

extension ThreadChoice {
  /// For work of that cost.
  ///
  /// - Parameter limit: at most so many threads; nil for as many as there are processors.
  convenience init(forCost cost: Double, limit: Int?) {
    // About a millisecond on one thread.
    self.init(upTo: WorkerPool.threads(forCost: cost, limit: limit), startsHigh: cost >= 1e8)
  }
}
