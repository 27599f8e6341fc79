/// What the ranks of a training tell each other in a step: losses, sums of gradients, θ. Each rank moves its own slabs,
/// which follow each other: it gets the sums of complete subtrees of groups from the others, ends the tree, and sends
/// them θ. That is as much as an allreduce sends at least, 2 · P · (n − 1) / n numbers a rank for n ranks, a power of
/// two, and P parameters.
///
/// Messages go layer by layer from the last to the first, so that those of one layer are on their way while the
/// gradient of the layer below is computed.
final class RankExchange<Scalar: BLASScalar> {
  let communicator: any Communicator
  /// Those that this rank moves.
  let own: Range<Int>
  /// What this rank wishes to be done after the step, and what any does: bits whose meaning is the training's owner's.
  @exclusivity(unchecked) var wishes: UInt64 = 0
  @exclusivity(unchecked) private(set) var wishesOfAll: UInt64 = 0
  /// Whether the same move may come to other bits elsewhere, so that all take those of one.
  var computeDifferently = false

  private let layout: ParameterLayout
  /// The slabs of each rank, and where their parameters stand in θ.
  private let slabs: [Range<Int>]
  private let ranges: [Range<Int>]
  /// Of each rank, the subtrees of groups that it sums.
  private let subtrees: [[Range<Int>]]
  /// The sums of this rank's subtrees, as long as θ each; of its own slabs they stay here.
  private let sums: [Vector<Scalar>]
  /// The sums of other ranks' subtrees over this one's slabs.
  private let received: [[Vector<Scalar>]]
  /// Ends the tree: the sum on the right is added to that on the left, in this order.
  private let additions: [(left: GradientGroups.Subtree, right: GradientGroups.Subtree)]
  private let arena: Arena<Scalar>
  private let words: UnsafeMutablePointer<UInt64>
  private var ranks: Range<Int> { 0..<communicator.size }

  /// - Parameters:
  ///   - groups: those that gradients are summed by.
  ///   - all: the slabs of all of θ, in its order.
  init(
    _ communicator: any Communicator, _ groups: GradientGroups, _ layout: ParameterLayout, slabs all: [Slab]
  ) throws(FeedForwardError) {
    self.communicator = communicator
    self.layout = layout
    let starts = all.map { $0.start(in: layout) } + [layout.count]
    // A slab is the rank's on whose part of θ its middle lies.
    let owners = all.indices.map { (starts[$0] + starts[$0 + 1]) / 2 * communicator.size / max(layout.count, 1) }
    slabs = (0..<communicator.size).map { rank in
      let first = owners.firstIndex { $0 >= rank } ?? all.count
      return first..<(owners.firstIndex { $0 > rank } ?? all.count)
    }
    own = slabs[communicator.rank]
    ranges = slabs.map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    subtrees = (0..<communicator.size).map { groups.subtrees(ofRank: $0) }
    let (mine, length) = (subtrees[communicator.rank].count, ranges[communicator.rank].count)
    let others = subtrees.reduce(0) { $0 + $1.count } - mine
    arena = try Arena(
      capacity: try product(mine, Arena<Scalar>.rounded(layout.count))
        + product(others, Arena<Scalar>.rounded(length)))
    sums = (0..<mine).map { [arena] _ in arena.vector(layout.count) }
    received = subtrees.indices.map { [arena, subtrees] rank in
      rank == communicator.rank ? [] : subtrees[rank].map { _ in arena.vector(length) }
    }
    additions = groups.additions
    words = .allocate(capacity: communicator.size)
    words.initialize(repeating: 0, count: communicator.size)
  }

  deinit { words.deallocate() }

  /// This rank's subtrees.
  var ownSubtrees: [Range<Int>] { subtrees[communicator.rank] }
  /// Where the parameters that this rank moves stand in θ.
  var ownRange: Range<Int> { ranges[communicator.rank] }

  // MARK: - Sums

  /// Where the sum of one of this rank's subtrees is to be written, for a part of θ.
  func room(ofSubtree index: Int, for part: MatrixView<Scalar>, at start: Int) -> MatrixView<Scalar> {
    var room = part
    room.base = sums[index].base + start
    return room
  }

  /// Begins to send the losses of this rank's blocks to all others, and to receive theirs.
  func beginLosses(
    _ losses: UnsafeMutablePointer<Double>, blocks: (_ rank: Int) -> Range<Int>
  ) throws(FeedForwardError) {
    words[communicator.rank] = wishes
    try beginSpreading(losses, part: blocks)
    try beginSpreading(words) { $0..<$0 + 1 }
  }

