import CKernels

/// The pass over θ after that over the rows: each slab of neurons gets its gradient, summed over all rows, and is moved
/// at once, while both are warm in the cache. Two hand-overs a step are enough.
///
/// Where ranks share the rows, they first sum the gradients for each other: `collect` comes before all else.
final class SlabPass<Scalar: BLASScalar> {
  fileprivate let workspace: Workspace<Scalar>
  fileprivate let parameters: MovingParameters<Scalar>
  var regularization: Regularization
  /// ∇E in θ's layout, where all of it is kept.
  let gradient: Vector<Scalar>
  fileprivate let slabs: [Slab]
  /// Θ's part that each slab moves.
  fileprivate let parts: [MatrixView<Scalar>]
  fileprivate let clipping: GradientClipping?
  fileprivate let maxNorm: Double?
  /// Room for the gradient of one slab, a thread each; nil where all of the gradient is kept.
  fileprivate let slabCapacity: Int?
  /// Where the optimizer moves W and s of Θ⁰ = W · diag(s).
  let inputScales: InputScales<Scalar>?
  /// The other ranks, where there are any.
  let ranks: RankExchange<Scalar>?
  /// Whether each rank moves slabs of its own, and knows of the gradient only theirs. Else each moves all of θ.
  let isSharded: Bool
  fileprivate let slabSums: SlabSums<Scalar>
  fileprivate let penalties: UnsafeMutablePointer<Double>
  fileprivate let squares: UnsafeMutablePointer<Double>
  private let threads: ThreadChoice
  /// Where parts of θ move by numbers of their own.
  private let partNumbers: PartNumbers<Scalar>?
  private let room: Arena<Scalar>
  private let sums: Arena<Double>

  /// - Parameters:
  ///   - keepsGradient: whether `gradient` is to hold all of ∇E; needed by rules that look at it as a whole, and by
  ///     `clipping` to a norm.
  ///   - communicator: the ranks that share the minibatch.
  init(
    after workspace: Workspace<Scalar>, of parameters: MovingParameters<Scalar>, regularization: Regularization,
    clipping: GradientClipping?, maxNorm: Double?, rates: PartRates, memories: Int, keepsGradient: Bool,
    threads: ThreadChoice, communicator: (any Communicator)?
  ) throws(FeedForwardError) {
    let layout = parameters.layout
    slabs = Slab.all(of: layout, rows: workspace.capacityOfAllRanks)
    parts = slabs.map { parameters.theta($0.layer).rows($0.neurons) }
    ranks = try communicator.map { [slabs] (communicator) throws(FeedForwardError) in
      try RankExchange(communicator, workspace.groups, layout, slabs: slabs)
    }
    // Factors of inputs need the gradient of all of the first layer.
    isSharded = communicator != nil && !keepsGradient && rates.inputScales == nil
    let keepsGradient = keepsGradient || clipping?.needsWholeGradient ?? false || communicator != nil && !isSharded
    let capacity = Arena<Scalar>.rounded(parts.map { $0.rows * $0.columns }.max() ?? 0)
    let count = keepsGradient ? layout.count : capacity * threads.most
    room = try Arena(capacity: Arena<Scalar>.rounded(count))
    gradient = room.vector(count)
    slabCapacity = keepsGradient ? nil : capacity
    slabSums = try SlabSums(workspace, sizeOfSlab: capacity, threads: threads.most)
    partNumbers = try PartNumbers(
      rates, of: layout, largestSlab: slabs.map(\.neurons.count).max() ?? 0, threads: threads.most)
    inputScales = try rates.inputScales.map { [slabs] (factor) throws(FeedForwardError) in
      try InputScales(
        of: parameters.theta(0), slabs: slabs.count { $0.layer == 0 }, vectors: memories, factor: factor)
    }
    sums = try Arena(capacity: 2 * Arena<Double>.rounded(slabs.count))
    penalties = sums.take(slabs.count)
    squares = sums.take(slabs.count)
    self.workspace = workspace
    self.parameters = parameters
    self.threads = threads
    self.regularization = regularization
    self.clipping = clipping
    self.maxNorm = maxNorm
  }

  /// Whether no parameter may move before all of ∇E is there.
  var needsWholeGradient: Bool { clipping?.needsWholeGradient ?? false }

  /// Which parameters the rule moves here, and needs a memory for.
  var movedRange: Range<Int> { isSharded ? ranks?.ownRange ?? 0..<0 : 0..<parameters.layout.count }

  /// Of vectors as long as θ, what is remembered here.
  func part(of vectors: [Scalar]) -> [Scalar] { isSharded ? ranks?.part(of: vectors) ?? [] : vectors }

