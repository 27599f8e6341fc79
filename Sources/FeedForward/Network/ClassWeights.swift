/// How much the rows of each class count in training; each row's own weight is multiplied with it.
///
/// ```swift
/// trainer.classWeights = .balanced
/// trainer.classWeights = .each([1, 10])
/// ```
public enum ClassWeights: Sendable, Equatable, Codable {
  /// W / (C · W_k) for class k: W is the weight of all rows, W_k that of the rows of class k, C the number of classes
  /// that occur. Every class then weighs the same, and all rows together as much as before. King, Zeng, *Logistic
  /// regression in rare events data*, 2001.
  case balanced
  /// One number ≥ 0 for each class, by its index.
  case each([Double])

  /// One for each class, for rows of these classes.
  ///
  /// - Parameters:
  ///   - rows: those that are here.
  ///   - rowWeights: nil for 1 each.
  ///   - shares: who has the others.
  /// - Throws: ``FeedForwardError`` if there are not as many as classes, or one is not a finite number ≥ 0.
  func weights(
    of rows: [Int], _ rowWeights: [Double]?, classes: Int, in shares: RowShares
  ) throws(FeedForwardError) -> [Double] {
    switch self {
    case .each(let weights):
      guard weights.count == classes else {
        throw .wrongShape(what: "Class weights", found: "\(weights.count)", expected: "\(classes), one for each class")
      }
      for weight in weights { try Hyperparameter.classWeight.check(weight) }
      return weights
    case .balanced:
      let sums = try shares.chain([Double](repeating: 0, count: classes)) { sums in
        for (i, k) in rows.enumerated() { sums[k] += rowWeights?[i] ?? 1 }
      }
      let occurring = Double(sums.count { $0 > 0 })
      let total = sums.reduce(0, +)
      return sums.map { $0 > 0 ? total / (occurring * $0) : 0 }
    }
  }
}

extension ClassWeights: ParameterizedSetting {
  package static var what: String { "class weights" }
  package static func kinds(epochs: Int?) -> [ClassWeights] { [.balanced, .each([])] }

  package var kind: String {
    switch self {
    case .balanced: "balanced"
    case .each: "each"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    guard case .each(var weights) = self else { return }
    try parameters.numbers("weights", &weights, .classWeight)
    self = .each(weights)
  }
}

extension Dataset {
  /// The same rows, each weight multiplied with that of its class.
  ///
  /// - Parameters:
  ///   - classWeights: how much the rows of each class count.
  ///   - classes: how many there are.
  /// - Throws: ``FeedForwardError`` for targets that are no class indices, a class index out of range, class weights
  ///   that are not as they should be, and rows that then have no weight.
  /// - Complexity: O(m).
  public func weighted(by classWeights: ClassWeights, classes: Int) throws(FeedForwardError) -> Dataset {
    try SharedDataset(self).weighted(by: classWeights, classes: classes).held
  }
}

extension Hyperparameter {
  /// How much the rows of a class count.
  public static let classWeight = Hyperparameter("class weight", .atLeast(0))
}
