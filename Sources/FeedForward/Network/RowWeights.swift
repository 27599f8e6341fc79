extension Dataset {
  /// Σ wᵢ, the m of the penalty; the number of rows where they have no weights.
  public var totalWeight: Double { weights?.reduce(0, +) ?? Double(count) }
}

/// Throws unless there is a finite weight ≥ 0 for each row, and their sum is a number that rows can be divided by.
func requireWeights(_ weights: [Double], rows: Int) throws(FeedForwardError) {
  guard weights.count == rows else {
    throw .wrongShape(what: "Weights", found: "\(weights.count)", expected: "\(rows), one a row")
  }
  try requireEach(weights)
  try requireSum(weights.reduce(0, +), rows: rows)
}

/// - Parameter first: where the first of these rows stands among all.
func requireEach(_ weights: [Double], from first: Int = 0) throws(FeedForwardError) {
  if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
    throw .invalidSetting(
      name: "The weight of row \(first + row)", value: "\(weights[row])", expected: "a finite number ≥ 0")
  }
}

func requireSum(_ sum: Double, rows: Int) throws(FeedForwardError) {
  guard sum > 0 else {
    throw .invalidSetting(name: "The sum of the weights", value: "0", expected: "a weight above 0")
  }
  guard sum.isFinite, (Double(rows) / sum).isFinite else {
    throw .invalidSetting(
      name: "The sum of the weights", value: "\(sum)", expected: "a number neither so large nor so small")
  }
}
