import FeedForward

/// How a search spends its epochs: all candidates are trained a little, the better ones of them go on
/// for longer, and so on.
///
/// With η the factor, E the epochs of a whole training and r the fewest: rounds of E/ηˢ, …, E/η, E epochs in all
/// (rounded down), from the largest s with ⌊E/ηˢ⌋ ≥ r; after each the better ⌊n/η⌋ of its n candidates go on from
/// where they stand, one at least. Jamieson, Talwalkar, *Non-stochastic best arm identification and
/// hyperparameter optimization*, arXiv 1502.07943, in the form of Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar,
/// *Hyperband*, arXiv 1603.06560.
public struct SuccessiveHalving: Sendable, Equatable, Codable {
  /// η ≥ 2: one in so many candidates goes on, for so many times the epochs.
  public var factor: Int
  /// r ≥ 1, at most the epochs of a whole training.
  public var minimumEpochs: Int

  /// Settings are checked when they are used.
  public init(factor: Int = 3, minimumEpochs: Int = 1) {
    self.factor = factor
    self.minimumEpochs = minimumEpochs
  }

  /// Candidates that are trained until there were so many epochs.
  public struct Round: Sendable, Equatable, Codable {
    /// How many.
    public let candidates: Int
    /// Epochs of each in all rounds so far.
    public let epochs: Int
  }

  /// The rounds of a search with so many candidates, and trainings of `epochs` epochs.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)`` for settings out of their range.
  public func rounds(candidates: Int, epochs: Int) throws(FeedForwardError) -> [Round] {
    guard candidates >= 1 else {
      throw .invalidSetting(name: "The number of candidates", value: "\(candidates)", expected: "at least 1")
    }
    return rounds(candidates: candidates, steps: try steps(epochs: epochs)[...])
  }

  /// Hyperband: a search for each s, from many candidates with few epochs each to few that are trained whole. Search s
  /// of 0 … S has ⌈(S + 1) / (s + 1) · ηˢ⌉ candidates and begins with E/ηˢ epochs.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)`` for settings out of their range.
  public func brackets(epochs: Int) throws(FeedForwardError) -> [[Round]] {
    let steps = try steps(epochs: epochs)
    return try steps.indices.map { (first) throws(FeedForwardError) in
      let s = steps.count - 1 - first
      var count = steps.count
      for _ in 0..<s {
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow, product <= Int32.max else {
          throw .invalidSetting(
            name: "The epochs of Hyperband", value: "\(epochs)",
            expected: "fewer, or a larger minimum: more than \(Int32.max) candidates are not searched")
        }
        count = product
      }
      return rounds(candidates: (count + s) / (s + 1), steps: steps[first...])
    }
  }

  private func rounds(candidates: Int, steps: ArraySlice<Int>) -> [Round] {
    var count = candidates
    return steps.map { epochs in
      defer { count = max(1, count / factor) }
      return Round(candidates: count, epochs: epochs)
    }
  }

  /// Epochs after each round.
  private func steps(epochs: Int) throws(FeedForwardError) -> [Int] {
    guard factor >= 2 else {
      throw .invalidSetting(name: "The factor of successive halving", value: "\(factor)", expected: "at least 2")
    }
    guard minimumEpochs >= 1, minimumEpochs <= epochs else {
      throw .invalidSetting(
        name: "The minimum of epochs of successive halving", value: "\(minimumEpochs)",
        expected: "1 to \(epochs), the epochs of a training")
    }
    var (steps, rest) = ([epochs], epochs / factor)
    while rest >= minimumEpochs {
      steps.insert(rest, at: 0)
      rest /= factor
    }
    return steps
  }
}
