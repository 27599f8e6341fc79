/// J, the derivative by θ of the residuals r = √w (t − y) of each row and output, and r itself: block of rows by block
/// of rows, by backpropagation of one output at a time over the whole block. All in `Double`.
final class Jacobian {
  /// P.
  let count: Int
  private let workspace: Workspace<Double>
  private let batches: Minibatches<Double>
  private let parameters: MovingParameters<Double>
  private let outputs: RowPass<Double>
  private let derivatives: RowPass<Double>
  private let arena: Arena<Double>
  private let block: MatrixView<Double>
  private let meanWeight: Double

  init<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>
  ) throws(FeedForwardError) {
    let network = try network.converted(to: Double.self)
    count = network.parameters.count
    let rows = max(1, min(256, data.count, (1 << 20) / count))
    batches = Minibatches(of: try data.converted(to: Double.self), batchSize: rows)
    meanWeight = data.totalWeight / Double(data.count)
    parameters = try MovingParameters(copying: network.parameters)
    workspace = try Workspace(for: network, rows: rows, purpose: .derivatives, loss: .squaredError)
    outputs = try RowPass(.outputs, in: workspace, parameters.forward)
    derivatives = try RowPass(.derivatives, in: workspace, parameters.forward, theta: parameters.theta)
    arena = try Arena(capacity: rows * Arena<Double>.paddedStride(count))
    block = arena.matrix(rows, count, stride: Arena<Double>.paddedStride(count))
  }

  /// How much of Σ r² may be made up by roundings, known after a pass: those of a row are about u, the unit of rounding
  /// times the length of r and the terms of J θ, from which a network computes t, and they add up as random numbers do.
  var noise: Double { 2 * squaredNoise.squareRoot() }
  private var squaredNoise = 0.0

  /// J and r at θ, one output of one block of rows after another; they are overwritten by the next. O(m K P).
  func forEachBlock<Scalar: BLASScalar>(
    at parameters: Vector<Scalar>, _ body: (MatrixView<Double>, [Double]) throws(FeedForwardError) -> Void
  ) throws(FeedForwardError) {
    for i in 0..<count { self.parameters.theta[i] = Double(parameters[i]) }
    self.parameters.refresh()
    squaredNoise = 0
    for index in 0..<batches.count {
      _ = outputs(.minibatch(batches, index: index))
      let rows = 0..<workspace.rows
      for k in 0..<workspace.output.columns {
        differentiate(output: k, rows)
        let residuals = rows.map { r in
          root(ofWeightOf: r) * (workspace.output.row(r)[k] - workspace.targets.row(r)[k])
        }
        addNoise(of: residuals, unit: Double(Scalar.ulpOfOne))
        try body(block.prefix(rows.count), residuals)
      }
    }
  }

  private func addNoise(of residuals: [Double], unit: Double) {
    for (r, residual) in residuals.enumerated() {
      let row = block.row(r)
      let terms = (0..<count).reduce(residual * residual) { sum, i in
        let term = row[i] * parameters.theta[i]
        return sum + term * term
      }
      let u = unit * terms.squareRoot()
      let noise = (2 * abs(residual) + u) * u
      squaredNoise += noise * noise
    }
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
