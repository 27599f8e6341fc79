import CKernels

/// Every buffer that a pass over a minibatch touches. Nothing is allocated after it is made.
///
/// For a capacity of B rows:
///
/// | buffer | shape | written by | may be overwritten by |
/// |---|---|---|---|
/// | `activations[ℓ]` = Aˡ, ℓ < L | B × (sₗ + 1), column 0 is 1; rows padded | gather (ℓ = 0), forward | the next
/// minibatch |
/// | `logits[ℓ]` = Zˡ⁺¹ | B × sₗ₊₁; columns 1… of Aˡ⁺¹, or of its own where σ′ needs z | forward | σ in place, unless
/// of its own |
/// | `output` = T | B × K | forward: Zᴸ; loss: T | the next minibatch |
/// | `targets` = Y | B × K, or what the loss takes | gather | the next minibatch |
/// | `deltas[ℓ]` = δˡ⁺¹ | B × sₗ₊₁ | loss (ℓ = L−1), backward | the next minibatch |
/// | `rowWeights` | B | gather, where rows have weights | the next minibatch |
/// | `scratch` | B × widest custom layer | custom activations | anyone |
///
/// So backward must not read a hidden Z that is not of its own: it has become A. Rows have nothing to do with each
/// other until the gradient is summed over them: tasks on different rows may run at the same time.
final class Workspace<Scalar: BLASScalar> {
  let layers: [Layer]
  /// Who multiplies in it, from the beginning to the end.
  let products = ProductPath.current
  /// The kernels of the layers' activations; nil for those of rows and the user's own.
  let kernels: [ElementwiseActivation?]
  let layout: ParameterLayout
  /// Rows of the largest minibatch: those that are here, and those of all ranks.
  let capacity: Int
  let capacityOfAllRanks: Int
  /// Those that gradients are summed by.
  let groups: GradientGroups
  /// Rows of the minibatch at hand that are here.
  @exclusivity(unchecked) private(set) var rows: Int
  /// B, the rows of all ranks.
  @exclusivity(unchecked) private(set) var rowsOfAllRanks: Int
  private let arena: Arena<Scalar>
  let activations: [MatrixView<Scalar>]
  let logits: [MatrixView<Scalar>]
  let output: MatrixView<Scalar>
  let targets: MatrixView<Scalar>
  let deltas: [MatrixView<Scalar>]
  /// Weights whose mean over the data set is 1; only to be read if they are there.
  let rowWeights: UnsafeMutablePointer<Double>
  /// Whether the rows of the minibatch at hand have weights.
  @exclusivity(unchecked) var isWeighted = false
  /// What is drawn anew at each step; nil where nothing is.
  let noise: StepNoise<Scalar>?
  private let weightArena: Arena<Double>
  let scratch: UnsafeMutablePointer<Scalar>
  let scratchColumns: Int

  /// - Parameters:
  ///   - most: rows of the largest minibatch, all ranks together.
  ///   - groups: those that gradients are summed by.
  ///   - loss: nil for predictions, which need no targets.
  ///   - noise: what is drawn at each step.
  init(
    for network: FeedForwardNetwork<Scalar>, rows most: Int, groups: GradientGroups = .one, purpose: WorkPurpose,
    loss: Loss?, noise settings: (noise: Noise, seed: UInt64)? = nil
  ) throws(FeedForwardError) {
    let capacity = groups.mostRows(of: most)
    try EngineDescription.prepare()
    guard capacity <= BLAS.largestDimension else {
      throw .wrongShape(
        what: "A minibatch", found: "\(capacity) rows", expected: "at most \(BLAS.largestDimension)")
    }
    let (layers, layout) = (network.layers, network.parameters.layout)
    let sizes = layout.sizes
    let last = layers.count - 1
    let targetColumns = loss?.targetColumns(outputs: sizes[last + 1]) ?? 0
    let customUnits = layers.map { if case .custom = $0.activation { $0.units } else { 0 } }.max() ?? 0
    var total = 0
    func reserve(_ columns: Int, withLeadingColumn: Bool = false) throws(FeedForwardError) {
      let count =
        withLeadingColumn
        ? try Arena<Scalar>.countWithLeadingColumn(capacity, columns) : try product(capacity, columns)
      let (sum, overflow) = total.addingReportingOverflow(Arena<Scalar>.rounded(count))
      guard !overflow else { throw .outOfMemory(bytes: .max) }
      total = sum
    }
    for l in 0...last {
      try reserve(sizes[l], withLeadingColumn: true)
      if layers[l].activation.keepsLogits { try reserve(sizes[l + 1]) }
      if purpose.hasDeltas { try reserve(Arena<Scalar>.paddedStride(sizes[l + 1])) }
    }
    for columns in [sizes[last + 1], targetColumns, customUnits] { try reserve(columns) }

    let arena = try Arena<Scalar>(capacity: total)
    activations = (0...last).map { arena.withLeadingColumn(capacity, sizes[$0]) }
    activations.forEach { $0.fill(column: 0, with: 1) }
    output = arena.matrix(capacity, sizes[last + 1])
    targets = arena.matrix(capacity, targetColumns)
    logits = (0...last).map { [activations, output] l in
      if layers[l].activation.keepsLogits { return arena.matrix(capacity, sizes[l + 1]) }
      return l == last ? output : activations[l + 1].columns(from: 1)
    }
    // The output's delta has no gaps: a custom loss writes it as one buffer.
    deltas =
      purpose.hasDeltas
      ? (0...last).map {
        arena.matrix(capacity, sizes[$0 + 1], stride: $0 == last ? nil : Arena<Scalar>.paddedStride(sizes[$0 + 1]))
      } : []
    scratch = arena.take(capacity * customUnits)
    weightArena = try Arena(capacity: purpose.hasTargets ? capacity : 0)
    rowWeights = weightArena.base
    noise = try settings.flatMap { (noise, seed) throws(FeedForwardError) in
      try StepNoise(noise, seed: seed, for: network, rows: capacity)
    }
    self.layers = layers
    self.layout = layout
    self.arena = arena
    isCopied = sizes[0] % 256 == 0
    kernels = layers.map { $0.activation.elementwise?.kernel }
    self.groups = groups
    (self.capacity, capacityOfAllRanks) = (capacity, most)
    (rows, rowsOfAllRanks) = (capacity, most)
    scratchColumns = customUnits
  }

  /// Makes it ready for a minibatch of B rows.
  func begin(rows all: Int) {
    rowsOfAllRanks = all
    rows = groups.count == 1 ? all : groups.rows(of: groups.own, rows: all).count
  }

  /// wᵢ of row `r` of a weighted minibatch.
  func weight(of r: Int) -> Double { rowWeights[r] }

  /// X, without the column of ones.
  var inputs: MatrixView<Scalar> { activations[0].columns(from: 1).prefix(rows) }

  /// Whether rows of a table are copied before the first layer reads them: rows a large power of two apart would fall
  /// on each other in the cache. Either way for any number of rows, since the bias is then added in another order.
  let isCopied: Bool

  /// Copies rows of a table into A⁰.
  func copy(_ x: MatrixView<Scalar>, to rows: Range<Int>) { activations[0].columns(from: 1).rows(rows).copy(from: x) }

  /// Whether the columns of a layer may be handled apart from each other.
  func canCut(layer l: Int) -> Bool { l == layers.count - 1 || kernels[l] != nil }
}
