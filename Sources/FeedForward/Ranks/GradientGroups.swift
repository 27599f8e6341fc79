/// How the rows of a minibatch are cut so that its gradient has the same bits wherever it is summed: V groups of rows
/// that follow each other, each summed by one chain of additions, and the sums of groups added by a binary tree. Ranks
/// have groups that follow each other, and exchange the sums of complete subtrees.
struct GradientGroups: Sendable, Equatable {
  /// V, a power of two.
  let count: Int
  /// How many ranks share them.
  let ranks: Int
  /// The groups of this rank.
  let own: Range<Int>

  /// - Throws: ``FeedForwardError`` if V is no power of two, or if there are ranks without a group.
  init(_ count: Int, rank: Int = 0, of ranks: Int = 1) throws(FeedForwardError) {
    try Hyperparameter.gradientGroups.check(count)
    guard count & (count - 1) == 0 else {
      throw .invalidSetting(name: "gradientGroups", value: "\(count)", expected: "a power of two: 1, 2, 4, 8, …")
    }
    guard ranks <= count else {
      throw .invalidSetting(
        name: "gradientGroups", value: "\(count) for \(ranks) ranks", expected: "at least one for each rank")
    }
    (self.count, self.ranks) = (count, ranks)
    own = count * rank / ranks..<count * (rank + 1) / ranks
  }

  private init() { (count, ranks, own) = (1, 1, 0..<1) }

  /// All rows in one.
  static let one = GradientGroups()

  /// Those of a rank.
  func groups(ofRank rank: Int) -> Range<Int> { count * rank / ranks..<count * (rank + 1) / ranks }

  /// Where the rows of a group begin among those of a minibatch.
  func firstRow(of group: Int, rows: Int) -> Int { rows * group / count }

  /// Rows of some groups that follow each other.
  func rows(of groups: Range<Int>, rows: Int) -> Range<Int> {
    firstRow(of: groups.lowerBound, rows: rows)..<firstRow(of: groups.upperBound, rows: rows)
  }

  /// Rows of this rank's groups at most.
  func mostRows(of rows: Int) -> Int {
    min(rows, own.count * mostRowsOfGroup(rows))
  }

  /// Rows of the groups of any rank at most.
  func mostRowsOfRank(_ rows: Int) -> Int { min(rows, (count + ranks - 1) / ranks * mostRowsOfGroup(rows)) }

  /// Rows of the largest group.
  func mostRowsOfGroup(_ rows: Int) -> Int { count == 1 ? rows : (rows + count - 1) / count }

  /// The complete subtrees that a rank's groups are made of, from left to right.
  func subtrees(ofRank rank: Int) -> [Range<Int>] {
    var rest = groups(ofRank: rank)
    var parts: [Range<Int>] = []
    while !rest.isEmpty {
      var size = 1
      while rest.lowerBound % (2 * size) == 0, 2 * size <= rest.count { size *= 2 }
      parts.append(rest.lowerBound..<rest.lowerBound + size)
      rest = rest.lowerBound + size..<rest.upperBound
    }
    return parts
  }

  /// A subtree of groups, among those that a rank sums.
  struct Subtree {
    let rank: Int
    let index: Int
  }

  /// How the sums of all ranks' subtrees become one: the one on the right is added to that on the left, in this order.
  var additions: [(left: Subtree, right: Subtree)] {
    var additions: [(Subtree, Subtree)] = []
    // Those that wait for the one on their right.
    var waiting: [(subtree: Subtree, groups: Range<Int>)] = []
    for rank in 0..<ranks {
      for (index, own) in subtrees(ofRank: rank).enumerated() {
        var (subtree, groups) = (Subtree(rank: rank, index: index), own)
        while let left = waiting.last, left.groups.count == groups.count,
          left.groups.lowerBound % (2 * groups.count) == 0
        {
          waiting.removeLast()
          additions.append((left.subtree, subtree))
          (subtree, groups) = (left.subtree, left.groups.lowerBound..<groups.upperBound)
        }
        waiting.append((subtree, groups))
      }
    }
    return additions
  }
}

extension Hyperparameter {
  /// V of ``Trainer/gradientGroups``.
  public static let gradientGroups = Hyperparameter("gradientGroups", .wholeNumbers(from: 1))
}
