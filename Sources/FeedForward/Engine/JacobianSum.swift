/// What rows of J and r are taken into, one block after another: JᵀJ and Jᵀr, or the factor of a QR decomposition.
protocol JacobianSum {
  /// That of no rows, for P parameters.
  init(parameters: Int) throws(FeedForwardError)
  /// Takes a block in.
  mutating func add(_ block: JacobianBlock) throws(FeedForwardError)
  /// Takes in the sum over the rows that follow.
  mutating func add(_ next: Self) throws(FeedForwardError)

  /// All that it holds: triangles without their zeros.
  var numbers: [Double] { get throws(FeedForwardError) }
  /// How many these are for P parameters.
  static func count(parameters: Int) throws(FeedForwardError) -> Int
  /// The one of these numbers.
  init(parameters: Int, numbers: [Double]) throws(FeedForwardError)
}

extension Jacobian {
  /// The sum over all rows at θ, those of other ranks too: a chain over the blocks of a group, groups joined by the
  /// binary tree of ``GradientGroups``. The bits do not depend on who has which rows.
  ///
  /// Memory: at most lg V + 1 sums for V groups. A rank sends its own once, and passes on that of all: 2 ⌈lg n⌉
  /// messages follow each other, of some P² / 2 numbers each. For more than some thousand parameters that is short
  /// beside the P³ / 3 operations of a step.
  func sum<Sum: JacobianSum, Scalar: BLASScalar>(
    _: Sum.Type, at theta: Vector<Scalar>
  ) throws(FeedForwardError) -> Sum {
    move(to: theta)
    var own = try groups.subtrees(ofRank: communicator?.rank ?? 0).map { (subtree) throws(FeedForwardError) -> Sum in
      try sum(of: subtree, unit: Double(Scalar.ulpOfOne))
    }
    if let communicator, communicator.size > 1 { return try join(&own, over: communicator) }
    return own[0]
  }

  private func sum<Sum: JacobianSum>(of subtree: Range<Int>, unit: Double) throws(FeedForwardError) -> Sum {
    if subtree.count == 1 {
      var sum = try Sum(parameters: count)
      try forEachBlock(ofGroup: subtree.lowerBound, unit: unit) { (block) throws(FeedForwardError) in
        try sum.add(block)
      }
      return sum
    }
    let middle = subtree.lowerBound + subtree.count / 2
    var sum: Sum = try sum(of: subtree.lowerBound..<middle, unit: unit)
    try sum.add(try self.sum(of: middle..<subtree.upperBound, unit: unit))
    return sum
  }

  /// - Parameter own: those of this rank's subtrees; what is left of them is of no use.
  private func join<Sum: JacobianSum>(
    _ own: inout [Sum], over communicator: any Communicator
  ) throws(FeedForwardError) -> Sum {
    let rank = communicator.rank
    var numbers = try [Double](zeros: try Sum.count(parameters: count))
    for (left, right) in groups.additions where left.rank == rank || right.rank == rank {
      if left.rank != rank {
        try communicator.deliver(try own[right.index].numbers, to: left.rank)
      } else if right.rank == rank {
        let next = own[right.index]
        try own[left.index].add(next)
      } else {
        try communicator.collect(&numbers, from: right.rank)
        try own[left.index].add(try Sum(parameters: count, numbers: numbers))
      }
    }
    if rank == 0 { numbers = try own[0].numbers }
    try communicator.spread(&numbers)
    return try Sum(parameters: count, numbers: numbers)
  }
}
