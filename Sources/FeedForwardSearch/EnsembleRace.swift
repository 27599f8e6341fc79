import FeedForward

/// An ensemble that may take part in an ``EnsembleRace``: how its members are trained, and the rows as they see them.
public struct EnsembleContestant<Scalar: BLASScalar>: Sendable {
  /// What it is called.
  public var name: String
  /// Of each member; how many there are the race says.
  public var training: EnsembleTraining
  /// The rows; those of all contestants are the same ones in the same order, in whatever encoding.
  public var data: Dataset<Scalar>
  /// How bad outputs are for rows that were held, a mean over rows; nil for the loss of training. Contestants whose
  /// losses are of different targets need one.
  public var judge: (@Sendable (HeldRows<Scalar>) -> Double)?
  /// What its loss is multiplied with as long as it has not won, 1 for nothing.
  public var handicap = 1.0

  /// A contestant; settings are checked when it is trained.
  public init(
    _ training: EnsembleTraining, on data: Dataset<Scalar>, named name: String = "",
    judge: (@Sendable (HeldRows<Scalar>) -> Double)? = nil
  ) {
    (self.training, self.data, self.name, self.judge) = (training, data, name, judge)
  }
}

/// Rows that members have not learned from, and what they say of them.
public struct HeldRows<Scalar: BLASScalar>: Sendable {
  /// Indices into the data.
  public let rows: [Int]
  /// A row of outputs for each, the mean where several members hold it.
  public let outputs: Matrix<Scalar>
}

extension HeldRows {
  /// Those of all members, in their order; nil if none holds any.
  init?(pooling members: [EnsembleMember<Scalar>]) throws(FeedForwardError) {
    let held = members.compactMap(\.held)
    guard let activation = members.first?.network.outputActivation, let columns = held.first?.outputs.columns else {
      return nil
    }
    rows = Set(held.flatMap(\.rows)).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
    var moments = Moments<Scalar>(rows: rows.count, columns: columns)
    for held in held { moments.add(held.outputs, at: held.rows.compactMap { places[$0] }) }
    outputs = try moments.mean(isOfDistributions: activation.isOfDistributions)
  }
}

/// Ensembles that grow beside each other: whoever does worse on held rows gets no further members.
///
/// ```swift
/// var race = EnsembleRace(from: EnsembleContestant(training, on: data))
/// try await race.run(against: others, rounds: [1, 2, 4])
/// try await race.train(members: 16)
/// let ensemble = try race.result.ensemble
/// ```
///
/// Member i of every contestant learns from the same rows and is judged by the same others; what differs between them
/// is not luck. It is successive halving (Jamieson, Talwalkar, arXiv 1502.07943) with members in place of epochs, so
/// that nothing is trained anew when a contestant has won. Same bits for any number of threads.
public struct EnsembleRace<Scalar: BLASScalar>: Sendable {
  private var leader: Runner
  /// Of the members so far, those of the first contestant for all.
  private var folds: [Fold?] = []
  private let first: EnsembleContestant<Scalar>

  /// Settings are checked when members are trained.
  public init(from first: EnsembleContestant<Scalar>) {
    self.first = first
    leader = Runner(contestant: first)
  }

  /// The best one so far.
  public var winner: EnsembleContestant<Scalar> { leader.contestant }

  /// How many members the best one has.
  public var members: Int { leader.members.count }

  /// Trains more members of the best one, until there are so many.
  ///
  /// - Parameters:
  ///   - count: members that there are to be, those that are there among them.
  ///   - onMember: sees each as it ends, in the task of the caller, and may stop those that are at work: as
  ///     ``EnsembleTraining/run(on:onMember:)`` says it.
  /// - Throws: ``/FeedForward/FeedForwardError`` for settings or data that do not fit.
  public nonisolated(nonsending) mutating func train(
    members count: Int, onMember: (EnsembleMember<Scalar>) -> TrainingDecision = { _ in .proceed }
  ) async throws(FeedForwardError) {
    var runners = [leader]
    try await train(&runners, members: count, onMember)
    leader = runners[0]
  }

  /// Tries others. In each round everyone is trained up to so many members; then the better half of the others goes
  /// on, if they are better than the best one so far. Who is left after the last round takes its place.
  ///
  /// - Parameters:
  ///   - others: whom the best one so far is compared with.
  ///   - rounds: members, rising.
  ///   - onRound: sees how everyone stands, the best one first.
  /// - Throws: ``/FeedForward/FeedForwardError`` for settings or data that do not fit.
  public nonisolated(nonsending) mutating func run(
    against others: [EnsembleContestant<Scalar>], rounds: [Int], onRound: ([EnsembleStanding]) -> Void = { _ in }
  ) async throws(FeedForwardError) {
    var runners = [leader] + others.map { Runner(contestant: $0) }
    for count in rounds where runners.count > 1 {
      try await train(&runners, members: count) { _ in .proceed }
      leader = runners[0]
      // Whom the end has cut short nobody can compare.
      guard runners.allSatisfy({ $0.isWhole(upTo: count) }) else { return }
      let losses = try runners.map { (runner) throws(FeedForwardError) in try runner.loss(upTo: count) }
      let better = runners.indices.dropFirst().filter { losses[$0] < losses[0] }
        .sorted { (losses[$0], $0) < (losses[$1], $1) }
      let order = better + [0] + runners.indices.dropFirst().filter { !better.contains($0) }
      onRound(
        order.map { EnsembleStanding(name: runners[$0].contestant.name, members: count, loss: losses[$0]) })
      runners = ([0] + better.prefix(runners.count / 2)).map { runners[$0] }
    }
    if runners.count > 1 {
      leader = runners[1]
      leader.contestant.handicap = 1
    }
  }

