/// Loss and metrics of a network, as often as wanted, on the same rows; nothing is allocated after the first time.
final class Evaluator<Scalar: BLASScalar>: ParallelWork {
  private let workspace: Workspace<Scalar>
  private let batches: Minibatches<Scalar>
  private let loss: Loss
  private let totals: MetricSums<Scalar>
  private let plan: WorkPlan
  private let threads: Int
  private let blockLosses: Arena<Double>
  private var weights: ForwardWeights<Scalar>?
  private var batch = 0

  init(
    of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>, loss: Loss, named what: String,
    threads: Int? = nil
  ) throws(FeedForwardError) {
    try data.validate(for: network, loss: loss, named: what)
    batches = Minibatches(of: data, batchSize: 512)
    let workspace = try Workspace(for: network, rows: batches.batchSize, purpose: .evaluation, loss: loss)
    let layout = network.parameters.layout
    plan = WorkPlan(sizes: layout.sizes, rows: batches.batchSize, purpose: .evaluation) { _ in false }
    let blocks = plan.rowBlocks(batches.batchSize)
    totals = try MetricSums(of: data, loss: loss, outputs: network.outputs, blocks: blocks)
    blockLosses = try Arena(capacity: blocks)
    self.threads = WorkerPool.threads(
      forCost: layout.costOfPrediction(rows: batches.batchSize), limit: threads)
    (self.workspace, self.loss) = (workspace, loss)
  }

  func evaluate(_ weights: ForwardWeights<Scalar>) -> Evaluation {
    self.weights = weights
    totals.reset()
    var sum = 0.0
    for index in 0..<batches.count {
      batch = index
      batches.begin(index, in: workspace)
      let blocks = plan.rowBlocks(workspace.rows)
      WorkerPool.run(self, tasks: blocks, threads: threads)
      for block in 0..<blocks { sum += blockLosses.base[block] }
    }
    self.weights = nil
    let rows = batches.order.count
    return Evaluation(rows: rows, loss: sum / Double(rows), metrics: totals.metrics(rows: rows))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ task: Int, participant: Int) {
    guard let weights else { return }
    let rows = plan.rows(ofBlock: task, of: workspace.rows)
    batches.gather(batch, rows: rows, into: workspace)
    for l in workspace.layers.indices { workspace.forward(layer: l, weights, rows: rows) }
    blockLosses.base[task] = workspace.evaluate(loss, rows: rows)
    totals.add(workspace, rows: rows, block: task)
  }
}
