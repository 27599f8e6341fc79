import FeedForward

/// What candidates are judged by.
public enum Scoring: String, Sendable, Codable, CaseIterable {
  /// The loss without penalty; the lower the better. Candidates of different losses cannot be compared by it.
  case loss
  /// ``/FeedForward/Metrics/accuracy``; the higher the better.
  case accuracy
  /// ``/FeedForward/Metrics/r2``; the higher the better.
  case r2

  /// Whether more of it is better.
  public var higherIsBetter: Bool { self != .loss }

  /// The score; nil if the evaluation does not have it.
  public func score(of evaluation: Evaluation) -> Double? {
    switch self {
    case .loss: evaluation.loss
    case .accuracy: evaluation.metrics.accuracy
    case .r2: evaluation.metrics.r2
    }
  }

  /// Whether a score comes before another; what is not finite comes last.
  func isBetter(_ a: Double, than b: Double) -> Bool {
    guard a.isFinite, b.isFinite else { return a.isFinite }
    return higherIsBetter ? a > b : a < b
  }
}

/// Scores of the same thing, such as those of the folds.
public struct Scores: Sendable, Codable, Equatable {
  /// At least one.
  public let values: [Double]
  /// Their mean.
  public let mean: Double
  /// √(Σ (s − mean)² / (n − 1)); 0 for a single score.
  public let standardDeviation: Double

  /// nil if there are none.
  init?(_ values: [Double]) {
    guard let mean = values.mean else { return nil }
    self.values = values
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = (squares / Double(max(values.count - 1, 1))).squareRoot()
  }
}
