/// One step on one minibatch: forward, loss, backward, move.
final class TrainingStep<Scalar: BLASScalar> {
  /// E and ∇E at the θ that moves.
  let error: ErrorFunction<Scalar>
  private let optimizer: any Optimizer
  /// The same, if it moves each parameter by itself.
  private let elementwise: (any ElementwiseOptimizer)?

  /// - Parameters:
  ///   - rows: of the largest minibatch, all ranks together.
  ///   - keepsGradient: whether all of ∇E is to be looked at after a step.
  ///   - communicator: the ranks that share minibatches.
  init(
    of network: FeedForwardNetwork<Scalar>, by trainer: Trainer, rows: Int, loss: Loss,
    regularization: Regularization, keepsGradient: Bool, communicator: (any Communicator)? = nil
  ) throws(FeedForwardError) {
    optimizer = trainer.optimizer
    elementwise = optimizer as? any ElementwiseOptimizer
    error = try ErrorFunction(
      of: network, rows: rows, loss: loss, regularization: regularization, threads: trainer.threads,
      clipping: trainer.clipping, maxNorm: trainer.maxNorm, partRates: trainer.partRates,
      memories: optimizer.stateVectors, noise: (trainer.noise, trainer.seed),
      keepsGradient: keepsGradient || elementwise == nil,
      groups: try GradientGroups(
        trainer.gradientGroups, rank: communicator?.rank ?? 0, of: communicator?.size ?? 1),
      communicator: communicator)
  }

  /// Moves θ against the gradient of a minibatch, unless the loss is not finite: then θ stays as it is.
  ///
  /// - Parameter totals: counts the outputs before the move.
  /// - Returns: D · B and R before the move.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func callAsFunction(
    _ minibatch: RowSource<Scalar>, _ state: inout OptimizerState<Scalar>, counting totals: MetricSums<Scalar>? = nil
  ) throws(FeedForwardError) -> BatchLoss {
    try error.threads { () throws(FeedForwardError) in
      let sum = try error.begin(minibatch, counting: totals)
      guard sum.isFinite else { return BatchLoss(sum: sum, penalty: 0) }
      state.step += 1
      guard let step = elementwise?.step(&state) else {
        return BatchLoss(sum: sum, penalty: try moveAsAWhole(sum, &state))
      }
      let penalty = try state.withMemory { (memory) throws(FeedForwardError) in try moveBySlabs(step, memory) }
      return BatchLoss(sum: sum, penalty: penalty)
    }
  }

  /// Each slab as soon as its gradient is there, if nothing has to be known of the others; returns R.
  private func moveBySlabs(_ step: ElementwiseStep, _ memory: Vector<Scalar>) throws(FeedForwardError) -> Double {
    if !error.slabs.needsWholeGradient { return try error.slabs.differentiate(thenMoveBy: step, memory) }
    let penalty = try error.slabs.differentiate()
    try error.slabs.move(by: step, memory)
    return penalty
  }

  /// By a rule that looks at all of ∇E; returns R.
  private func moveAsAWhole(_ sum: Double, _ state: inout OptimizerState<Scalar>) throws(FeedForwardError) -> Double {
    let penalty = try error.slabs.differentiate()
    state.loss = sum / Double(error.workspace.rowsOfAllRanks) + penalty
    try error.slabs.move { theta, gradient in optimizer.update(&theta, along: gradient, state: &state) }
    return penalty
  }
}
