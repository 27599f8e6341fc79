extension Dataset {
  /// Σ wᵢ, the m of the penalty; the number of rows where they have no weights.
  public var totalWeight: Double { weights?.reduce(0, +) ?? Double(count) }

  /// wᵢ m / Σ w: weights whose mean is 1, so that means over rows stay means over rows; nil where there are none.
  var relativeWeights: [Double]? {
    let factor = Double(count) / totalWeight
    return weights?.map { $0 * factor }
  }
}

/// Throws unless there is a finite weight ≥ 0 for each row, and their sum is a number that rows can be divided by.
func requireWeights(_ weights: [Double], rows: Int) throws(FeedForwardError) {
  guard weights.count == rows else {
    throw .wrongShape(what: "Weights", found: "\(weights.count)", expected: "\(rows), one a row")
  }
  if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
    throw .invalidSetting(name: "The weight of row \(row)", value: "\(weights[row])", expected: "a finite number ≥ 0")
  }
  let sum = weights.reduce(0, +)
  guard sum > 0 else {
    throw .invalidSetting(name: "The sum of the weights", value: "0", expected: "a weight above 0")
  }
  guard sum.isFinite, (Double(rows) / sum).isFinite else {
    throw .invalidSetting(
      name: "The sum of the weights", value: "\(sum)", expected: "a number neither so large nor so small")
  }
}
