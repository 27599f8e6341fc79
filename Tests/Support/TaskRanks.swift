import FeedForward
import Foundation

/// Ranks that are tasks on threads of their own.
package enum TaskRanks {
  /// As ``/FeedForward/ThreadRanks`` does it, for what waits.
  package static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Communicator) async throws -> Result
  ) async throws -> [Result] {
    try await withCheckedThrowingContinuation { continuation in
      SystemThread {
        continuation.resume(
          with: Swift.Result { try ThreadRanks.run(count) { ranks in try wait { try await body(ranks) } } })
      }.detach()
    }
  }

  private static func wait<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
    let outcome = Outcome<Result>()
    Task(executorPreference: ThreadPerJob()) {
      do {
        outcome.result = .success(try await body())
      } catch {
        outcome.result = .failure(error)
      }
      outcome.isThere.signal()
    }
    outcome.isThere.wait()
    guard let result = outcome.result else { preconditionFailure("no outcome") }
    return try result.get()
  }

  /// Written before the signal, read after it.
  private final class Outcome<Result: Sendable>: @unchecked Sendable {
    var result: Swift.Result<Result, any Error>?
    let isThere = DispatchSemaphore(value: 0)
  }
}
