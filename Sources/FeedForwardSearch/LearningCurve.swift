import FeedForward

/// Scores over growing numbers of rows trained on: whether more rows would help.
///
/// ```swift
/// let curve = LearningCurve(of: candidate, shares: [0.1, 0.3, 1], folds: .stratified(5), scoring: .accuracy)
/// for point in try await curve.run(on: data) { print(point.value, point.validation?.mean ?? .nan) }
/// ```
///
/// The rows of a smaller share are among those of a larger one. Perlich, Provost, Simonoff, *Tree induction vs.
/// logistic regression: a learning-curve analysis*, 2003.
public struct LearningCurve: Sendable {
  /// What is trained.
  public var candidate: Candidate
  /// Shares of each fold's training rows, 0 < share ≤ 1.
  public var shares: [Double]
  /// How the rows are divided.
  public var folds: Folds
  /// What is shown.
  public var scoring: Scoring
  /// Decides which rows of a fold come first.
  public var seed: UInt64
  /// At most so many trainings at the same time; see ``CrossValidation/threads``.
  public var threads: Int?

  /// Settings are checked when they are used.
  public init(
    of candidate: Candidate, shares: [Double] = [0.1, 0.2, 0.4, 0.6, 0.8, 1], folds: Folds = .plain(),
    scoring: Scoring = .loss, seed: UInt64 = 0, threads: Int? = nil
  ) {
    self.candidate = candidate
    self.shares = shares
    self.folds = folds
    self.scoring = scoring
    self.seed = seed
    self.threads = threads
  }

  /// A point for each share, in their order; its value is the number of rows trained on in the first fold.
  ///
  /// - Parameters:
  ///   - data: `m` rows that fit the network and the loss.
  ///   - preparing: makes the two parts of a fold what the networks see, whatever share of it is trained on.
  /// - Throws: ``/FeedForward/FeedForwardError``, also for a share that leaves no row; a divergence is in its point.
  public nonisolated(nonsending) func run<Scalar: BLASScalar>(
    on data: Dataset<Scalar>, preparing: FoldPreparation<Scalar>? = nil
  ) async throws(FeedForwardError) -> [CurvePoint] {
    guard !shares.isEmpty else { throw .emptyData(what: "The list of shares") }
    let folds = try folds.data(of: data, preparing: preparing)
    try candidate.validate(on: folds[0], scoring: scoring)
    var parts: [FoldData<Scalar>] = []
    for share in shares {
      for fold in folds { parts.append(try fold.beginning(share, seed: seed)) }
    }
    let outcomes = try await finalOutcomes(
      of: parts.map { FoldTraining(candidate, on: $0) }, epochs: candidate.trainer.epochs, threads: threads)
    return shares.indices.map { index in
      let range = index * folds.count..<(index + 1) * folds.count
      let rows = SettingValue.number(Double(parts[range.lowerBound].training.count))
      var trial = Trial(candidate: index, settings: [])
      _ = trial.note(Array(outcomes[range]), epochs: candidate.trainer.epochs, scoring)
      return CurvePoint(rows, trial.result, trial.divergence, by: scoring)
    }
  }
}

extension FoldData {
  /// The fold with a share of its training rows, rounded.
  fileprivate func beginning(_ share: Double, seed: UInt64) throws(FeedForwardError) -> FoldData {
    let count = share > 0 && share <= 1 ? Int((Double(training.count) * share).rounded()) : 0
    guard count > 0 else {
      throw .invalidSetting(
        name: "A share of \(training.count) rows", value: "\(share)", expected: "0 < share ≤ 1, with one row at least")
    }
    var order = Array(0..<training.count)
    var generator = Philox(seed: seed, purpose: .folds, stream: .max, substream: UInt32(index))
    generator.shuffle(&order)
    return FoldData(
      index: index, training: try training.selecting(rows: order[..<count].sorted()), validation: validation)
  }
}
