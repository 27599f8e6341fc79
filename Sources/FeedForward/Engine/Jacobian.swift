/// J, the derivative by θ of the residuals r = √w (t − y) of each row and output, and r itself: block of rows by block
/// of rows, by backpropagation of one output at a time over the whole block. All in `Double`. Where ranks share the
/// rows, each has the blocks of its own groups; what is wanted of J is a ``JacobianSum`` over all.
final class Jacobian {
  /// P.
  let count: Int
  /// Those that rows are cut into.
  let groups: GradientGroups
  /// The ranks that share them.
  let communicator: (any Communicator)?
  /// Rows of this rank whose derivatives were computed, again at each θ.
  private(set) var rowsDifferentiated = 0
  /// The rows of each group of this rank; nil where there are none.
  private let batches: [Minibatches<Double>?]
  private let workspace: Workspace<Double>
  private let parameters: MovingParameters<Double>
  private let outputs: RowPass<Double>
  private let derivatives: RowPass<Double>
  private let arena: Arena<Double>
  private let block: MatrixView<Double>
  private let meanWeight: Double

  /// A call of all ranks.
  ///
  /// - Parameter batches: all rows in one, in their order.
  init<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, on batches: Minibatches<Scalar>, by groups: GradientGroups,
    over communicator: (any Communicator)?
  ) throws(FeedForwardError) {
    let network = try network.converted(to: Double.self)
    count = network.parameters.count
    let (all, factor) = (batches.data.count, batches.data.weightFactor)
    let size = max(1, min(256, groups.mostRowsOfGroup(all), (1 << 20) / count))
    meanWeight = batches.data.totalWeight / Double(all)
    let first = batches.rows(of: 0, for: groups).lowerBound
    let table = try batches.table(of: 0, for: groups)
    self.batches = try groups.own.map { (group) throws(FeedForwardError) in
      let rows = groups.rows(of: group..<group + 1, rows: all)
      if rows.isEmpty { return nil }
      let part = table.part(rows.lowerBound - first..<rows.upperBound - first)
      return Minibatches(of: try part.converted(to: Double.self), batchSize: size, weightFactor: factor)
    }
    parameters = try MovingParameters(copying: network.parameters)
    workspace = try Workspace(for: network, rows: size, purpose: .derivatives, loss: .squaredError)
    outputs = try RowPass(.outputs, in: workspace, parameters.forward)
    derivatives = try RowPass(.derivatives, in: workspace, parameters.forward, theta: parameters.theta)
    arena = try Arena(capacity: size * Arena<Double>.paddedStride(count))
    block = arena.matrix(size, count, stride: Arena<Double>.paddedStride(count))
    (self.groups, self.communicator) = (groups, communicator)
  }

  /// Goes on from another θ.
  func move<Scalar: BLASScalar>(to theta: Vector<Scalar>) {
    for i in 0..<count { parameters.theta[i] = Double(theta[i]) }
    parameters.refresh()
  }

  /// J and r of a group of this rank, one output of one block of rows after another. O(m K P) for its m rows.
  ///
  /// - Parameter unit: that of rounding of θ.
  func forEachBlock(
    ofGroup group: Int, unit: Double, _ body: (JacobianBlock) throws(FeedForwardError) -> Void
  ) throws(FeedForwardError) {
    guard let batches = batches[group - groups.own.lowerBound] else { return }
    for index in 0..<batches.count {
      _ = outputs(.minibatch(batches, index: index))
      let rows = 0..<workspace.rows
      rowsDifferentiated += rows.count
      for k in 0..<workspace.output.columns {
        differentiate(output: k, rows)
        let residuals = rows.map { r in
          root(ofWeightOf: r) * (workspace.output.row(r)[k] - workspace.targets.row(r)[k])
        }
        let noises = residuals.enumerated().map { squaredNoise(ofRow: $0, residual: $1, unit: unit) }
        try body(JacobianBlock(rows: block.prefix(rows.count), residuals: residuals, squaredNoises: noises))
      }
    }
  }

  private func squaredNoise(ofRow r: Int, residual: Double, unit: Double) -> Double {
    let row = block.row(r)
    let terms = (0..<count).reduce(residual * residual) { sum, i in
      let term = row[i] * parameters.theta[i]
      return sum + term * term
    }
    let u = unit * terms.squareRoot()
    let noise = (2 * abs(residual) + u) * u
    return noise * noise
  }

  private func root(ofWeightOf r: Int) -> Double {
    workspace.isWeighted ? (meanWeight * workspace.weight(of: r)).squareRoot() : 1
  }

  /// √w ∂t/∂θ of one output, a row of J for each row of the block.
  private func differentiate(output k: Int, _ rows: Range<Int>) {
    let (layout, last) = (workspace.layout, workspace.layout.layers - 1)
    let delta = workspace.deltas[last].prefix(rows.count)
    delta.contiguous.update(repeating: 0)
    for r in rows { delta.base[r * delta.stride + k] = root(ofWeightOf: r) }
    _ = derivatives(.gathered)
    for l in 0...last {
      let (deltas, activations) = (workspace.deltas[l], workspace.activations[l])
      let width = activations.columns
      for r in rows {
        var out = block.base + r * block.stride + layout.offsets[l]
        let a = activations.base + r * activations.stride
        for j in 0..<deltas.columns {
          let d = deltas.base[r * deltas.stride + j]
          for i in 0..<width { out[i] = d * a[i] }
          out += width
        }
      }
    }
  }
}

/// Some rows of J and r; the next block overwrites them.
struct JacobianBlock {
  /// Of J.
  let rows: MatrixView<Double>
  /// r.
  let residuals: [Double]
  /// The square of how much of each r² may be made up by roundings: those of a row are about u, the unit of rounding
  /// times the length of r and the terms of J θ, from which a network computes t.
  let squaredNoises: [Double]
}
