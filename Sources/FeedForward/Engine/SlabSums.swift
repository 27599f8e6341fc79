import CKernels

/// The gradients of slabs, summed over groups of rows: each group by one product, and these by the binary tree of
/// ``GradientGroups``.
final class SlabSums<Scalar: BLASScalar> {
  private let workspace: Workspace<Scalar>
  /// For each thread a stack of sums: those on the left that wait for the ones on their right.
  private let stacks: Arena<Scalar>
  private let sizeOfSlab: Int
  private let depth: Int
  /// Whether a product that adds to what is there adds its whole sum at once, as the tree does.
  private let addsAtOnce: Bool

  /// - Parameter sizeOfSlab: elements of the largest slab.
  init(_ workspace: Workspace<Scalar>, sizeOfSlab: Int, threads: Int) throws(FeedForwardError) {
    self.workspace = workspace
    self.sizeOfSlab = Arena<Scalar>.rounded(sizeOfSlab)
    let groups = workspace.groups
    depth = groups.count.trailingZeroBitCount
    addsAtOnce =
      workspace.products == .own
      && groups.mostRowsOfGroup(workspace.capacityOfAllRanks) <= Int(FF_PRODUCT_DEPTH)
    stacks = try Arena(capacity: try product(self.sizeOfSlab, threads * depth))
  }

  /// The sum over a complete subtree of groups.
  func sum(_ groups: Range<Int>, of slab: Slab, into gradient: MatrixView<Scalar>, participant: Int) {
    if workspace.groups.count == 1 {
      return workspace.gradient(layer: slab.layer, neurons: slab.neurons, rows: 0..<workspace.rows, into: gradient)
    }
    let stack = stacks.base + participant * depth * sizeOfSlab
    // Some columns at a time, after that of the biases: the sums on the stack then stay in a second-level cache.
    let width = max(1, Self.elementsAtOnce / gradient.rows / Scalar.panelWidth) * Scalar.panelWidth
    var first = 0
    while first < gradient.columns {
      let columns = first..<min(gradient.columns, first + width + (first == 0 ? 1 : 0))
      sum(groups, of: slab, columns, into: gradient.columns(columns), stack: stack)
      first = columns.upperBound
    }
  }

  private static var elementsAtOnce: Int { 65_536 / MemoryLayout<Scalar>.stride }

  private func sum(
    _ groups: Range<Int>, of slab: Slab, _ columns: Range<Int>, into gradient: MatrixView<Scalar>,
    stack: UnsafeMutablePointer<Scalar>
  ) {
    if groups.count == 1 { return sum(ofGroup: groups.lowerBound, slab, columns, into: gradient) }
    let middle = groups.lowerBound + groups.count / 2
    sum(groups.lowerBound..<middle, of: slab, columns, into: gradient, stack: stack)
    let right = MatrixView(base: stack, rows: gradient.rows, columns: gradient.columns, stride: gradient.columns)
    if groups.count == 2, addsAtOnce { return sum(ofGroup: middle, slab, columns, into: gradient, addingBy: right) }
    sum(middle..<groups.upperBound, of: slab, columns, into: right, stack: stack + sizeOfSlab)
    gradient.add(right)
  }

  private func sum(
    ofGroup group: Int, _ slab: Slab, _ columns: Range<Int>, into gradient: MatrixView<Scalar>,
    addingBy room: MatrixView<Scalar>? = nil
  ) {
    let (groups, all) = (workspace.groups, workspace.rowsOfAllRanks)
    let first = groups.firstRow(of: groups.own.lowerBound, rows: all)
    let rows = groups.rows(of: group..<group + 1, rows: all)
    workspace.gradient(
      layer: slab.layer, neurons: slab.neurons, rows: rows.lowerBound - first..<rows.upperBound - first,
      columns: columns, into: gradient, addingBy: room)
  }
}
