import FeedForward

/// One place of a validation or learning curve.
public struct CurvePoint: Sendable, Codable, Equatable {
  /// The hyperparameter's value, or the number of rows trained on.
  public let value: SettingValue
  /// Scores of the folds on the rows trained on; nil if one of them diverged or was not finished.
  public let training: Scores?
  /// Scores of the folds on the other rows.
  public let validation: Scores?
  /// Where a fold diverged.
  public let divergence: Divergence?

  init(_ value: SettingValue, _ result: CrossValidationResult?, _ divergence: Divergence?, by scoring: Scoring) {
    self.value = value
    self.divergence = divergence
    (training, validation) = (result?.trainingScores(by: scoring), result?.scores(by: scoring))
  }
}

/// Scores over the values of one hyperparameter: where both are bad the network is too stiff, where only that on the
/// validation rows is, it has learned the rows by heart.
///
/// ```swift
/// let curve = ValidationCurve(of: candidate, over: .l2([1e-4, 1e-2, 1, 100]), folds: .stratified(5))
/// for point in try await curve.run(on: data) {
///   print(point.value, point.training?.mean ?? .nan, point.validation?.mean ?? .nan)
/// }
/// ```
public struct ValidationCurve: Sendable {
  /// What every point is made from.
  public var candidate: Candidate
  /// What is changed in it; a list of values.
  public var dimension: SearchDimension
  /// How the rows are divided.
  public var folds: Folds
  /// What is shown.
  public var scoring: Scoring
  /// At most so many trainings at the same time; see ``CrossValidation/threads``.
  public var threads: Int?

  /// Settings are checked when they are used.
  public init(
    of candidate: Candidate, over dimension: SearchDimension, folds: Folds = .plain(), scoring: Scoring = .loss,
    threads: Int? = nil
  ) {
    self.candidate = candidate
    self.dimension = dimension
    self.folds = folds
    self.scoring = scoring
    self.threads = threads
  }

  /// A point for each value, in their order.
  ///
  /// - Parameters:
  ///   - data: `m` rows that fit the networks and the loss.
  ///   - preparing: makes the two parts of a fold what the networks see.
  /// - Throws: ``/FeedForward/FeedForwardError`` as ``HyperparameterSearch``; a divergence is in its point.
  public nonisolated(nonsending) func run<Scalar: BLASScalar>(
    on data: Dataset<Scalar>, preparing: FoldPreparation<Scalar>? = nil
  ) async throws(FeedForwardError) -> [CurvePoint] {
    let search = HyperparameterSearch(
      from: candidate, over: [dimension], folds: folds, scoring: scoring, threads: threads)
    return try await search.run(on: data, preparing: preparing).trials.map { trial in
      CurvePoint(trial.settings[0].value, trial.result, trial.divergence, by: scoring)
    }
  }
}
