import CWorkers
import Foundation
import Testing

/// What the tasks of one job note down.
private final class Job: @unchecked Sendable {
  let lock = NSLock()
  var runs: [Int]
  var participants: Set<Int32> = []
  /// Participants in a task at this moment; two of one number would be a mistake.
  var busy: Set<Int32> = []
  var collisions = 0

  init(_ count: Int) { runs = Array(repeating: 0, count: count) }

  func run(threads: Int32, wake: Bool = true, seconds: Double = 0) {
    let me = (job: self, seconds: seconds)
    withUnsafePointer(to: me) { context in
      ff_workers_run(
        threads, runs.count, wake ? 1 : 0,
        { context, index, participant in
          guard let me = context?.assumingMemoryBound(to: (job: Job, seconds: Double).self).pointee else { return }
          me.job.lock.withLock {
            me.job.collisions += me.job.busy.insert(participant).inserted ? 0 : 1
            me.job.runs[index] += 1
            me.job.participants.insert(participant)
          }
          if me.seconds > 0 { Thread.sleep(forTimeInterval: me.seconds) }
          _ = me.job.lock.withLock { me.job.busy.remove(participant) }
        }, UnsafeMutableRawPointer(mutating: context))
    }
  }
}

@Suite struct WorkersTests {
  @Test func thereIsAProcessor() {
    let available = Int(ff_workers_available())
    #expect(available >= 1 && available <= ProcessInfo.processInfo.processorCount)
  }

  @Test(arguments: [1, 2, 3, 8, 64, 1000] as [Int32])
  func everyTaskRunsOnce(threads: Int32) {
    for count in [0, 1, 2, 3, 7, 64, 1000] {
      for wake in [true, false] {
        let job = Job(count)
        job.run(threads: threads, wake: wake)
        #expect(job.runs == Array(repeating: 1, count: count), "\(count) tasks, \(threads) threads")
        #expect(job.participants.allSatisfy { $0 >= 0 && $0 < min(threads, 64) } && job.collisions == 0)
      }
    }
  }

  @Test func othersTakePart() {
    // Tasks that sleep leave the processor to the others, so even one processor shows it. Other suites may have the
    // workers at that moment: then the caller does all by itself, and another try is needed.
    var participants = 0
    for _ in 0..<200 where participants < 2 {
      let job = Job(10)
      job.run(threads: 3, seconds: 0.005)
      participants = job.participants.count
    }
    #expect(participants > 1)
  }

  /// Jobs of several threads at the same time, and of one after another, long enough for workers
  /// to fall asleep between.
  @Test func jobsOfManyThreads() {
    let mistakes = Job(1)
    DispatchQueue.concurrentPerform(iterations: 8) { caller in
      for round in 0..<200 {
        let job = Job(1 + (caller * 7 + round) % 40)
        job.run(threads: Int32(1 + round % 5), wake: round % 3 > 0)
        if job.runs.contains(where: { $0 != 1 }) || job.collisions > 0 {
          mistakes.lock.withLock { mistakes.runs[0] += 1 }
        }
        if round % 50 == 0 { Thread.sleep(forTimeInterval: 0.002) }
      }
    }
    #expect(mistakes.runs[0] == 0)
  }

  /// Jobs of ever other sizes in quick succession: a worker that comes late to one must not take tasks of the next.
  @Test func jobsInQuickSuccession() {
    var mistakes = 0
    for round in 0..<20_000 {
      let job = Job(1 + (round * 17) % 41)
      job.run(threads: Int32(2 + (round * 7) % 5))
      if job.runs.contains(where: { $0 != 1 }) { mistakes += 1 }
    }
    #expect(mistakes == 0)
  }

  /// Tasks so short that two threads reach for the same one: the second half is done at once, and whoever has
  /// done it takes from the first half, beside the one whose share that is. Where other processes have the
  /// processors, one thread does it all; so rounds count in which both took from the first half, as many as there
  /// are in ten seconds and up to 50.
  @Test func tasksThatTwoReachFor() {
    struct Notes {
      let runs: UnsafeMutablePointer<UInt8>
      /// Tasks of the first half that each participant has done.
      let shares: UnsafeMutablePointer<Int>
    }
    let count = 200_000
    let notes = Notes(runs: .allocate(capacity: count), shares: .allocate(capacity: 2))
    defer {
      notes.runs.deallocate()
      notes.shares.deallocate()
    }
    var rounds = 0
    let end = ContinuousClock.now + .seconds(10)
    while rounds < 50, ContinuousClock.now < end {
      notes.runs.initialize(repeating: 0, count: count)
      notes.shares.initialize(repeating: 0, count: 2)
      withUnsafePointer(to: notes) { context in
        ff_workers_run(
          2, count, 1,
          { context, index, participant in
            guard let notes = context?.assumingMemoryBound(to: Notes.self).pointee else { return }
            var x = UInt64(index)
            for _ in 0..<(index < 100_000 ? 40 : 0) { x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
            // Never more than 1, but the loop has to stay.
            notes.runs[index] += x == 5 ? 2 : 1
            if index < 100_000 { notes.shares[Int(participant)] += 1 }
          }, UnsafeMutableRawPointer(mutating: context))
      }
      #expect((0..<count).allSatisfy { notes.runs[$0] == 1 })
      #expect(notes.shares[0] + notes.shares[1] == 100_000)
      if notes.shares[0] > 1000, notes.shares[1] > 1000 { rounds += 1 }
    }
  }

  @Test func aJobWithinATaskIsDoneByItsCaller() {
    let outer = Job(4)
    withUnsafePointer(to: outer) { context in
      ff_workers_run(
        2, 4, 1,
        { context, index, participant in
          let inner = Job(5)
          inner.run(threads: 2)
          guard let outer = context?.assumingMemoryBound(to: Job.self).pointee else { return }
          outer.lock.withLock {
            outer.runs[index] += inner.runs == [1, 1, 1, 1, 1] && inner.participants == [0] ? 1 : 100
          }
        }, UnsafeMutableRawPointer(mutating: context))
    }
    #expect(outer.runs == [1, 1, 1, 1])
  }
}
