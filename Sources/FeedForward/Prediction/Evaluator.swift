/// Loss and metrics of a network, as often as wanted, on the same rows; nothing is allocated after the first time.
final class Evaluator<Scalar: BLASScalar> {
  private let batches: Minibatches<Scalar>
  private let totals: MetricSums<Scalar>
  private let pass: RowPass<Scalar>

  /// - Parameters:
  ///   - weights: those of the network, which may move in between.
  ///   - what: what errors call the data.
  init(
    of network: FeedForwardNetwork<Scalar>, _ weights: ForwardWeights<Scalar>, on data: Dataset<Scalar>, loss: Loss,
    named what: String, threads: Int? = nil
  ) throws(FeedForwardError) {
    try data.validate(for: network, loss: loss, named: what)
    batches = Minibatches(of: data, batchSize: 512)
    let workspace = try Workspace(for: network, rows: batches.batchSize, purpose: .evaluation, loss: loss)
    pass = try RowPass(.evaluation, in: workspace, weights, loss: loss, threads: threads)
    totals = try MetricSums(of: data, loss: loss, outputs: network.outputs, blocks: pass.blocks)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func evaluate() -> Evaluation {
    totals.reset()
    let sum = (0..<batches.count).reduce(0.0) { sum, index in
      pass.threads(units: Double(batches.rows(of: index).count)) {
        pass(.minibatch(batches, index: index), addingTo: sum, counting: totals)
      }
    }
    let rows = batches.order.count
    return Evaluation(rows: rows, loss: sum / Double(rows), metrics: totals.metrics(rows: rows))
  }
}
