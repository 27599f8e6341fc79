import FeedForward

/// How the members of an ensemble are trained: alike, but for their seeds and for the rows that each is judged by.
///
/// ```swift
/// let training = EnsembleTraining(trainer, layers: layers, members: 4)
/// let result = try await training.run(on: data)
/// let t = try result.ensemble.predict(rows)
/// ```
///
/// The rows are cut into as many folds as there are members, eight at most, then anew; a member learns from all but its
/// own, by which its epochs are judged. So every row is learned from, and every row is judged by a member that has not
/// seen it. Members are trained at the same time, one a thread, or on several where there are more threads than
/// members: the result has the same bits for any number of them. Breiman, *Bagging predictors*, 1996, with folds in
/// place of draws.
public struct EnsembleTraining: Sendable {
  /// The settings of each member. Its seed is that of the first, its threads are those of all members together.
  public var trainer: Trainer
  /// The layers of each member.
  public var layers: [Layer]
  /// At least 1.
  public var members: Int
  /// Whether rows are held back to judge epochs by; otherwise every member learns from all rows, and ends with its last
  /// epoch.
  public var holdsRows: Bool
  /// How many members, one after the other, hold the same rows; at least 1.
  public var membersOfFold = 1
  /// Whether first parameters know the data; see ``/FeedForward/FeedForwardNetwork/standardizeLogits(on:rows:seed:)``.
  public var startsAtData: Bool
  /// Ranks that share the members, all with the same settings and data; each member is trained by one of them, whoever
  /// is free, and all get all of them, with the same bits for any number of ranks. nil for this process alone.
  public var communicator: (any Communicator)?
  /// Whether to end and keep the best so far; asked after each step of every member. Where one rank says so, all end.
  public var isOver: @Sendable () -> Bool

  /// Settings are checked when they are used.
  public init(
    _ trainer: Trainer, layers: [Layer], members: Int, holdsRows: Bool = true, startsAtData: Bool = false,
    isOver: @escaping @Sendable () -> Bool = { false }
  ) {
    self.trainer = trainer
    self.layers = layers
    self.members = members
    self.holdsRows = holdsRows
    self.startsAtData = startsAtData
    self.isOver = isOver
  }

  /// Trains all members.
  ///
  /// - Parameters:
  ///   - data: `m` rows that fit the layers and the loss.
  ///   - onMember: sees each as it ends, in the task of the caller, and may stop those that are at work: what they have
  ///     so far counts where there is nothing else. Of ranks the first one's decides; the others' see the same in the
  ///     end.
  /// - Throws: ``/FeedForward/FeedForwardError`` for settings or data that do not fit, and the divergence of the first
  ///   member where all have diverged; those that have are otherwise left out.
  /// - Complexity: O(members · epochs · rows · parameters).
  public nonisolated(nonsending) func run<Scalar: BLASScalar>(
    on data: Dataset<Scalar>, onMember: (EnsembleMember<Scalar>) -> TrainingDecision = { _ in .proceed }
  ) async throws(FeedForwardError) -> EnsembleResult<Scalar> {
    var race = EnsembleRace(from: EnsembleContestant(self, on: data))
    try await race.train(members: members, onMember: onMember)
    return try race.result
  }

  /// How long an epoch of a member takes about, by its first steps.
  ///
  /// - Throws: as ``run(on:onMember:)``.
  public func secondsOfEpoch<Scalar: BLASScalar>(on data: Dataset<Scalar>) throws(FeedForwardError) -> Double {
    let fold = try folds(of: data, members: 1)[0]
    return try MemberTraining(index: 0, fold: fold, settings: self, data: data).secondsOfEpoch()
  }

  /// Whether there are rows to be held by each member: of one class at least as many as there are folds.
  public func canHoldRows<Scalar: BLASScalar>(of data: Dataset<Scalar>) -> Bool {
    guard case .classes(let classes) = data.targets else { return data.count >= parts }
    return (Dictionary(classes.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0) >= parts
  }

  /// Throws where the members have no room, or there can be no such network.
  package func requireMemory<Scalar: BLASScalar>(
    members: Int, on data: Dataset<Scalar>
  ) throws(FeedForwardError) {
    try Ensemble<Scalar>.requireMemory(members: members, inputs: data.inputs.columns, layers: layers)
  }

  /// Whether to end; a call of all ranks.
  var isOverAnywhere: Bool {
    get throws(FeedForwardError) { try communicator?.isAny(isOver()) ?? isOver() }
  }

  private static let mostFolds = 8

  /// A single member is judged by a fifth; more than eight by other eighths.
  private var parts: Int { members == 1 ? 5 : min(members, Self.mostFolds) }

  /// Of the first members, of whom there may be more than ``members``; without held rows nil, which is all rows.
  func folds<Scalar: BLASScalar>(of data: Dataset<Scalar>, members count: Int) throws(FeedForwardError) -> [Fold?] {
    guard members >= 1 else { throw .invalidSetting(name: "members", value: "\(members)", expected: "at least 1") }
    guard holdsRows else { return [Fold?](repeating: nil, count: count) }
    let needed = (count + membersOfFold - 1) / membersOfFold
    let repeats = (needed + parts - 1) / parts
    let folds: Folds =
      if case .classes = data.targets { .stratified(parts, repeats: repeats, seed: trainer.seed) } else {
        .plain(parts, repeats: repeats, seed: trainer.seed)
      }
    return Array(
      try folds.folds(of: data).flatMap { [Fold](repeating: $0, count: membersOfFold) }.prefix(count))
  }
}

/// A member of an ensemble that was trained.
public struct EnsembleMember<Scalar: BLASScalar>: Sendable {
  /// From 0.
  public let index: Int
  /// As it was at its best epoch.
  public let network: FeedForwardNetwork<Scalar>
  /// Its epochs.
  public let history: TrainingHistory
  /// Rows that it has not learned from, and what it says of them.
  let held: HeldRows<Scalar>?
  /// Whether its training was not cut short.
  let isWhole: Bool
}

/// What came of an ``EnsembleTraining``.
public struct EnsembleResult<Scalar: BLASScalar>: Sendable {
  /// All members that did not diverge.
  public let ensemble: Ensemble<Scalar>
  /// Of each member.
  public let histories: [TrainingHistory]
  /// Rows that members have judged without having learned from them, in their order.
  public let judgedRows: [Int]
  /// What these members say of each of them, the mean where there are several. nil where no rows were held.
  public let heldOutputs: Matrix<Scalar>?

  init(_ members: [EnsembleMember<Scalar>]) throws(FeedForwardError) {
    ensemble = try Ensemble(members.map(\.network))
    histories = members.map(\.history)
    let held = try HeldRows(pooling: members)
    (judgedRows, heldOutputs) = (held?.rows ?? [], held?.outputs)
  }
}
