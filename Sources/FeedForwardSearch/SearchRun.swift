import FeedForward

/// The trainings of one call of ``HyperparameterSearch/run(on:preparing:onResult:)``.
struct SearchRun<Scalar: BLASScalar> {
  private let points: [SearchSpace.Point]
  private let folds: [FoldData<Scalar>]
  private let scoring: Scoring
  private let threads: Int
  private let communicator: (any Communicator)?
  private let isOver: @Sendable () -> Bool
  private var trials: [Trial]
  private(set) var isToGoOn = true

  init(
    _ points: [SearchSpace.Point], on folds: [FoldData<Scalar>], scoring: Scoring, threads: Int,
    over communicator: (any Communicator)?, isOver: @escaping @Sendable () -> Bool
  ) {
    (self.communicator, self.isOver) = (communicator, isOver)
    self.points = points
    self.folds = folds
    self.scoring = scoring
    self.threads = threads
    trials = points.enumerated().map { Trial(candidate: $0, settings: $1.settings) }
  }

  /// Round after round; without rounds whole trainings.
  nonisolated(nonsending) mutating func train(
    _ candidates: Range<Int>, rounds: [SuccessiveHalving.Round], _ onResult: ((Trial) -> TrainingDecision)?
  ) async throws(FeedForwardError) {
    var racing = candidates.map { index in
      (index: index, trainings: folds.map { FoldTraining(points[index].candidate, on: $0) })
    }
    for round in 0..<max(rounds.count, 1) {
      let isLast = round >= rounds.count - 1
      let jobs = racing.flatMap { candidate in
        let epochs = rounds.isEmpty ? points[candidate.index].candidate.trainer.epochs : rounds[round].epochs
        return candidate.trainings.map { Job(training: $0, epochs: epochs) }
      }
      var results = RoundResults<Scalar>(trainings: folds.count)
      let ranks = communicator.map {
        SharedItems<Job, FoldTraining<Scalar>>(communicator: $0, holder: \.training.holder, isOver: isOver) {
          $0.outcome.write(to: &$1)
        } read: { (job, message) throws(FeedForwardError) in
          job.training.with(try FoldTraining.Outcome(&message), on: message.rank)
        }
      }
      let trained = try await concurrentMap(jobs, threads: threads, over: ranks) { [isOver, communicator] job in
        job.training.trained(upTo: job.epochs, isLast: isLast, on: communicator?.rank, isOver: isOver)
      } onResult: { job, training in
        if case .refused = training.outcome { return .stop }
        for (position, outcomes) in results.add(training.outcome, ofJob: job) where isToGoOn {
          let (index, epochs) = (racing[position].index, jobs[position * folds.count].epochs)
          let isNew = trials[index].note(
            outcomes, epochs: epochs, roundsMissed: max(rounds.count - 1, 0) - round, scoring)
          if isNew && onResult?(trials[index]) == .stop { isToGoOn = false }
        }
        return isToGoOn && !isOver() ? .proceed : .stop
      }
      for case .some(let training) in trained {
        if case .refused(let error) = training.outcome { throw error }
      }
      isToGoOn = isToGoOn && !Task.isCancelled && !isOver()
      if let communicator { isToGoOn = !(try communicator.isAny(!isToGoOn)) }
      if isLast || !isToGoOn { return }
      let best = racing.indices.filter { trials[racing[$0].index].divergence == nil }.sorted {
        trials[racing[$0].index].isBetter(than: trials[racing[$1].index], scoring)
      }
      racing = best.prefix(rounds[round + 1].candidates).map { position in
        let own = trained[position * folds.count..<(position + 1) * folds.count]
        return (index: racing[position].index, trainings: own.compactMap { $0 })
      }
      if racing.isEmpty { return }
    }
  }

  /// A training, and up to where it is to go in this round.
  private struct Job: Sendable {
    let training: FoldTraining<Scalar>
    let epochs: Int
  }

  /// What was found by folds that were prepared so.
  func result(preparing preparation: FoldPreparation<Scalar>?) -> SearchResult {
    SearchResult(
      trials, points.map(\.candidate), scoring: scoring, isComplete: isToGoOn, preparation: preparation)
  }
}

/// Puts outcomes that come in any order together, candidate by candidate in their order.
private struct RoundResults<Scalar: BLASScalar> {
  private let trainings: Int
  private var outcomes: [Int: [Int: FoldTraining<Scalar>.Outcome]] = [:]
  private var next = 0

  init(trainings: Int) { self.trainings = trainings }

  /// The candidates that are complete with this one, and all before them.
  mutating func add(
    _ outcome: FoldTraining<Scalar>.Outcome, ofJob job: Int
  ) -> [(position: Int, outcomes: [FoldTraining<Scalar>.Outcome])] {
    outcomes[job / trainings, default: [:]][job % trainings] = outcome
    var complete: [(Int, [FoldTraining<Scalar>.Outcome])] = []
    while let found = outcomes[next], found.count == trainings {
      complete.append((next, (0..<trainings).compactMap { found[$0] }))
      outcomes[next] = nil
      next += 1
    }
    return complete
  }
}
