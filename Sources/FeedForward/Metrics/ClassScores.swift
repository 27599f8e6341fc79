/// How well one class is found among all rows.
public struct ClassScores: Sendable, Codable, Equatable {
  /// Weight of the rows of this class.
  public let support: Double
  /// Weight of the rows that were taken for it.
  public let predicted: Double
  /// Share of the rows taken for the class that are of it; nil if none was taken for it.
  public let precision: Double?
  /// Share of the rows of the class that were taken for it; nil if there is none.
  public let recall: Double?
  /// 2 · right / (support + predicted), the harmonic mean of precision and recall; nil if both of them are nil.
  public let f1: Double?
  /// Area under the ROC curve of this class against all others; nil unless there are rows of both.
  public let rocAUC: Double?
  /// Average precision of this class against all others; nil unless there are rows of both.
  public let averagePrecision: Double?

  init(right: Double, support: Double, predicted: Double, ranking: Ranking?) {
    self.support = support
    self.predicted = predicted
    precision = predicted > 0 ? right / predicted : nil
    recall = support > 0 ? right / support : nil
    f1 = support + predicted > 0 ? 2 * right / (support + predicted) : nil
    (rocAUC, averagePrecision) = (ranking?.rocAUC, ranking?.averagePrecision)
  }
}

/// Precision, recall and F1 over all classes.
///
/// Averages are over the classes that occur, in the rows or among the predictions; what is undefined for one of them
/// counts 0. That is scikit-learn's default.
public struct ClassAverages: Sendable, Codable, Equatable {
  /// Mean precision.
  public let precision: Double
  /// Mean recall.
  public let recall: Double
  /// Mean F1.
  public let f1: Double

  /// Means weighted by `weight`.
  init(of classes: [ClassScores], weight: (ClassScores) -> Double) {
    let weights = classes.map(weight)
    let mean = { (score: (ClassScores) -> Double?) in
      zip(weights, classes).reduce(0) { $0 + $1.0 * (score($1.1) ?? 0) } / weights.reduce(0, +)
    }
    (precision, recall, f1) = (mean(\.precision), mean(\.recall), mean(\.f1))
  }

  init(all value: Double) { (precision, recall, f1) = (value, value, value) }
}
