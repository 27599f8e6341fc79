/// The pass over the rows of a minibatch: all that concerns each row by itself, from the gathering to the first layer's
/// delta. Its tasks are blocks of rows that go through everything, or blocks of neurons of one large layer.
///
/// Training, evaluation, prediction and the Jacobian are this pass with other operations; see ``WorkPurpose``.
final class RowPass<Scalar: BLASScalar> {
  let workspace: Workspace<Scalar>
  fileprivate let plan: WorkPlan
  fileprivate let weights: ForwardWeights<Scalar>
  /// θ, where there are deltas.
  fileprivate let theta: Vector<Scalar>?
  fileprivate let loss: LossComputation
  fileprivate let blockLosses: Arena<Double>
  /// How many threads take its tasks; passes over many and over few rows may have a choice each.
  @exclusivity(unchecked) var threads: ThreadChoice
  /// How the minibatch at hand is cut.
  @exclusivity(unchecked) private var cut: RowCut

  /// - Parameters:
  ///   - theta: that of `weights`; needed for deltas.
  ///   - loss: nil where none is computed.
  ///   - threads: at most so many; nil for the processors that the process may use.
  init(
    _ purpose: WorkPurpose, in workspace: Workspace<Scalar>, _ weights: ForwardWeights<Scalar>,
    theta: Vector<Scalar>? = nil, loss: Loss? = nil, threads: Int? = nil
  ) throws(FeedForwardError) {
    let capacity = workspace.capacityOfAllRanks
    plan = WorkPlan(
      workspace.layout, rows: capacity, groups: workspace.groups, purpose: purpose, products: workspace.products,
      canCut: workspace.canCut)
    cut = plan.cut(capacity, cost: 0)
    blocks = cut.groups.count * cut.slotsOfGroup
    blockLosses = try Arena(capacity: loss == nil ? 0 : blocks)
    self.workspace = workspace
    self.weights = weights
    self.theta = theta
    self.loss = loss?.facts.computation ?? .none
    self.threads = plan.threads(rows: capacity, limit: threads)
  }

  /// Blocks that losses and metrics are counted in, those of all ranks.
  let blocks: Int

  /// Of these, the ones of a rank.
  func blocks(ofRank rank: Int) -> Range<Int> {
    let groups = cut.groups.groups(ofRank: rank)
    return groups.lowerBound * cut.slotsOfGroup..<groups.upperBound * cut.slotsOfGroup
  }

  /// D · B of each block of the minibatch at hand.
  var lossesOfBlocks: UnsafeMutablePointer<Double> { blockLosses.base }

  /// D · B of all ranks, when their blocks are known.
  var sumOfLosses: Double { cut.total(of: blockLosses.base) }

  /// Takes some rows through all stages.
  ///
  /// - Parameter totals: counts the outputs.
  /// - Returns: the sum of the losses of all rows, times their weights: D · B; where ranks share them, not yet known.
  func callAsFunction(_ source: RowSource<Scalar>, counting totals: MetricSums<Scalar>? = nil) -> Double {
    let rows = source.begin(in: workspace)
    let cost = plan.cost(rows: rows)
    let cut = plan.cut(rows, cost: cost)
    self.cut = cut
    let tasks = plan.rowTasks(blocks: cut.blocks, threads: threads.inUse)
    for stage in plan.stages {
      WorkerPool.run(
        RowTasks(pass: self, stage: stage, source: source, totals: totals, cut: cut, tasks: tasks),
        tasks: stage.columns.map(plan.columnBlocks) ?? tasks,
        threads: plan.threads(for: stage, rows: rows, cost: cost, limit: threads.inUse),
        wakesSleepers: plan.wakesSleepers(cost: cost))
    }
    if case .none = loss { return 0 }
    return sumOfLosses
  }
}

