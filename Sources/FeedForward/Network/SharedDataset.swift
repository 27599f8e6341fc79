/// Rows that are all here, or of which each rank holds a share. What is known of all of them has the same bits.
struct SharedDataset<Scalar: BLASScalar>: Sendable {
  /// The rows that are here.
  let held: Dataset<Scalar>
  let shares: RowShares
  /// Σ wᵢ of all rows, the m of the penalty; their number where they have no weights.
  let totalWeight: Double

  /// All rows are here.
  init(_ data: Dataset<Scalar>) {
    (held, shares, totalWeight) = (data, RowShares(all: data.count), data.totalWeight)
  }

  /// A share of the rows, or all of them; a call of all ranks.
  init(_ held: Dataset<Scalar>, _ shares: RowShares) throws(FeedForwardError) {
    (self.held, self.shares) = (held, shares)
    guard let weights = held.weights else {
      totalWeight = Double(shares.count)
      return
    }
    totalWeight = try shares.chain([0.0]) { sum in for weight in weights { sum[0] += weight } }[0]
  }

  /// Rows of all ranks, m.
  var count: Int { shares.count }

  /// m / Σ w: what makes weights of mean 1, so that means over rows stay means over rows.
  var weightFactor: Double { Double(count) / totalWeight }

  /// Throws on all ranks unless a network can be trained on these data with that loss; rows are numbered among all.
  func validate(
    for network: FeedForwardNetwork<Scalar>, loss: Loss, named what: String
  ) throws(FeedForwardError) {
    try shares.together { () throws(FeedForwardError) in
      try held.validate(for: network, loss: loss, named: what, from: shares.own.lowerBound)
    }
  }

  /// The same rows, each weight multiplied with that of its class.
  ///
  /// - Throws: as ``Dataset/weighted(by:classes:)``, on all ranks.
  func weighted(by classWeights: ClassWeights, classes: Int) throws(FeedForwardError) -> SharedDataset {
    guard case .classes(let indices) = held.targets else {
      throw .invalidSetting(
        name: "classWeights", value: "set for targets that are no class indices",
        expected: "class indices, or weights of the rows")
    }
    let first = shares.own.lowerBound
    try shares.together { () throws(FeedForwardError) in
      if let row = indices.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw .classOutOfRange(row: first + row, found: indices[row], classes: classes)
      }
    }
    let factors = try classWeights.weights(of: indices, held.weights, classes: classes, in: shares)
    let weights = indices.enumerated().map { (held.weights?[$0] ?? 1) * factors[$1] }
    try shares.together { () throws(FeedForwardError) in try requireEach(weights, from: first) }
    let weighted = try SharedDataset(Dataset(unchecked: held.inputs, held.targets, weights), shares)
    try requireSum(weighted.totalWeight, rows: count)
    return weighted
  }
}
