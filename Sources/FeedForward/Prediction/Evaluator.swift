/// Loss and metrics of a network, as often as wanted, on the same rows; nothing is allocated after the first time, but
/// where ranks share the rows. All is added up by blocks of rows, whose sums are added in their order: the bits do not
/// depend on who has looked at which.
final class Evaluator<Scalar: BLASScalar> {
  private let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let pass: RowPass<Scalar>
  /// D · B of each minibatch.
  private var losses: [Double]

  /// - Parameters:
  ///   - weights: those of the network, which may move in between.
  ///   - data: of which each rank gets the rows that it judges; a call of all ranks then.
  ///   - what: what errors call the data.
  init(
    of network: FeedForwardNetwork<Scalar>, _ weights: ForwardWeights<Scalar>, on data: SharedDataset<Scalar>,
    loss: Loss, named what: String, threads: Int? = nil
  ) throws(FeedForwardError) {
    try data.validate(for: network, loss: loss, named: what)
    batches = Minibatches(of: data, batchSize: 512)
    let workspace = try Workspace(for: network, rows: batches.batchSize, purpose: .evaluation, loss: loss)
    pass = try RowPass(.evaluation, in: workspace, weights, loss: loss, threads: threads)
    totals = try MetricSums(
      of: data, loss: loss, outputs: network.outputs, blocks: try product(batches.count, pass.blocks))
    losses = [Double](repeating: 0, count: batches.count)
    if let ranks = data.shares.communicator { try batches.bring { share(ofRank: $0, of: ranks.size) } }
  }

  /// The minibatches that a rank looks at.
  private func share(ofRank rank: Int, of ranks: Int) -> Range<Int> {
    batches.count * rank / ranks..<batches.count * (rank + 1) / ranks
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func evaluate(over communicator: (any Communicator)? = nil) throws(FeedForwardError) -> Evaluation {
    totals.reset()
    let own = share(ofRank: communicator?.rank ?? 0, of: communicator?.size ?? 1)
    for index in own {
      totals.firstBlock = index * pass.blocks
      losses[index] = pass.threads(units: Double(batches.rows(of: index).count)) {
        pass(.minibatch(batches, index: index), counting: totals)
      }
    }
    if let communicator {
      losses = Array(try communicator.gather(Array(losses[own])).joined())
      let blocks = own.lowerBound * pass.blocks..<own.upperBound * pass.blocks
      totals.reset(to: Array(try communicator.gather(totals.counts(ofBlocks: blocks)).joined()))
    }
    let (rows, sum) = (batches.order.count, losses.reduce(0, +))
    return Evaluation(rows: rows, loss: sum / Double(rows), metrics: totals.metrics(rows: rows))
  }
}
