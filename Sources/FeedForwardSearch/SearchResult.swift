import FeedForward

/// A hyperparameter and its value.
public struct Setting: Sendable, Codable, Equatable {
  /// The name of the dimension.
  public let name: String
  /// What a candidate had there.
  public let value: SettingValue
}

/// What came of one candidate of a search.
public struct Trial: Sendable, Codable, Equatable {
  /// Its number, from 0.
  public let candidate: Int
  /// One for each dimension.
  public let settings: [Setting]
  /// Epochs that it was given in a fold; early stopping may have taken fewer.
  public private(set) var epochs = 0
  /// Rounds of halving that it was not good enough for; 0 without halving.
  public private(set) var roundsMissed = 0
  /// The folds; nil if it diverged in one, or was not finished.
  public private(set) var result: CrossValidationResult?
  /// Mean score of the folds.
  public private(set) var score: Double?
  /// Where it diverged.
  public private(set) var divergence: Divergence?
  /// From 1; nil if it was not finished.
  public fileprivate(set) var rank: Int?

  /// Epochs trained, summed over the folds.
  public var epochsUsed: Int { result?.folds.reduce(0) { $0 + $1.history.epochs.count } ?? 0 }

  init(candidate: Int, settings: [Setting]) {
    self.candidate = candidate
    self.settings = settings
  }

  /// Takes what came of the folds, unless one of them was broken off; returns whether it has.
  mutating func note<Scalar>(
    _ outcomes: [FoldTraining<Scalar>.Outcome], epochs: Int, roundsMissed: Int = 0, _ scoring: Scoring
  ) -> Bool {
    do {
      let found = try CrossValidationResult(outcomes)
      guard found.folds.count == outcomes.count, let scores = found.scores(by: scoring) else { return false }
      (result, score) = (found, scores.mean)
    } catch {
      guard case .diverged(let divergence) = error else { return false }
      result = nil
      score = nil
      self.divergence = divergence
    }
    self.epochs = epochs
    self.roundsMissed = roundsMissed
    return true
  }

  var isFinished: Bool { score != nil || divergence != nil }

  /// Whoever went further was better before. A divergence is worse than any score, and only what was not finished is
  /// worse than that. Among equals the lower number comes first.
  func isBetter(than other: Trial, _ scoring: Scoring) -> Bool {
    if isFinished != other.isFinished { return isFinished }
    guard let score, let second = other.score else {
      return score != nil || (other.score == nil && candidate < other.candidate)
    }
    if roundsMissed != other.roundsMissed { return roundsMissed < other.roundsMissed }
    if scoring.isBetter(score, than: second) { return true }
    return !scoring.isBetter(second, than: score) && candidate < other.candidate
  }
}

/// What came of a search.
public struct SearchResult: Sendable {
  /// In the order of the candidates.
  public let trials: [Trial]
  /// Their settings.
  public let candidates: [Candidate]
  /// What they were judged by.
  public let scoring: Scoring
  /// Whether the search came to its end: neither a callback nor a cancelled task has stopped it.
  public let isComplete: Bool
  /// The `FoldPreparation` of the folds.
  private let preparation: (any Sendable)?

  init<Scalar>(
    _ trials: [Trial], _ candidates: [Candidate], scoring: Scoring, isComplete: Bool,
    preparation: FoldPreparation<Scalar>?
  ) {
    var trials = trials
    let order = trials.indices.filter { trials[$0].isFinished }.sorted {
      trials[$0].isBetter(than: trials[$1], scoring)
    }
    for (position, index) in order.enumerated() { trials[index].rank = position + 1 }
    self.trials = trials
    self.candidates = candidates
    self.scoring = scoring
    self.isComplete = isComplete
    self.preparation = preparation
  }

  /// Those that were finished, the best first.
  public var ranked: [Trial] {
    trials.filter { $0.rank != nil }.sorted { ($0.rank ?? 0) < ($1.rank ?? 0) }
  }

  /// The best one; nil if none was finished with a finite score.
  public var best: Trial? { ranked.first { $0.score?.isFinite ?? false } }

  /// The settings of the best one.
  public var bestCandidate: Candidate? { best.map { candidates[$0.candidate] } }

  /// A network with the best settings, trained on all rows. Where the rows of the folds were prepared, so are these:
  /// what was learned from all of them comes with the network.
  ///
  /// Where the candidate stops early, there are no rows left to judge epochs by: it is trained for as many epochs as
  /// the best network of a fold took, the mean over the folds.
  ///
  /// - Parameter data: rows as ``HyperparameterSearch/run(on:preparing:onResult:)`` was given them, not prepared.
  /// - Throws: ``/FeedForward/FeedForwardError``, also if there is no best candidate, or the folds were
  ///   prepared in another precision.
  public func refit<Scalar: BLASScalar>(on data: Dataset<Scalar>) throws(FeedForwardError) -> Refit<Scalar> {
    guard var candidate = bestCandidate, let result = best?.result else {
      throw .invalidSetting(
        name: "The best candidate", value: "missing", expected: "one that was finished with a finite score")
    }
    if candidate.trainer.earlyStopping?.criterion.needsValidation ?? false {
      (candidate.trainer.earlyStopping, candidate.trainer.epochs) = (nil, result.bestEpoch)
    }
    guard let preparation else {
      let (network, history) = try candidate.fit(data)
      return Refit(network: network, history: history, preparation: nil)
    }
    guard let own = preparation as? FoldPreparation<Scalar> else {
      throw .invalidSetting(
        name: "The precision of the data", value: "\(Scalar.self)", expected: "that of the folds, which were prepared")
    }
    let prepared = try own.fit(data)
    let (network, history) = try candidate.fit(prepared(data))
    return Refit(network: network, history: history, preparation: prepared)
  }

  /// Rank, settings, mean score, its standard deviation over the folds and epochs of each finished
  /// candidate, best first.
  ///
  /// - Parameter width: places of a line; the table comes in groups of columns where they do not suffice.
  public func table(width: Int = .max) -> String {
    let names = trials.first?.settings.map(\.name) ?? []
    let head = ["rank"] + names + [scoring.rawValue, "±", "epochs"]
    let lines = ranked.map { trial in
      let scores = trial.result?.scores(by: scoring)
      return ["\(trial.rank ?? 0)"] + trial.settings.map { $0.value.text(digits: 4) }
        + [scores.map { decimals($0.mean) } ?? "diverged", decimals(scores?.standardDeviation), "\(trial.epochs)"]
    }
    return textTable([head] + lines, width: width)
  }
}

/// A network with the best settings of a search, trained on all rows.
public struct Refit<Scalar: BLASScalar>: Sendable {
  /// It has learned from prepared inputs, where there is a preparation.
  public let network: FeedForwardNetwork<Scalar>
  /// Every epoch.
  public let history: TrainingHistory
  /// What was done with the inputs of all rows, and is to be done with those of every prediction; nil for nothing.
  public let preparation: Preparation<Scalar>?

  /// Outputs t for each row of inputs, which are prepared first.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` as the network and the preparation do.
  public func predict(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    try network.predict(preparation?(inputs) ?? inputs)
  }
}