extension RowPass {
  /// Outputs of rows that lie in the caller's memory, unless one of their numbers is not finite.
  ///
  /// - Parameters:
  ///   - rows: `m · n` numbers.
  ///   - m: at least 1.
  ///   - outputs: `m · K` numbers.
  /// - Returns: the index of the first number that is not finite; then nothing was done.
  func outputs(of rows: Span<Scalar>, _ m: Int, into outputs: inout MutableSpan<Scalar>) -> Int? {
    rows.withUnsafeBufferPointer { x in
      outputs.withUnsafeMutableBufferPointer { t in
        guard let from = x.baseAddress, let to = t.baseAddress else { return nil }
        // Only read; a view may be of either kind.
        let x = Vector(base: UnsafeMutablePointer(mutating: from), count: x.count)
        if let index = x.firstNonFinite { return index }
        let (n, outputs) = (workspace.layout.sizes[0], workspace.output.columns)
        let source = RowSource.table(
          x: MatrixView(base: x.base, rows: m, columns: n, stride: n),
          t: MatrixView(base: to, rows: m, columns: outputs, stride: outputs))
        _ = threads(units: Double(m)) { self(source) }
        return nil
      }
    }
  }
}

/// The rows of a pass: where they come from, and where their outputs go.
enum RowSource<Scalar: BLASScalar> {
  /// Rows that are gathered by their order.
  case minibatch(Minibatches<Scalar>, index: Int)
  /// Rows one after another, x, and room for their outputs, t.
  case table(x: MatrixView<Scalar>, t: MatrixView<Scalar>)
  /// Those that are in the workspace.
  case gathered

  /// Makes the workspace ready; returns how many rows there are, those of other ranks too.
  fileprivate func begin(in workspace: Workspace<Scalar>) -> Int {
    switch self {
    case .minibatch(let batches, let index): batches.begin(index, in: workspace)
    case .table(let x, _):
      workspace.begin(rows: min(x.rows, workspace.capacity))
      return x.rows
    case .gathered: break
    }
    return workspace.rowsOfAllRanks
  }
}

/// The tasks of one stage.
private struct RowTasks<Scalar: BLASScalar>: ParallelWork {
  let pass: RowPass<Scalar>
  let stage: WorkPlan.Stage
  let source: RowSource<Scalar>
  let totals: MetricSums<Scalar>?
  let cut: RowCut
  /// Those that are cut by rows.
  let tasks: Int

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ task: Int, participant: Int) {
    let plan = pass.plan
    let neurons = stage.columns.map { plan.columns(ofBlock: task, of: $0) }
    let own = cut.blocks * task / tasks..<cut.blocks * (task + 1) / tasks
    let block = cut.rows(ofBlocks: neurons == nil ? own : 0..<cut.blocks)
    let room = plan.room(for: block, participant: participant)
    for i in stage.operations { perform(plan.operations[i], on: block, in: room, neurons: neurons, own) }
  }

  /// - Parameters:
  ///   - block: rows of the source.
  ///   - room: where they stand in the workspace.
  ///   - own: the blocks that these rows are.
  @inline(__always)
  private func perform(
    _ operation: WorkPlan.Operation, on block: Range<Int>, in room: Range<Int>, neurons: Range<Int>?,
    _ own: Range<Int>
  ) {
    switch operation {
    case .gather:
      switch source {
      case .minibatch(let batches, let index): batches.gather(index, rows: block, into: pass.workspace)
      case .table(let x, _): if pass.workspace.isCopied { pass.workspace.copy(x.rows(block), to: room) }
      case .gathered: break
      }
    case .forward(let l):
      var x: MatrixView<Scalar>?
      if l == 0, !pass.workspace.isCopied, case .table(let table, _) = source { x = table.rows(block) }
      pass.workspace.forward(layer: l, pass.weights, rows: room, neurons: neurons, from: x)
    case .activate: pass.workspace.applyOutputActivation(rows: room)
    case .deliver: if case .table(_, let t) = source { t.rows(block).copy(from: pass.workspace.output.rows(room)) }
    case .loss:
      for index in own {
        let (rows, slot) = (cut.rows(ofBlocks: index..<index + 1), cut.slot(ofBlock: index))
        pass.blockLosses.base[slot] = rows.isEmpty ? 0 : pass.workspace.evaluate(pass.loss, rows: rows)
        if !rows.isEmpty { totals?.add(pass.workspace, rows: rows, block: slot) }
      }
    case .slope:
      let last = pass.workspace.layout.layers - 1
      pass.workspace.multiplyBySlope(ofLayer: last, pass.workspace.deltas[last].rows(room), rows: room)
    case .delta(let l):
      guard let theta = pass.theta else { preconditionFailure("deltas without θ") }
      pass.workspace.delta(below: l, theta, rows: room, neurons: neurons)
    }
  }
}
