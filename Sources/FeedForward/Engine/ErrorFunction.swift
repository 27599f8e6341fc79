/// E = D + λR on minibatches, and ∇E, as functions of a θ that moves: a ``RowPass`` and a ``SlabPass`` over the same
/// buffers. Nothing is allocated after it is made.
final class ErrorFunction<Scalar: BLASScalar> {
  let workspace: Workspace<Scalar>
  let loss: Loss
  let parameters: MovingParameters<Scalar>
  /// Forward, loss and, in training, all deltas.
  let rows: RowPass<Scalar>
  /// The gradient, and the move.
  let slabs: SlabPass<Scalar>
  /// How many threads both take.
  var threads: ThreadChoice { rows.threads }

  /// - Parameters:
  ///   - rows: of the largest minibatch, all ranks together.
  ///   - purpose: `.training`, or `.evaluation` where no gradient is asked for.
  ///   - threads: nil for as many as pay.
  ///   - memories: vectors that the rule that moves θ remembers.
  ///   - keepsGradient: whether all of ∇E is kept.
  ///   - groups: those that gradients are summed by.
  ///   - communicator: the ranks that share minibatches.
  init(
    of network: FeedForwardNetwork<Scalar>, rows count: Int, loss: Loss, regularization: Regularization,
    purpose: WorkPurpose = .training, threads: Int? = nil, clipping: GradientClipping? = nil, maxNorm: Double? = nil,
    partRates: PartRates = .alike, memories: Int = 0, noise: (noise: Noise, seed: UInt64)? = nil,
    keepsGradient: Bool = true, groups: GradientGroups = .one, communicator: (any Communicator)? = nil
  ) throws(FeedForwardError) {
    workspace = try Workspace(
      for: network, rows: count, groups: groups, purpose: purpose, loss: loss, noise: noise)
    parameters = try MovingParameters(copying: network.parameters)
    rows = try RowPass(
      purpose, in: workspace, parameters.forward, theta: parameters.theta, loss: loss, threads: threads)
    slabs = try SlabPass(
      after: workspace, of: parameters, regularization: regularization, clipping: clipping, maxNorm: maxNorm,
      rates: partRates, memories: memories, keepsGradient: keepsGradient && purpose.hasDeltas, threads: rows.threads,
      communicator: communicator)
    self.loss = loss
  }

  /// E of some rows without its gradient, after θ or X was changed by hand.
  func value(_ source: RowSource<Scalar>) -> Double {
    parameters.refresh()
    let data = rows(source) / Double(workspace.rowsOfAllRanks)
    return (0..<parameters.layout.layers).reduce(data) {
      $0 + slabs.regularization.value(of: parameters.theta($1))
    }
  }

  /// ∂E/∂X, B × n, after a minibatch was differentiated.
  func inputGradient() throws(FeedForwardError) -> Matrix<Scalar> {
    var gradient = try Matrix<Scalar>(zeros: workspace.rows, by: workspace.layout.sizes[0])
    gradient.withView { workspace.inputGradient(parameters.theta, into: $0) }
    return gradient
  }

  /// D · B of a minibatch and all deltas; where ranks share it, that of all of them and the sums of its gradient.
  func begin(
    _ source: RowSource<Scalar>, counting totals: MetricSums<Scalar>?
  ) throws(FeedForwardError) -> Double {
    let sum = rows(source, counting: totals)
    if slabs.ranks == nil { return sum }
    try slabs.collect(rows.lossesOfBlocks, blocks: rows.blocks(ofRank:))
    return rows.sumOfLosses
  }

  /// D · B and R of a minibatch; ∇E is then in the slabs' gradient.
  func differentiate(
    _ source: RowSource<Scalar>, counting totals: MetricSums<Scalar>? = nil
  ) throws(FeedForwardError) -> BatchLoss {
    try threads { () throws(FeedForwardError) in
      let sum = try begin(source, counting: totals)
      return BatchLoss(sum: sum, penalty: try slabs.differentiate())
    }
  }
}

/// E of a minibatch in its parts.
struct BatchLoss {
  /// D · B.
  var sum: Double
  /// R.
  var penalty: Double

  var isFinite: Bool { (sum + penalty).isFinite }
}
