/// J, the derivative by θ of the residuals r = √w (t − y) of each row and output, and r itself: block of rows by block of rows,
/// by backpropagation of one output at a time over the whole block. All in `Double`.
final class Jacobian {
  /// P.
  let count: Int
  private let workspace: Workspace<Double>
  private let batches: Minibatches<Double>
  private let weights: ForwardWeights<Double>
  private let arena: Arena<Double>
  private let theta: UnsafeMutablePointer<Double>
  private let block: MatrixView<Double>
  private let meanWeight: Double

  init<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>
  ) throws(FeedForwardError) {
    let network = try network.converted(to: Double.self)
    let layout = network.parameters.layout
    count = layout.count
    let rows = max(1, min(256, data.count, (1 << 20) / count))
    batches = Minibatches(of: try data.converted(to: Double.self), batchSize: rows)
    workspace = try Workspace(for: network, rows: rows, purpose: .training, loss: .squaredError)
    arena = try Arena(capacity: Arena<Double>.rounded(count) + rows * Arena<Double>.paddedStride(count))
    theta = arena.take(count)
    meanWeight = data.totalWeight / Double(data.count)
    block = arena.matrix(rows, count, stride: Arena<Double>.paddedStride(count))
    weights = try ForwardWeights(layout, following: theta)
  }

  /// How much of Σ r² may be made up by roundings, known after a pass: those of a row are about u, the unit of rounding times the
  /// length of r and the terms of J θ, from which a network computes t, and they add up as random numbers do.
  var noise: Double { 2 * squaredNoise.squareRoot() }
  private var squaredNoise = 0.0

  /// J and r at θ, one output of one block of rows after another; they are overwritten by the next. O(m K P).
  func forEachBlock<Scalar: BLASScalar>(
    at parameters: Vector<Scalar>, _ body: (MatrixView<Double>, [Double]) throws(FeedForwardError) -> Void
  ) throws(FeedForwardError) {
    for i in 0..<count { theta[i] = Double(parameters[i]) }
    weights.refresh(from: theta, workspace.layout)
    squaredNoise = 0
    for index in 0..<batches.count {
      batches.begin(index, in: workspace)
      let rows = 0..<workspace.rows
      batches.gather(index, rows: rows, into: workspace)
      workspace.forward(weights)
      workspace.applyOutputActivation(rows: rows)
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
        let term = row[i] * theta[i]
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
    workspace.multiplyBySlope(ofLayer: last, delta, rows: rows)
    for l in stride(from: last, to: 0, by: -1) { workspace.delta(below: l, theta, rows: rows) }
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