  /// Sums the gradient over the groups of this rank and gets what the others have summed, and their losses. Comes
  /// before all else where there are ranks.
  ///
  /// - Parameters:
  ///   - losses: of blocks of rows; those of this rank are there, afterwards all.
  ///   - blocks: which of them are those of a rank.
  func collect(
    _ losses: UnsafeMutablePointer<Double>, blocks: (_ rank: Int) -> Range<Int>
  ) throws(FeedForwardError) {
    guard let ranks else { return }
    try ranks.beginLosses(losses, blocks: blocks)
    for layer in (0..<parameters.layout.layers).reversed() {
      run(.sums(layer: layer))
      try ranks.beginSums(ofLayer: layer)
    }
    try ranks.complete()
    guard !isSharded else { return }
    run(.join)
    try ranks.spread(gradient)
  }

  /// ∇E, penalty included. Elements are clipped; a norm is not yet. Returns R.
  func differentiate() throws(FeedForwardError) -> Double {
    run(.gradient)
    if needsWholeGradient, isSharded { try ranks?.spread(ofSlabs: squares) }
    return try penalty
  }

  /// The same, and each slab is moved as soon as its gradient is there. Returns R before the move.
  ///
  /// - Parameter memory: what the rule remembers, vectors as long as θ one after another.
  func differentiate(
    thenMoveBy step: ElementwiseStep, _ memory: Vector<Scalar>
  ) throws(FeedForwardError) -> Double {
    step.withNumbers { run(.gradient, move(step, $0, memory)) }
    moveInputScales(by: step)
    try spreadParameters()
    return try penalty
  }

  /// Moves all slabs along the gradient that was kept, its norm clipped.
  func move(by step: ElementwiseStep, _ memory: Vector<Scalar>) throws(FeedForwardError) {
    let scale = scaleOfClipping
    step.withNumbers { run(.move(scale: scale), move(step, $0, memory)) }
    moveInputScales(by: step)
    try spreadParameters()
  }

  /// Gives other ranks the slabs that were moved here, and takes theirs, where they are not known.
  private func spreadParameters() throws(FeedForwardError) {
    guard let ranks, isSharded || ranks.computeDifferently else { return }
    try ranks.spread(parameters.theta)
    run(.taking)
  }

  private func moveInputScales(by step: ElementwiseStep) {
    guard let inputScales else { return }
    inputScales.move(by: step)
    run(.folding)
  }

  private func move(
    _ step: ElementwiseStep, _ numbers: UnsafePointer<StepNumbers>, _ memory: Vector<Scalar>
  ) -> SlabMove<Scalar> {
    partNumbers?.prepare(step)
    let moved = movedRange
    return SlabMove(
      kernel: step.kernel, numbers: numbers, parts: partNumbers, memory: memory, count: moved.count,
      origin: moved.lowerBound)
  }

  /// Lets a rule that looks at θ and ∇E as a whole, its norm clipped, move θ.
  func move(by rule: (inout MutableSpan<Scalar>, Span<Scalar>) -> Void) throws(FeedForwardError) {
    let scale = scaleOfClipping
    if scale != 1 { gradient.scale(by: Double(scale)) }
    parameters.theta.change(along: gradient, rule)
    settle()
    try spreadParameters()
  }

  /// To be called after θ was written by hand: neurons are held to the largest norm, the forward pass learns of it.
  func settle() { run(.settling) }

  private func run(_ work: SlabTasks<Scalar>.Work, _ move: SlabMove<Scalar>? = nil) {
    let tasks = tasks(of: work)
    WorkerPool.run(
      SlabTasks(pass: self, work: work, first: tasks.lowerBound, move: move), tasks: tasks.count,
      threads: threads.inUse)
  }

  /// The slabs that something is done to.
  private func tasks(of work: SlabTasks<Scalar>.Work) -> Range<Int> {
    switch work {
    case .gradient, .move: isSharded ? ranks?.own ?? 0..<0 : slabs.indices
    case .settling, .taking: slabs.indices
    case .folding: 0..<slabs.count { $0.layer == 0 }
    case .sums(let layer):
      slabs.firstIndex { $0.layer == layer }.map { $0..<slabs.count { $0.layer <= layer } } ?? 0..<0
    case .join: ranks?.own ?? 0..<0
    }
  }

  /// R; where ranks have slabs of their own, with what the others say of theirs.
  private var penalty: Double {
    get throws(FeedForwardError) {
      if regularization.isNone { return 0 }
      if isSharded { try ranks?.spread(ofSlabs: penalties) }
      return slabs.indices.reduce(0.0) { $0 + penalties[$1] }
    }
  }

  /// What the whole gradient is to be multiplied with.
  private var scaleOfClipping: Scalar {
    guard case .norm(let limit) = clipping else { return 1 }
    let norm = slabs.indices.reduce(0.0) { $0 + squares[$1] }.squareRoot()
    return norm > limit ? Scalar(limit / norm) : 1
  }
}

