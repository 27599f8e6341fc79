import CKernels

/// The pass over θ after that over the rows: each slab of neurons gets its gradient, summed over all rows, and is moved
/// at once, while both are warm in the cache. Two hand-overs a step are enough.
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
  fileprivate let penalties: UnsafeMutablePointer<Double>
  fileprivate let squares: UnsafeMutablePointer<Double>
  private let threads: ThreadChoice
  /// Where parts of θ move by numbers of their own.
  private let partNumbers: PartNumbers<Scalar>?
  private let room: Arena<Scalar>
  private let sums: Arena<Double>

  /// - Parameter keepsGradient: whether `gradient` is to hold all of ∇E; needed by rules that look at it as a whole,
  ///   and by `clipping` to a norm.
  init(
    after workspace: Workspace<Scalar>, of parameters: MovingParameters<Scalar>, regularization: Regularization,
    clipping: GradientClipping?, maxNorm: Double?, rates: PartRates, memories: Int, keepsGradient: Bool,
    threads: ThreadChoice
  ) throws(FeedForwardError) {
    let layout = parameters.layout
    slabs = Slab.all(of: layout, rows: workspace.capacity)
    parts = slabs.map { parameters.theta($0.layer).rows($0.neurons) }
    let keepsGradient = keepsGradient || clipping?.needsWholeGradient ?? false
    let capacity = Arena<Scalar>.rounded(parts.map { $0.rows * $0.columns }.max() ?? 0)
    let count = keepsGradient ? layout.count : capacity * threads.most
    room = try Arena(capacity: Arena<Scalar>.rounded(count))
    gradient = room.vector(count)
    slabCapacity = keepsGradient ? nil : capacity
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

  /// ∇E, penalty included. Elements are clipped; a norm is not yet. Returns R.
  func differentiate() -> Double {
    run(.gradient)
    return penalty
  }

  /// The same, and each slab is moved as soon as its gradient is there. Returns R before the move.
  ///
  /// - Parameter memory: what the rule remembers, vectors as long as θ one after another.
  func differentiate(thenMoveBy step: ElementwiseStep, _ memory: Vector<Scalar>) -> Double {
    step.withNumbers { run(.gradient, move(step, $0, memory)) }
    moveInputScales(by: step)
    return penalty
  }

  /// Moves all slabs along the gradient that was kept, its norm clipped.
  func move(by step: ElementwiseStep, _ memory: Vector<Scalar>) {
    let scale = scaleOfClipping
    step.withNumbers { run(.move(scale: scale), move(step, $0, memory)) }
    moveInputScales(by: step)
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
    return SlabMove(
      kernel: step.kernel, numbers: numbers, parts: partNumbers, memory: memory, count: parameters.theta.count)
  }

  /// Lets a rule that looks at θ and ∇E as a whole, its norm clipped, move θ.
  func move(by rule: (inout MutableSpan<Scalar>, Span<Scalar>) -> Void) {
    let scale = scaleOfClipping
    if scale != 1 { gradient.scale(by: Double(scale)) }
    parameters.theta.change(along: gradient, rule)
    settle()
  }

  /// To be called after θ was written by hand: neurons are held to the largest norm, the forward pass learns of it.
  func settle() { run(.settling) }

  private func run(_ work: SlabTasks<Scalar>.Work, _ move: SlabMove<Scalar>? = nil) {
    var tasks = slabs.count
    if case .folding = work { tasks = slabs.count { $0.layer == 0 } }
    WorkerPool.run(SlabTasks(pass: self, work: work, move: move), tasks: tasks, threads: threads.inUse)
  }

  private var penalty: Double { regularization.isNone ? 0 : slabs.indices.reduce(0.0) { $0 + penalties[$1] } }

  /// What the whole gradient is to be multiplied with.
  private var scaleOfClipping: Scalar {
    guard case .norm(let limit) = clipping else { return 1 }
    let norm = slabs.indices.reduce(0.0) { $0 + squares[$1] }.squareRoot()
    return norm > limit ? Scalar(limit / norm) : 1
  }
}

/// Neurons whose parameters one task moves.
struct Slab {
  let layer: Int
  let neurons: Range<Int>

  /// Slabs of a multiple of 16 neurons: about 16 a layer, but none smaller than a task should be, and none whose
  /// gradient fills more than a quarter of a second-level cache unless A itself fills all of it.
  static func all(of layout: ParameterLayout, rows: Int) -> [Slab] {
    (0..<layout.layers).flatMap { l in
      let (inputs, neurons) = (layout.sizes[l] + 1, layout.sizes[l + 1])
      let least = max(32, roundedTo16(131_072 / (rows * inputs)))
      let most = max(rows * inputs > 262_144 ? 48 : 32, 65_536 / inputs / 16 * 16)
      let size = max(least, min(most, roundedTo16(neurons / 16)))
      return stride(from: 0, to: neurons, by: size).map { Slab(layer: l, neurons: $0..<min(neurons, $0 + size)) }
    }
  }

  private static func roundedTo16(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}

/// The tasks of a run over all slabs.
private struct SlabTasks<Scalar: BLASScalar>: ParallelWork {
  enum Work {
    case gradient
    case move(scale: Scalar)
    case settling
    /// Of the first layer alone.
    case folding
  }

  let pass: SlabPass<Scalar>
  let work: Work
  /// What slabs are moved by, if they are.
  let move: SlabMove<Scalar>?

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ task: Int, participant: Int) {
    switch work {
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
    gradient.base = pass.gradient.base + (gradient.base - pass.parameters.theta.base)
    return gradient
  }

  private func gradient(ofSlab task: Int, _ participant: Int) -> MatrixView<Scalar> {
    let (slab, part) = (pass.slabs[task], pass.parts[task])
    var gradient = wholeGradient(ofSlab: task)
    if let capacity = pass.slabCapacity { gradient.base = pass.gradient.base + participant * capacity }
    pass.workspace.gradient(layer: slab.layer, neurons: slab.neurons, into: gradient)
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
    let start = part.base - pass.parameters.theta.base
    if slab.layer == 0, let scales = pass.inputScales {
      // Slabs of the first layer come first. It is folded when all of them have moved.
      let weights = scales.weights(of: task, neurons: slab.neurons, turning: gradient)
      return move(weights, ofLayer: 0, at: start, along: gradient, participant)
    }
    move(part, ofLayer: slab.layer, at: start, along: gradient, participant)
    settle(slab: task)
  }

  private func settle(slab task: Int) {
    let (slab, part) = (pass.slabs[task], pass.parts[task])
    if let maxNorm = pass.maxNorm { part.shortenRows(to: maxNorm) }
    pass.parameters.forward.refresh(layer: slab.layer, neurons: slab.neurons, from: part)
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
