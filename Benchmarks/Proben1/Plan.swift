import FeedForward
import FeedForwardData

/// How many networks are trained for each figure, and how many at the same time.
struct Plan: Sendable {
  let runs: Int
  let seed: UInt64
  let threads: Int

  /// One outcome a run, in the order of the seeds. Each training has one thread and a seed of its own, so that it does
  /// not matter which of them run at the same time.
  func outcomes(of recipe: Recipe, on problem: Proben1Problem) async throws -> [Outcome] {
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var outcomes = [Outcome?](repeating: nil, count: runs)
      for run in 0..<runs {
        if run >= threads, let (done, outcome) = try await group.next() { outcomes[done] = outcome }
        group.addTask { (run, try recipe.train(on: problem, seed: seed &+ UInt64(run))) }
      }
      for try await (done, outcome) in group { outcomes[done] = outcome }
      return outcomes.compactMap { $0 }
    }
  }
}

extension [Outcome] {
  func estimate(of value: (Outcome) -> Double) -> Estimate { Estimate(of: map(value)) }

  /// nil where there are no classes.
  var misclassified: Estimate? {
    let shares = compactMap(\.misclassified)
    return shares.isEmpty ? nil : Estimate(of: shares)
  }
}