/// The tasks of a run over slabs.
private struct SlabTasks<Scalar: BLASScalar>: ParallelWork {
  enum Work {
    /// Over this rank's groups, for others to add theirs.
    case sums(layer: Int)
    /// Of those of all ranks.
    case join
    case gradient
    case move(scale: Scalar)
    case settling
    /// What another rank has moved.
    case taking
    /// Of the first layer alone.
    case folding
  }

  let pass: SlabPass<Scalar>
  let work: Work
  /// The slab of task 0.
  let first: Int
  /// What slabs are moved by, if they are.
  let move: SlabMove<Scalar>?

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ task: Int, participant: Int) {
    let task = first + task
    switch work {
    case .sums: sumSubtrees(ofSlab: task, participant)
    case .join: join(slab: task, into: wholeGradient(ofSlab: task))
    case .taking: take(slab: task)
    case .gradient: move(slab: task, along: gradient(ofSlab: task, participant), participant)
    case .move(let scale):
      let gradient = wholeGradient(ofSlab: task)
      if scale != 1 { gradient.scale(by: scale) }
      move(slab: task, along: gradient, participant)
    case .settling: settle(slab: task)
    case .folding:
      pass.inputScales?.fold(into: pass.parts[task], neurons: pass.slabs[task].neurons)
      settle(slab: task)
    }
  }

  /// A slab's part of ∇E, where all of it is kept.
  private func wholeGradient(ofSlab task: Int) -> MatrixView<Scalar> {
    var gradient = pass.parts[task]
    gradient.base = pass.gradient.base + start(ofSlab: task)
    return gradient
  }

  private func gradient(ofSlab task: Int, _ participant: Int) -> MatrixView<Scalar> {
    let (slab, part) = (pass.slabs[task], pass.parts[task])
    var gradient = wholeGradient(ofSlab: task)
    if let capacity = pass.slabCapacity { gradient.base = pass.gradient.base + participant * capacity }
    if pass.ranks == nil {
      pass.slabSums.sum(0..<pass.workspace.groups.count, of: slab, into: gradient, participant: participant)
    } else if pass.isSharded {
      join(slab: task, into: gradient)
    }
    pass.penalties[task] = pass.regularization.value(of: part)
    pass.regularization.addGradient(of: part, to: gradient)
    switch pass.clipping {
    case nil: break
    case .value(let limit): gradient.clip(to: Scalar(limit))
    case .norm: pass.squares[task] = gradient.sums.squares
    }
    return gradient
  }

  private func move(slab task: Int, along gradient: MatrixView<Scalar>, _ participant: Int) {
    guard let move else { return }
    let (slab, part) = (pass.slabs[task], pass.parts[task])
    let start = start(ofSlab: task)
    if slab.layer == 0, let scales = pass.inputScales {
      // Slabs of the first layer come first. It is folded when all of them have moved.
      let weights = scales.weights(of: task, neurons: slab.neurons, turning: gradient)
      return move(weights, ofLayer: 0, at: start, along: gradient, participant)
    }
    move(part, ofLayer: slab.layer, at: start, along: gradient, participant)
    settle(slab: task)
  }

  private func settle(slab task: Int) {
    if let maxNorm = pass.maxNorm { pass.parts[task].shortenRows(to: maxNorm) }
    take(slab: task)
  }

  /// Lets the forward pass know.
  private func take(slab task: Int) {
    let slab = pass.slabs[task]
    pass.parameters.forward.refresh(layer: slab.layer, neurons: slab.neurons, from: pass.parts[task])
  }

  private func start(ofSlab task: Int) -> Int { pass.parts[task].base - pass.parameters.theta.base }

  private func sumSubtrees(ofSlab task: Int, _ participant: Int) {
    guard let ranks = pass.ranks else { return }
    for (index, groups) in ranks.ownSubtrees.enumerated() {
      let room = ranks.room(ofSubtree: index, for: pass.parts[task], at: start(ofSlab: task))
      pass.slabSums.sum(groups, of: pass.slabs[task], into: room, participant: participant)
    }
  }

  private func join(slab task: Int, into gradient: MatrixView<Scalar>) {
    pass.ranks?.join(pass.parts[task], at: start(ofSlab: task), into: gradient)
  }
}

extension MatrixView {
  /// Rows of Θ longer than that, biases left out, become as long.
  fileprivate func shortenRows(to length: Double) {
    for r in 0..<rows {
      let weights = rows(r..<r + 1).columns(from: 1)
      let norm = weights.sums.squares.squareRoot()
      guard norm > length else { continue }
      Vector(base: weights.base, count: weights.columns).scale(by: length / norm)
    }
  }
}
