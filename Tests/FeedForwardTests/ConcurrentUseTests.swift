import FeedForward
import Foundation
import Synchronization
import TestSupport
import Testing

/// One network value, many threads. `make test-tsan` runs this under ThreadSanitizer.
@Suite struct ConcurrentUseTests {
  /// 32 threads predict, each with the network it finds in a place where a further thread puts one of three
  /// in turn, and with a network they all share; two more threads train copies of that one. Everything has
  /// the bits it has alone.
  @Test func predictionsWhileOthersTrainAndReplace() throws {
    var samples = Samples(seed: 1)
    // Large enough for several threads to be used for a call: workers are shared too.
    let x: Matrix<Float> = try samples.matrix(70, 40)
    let versions = try (0..<3).map {
      try FeedForwardNetwork<Float>(
        inputs: 40, layers: [Layer(120, .relu), Layer(60, .tanh), Layer(3, .softmax)], seed: UInt64($0))
    }
    let outputs = try versions.map { try $0.predict(x) }
    let rows = try (0..<70).map { try x.selecting(rows: [$0]) }
    let outputsOfRows = try versions.map { network in try rows.map { try network.predict($0) } }
    let data = try Dataset(inputs: x, classes: (0..<70).map { $0 % 3 })
    let trainer = Trainer(optimizer: .adam(learningRate: 1e-2), batchSize: 32, epochs: 10)
    var trained = versions[0]
    try trainer.fit(&trained, to: data)
    let expected = trained.parameters

    let served = Locked((version: 0, network: versions[0]))
    let isOver = Atomic(false)
    let wrong = Atomic(0)
    let predictions = Atomic(0)
    let check = { @Sendable (body: () throws -> Bool) in
      if (try? body()) != true { wrong.add(1, ordering: .relaxed) }
    }

    var ends: [DispatchSemaphore] = []
    for number in 0..<32 {
      ends.append(
        thread {
          for call in 0..<12 {
            let (version, network) = served.withLock { $0 }
            check { try network.predict(x) == outputs[version] }
            check {
              let predictor = try Predictor(network)
              let row = (number + 7 * call) % rows.count
              let single = try predictor.predict(rows[row]) == outputsOfRows[version][row]
              return try predictor.predict(x) == outputs[version] && single
            }
            check { try versions[0].classify(x).count == 70 }
            predictions.add(4, ordering: .relaxed)
          }
        })
    }
    for _ in 0..<2 {
      ends.append(
        thread {
          for _ in 0..<3 {
            check {
              var own = versions[0]
              try trainer.fit(&own, to: data)
              return own.parameters == expected
            }
          }
        })
    }
    let replacing = thread {
      var version = 0
      while !isOver.load(ordering: .acquiring) {
        version = (version + 1) % 3
        served.withLock { $0 = (version, versions[version]) }
        Thread.sleep(forTimeInterval: 1e-4)
      }
    }
    for end in ends { end.wait() }
    isOver.store(true, ordering: .releasing)
    replacing.wait()
    #expect(wrong.load(ordering: .relaxed) == 0, "of 1536 predictions and 6 trainings")
    #expect(predictions.load(ordering: .relaxed) == 32 * 12 * 4)
  }
}

/// Begins a thread of the system's: tasks of one process share as many threads as there are processors.
///
/// - Returns: what is signalled when the thread is done.
private func thread(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
  let end = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    body()
    end.signal()
  }
  return end
}

/// A value behind a lock that ThreadSanitizer knows; it does not see into `Mutex`.
private final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }
}
