import CKernels

/// How slabs are moved: a kernel of a rule and its numbers; see ``ElementwiseStep``.
struct SlabMove<Scalar: BLASScalar> {
  let kernel: UpdateCode
  /// Those of all of θ; where its parts differ, of none.
  let numbers: UnsafePointer<StepNumbers>
  let parts: PartNumbers<Scalar>?
  /// What the rule remembers, vectors of `count` numbers one after another: those of θ from `origin` on.
  let memory: Vector<Scalar>
  let count: Int
  let origin: Int

  /// Moves a part of a Θ along its gradient.
  ///
  /// - Parameter start: where the part begins in θ.
  func callAsFunction(
    _ part: MatrixView<Scalar>, ofLayer l: Int, at start: Int, along gradient: MatrixView<Scalar>, _ participant: Int
  ) {
    let (rows, elements) = (part.rows, part.rows * part.columns)
    let m = memory.base + (start - origin)
    guard let parts else {
      return Scalar.Kernels.update(kernel, numbers, elements, gradient.base, m, m + count, part.base)
    }
    // Biases of their own move beside the part, and are put back when all of it has moved.
    let biases = parts.setsBiasesApart ? parts.room(of: participant) : nil
    let vectors = memory.count / count
    if let biases {
      for r in 0..<rows {
        let bias = r * part.columns
        (biases[r], biases[rows + r]) = (part.base[bias], gradient.base[bias])
        for k in 0..<vectors { biases[(2 + k) * rows + r] = m[k * count + bias] }
      }
      Scalar.Kernels.update(
        kernel, parts.ofBiases(layer: l), rows, biases + rows, biases + 2 * rows, biases + 3 * rows, biases)
    }
    Scalar.Kernels.update(kernel, parts.ofWeights(layer: l), elements, gradient.base, m, m + count, part.base)
    guard let biases else { return }
    for r in 0..<rows {
      let bias = r * part.columns
      part.base[bias] = biases[r]
      for k in 0..<vectors { m[k * count + bias] = biases[(2 + k) * rows + r] }
    }
  }
}

/// The numbers of a step in each part of θ, where they are not the same everywhere.
final class PartNumbers<Scalar: BLASScalar> {
  /// Whether biases move by numbers of their own.
  let setsBiasesApart: Bool
  private let factors: [(weights: Double, biases: Double)]
  private let biasesDecay: Bool
  private let numbers: UnsafeMutablePointer<StepNumbers>
  /// For each thread, θ, g, m and v of the biases of a slab, one after another.
  private let columns: Arena<Scalar>
  private let largestSlab: Int

  /// nil if every part of θ moves alike.
  ///
  /// - Parameter largestSlab: neurons that are moved at once, at most.
  init?(
    _ rates: PartRates, of layout: ParameterLayout, largestSlab: Int, threads: Int
  ) throws(FeedForwardError) {
    guard rates.differ else { return nil }
    factors = (0..<layout.layers).map { (rates.ofWeights(layer: $0, inputs: layout.sizes[$0]), rates.biases) }
    biasesDecay = rates.biasesDecay
    setsBiasesApart = !biasesDecay || factors.contains { $0.weights != $0.biases }
    numbers = .allocate(capacity: 2 * layout.layers)
    numbers.initialize(repeating: StepNumbers(), count: 2 * layout.layers)
    self.largestSlab = largestSlab
    columns = try Arena(capacity: threads * Arena<Scalar>.rounded(4 * largestSlab))
  }

  deinit { numbers.deallocate() }

  /// Takes the numbers of a step.
  func prepare(_ step: ElementwiseStep) {
    for (l, factor) in factors.enumerated() {
      numbers[2 * l] = step.multiplied(by: factor.weights).numbers
      numbers[2 * l + 1] = step.multiplied(by: factor.biases, decays: biasesDecay).numbers
    }
  }

  func ofWeights(layer l: Int) -> UnsafePointer<StepNumbers> { UnsafePointer(numbers + 2 * l) }
  func ofBiases(layer l: Int) -> UnsafePointer<StepNumbers> { UnsafePointer(numbers + 2 * l + 1) }

  /// Room for the four columns of a slab.
  func room(of participant: Int) -> UnsafeMutablePointer<Scalar> {
    columns.base + participant * Arena<Scalar>.rounded(4 * largestSlab)
  }
}
