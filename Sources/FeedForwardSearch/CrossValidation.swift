import FeedForward

/// Trains a network on every fold of the data and judges it by the rows it has not seen.
///
/// ```swift
/// let candidate = Candidate(Trainer(epochs: 40), layers: [Layer(16, .tanh), Layer(3, .softmax)])
/// let result = try await CrossValidation(.stratified(10)).run(candidate, on: data)
/// if let accuracy = result.scores(by: .accuracy) { print(accuracy.mean, "±", accuracy.standardDeviation) }
/// ```
///
/// Folds are trained at the same time, each on one thread. The result has the same bits for any number of threads: what
/// is drawn depends on the candidate's seeds and the fold's number only. Stone, *Cross-validatory choice and assessment
/// of statistical predictions*, 1974.
public struct CrossValidation: Sendable {
  /// How the rows are divided.
  public var folds: Folds
  /// At most so many trainings at the same time, at least 1; nil for as many as there are processors that the process
  /// may use. They run on the threads of Swift's own pool: a server that has other work for them asks for fewer.
  public var threads: Int?
  /// Ranks that share the folds, all with the same settings and data; every one of them gets the whole result, with the
  /// same bits for any number of ranks. nil for this process alone.
  public var communicator: (any Communicator)?

  /// Settings are checked when they are used.
  public init(_ folds: Folds = .plain(), threads: Int? = nil) {
    self.folds = folds
    self.threads = threads
  }

  /// Trains and judges a candidate on every fold.
  ///
  /// Each epoch is judged by the validation part too, so that early stopping can be used; what it is worth is then
  /// judged by the rows that chose the epoch. If the task that calls this is cancelled, only the folds that were
  /// finished are returned.
  ///
  /// - Parameters:
  ///   - candidate: what is trained.
  ///   - data: `m` rows that fit the network and the loss.
  ///   - preparing: makes the two parts of a fold what the network sees.
  /// - Throws: ``/FeedForward/FeedForwardError``, also ``/FeedForward/FeedForwardError/diverged(_:)``.
  /// - Complexity: a training for each fold; memory for as many copies of the data.
  public nonisolated(nonsending) func run<Scalar: BLASScalar>(
    _ candidate: Candidate, on data: Dataset<Scalar>, preparing: FoldPreparation<Scalar>? = nil
  ) async throws(FeedForwardError) -> CrossValidationResult {
    let folds = try folds.data(of: data, preparing: preparing)
    try candidate.validate(on: folds[0], scoring: .loss)
    let trainings = folds.map { FoldTraining(candidate, on: $0) }
    let outcomes = try await finalOutcomes(
      of: trainings, epochs: candidate.trainer.epochs, threads: threads, over: communicator)
    return try CrossValidationResult(outcomes)
  }
}

/// Trains all of them to the end.
///
/// - Returns: what came of each.
/// - Throws: the first error that is no divergence.
nonisolated(nonsending) func finalOutcomes<Scalar: BLASScalar>(
  of trainings: [FoldTraining<Scalar>], epochs: Int, threads: Int?, over communicator: (any Communicator)? = nil
) async throws(FeedForwardError) -> [FoldTraining<Scalar>.Outcome] {
  try WorkerPool.validate(threads: threads)
  let ranks = communicator.map {
    SharedItems<FoldTraining<Scalar>, FoldTraining<Scalar>.Outcome>(communicator: $0) {
      $0.write(to: &$1)
    } read: { (_, message) throws(FeedForwardError) in
      try FoldTraining.Outcome(&message)
    }
  }
  let trained = try await concurrentMap(trainings, threads: threads ?? WorkerPool.availableCores, over: ranks) {
    $0.trained(upTo: epochs, isLast: true).outcome
  } onResult: { _, outcome in
    if case .refused = outcome { .stop } else { .proceed }
  }
  for case .refused(let error) in trained { throw error }
  return trained.map { $0 ?? .cancelled }
}

/// What came of a fold.
public struct FoldResult: Sendable, Codable, Equatable {
  /// Its number, from 0.
  public let fold: Int
  /// On the rows it was trained on, after training.
  public let training: Evaluation
  /// On the other rows.
  public let validation: Evaluation
  /// Every epoch.
  public let history: TrainingHistory
}

/// What came of a cross-validation.
public struct CrossValidationResult: Sendable, Codable, Equatable {
  /// In the order of the folds.
  public let folds: [FoldResult]

  /// Scores on the rows that were not trained on; nil if no fold was finished or the metric is not one of the task.
  public func scores(by scoring: Scoring) -> Scores? {
    Scores(folds.compactMap { scoring.score(of: $0.validation) })
  }

  /// Scores on the rows that were trained on.
  public func trainingScores(by scoring: Scoring) -> Scores? {
    Scores(folds.compactMap { scoring.score(of: $0.training) })
  }

  /// Epochs that the best network of a fold took, the mean over the folds rounded, at least 1.
  public var bestEpoch: Int {
    max(1, Int((folds.map { Double($0.history.bestEpoch) }.mean ?? 1).rounded()))
  }

  /// Those that were finished.
  ///
  /// - Throws: the divergence of the first fold that had one.
  init<Scalar>(_ outcomes: [FoldTraining<Scalar>.Outcome]) throws(FeedForwardError) {
    var folds: [FoldResult] = []
    for outcome in outcomes {
      switch outcome {
      case .trained(let result): folds.append(result)
      case .diverged(let divergence): throw .diverged(divergence)
      case .refused(let error): throw error
      case .cancelled: break
      }
    }
    self.folds = folds
  }
}
