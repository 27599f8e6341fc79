/// Whether of the rows that are given a probability of about p a share of about p is so: some of them, by probability.
public struct CalibrationBin: Sendable, Codable, Equatable {
  /// Probabilities above this, in the first bin also 0.
  public let lower: Double
  /// Probabilities up to this.
  public let upper: Double
  /// Weight of the rows.
  public let weight: Double
  /// Mean probability they were given; nil for a bin without rows.
  public let meanProbability: Double?
  /// Share of them for which it was so; nil for a bin without rows.
  public let observedShare: Double?

  /// How far the two are apart, ≥ 0; 0 for a bin without rows.
  public var gap: Double { abs((meanProbability ?? 0) - (observedShare ?? 0)) }

  /// Bins of equal width over 0 … 1. Edges are counted upwards: a probability on an edge is in the lower bin.
  static func bins(_ count: Int, of probabilities: [Double], weights: [Double], isSo: (Int) -> Bool) -> [Self] {
    let edges = (0...count).map { Double($0) / Double(count) }
    var sums = [(weight: Double, probability: Double, so: Double)](repeating: (0, 0, 0), count: count)
    for (row, p) in probabilities.enumerated() {
      let bin = edges[1..<count].firstIndex { p <= $0 }.map { $0 - 1 } ?? count - 1
      sums[bin].weight += weights[row]
      sums[bin].probability += weights[row] * p
      if isSo(row) { sums[bin].so += weights[row] }
    }
    return sums.enumerated().map { bin, sum in
      Self(
        lower: edges[bin], upper: edges[bin + 1], weight: sum.weight,
        meanProbability: sum.weight > 0 ? sum.probability / sum.weight : nil,
        observedShare: sum.weight > 0 ? sum.so / sum.weight : nil)
    }
  }
}

extension [CalibrationBin] {
  /// Mean of the gaps, weighted by the bins' rows. Naeini, Cooper, Hauskrecht, *Obtaining well calibrated probabilities
  /// using Bayesian binning*, 2015.
  public var expectedCalibrationError: Double {
    reduce(0) { $0 + $1.weight * $1.gap } / reduce(0) { $0 + $1.weight }
  }
}