  /// What the best one has come to. Members that were cut short count only where there are no others.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/diverged(_:)`` if all members have, or an error if there are none.
  public var result: EnsembleResult<Scalar> {
    get throws(FeedForwardError) {
      let trained = leader.members.compactMap { try? $0.get() }
      guard !trained.isEmpty else {
        for case .failure(let error) in leader.members { throw error }
        throw .invalidSetting(name: "The training", value: "over before it began", expected: "more time")
      }
      let whole = trained.filter(\.isWhole)
      return try EnsembleResult(whole.isEmpty ? trained : whole)
    }
  }

  /// Members that are missing, of all runners at the same time.
  private nonisolated(nonsending) mutating func train(
    _ runners: inout [Runner], members count: Int, _ onMember: (EnsembleMember<Scalar>) -> TrainingDecision
  ) async throws(FeedForwardError) {
    if folds.count < count { folds = try first.training.folds(of: first.data, members: count) }
    let leading = runners[0].contestant
    try leading.training.requireMemory(members: count, on: leading.data)
    var jobs = runners.indices.flatMap { runner in
      let contestant = runners[runner].contestant
      return (min(count, runners[runner].members.count)..<count).map { index in
        Job(
          runner: runner,
          member: MemberTraining(
            index: index, fold: folds[index], settings: contestant.training, data: contestant.data))
      }
    }
    guard !jobs.isEmpty else { return }
    let available = leading.training.trainer.threads ?? WorkerPool.availableCores
    let ranks = leading.training.communicator.map { communicator in
      SharedItems<Job, MemberTraining<Scalar>.Outcome>(communicator: communicator, isOver: leading.training.isOver) {
        MemberTraining<Scalar>.write($0, to: &$1)
      } read: { (job, message) throws(FeedForwardError) in
        try job.member.read(&message)
      }
    }
    let ofRank = (jobs.count + (ranks?.communicator.size ?? 1) - 1) / (ranks?.communicator.size ?? 1)
    let threads = min(available, ofRank)
    // What would be idle helps: all the time, and with the last ones, of which there may be fewer.
    let last = jobs.count % threads
    for j in jobs.indices {
      jobs[j].member.threads = available / (ranks != nil || j < jobs.count - last ? threads : last)
    }
    let outcomes = try await concurrentMap(jobs, threads: threads, over: ranks) {
      $0.member.outcome()
    } onResult: { _, outcome in
      switch outcome {
      case .success(let member): onMember(member)
      case .failure(.diverged): .proceed
      case .failure: .stop
      }
    }
    for (job, outcome) in zip(jobs, outcomes) {
      switch outcome {
      case .failure(.diverged)?, .success?: if let outcome { runners[job.runner].members.append(outcome) }
      case .failure(let error)?: throw error
      case nil: break
      }
    }
  }

  /// A member of a runner.
  private struct Job: Sendable {
    let runner: Int
    var member: MemberTraining<Scalar>
  }

  /// A contestant and its members.
  private struct Runner: Sendable {
    var contestant: EnsembleContestant<Scalar>
    /// In their order; failures are divergences.
    var members: [Result<EnsembleMember<Scalar>, FeedForwardError>] = []

    func isWhole(upTo count: Int) -> Bool {
      members.count >= count
        && members.prefix(count).allSatisfy { if case .success(let member) = $0 { member.isWhole } else { true } }
    }

    /// Of the rows that the first members hold; infinite where one has diverged or holds none.
    func loss(upTo count: Int) throws(FeedForwardError) -> Double {
      let trained = members.prefix(count).compactMap { try? $0.get() }
      guard trained.count == count, let held = try HeldRows(pooling: trained) else { return .infinity }
      if let judge = contestant.judge { return contestant.handicap * judge(held) }
      let loss = try contestant.data.selecting(rows: held.rows).evaluation(
        of: held.outputs, by: trained[0].network.outputActivation, loss: contestant.training.trainer.loss
      ).loss
      return loss.isFinite ? contestant.handicap * loss : .infinity
    }
  }
}

/// How a contestant stands after a round of an ``EnsembleRace``.
public struct EnsembleStanding: Sendable, Equatable {
  /// The contestant's.
  public let name: String
  /// So many were judged.
  public let members: Int
  /// Mean over the rows that they held; the lower the better.
  public let loss: Double
}
