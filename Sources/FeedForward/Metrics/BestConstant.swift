/// The constants that make a loss as small as constants can, for values in any unit: what a network
/// has to be better than.
public enum BestConstant {
  /// Σ w y / Σ w: best for the squared error and Poisson's loss. Differences to the first value are averaged, so that
  /// equal values have themselves for a mean. O(m).
  public static func mean(of y: [Double], weights: [Double]? = nil) -> Double {
    guard let first = y.first else { return .nan }
    var (sum, total) = (0.0, 0.0)
    for (i, value) in y.enumerated() {
      let weight = weights?[i] ?? 1
      sum += weight * (value - first)
      total += weight
    }
    return first + sum / total
  }

  /// √(Σ w (y − ȳ)² / Σ w): with the mean, best for the Gaussian loss. O(m).
  public static func deviation(of y: [Double], weights: [Double]? = nil) -> Double {
    let center = mean(of: y, weights: weights)
    return mean(of: y.map { ($0 - center) * ($0 - center) }, weights: weights).squareRoot()
  }

  /// The value that the share `level` of the weight lies at or below, halfway to the next one where that is so exactly:
  /// best for the pinball loss of that level, and the median for the absolute error. O(m log m).
  public static func quantile(_ level: Double, of y: [Double], weights: [Double]? = nil) -> Double {
    let order = y.indices.filter { weights?[$0] ?? 1 > 0 }.sorted { y[$0] < y[$1] }
    guard let last = order.last else { return .nan }
    let goal = level * order.reduce(0) { $0 + (weights?[$1] ?? 1) }
    var sum = 0.0
    for (position, i) in order.enumerated() {
      sum += weights?[i] ?? 1
      if sum == goal, position + 1 < order.count { return y[i] + (y[order[position + 1]] - y[i]) / 2 }
      if sum >= goal { return y[i] }
    }
    return y[last]
  }

  /// The c whose Σ w h(c − y) is least, h of Huber's loss with that delta, to the last bit or two: the slope rises with
  /// c and is bisected. O(64 m).
  public static func huber(delta: Double, of y: [Double], weights: [Double]? = nil) -> Double {
    guard var low = y.min(), var high = y.max() else { return .nan }
    for _ in 0..<1100 where low < high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      var slope = 0.0
      for (i, value) in y.enumerated() { slope += (weights?[i] ?? 1) * min(max(middle - value, -delta), delta) }
      if slope == 0 { return middle }
      if slope < 0 { low = middle } else { high = middle }
    }
    return low
  }
}
