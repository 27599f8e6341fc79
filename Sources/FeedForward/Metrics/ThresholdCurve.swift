/// How one class is told from all others as the threshold on its score falls: the ROC curve and the precision–recall
/// curve, point by point.
///
/// Rows of equal scores are taken together, so the area under the ROC curve is the share of pairs of a positive and a
/// negative row that are ordered rightly, a tie counting ½: Mann, Whitney, *On a test of whether one of two random
/// variables is stochastically larger than the other*, 1947. Fawcett, *An introduction to ROC analysis*, 2006.
public struct ThresholdCurve: Sendable, Codable, Equatable {
  /// What taking every row with at least that score for positive gives.
  public struct Point: Sendable, Codable, Equatable {
    /// The lowest score taken; nil in the first point, where no row is.
    public let threshold: Double?
    /// Share of the positive rows that are taken, the true positive rate.
    public let recall: Double
    /// Share of the negative rows that are taken.
    public let falsePositiveRate: Double
    /// Share of the rows taken that are positive; 1 where none is taken.
    public let precision: Double
  }

  /// From no row to all rows; one point for each distinct score.
  public let points: [Point]
  /// Area under the ROC curve.
  public let rocAUC: Double
  /// Area under the precision–recall curve as average precision: Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the points,
  /// without interpolation.
  public let averagePrecision: Double

  /// The curve of one class; nil unless rows of weight above 0 are positive and others are negative.
  ///
  /// - Parameters:
  ///   - scores: `m` finite numbers, the higher the more likely positive.
  ///   - positives: `m`.
  ///   - weights: `m` numbers ≥ 0; nil for 1 each.
  /// - Throws: ``FeedForwardError`` for counts that differ and numbers that are not finite.
  /// - Complexity: O(m log m).
  public init?(scores: [Double], positives: [Bool], weights: [Double]? = nil) throws(FeedForwardError) {
    guard positives.count == scores.count else {
      throw .wrongShape(what: "Positives", found: "\(positives.count)", expected: "\(scores.count), as many as scores")
    }
    try Matrix(unchecked: scores, rows: scores.count, columns: 1).requireFinite("Scores")
    let weights = try checked(weights: weights, rows: scores.count)
    guard let ranking = Ranking(scores: scores, weights: weights, isPositive: { positives[$0] }) else { return nil }
    self.init(ranking)
  }

  init(_ ranking: Ranking) {
    let (all, none) = (ranking.total, Ranking.Step(score: 0, positives: 0, negatives: 0))
    points = ([none] + ranking.steps).enumerated().map { index, step in
      Point(
        threshold: index == 0 ? nil : step.score, recall: step.positives / all.positives,
        falsePositiveRate: step.negatives / all.negatives, precision: index == 0 ? 1 : step.precision)
    }
    (rocAUC, averagePrecision) = (ranking.rocAUC, ranking.averagePrecision)
  }
}

/// Rows by falling score.
struct Ranking {
  /// Weights of the positive and of the negative rows with at least that score.
  struct Step {
    let score: Double
    var positives: Double
    var negatives: Double
    var precision: Double { positives / (positives + negatives) }
  }

  /// One for each distinct score.
  let steps: [Step]
  let total: Step

  /// nil unless there is weight on both sides.
  init?(scores: [Double], weights: [Double], isPositive: (Int) -> Bool) {
    let order = scores.indices.filter { weights[$0] > 0 }.sorted { scores[$0] > scores[$1] }
    var steps: [Step] = []
    var (positives, negatives) = (0.0, 0.0)
    for row in order {
      if isPositive(row) { positives += weights[row] } else { negatives += weights[row] }
      if let last = steps.indices.last, steps[last].score == scores[row] { steps.removeLast() }
      steps.append(Step(score: scores[row], positives: positives, negatives: negatives))
    }
    guard let total = steps.last, positives > 0, negatives > 0 else { return nil }
    self.steps = steps
    self.total = total
  }

  /// By trapezoids: a tie is a slanted piece.
  var rocAUC: Double {
    var (area, before) = (0.0, (positives: 0.0, negatives: 0.0))
    for step in steps {
      area += (step.negatives - before.negatives) * (step.positives + before.positives) / 2
      before = (step.positives, step.negatives)
    }
    return area / (total.positives * total.negatives)
  }

  var averagePrecision: Double {
    var (sum, before) = (0.0, 0.0)
    for step in steps {
      sum += (step.positives - before) * step.precision
      before = step.positives
    }
    return sum / total.positives
  }
}

/// The weights, or 1 for each row.
///
/// - Throws: ``FeedForwardError`` unless there is a finite weight ≥ 0 for each row, one of them above 0, and a row.
func checked(weights: [Double]?, rows: Int) throws(FeedForwardError) -> [Double] {
  guard rows > 0 else { throw .emptyData(what: "The table to judge") }
  guard let weights else { return [Double](repeating: 1, count: rows) }
  try requireWeights(weights, rows: rows)
  return weights
}
