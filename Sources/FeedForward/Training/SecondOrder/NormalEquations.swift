/// JᵀJ and Jᵀr of squared error, r = √w (t − y) of each row and output, J its derivative by θ. All in `Double`: conditions
/// are squared here.
///
/// J is made block of rows by block of rows, by backpropagation of one output at a time over the whole block. Memory: P²
/// and a block; O(m K P²) for P parameters, m rows and K outputs.
final class NormalEquations {
  /// The upper triangle of JᵀJ, P × P, row-major.
  private(set) var gram: [Double]
  /// Jᵀr.
  private(set) var slope: [Double]
  /// Σ r².
  private(set) var squares = 0.0
  let count: Int

  private let workspace: Workspace<Double>
  private let batches: Minibatches<Double>
  private let weights: ForwardWeights<Double>
  private let arena: Arena<Double>
  private let theta: UnsafeMutablePointer<Double>
  private let jacobian: MatrixView<Double>
  private let meanWeight: Double

  /// More parameters than this would take more than 3 GB.
  static let mostParameters = 20_000

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
    jacobian = arena.matrix(rows, count, stride: Arena<Double>.paddedStride(count))
    weights = try ForwardWeights(layout, following: theta)
    gram = try [Double](zeros: try product(count, count))
    slope = [Double](repeating: 0, count: count)
  }

  func assemble<Scalar: BLASScalar>(at parameters: Vector<Scalar>) throws(FeedForwardError) {
    for i in 0..<count { theta[i] = Double(parameters[i]) }
    weights.refresh(from: theta, workspace.layout)
    squares = 0
    for i in gram.indices { gram[i] = 0 }
    for i in slope.indices { slope[i] = 0 }
    for index in 0..<batches.count { add(index) }
  }

  private func add(_ index: Int) {
    batches.begin(index, in: workspace)
    let block = 0..<workspace.rows
    batches.gather(index, rows: block, into: workspace)
    workspace.forward(weights)
    workspace.applyOutputActivation(rows: block)
    for k in 0..<workspace.output.columns {
      differentiate(output: k, block)
      gram.withUnsafeMutableBufferPointer { gram in
        if let gram = gram.baseAddress { BLAS.addGram(of: jacobian.prefix(block.count), to: gram) }
      }
      slope.withUnsafeMutableBufferPointer { slope in
        guard let slope = slope.baseAddress else { return }
        for r in block {
          let residual = root(ofWeightOf: r) * (workspace.output.row(r)[k] - workspace.targets.row(r)[k])
          squares += residual * residual
          Double._axpy(count, residual, jacobian.base + r * jacobian.stride, slope)
        }
      }
    }
  }

  private func root(ofWeightOf r: Int) -> Double {
    workspace.isWeighted ? (meanWeight * workspace.weight(of: r)).squareRoot() : 1
  }

  /// √w ∂t/∂θ of one output, a row of J for each row of the block.
  private func differentiate(output k: Int, _ block: Range<Int>) {
    let (layout, last) = (workspace.layout, workspace.layout.layers - 1)
    let delta = workspace.deltas[last].prefix(block.count)
    delta.contiguous.update(repeating: 0)
    for r in block { delta.base[r * delta.stride + k] = root(ofWeightOf: r) }
    workspace.multiplyBySlope(ofLayer: last, delta, rows: block)
    for l in stride(from: last, to: 0, by: -1) { workspace.delta(below: l, theta, rows: block) }
    for l in 0...last {
      let (deltas, activations) = (workspace.deltas[l], workspace.activations[l])
      let width = activations.columns
      for r in block {
        var out = jacobian.base + r * jacobian.stride + layout.offsets[l]
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
