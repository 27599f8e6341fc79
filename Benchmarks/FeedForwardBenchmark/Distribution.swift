/// Numbers in ascending order, for their quantiles.
struct Distribution {
  let sorted: [Double]

  init(_ values: [Double]) {
    precondition(!values.isEmpty, "A distribution needs at least one number.")
    sorted = values.sorted()
  }

  var median: Double { quantile(0.5) }
  var least: Double { sorted[0] }
  var most: Double { sorted[sorted.count - 1] }

  /// The smallest number that is not below a share of all of them.
  func quantile(_ share: Double) -> Double {
    sorted[max(0, min(sorted.count, Int((share * Double(sorted.count)).rounded(.up))) - 1)]
  }
}
