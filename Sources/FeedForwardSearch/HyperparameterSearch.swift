import FeedForward

/// Looks for the settings with which a network does best on rows it has not seen.
///
/// ```swift
/// let search = HyperparameterSearch(
///   from: Candidate(Trainer(epochs: 81), layers: [Layer(32, .relu), Layer(3, .softmax)]),
///   over: [.learningRate(.logUniform(from: 1e-4, to: 1e-1)), .hidden([[32], [64, 32]]), .l2([0, 1e-2, 1])],
///   strategy: .random(27, halving: SuccessiveHalving()), folds: .stratified(5), scoring: .accuracy)
/// let result = try await search.run(on: training)
/// print(result.table())
/// let t = try result.refit(on: training).predict(inputs)
/// ```
///
/// Any number of candidates and folds are trained at the same time, each on one thread. The result has the same bits
/// for any number of threads. In a fold all candidates have the same seeds: the score of a candidate is that which
/// ``CrossValidation`` finds for it.
public struct HyperparameterSearch: Sendable {
  /// What every candidate is made from.
  public var base: Candidate
  /// What is changed in it.
  public var space: [SearchDimension]
  /// Which candidates are tried, and for how long.
  public var strategy: SearchStrategy
  /// How the rows are divided.
  public var folds: Folds
  /// What the mean over the folds' validation rows decides.
  public var scoring: Scoring
  /// Decides the candidates of a random search.
  public var seed: UInt64
  /// At most so many trainings at the same time; see ``CrossValidation/threads``.
  public var threads: Int?
  /// Ranks that share the trainings, all with the same settings and data; every one of them gets the whole result, with
  /// the same bits for any number of ranks. nil for this process alone.
  public var communicator: (any Communicator)?
  /// Whether to end and return what was found until then; asked before each epoch of every training. Where one rank
  /// says so, all end.
  public var isOver: @Sendable () -> Bool = { false }

  /// Settings are checked when they are used.
  public init(
    from base: Candidate, over space: [SearchDimension], strategy: SearchStrategy = .grid(), folds: Folds = .plain(),
    scoring: Scoring = .loss, seed: UInt64 = 0, threads: Int? = nil
  ) {
    self.base = base
    self.space = space
    self.strategy = strategy
    self.folds = folds
    self.scoring = scoring
    self.seed = seed
    self.threads = threads
  }

  /// Trains all candidates.
  ///
  /// Every candidate's settings are checked before the first one is trained. One that diverges counts as the
  /// worst and says so. If the task that calls this is cancelled, or the callback stops the search, what was
  /// found until then is returned.
  ///
  /// - Parameters:
  ///   - data: `m` rows that fit the networks and the loss.
  ///   - preparing: learned from the training rows of each fold; ``SearchResult/refit(on:)`` learns it from all rows.
  ///   - onResult: sees each candidate as its folds are done, in the order of the candidates, in every round
  ///     again; may stop the search. Of ranks the first one's decides; the others' see the same in the end.
  /// - Throws: ``/FeedForward/FeedForwardError`` for an empty or impossible search space, settings or data that are
  ///   refused.
  /// - Complexity: a training for each candidate and fold, fewer with halving; memory for as many copies of the data as
  ///   there are folds, and with halving for θ and the optimizer's vectors of each training of the first round.
  public nonisolated(nonsending) func run<Scalar: BLASScalar>(
    on data: Dataset<Scalar>, preparing: FoldPreparation<Scalar>? = nil,
    onResult: ((Trial) -> TrainingDecision)? = nil
  ) async throws(FeedForwardError) -> SearchResult {
    try WorkerPool.validate(threads: threads)
    let (points, brackets) = try plan()
    let folds = try folds.data(of: data, preparing: preparing)
    for point in points { try point.candidate.validate(on: folds[0], scoring: scoring) }
    var run = SearchRun(
      points, on: folds, scoring: scoring, threads: threads ?? WorkerPool.availableCores, over: communicator,
      isOver: isOver)
    for bracket in brackets where run.isToGoOn {
      try await run.train(bracket.candidates, rounds: bracket.rounds, onResult)
    }
    return run.result(preparing: preparing)
  }

  /// Candidates, and which of them go through which rounds together; no rounds for whole trainings.
  private func plan() throws(FeedForwardError) -> (
    points: [SearchSpace.Point], brackets: [(candidates: Range<Int>, rounds: [SuccessiveHalving.Round])]
  ) {
    let space = try SearchSpace(base, space)
    let points: [SearchSpace.Point]
    var brackets: [[SuccessiveHalving.Round]]
    switch strategy {
    case .grid(let halving):
      points = try space.grid()
      brackets = [try halving?.rounds(candidates: points.count, epochs: base.trainer.epochs) ?? []]
    case .random(let count, let halving):
      points = try space.random(count, seed: seed)
      brackets = [try halving?.rounds(candidates: points.count, epochs: base.trainer.epochs) ?? []]
    case .hyperband(let halving):
      brackets = try halving.brackets(epochs: base.trainer.epochs)
      points = try space.random(brackets.reduce(0) { $0 + $1[0].candidates }, seed: seed)
    }
    if brackets != [[]], let other = points.first(where: { $0.candidate.trainer.epochs != base.trainer.epochs }) {
      throw .invalidSetting(
        name: "The epochs of a candidate", value: "\(other.candidate.trainer.epochs)",
        expected: "\(base.trainer.epochs) as in the base: halving decides how long each one is trained")
    }
    var first = 0
    return (
      points,
      brackets.map { rounds in
        let candidates = first..<min(points.count, first + (rounds.first?.candidates ?? points.count))
        first = candidates.upperBound
        return (candidates, rounds)
      }
    )
  }
}

/// Which candidates a search tries, and for how long.
public enum SearchStrategy: Sendable, Equatable {
  /// Every combination of the values; ranges are refused.
  case grid(halving: SuccessiveHalving? = nil)
  /// So many candidates, drawn from lists and ranges. Bergstra, Bengio, *Random search for
  /// hyper-parameter optimization*, 2012.
  case random(_ candidates: Int, halving: SuccessiveHalving? = nil)
  /// Several random searches with successive halving; see ``SuccessiveHalving/brackets(epochs:)``.
  /// All take about as long.
  case hyperband(SuccessiveHalving = SuccessiveHalving())
}
