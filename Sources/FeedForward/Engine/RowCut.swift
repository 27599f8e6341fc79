/// The blocks that the rows of a minibatch are cut into: as many in each group of rows, as equal as can be. Losses and
/// metrics are added up by blocks.
struct RowCut {
  /// Of the minibatch, those of other ranks too.
  let rows: Int
  let groups: GradientGroups
  let blocksOfGroup: Int
  /// Sums that are kept for each group: the blocks of the largest minibatch.
  let slotsOfGroup: Int

  /// Blocks of this rank.
  var blocks: Int { groups.own.count * blocksOfGroup }

  /// Where blocks begin and end among the rows of this rank.
  func rows(ofBlocks blocks: Range<Int>) -> Range<Int> {
    if groups.count == 1 { return rows * blocks.lowerBound / blocksOfGroup..<rows * blocks.upperBound / blocksOfGroup }
    return start(ofBlock: blocks.lowerBound)..<start(ofBlock: blocks.upperBound)
  }

  private func start(ofBlock block: Int) -> Int {
    let (group, within) = (groups.own.lowerBound + block / blocksOfGroup, block % blocksOfGroup)
    let (first, next) = (groups.firstRow(of: group, rows: rows), groups.firstRow(of: group + 1, rows: rows))
    return first + (next - first) * within / blocksOfGroup - groups.firstRow(of: groups.own.lowerBound, rows: rows)
  }

  /// Where the sum of a block of this rank stands among those of all ranks.
  func slot(ofBlock block: Int) -> Int {
    if groups.count == 1 { return block }
    return (groups.own.lowerBound + block / blocksOfGroup) * slotsOfGroup + block % blocksOfGroup
  }

  /// The sum of what stands in the slots of all blocks of all ranks, in their order.
  func total(of slots: UnsafeMutablePointer<Double>) -> Double {
    var sum = 0.0
    for group in 0..<groups.count {
      for block in 0..<blocksOfGroup { sum += slots[group * slotsOfGroup + block] }
    }
    return sum
  }
}