  /// Begins to send what was summed of a layer to those who move it, and to receive what others have summed.
  func beginSums(ofLayer l: Int) throws(FeedForwardError) {
    let layer = layout.offsets[l]..<layout.offsets[l + 1]
    for rank in ranks where rank != communicator.rank {
      let part = layer.clamped(to: ownRange)
      for vector in received[rank] where !part.isEmpty {
        try receive(
          vector.base, part.lowerBound - ownRange.lowerBound..<part.upperBound - ownRange.lowerBound, from: rank)
      }
      let theirs = layer.clamped(to: ranges[rank])
      for vector in sums where !theirs.isEmpty { try send(vector.base, theirs, to: rank) }
    }
  }

  /// Waits for all that was begun.
  func complete() throws(FeedForwardError) {
    try communicator.complete()
    wishesOfAll = ranks.reduce(0) { $0 | words[$1] }
  }

  /// The sum over all groups of a part of θ that this rank moves.
  func join(_ part: MatrixView<Scalar>, at start: Int, into gradient: MatrixView<Scalar>) {
    for addition in additions {
      view(sum(of: addition.left, at: start), as: part).add(view(sum(of: addition.right, at: start), as: part))
    }
    gradient.copy(from: view(sum(of: .init(rank: 0, index: 0), at: start), as: part))
  }

  private func sum(of subtree: GradientGroups.Subtree, at start: Int) -> UnsafeMutablePointer<Scalar> {
    subtree.rank == communicator.rank
      ? sums[subtree.index].base + start
      : received[subtree.rank][subtree.index].base + (start - ownRange.lowerBound)
  }

  private func view(_ base: UnsafeMutablePointer<Scalar>, as part: MatrixView<Scalar>) -> MatrixView<Scalar> {
    MatrixView(base: base, rows: part.rows, columns: part.columns, stride: part.columns)
  }

  // MARK: - What came of them

  /// Gives every rank what the others have of a vector as long as θ: each the part that it moves.
  func spread(_ vector: Vector<Scalar>) throws(FeedForwardError) {
    try beginSpreading(vector.base) { ranges[$0] }
    try communicator.complete()
  }

  /// The same for a number of each slab.
  func spread(ofSlabs numbers: UnsafeMutablePointer<Double>) throws(FeedForwardError) {
    try beginSpreading(numbers) { slabs[$0] }
    try communicator.complete()
  }

  /// The same for `width` numbers of each block of rows.
  func spread(
    _ numbers: UnsafeMutablePointer<Double>, each width: Int, blocks: (_ rank: Int) -> Range<Int>
  ) throws(FeedForwardError) {
    try beginSpreading(numbers) { blocks($0).lowerBound * width..<blocks($0).upperBound * width }
    try communicator.complete()
  }

  /// Begins to send this rank's part of some numbers to all others, and to receive theirs.
  private func beginSpreading<Number>(
    _ numbers: UnsafeMutablePointer<Number>, part: (_ rank: Int) -> Range<Int>
  ) throws(FeedForwardError) {
    for rank in ranks where rank != communicator.rank {
      try receive(numbers, part(rank), from: rank)
      try send(numbers, part(communicator.rank), to: rank)
    }
  }

  /// Vectors as long as θ from those of all ranks, each of which has the part that it moves.
  func whole(_ parts: [Scalar], vectors: Int) throws(FeedForwardError) -> [Scalar] {
    var all = try [Scalar](zeros: try product(vectors, layout.count))
    let length = ownRange.count
    var failure: FeedForwardError?
    all.withUnsafeMutableBufferPointer { all in
      guard let base = all.baseAddress else { return }
      do throws(FeedForwardError) {
        for k in 0..<vectors {
          let vector = Vector(base: base + k * layout.count, count: layout.count)
          for i in 0..<length { vector[ownRange.lowerBound + i] = parts[k * length + i] }
          try spread(vector)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return all
  }

  /// This rank's part of vectors as long as θ.
  func part(of vectors: [Scalar]) -> [Scalar] {
    stride(from: 0, to: vectors.count, by: max(layout.count, 1)).flatMap {
      vectors[$0 + ownRange.lowerBound..<$0 + ownRange.upperBound]
    }
  }

  private func send<Number>(
    _ numbers: UnsafeMutablePointer<Number>, _ range: Range<Int>, to rank: Int
  ) throws(FeedForwardError) {
    if range.isEmpty { return }
    try communicator.send(
      UnsafeRawBufferPointer(UnsafeMutableBufferPointer(start: numbers + range.lowerBound, count: range.count)),
      to: rank)
  }

  private func receive<Number>(
    _ numbers: UnsafeMutablePointer<Number>, _ range: Range<Int>, from rank: Int
  ) throws(FeedForwardError) {
    if range.isEmpty { return }
    try communicator.receive(
      into: UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: numbers + range.lowerBound, count: range.count)), from: rank)
  }
}
