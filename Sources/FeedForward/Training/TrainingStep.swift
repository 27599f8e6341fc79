/// One step on one minibatch: forward, loss, backward, update.
///
/// Two kinds of tasks: those on blocks of rows take the minibatch from the gathering to all deltas; those on slabs of
/// neurons take the gradient of their part of Θ over all rows and move it while it is warm in the cache.
final class TrainingStep<Scalar: BLASScalar>: ParallelWork {
  let workspace: Workspace<Scalar>
  let loss: Loss
  var regularization: Regularization
  let plan: WorkPlan
  private let threads: Int
  private let arena: Arena<Scalar>
  /// θ while training.
  let theta: UnsafeMutablePointer<Scalar>
  /// Θ's part that each slab moves.
  private let parts: [MatrixView<Scalar>]
  private let weights: ForwardWeights<Scalar>
  /// ∇E in θ's layout, or room for one slab a thread where every slab is moved as soon as its gradient is there.
  let gradient: UnsafeMutablePointer<Scalar>
  private let slabCapacity: Int?
  private let sums: Arena<Double>
  private let blockLosses: UnsafeMutablePointer<Double>
  private let slabPenalties: UnsafeMutablePointer<Double>
  private let slabSquares: UnsafeMutablePointer<Double>
  private let clipping: GradientClipping?
  private let maxNorm: Double?
  var count: Int { workspace.layout.count }

  // What the tasks of the step at hand do.
  private enum Tasks {
    case stage(WorkPlan.Stage)
    case gradient(thenMove: Bool)
    case move(scale: Scalar)
    case refresh
  }
  // Written between runs of tasks only; checks at every access are felt in small networks.
  @exclusivity(unchecked) private var tasks = Tasks.refresh
  @exclusivity(unchecked) private var batch: (source: Minibatches<Scalar>, index: Int)?
  @exclusivity(unchecked) private var totals: MetricSums<Scalar>?
  @exclusivity(unchecked) private var update: (rule: _ElementwiseUpdate<Scalar>, state: UnsafeMutablePointer<Scalar>)?

  /// - Parameters:
  ///   - rows: of the largest minibatch.
  ///   - threads: nil for as many as pay.
  ///   - keepsGradient: whether `gradient` is to hold all of ∇E; needed by rules that look at it as a whole.
  init(
    for network: FeedForwardNetwork<Scalar>, rows: Int, loss: Loss, regularization: Regularization, threads: Int? = nil,
    clipping: GradientClipping? = nil, maxNorm: Double? = nil, noise: NoiseSettings? = nil, keepsGradient: Bool = true
  ) throws(FeedForwardError) {
    let keepsGradient = keepsGradient || clipping?.needsWholeGradient ?? false
    let workspace = try Workspace(for: network, rows: rows, purpose: .training, loss: loss, noise: noise)
    let layout = network.parameters.layout
    plan = WorkPlan(sizes: layout.sizes, rows: rows, purpose: .training) { workspace.canCut(layer: $0) }
    let slabCapacity = plan.slabs.map { $0.neurons.count * (layout.sizes[$0.layer] + 1) }.max() ?? 0
    let isOneBlock = plan.stages.count == 1 && plan.rowBlocks(rows) == 1
    self.threads = WorkerPool.threads(
      forCost: layout.costOfStep(rows: rows, isOneBlock: isOneBlock), limit: threads)
    let room = keepsGradient ? layout.count : Arena<Scalar>.rounded(slabCapacity) * self.threads
    arena = try Arena(capacity: Arena<Scalar>.rounded(layout.count) + Arena<Scalar>.rounded(room))
    theta = arena.take(layout.count)
    gradient = arena.take(room)
    self.slabCapacity = keepsGradient ? nil : Arena<Scalar>.rounded(slabCapacity)
    network.parameters.elements.withUnsafeBufferPointer { [theta] source in
      if let start = source.baseAddress { theta.update(from: start, count: layout.count) }
    }
    parts = plan.slabs.map { [theta] in layout.theta($0.layer, in: theta).rows($0.neurons) }
    weights = try ForwardWeights(layout, following: theta)
    let blocks = plan.rowBlocks(rows)
    let slabs = plan.slabs.count
    sums = try Arena(capacity: Arena<Double>.rounded(blocks) + 2 * Arena<Double>.rounded(slabs))
    (blockLosses, slabPenalties, slabSquares) = (sums.take(blocks), sums.take(slabs), sums.take(slabs))
    (self.workspace, self.loss, self.regularization, self.clipping) = (workspace, loss, regularization, clipping)
    self.maxNorm = maxNorm
  }

