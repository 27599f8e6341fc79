import FeedForward
import LibC

extension NumberEncoding.Bins {
  /// Bins of equally many rows between quantiles that differ; nil for fewer than two.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - sorted: the training values.
  init?(_ count: Int, of sorted: [Double]) {
    guard count > 0, !sorted.isEmpty else { return nil }
    var edges: [Double] = []
    for i in 0...count {
      let edge = sorted.quantile(Double(i) / Double(count))
      if edges.last.map({ edge > $0 }) ?? true { edges.append(edge) }
    }
    guard edges.count > 2 else { return nil }
    let means = (0..<edges.count - 1).map { j in
      sorted.reduce(0.0) { $0 + Self.share(of: $1, edges, j) } / Double(sorted.count)
    }
    self.init(edges: edges, means: means)
  }
}

extension NumberEncoding.Curve {
  /// Φ⁻¹ of the rank, between at most 256 quantiles: one for each 30 rows, 10 at least of as many rows; nil for a
  /// constant.
  ///
  /// A value that spans several quantiles has the mean of their ranks; ranks stay half a row away from 0 and 1.
  static func normal(_ sorted: [Double]) -> Self? {
    let count = min(max(min(sorted.count / 30, 256), 10), sorted.count)
    var (knots, ranks): ([Double], [[Double]]) = ([], [])
    guard count > 1 else { return nil }
    for i in 0..<count {
      let rank = Double(i) / Double(count - 1)
      let knot = sorted.quantile(rank)
      if let last = knots.last, knot <= last {
        ranks[ranks.count - 1].append(rank)
      } else {
        knots.append(knot)
        ranks.append([rank])
      }
    }
    guard knots.count > 1 else { return nil }
    let least = 0.5 / Double(sorted.count)
    let values = ranks.map { ranks in
      normalQuantile(min(max(ranks.reduce(0, +) / Double(ranks.count), least), 1 - least))
    }
    return .lines(knots: knots, values: values)
  }
}

/// Φ⁻¹(p) for 0 < p < 1, by Newton's method on Φ from a first guess of the tail; to some ulp.
func normalQuantile(_ p: Double) -> Double {
  // By symmetry below ½, where Φ has all its digits.
  if p > 0.5 { return -normalQuantile(1 - p) }
  if p == 0.5 { return 0 }
  let t = (-2 * log(p)).squareRoot()
  // Hastings, *Approximations for digital computers*, 1955, to 0.003.
  var z = -(t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)))
  for _ in 0..<4 {
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    let step = (erfc(-z / 2.0.squareRoot()) / 2 - p) / density
    // Halley's correction: φ′ = −z φ.
    z -= step / (1 + z * step / 2)
  }
  return z
}