  /// Moves θ against the gradient of a minibatch, unless the loss is not finite: then θ stays as it is.
  ///
  /// - Parameter totals: counts the outputs before the move.
  /// - Returns: D · B and R before the move.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func callAsFunction(
    _ index: Int, of batches: Minibatches<Scalar>, _ optimizer: any Optimizer, _ state: inout OptimizerState<Scalar>,
    counting totals: MetricSums<Scalar>?
  ) -> (sum: Double, penalty: Double) {
    self.totals = totals
    let sum = propagate(index, of: batches)
    guard sum.isFinite else { return (sum, 0) }
    state.step += 1
    guard let rule = optimizer._elementwiseUpdate(&state) else {
      let penalty = sumSlabs()
      state.loss = sum / Double(workspace.rows) + penalty
      let scale = scaleOfClipping
      if scale != 1 { Vector(base: gradient, count: count).scale(by: Double(scale)) }
      var parameters = UnsafeMutableBufferPointer(start: theta, count: count).mutableSpan
      optimizer.update(&parameters, along: UnsafeBufferPointer(start: gradient, count: count).span, state: &state)
      refreshWeights()
      return (sum, penalty)
    }
    let penalty = state.elements.withUnsafeMutableBufferPointer { memory in
      update = (rule, memory.baseAddress ?? theta)
      guard clipping?.needsWholeGradient ?? false else { return sumSlabs(thenMove: true) }
      let penalty = sumSlabs()
      run(.move(scale: scaleOfClipping), plan.slabs.count)
      return penalty
    }
    update = nil
    return (sum, penalty)
  }

  /// D · B and R at θ, and ∇E into `gradient`.
  func backpropagate(
    _ index: Int, of batches: Minibatches<Scalar>, counting totals: MetricSums<Scalar>? = nil
  ) -> (sum: Double, penalty: Double) {
    self.totals = totals
    let sum = propagate(index, of: batches)
    return (sum, sumSlabs())
  }

  /// D · B, and all deltas.
  private func propagate(_ index: Int, of batches: Minibatches<Scalar>) -> Double {
    batch = (batches, index)
    batches.begin(index, in: workspace)
    let blocks = plan.rowBlocks(workspace.rows)
    for stage in plan.stages { run(.stage(stage), stage.columns.map(plan.columnBlocks) ?? blocks) }
    batch = nil
    return (0..<blocks).reduce(0.0) { $0 + blockLosses[$1] }
  }

  /// The gradient of every slab, and its update if asked for; R.
  private func sumSlabs(thenMove: Bool = false) -> Double {
    run(.gradient(thenMove: thenMove), plan.slabs.count)
    return regularization.isNone ? 0 : plan.slabs.indices.reduce(0.0) { $0 + slabPenalties[$1] }
  }

  /// What the whole gradient is to be multiplied with.
  private var scaleOfClipping: Scalar {
    guard case .norm(let limit) = clipping else { return 1 }
    let norm = plan.slabs.indices.reduce(0.0) { $0 + slabSquares[$1] }.squareRoot()
    return norm > limit ? Scalar(limit / norm) : 1
  }

  private func run(_ tasks: Tasks, _ count: Int) {
    self.tasks = tasks
    WorkerPool.run(self, tasks: count, threads: threads)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ task: Int, participant: Int) {
    switch tasks {
    case .stage(let stage):
      let neurons = stage.columns.map { plan.columns(ofBlock: task, of: $0) }
      let rows = neurons == nil ? plan.rows(ofBlock: task, of: workspace.rows) : 0..<workspace.rows
      for i in stage.operations { perform(plan.operations[i], rows: rows, neurons: neurons, block: task) }
    case .gradient(let thenMove):
      let slope = gradient(ofSlab: task, participant)
      if thenMove { move(slab: task, along: slope) }
    case .move(let scale):
      let slope = wholeGradient(ofSlab: task)
      if scale != 1 { slope.scale(by: scale) }
      move(slab: task, along: slope)
    case .refresh: refresh(slab: task)
    }
  }

  private func perform(_ operation: WorkPlan.Operation, rows: Range<Int>, neurons: Range<Int>?, block: Int) {
    switch operation {
    case .gather: batch?.source.gather(batch?.index ?? 0, rows: rows, into: workspace)
    case .forward(let l): workspace.forward(layer: l, weights, rows: rows, neurons: neurons)
    case .output:
      blockLosses[block] = workspace.evaluate(loss, rows: rows)
      totals?.add(workspace, rows: rows, block: block)
    case .delta(let l): workspace.delta(below: l, theta, rows: rows, neurons: neurons)
    }
  }

  /// A slab's part of ∇E, where all of it is kept.
  private func wholeGradient(ofSlab task: Int) -> MatrixView<Scalar> {
    var slope = parts[task]
    slope.base = gradient + (slope.base - theta)
    return slope
  }

  private func gradient(ofSlab task: Int, _ participant: Int) -> MatrixView<Scalar> {
    let slab = plan.slabs[task]
    let part = parts[task]
    var slope = part
    slope.base = slabCapacity.map { gradient + participant * $0 } ?? gradient + (part.base - theta)
    workspace.gradient(layer: slab.layer, neurons: slab.neurons, into: slope)
    slabPenalties[task] = regularization.value(of: part)
    regularization.addGradient(of: part, to: slope)
    switch clipping {
    case nil: break
    case .value(let limit): slope.clip(to: Scalar(limit))
    case .norm: slabSquares[task] = slope.sums.squares
    }
    return slope
  }

  private func move(slab task: Int, along slope: MatrixView<Scalar>) {
    guard let update else { preconditionFailure("no rule to move slab \(task) by") }
    let part = parts[task]
    update.rule.apply(
      count: part.rows * part.columns, along: slope.base, to: part.base, state: update.state + (part.base - theta),
      stateStride: count)
    refresh(slab: task)
  }

  private func refresh(slab task: Int) {
    let slab = plan.slabs[task]
    if let maxNorm { parts[task].shortenRows(to: maxNorm) }
    weights.refresh(layer: slab.layer, neurons: slab.neurons, from: parts[task])
  }

  /// Takes the rows of a minibatch into the workspace.
  func gather(_ index: Int, of batches: Minibatches<Scalar>) {
    batches.begin(index, in: workspace)
    batches.gather(index, rows: 0..<workspace.rows, into: workspace)
  }

  /// E of the rows in the workspace, after θ or X there were changed by hand.
  func error() -> Double {
    weights.refresh(from: theta, workspace.layout)
    workspace.forward(weights)
    let data = workspace.evaluate(loss, rows: 0..<workspace.rows) / Double(workspace.rows)
    return (0..<workspace.layout.layers).reduce(data) {
      $0 + regularization.value(of: workspace.layout.theta($1, in: theta))
    }
  }

  /// To be called after θ was written by hand. Neurons are held to the largest norm.
  func refreshWeights() { run(.refresh, plan.slabs.count) }

  /// Copies θ into a vector of the same length.
  func store(into elements: inout [Scalar]) {
    elements.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: theta, count: count) }
  }

  /// Loss and metrics of θ on other rows.
  func evaluate(by evaluator: Evaluator<Scalar>) -> Evaluation { evaluator.evaluate(weights) }

  /// Takes θ from a vector of the same length.
  func load(_ elements: [Scalar]) {
    elements.withUnsafeBufferPointer { if let start = $0.baseAddress { theta.update(from: start, count: count) } }
    weights.refresh(from: theta, workspace.layout)
  }

  /// Where numbers stop being finite: the first layer, from 1, whose parameters or activations are not (the output layer if
  /// only the loss is not), the row of the minibatch where activations are to blame, its largest input where that is in the
  /// first layer, and the largest magnitude before.
  func firstNonFinite() -> (layer: Int, row: Int?, column: Int?, largestActivation: Double) {
    let layout = workspace.layout
    let layerOfParameters = (1...layout.layers).first {
      UnsafeBufferPointer(layout.theta($0 - 1, in: theta).contiguous).firstNonFinite != nil
    }
    workspace.forward(weights)
    var largest = 0.0
    for l in 0..<layout.layers {
      // Z of a hidden layer is gone, A stands in its place; T of the last is not made yet.
      let a = l == layout.layers - 1 ? workspace.output : workspace.activations[l + 1].columns(from: 1)
      if l == 0 { largest = workspace.inputs.largestMagnitude }
      for r in 0..<workspace.rows where a.row(r).firstNonFinite != nil {
        if let layerOfParameters { return (layerOfParameters, nil, nil, largest) }
        return (l + 1, r, l == 0 ? workspace.inputs.largestColumn(ofRow: r) : nil, largest)
      }
      if l + 1 == layerOfParameters { break }
      largest = max(largest, a.prefix(workspace.rows).largestMagnitude)
    }
    return (layerOfParameters ?? layout.layers, nil, nil, largest)
  }

  var parametersAreFinite: Bool {
    UnsafeBufferPointer(start: theta, count: count).firstNonFinite == nil
  }
}

extension MatrixView {
  /// Rows of Θ longer than that, biases left out, become as long.
  fileprivate func shortenRows(to length: Double) {
    for r in 0..<rows {
      let weights = rows(r..<r + 1).columns(from: 1)
      let norm = weights.sums.squares.squareRoot()
      guard norm > length else { continue }
      weights.scale(by: Scalar(length / norm))
    }
  }
}
