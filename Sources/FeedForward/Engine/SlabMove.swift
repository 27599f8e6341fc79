import CKernels

/// How slabs are moved: a kernel of a rule and its numbers; see ``ElementwiseStep``.
struct SlabMove<Scalar: BLASScalar> {
  let kernel: UpdateCode
  /// Those of all of θ; where its parts differ, of none.
  let numbers: UnsafePointer<StepNumbers>
  let parts: PartNumbers<Scalar>?
  let theta: Vector<Scalar>
  /// What the rule remembers, vectors as long as θ one after another.
  let memory: Vector<Scalar>

  /// Moves a slab's part of Θ along its gradient.
  func callAsFunction(_ slab: Slab, _ part: MatrixView<Scalar>, along gradient: MatrixView<Scalar>, _ participant: Int)
  {
    let (start, count) = (part.base - theta.base, part.rows * part.columns)
    let m = memory.base + start
    guard let parts else {
      return Scalar.Kernels.update(kernel, numbers, count, gradient.base, m, m + theta.count, part.base)
    }
    let weights = parts.ofWeights(layer: slab.layer)
    // Biases of their own move beside the slab, and are put back when all of it has moved.
    let biases = parts.setsBiasesApart ? parts.room(of: participant) : nil
    if let biases {
      let rows = part.rows
      for r in 0..<rows {
        let bias = r * part.columns
        biases[r] = part.base[bias]
        biases[rows + r] = gradient.base[bias]
        if memory.count >= theta.count { biases[2 * rows + r] = m[bias] }
        if memory.count >= 2 * theta.count { biases[3 * rows + r] = m[theta.count + bias] }
      }
      Scalar.Kernels.update(
        kernel, parts.ofBiases(layer: slab.layer), rows, biases + rows, biases + 2 * rows, biases + 3 * rows, biases)
    }
    Scalar.Kernels.update(kernel, weights, count, gradient.base, m, m + theta.count, part.base)
    guard let biases else { return }
    for r in 0..<part.rows {
      let bias = r * part.columns
      part.base[bias] = biases[r]
      if memory.count >= theta.count { m[bias] = biases[2 * part.rows + r] }
      if memory.count >= 2 * theta.count { m[theta.count + bias] = biases[3 * part.rows + r] }
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
  init?(
    _ rates: PartRates, of layout: ParameterLayout, slabs: [Slab], threads: Int
  ) throws(FeedForwardError) {
    if rates == .alike { return nil }
    factors = (0..<layout.layers).map { (rates.ofWeights(layer: $0, inputs: layout.sizes[$0]), rates.biases) }
    biasesDecay = rates.biasesDecay
    setsBiasesApart = !biasesDecay || factors.contains { $0.weights != $0.biases }
    numbers = .allocate(capacity: 2 * layout.layers)
    numbers.initialize(repeating: StepNumbers(), count: 2 * layout.layers)
    largestSlab = slabs.map(\.neurons.count).max() ?? 0
    columns = try Arena(capacity: threads * Arena<Scalar>.rounded(4 * largestSlab))
  }

  deinit { numbers.deallocate() }

  /// Takes the numbers of a step.
  func prepare(_ step: StepNumbers) {
    for (l, factor) in factors.enumerated() {
      numbers[2 * l] = step.multiplied(by: factor.weights, decays: true)
      numbers[2 * l + 1] = step.multiplied(by: factor.biases, decays: biasesDecay)
    }
  }

  func ofWeights(layer l: Int) -> UnsafePointer<StepNumbers> { UnsafePointer(numbers + 2 * l) }
  func ofBiases(layer l: Int) -> UnsafePointer<StepNumbers> { UnsafePointer(numbers + 2 * l + 1) }

  /// Room for the four columns of a slab.
  func room(of participant: Int) -> UnsafeMutablePointer<Scalar> {
    columns.base + participant * Arena<Scalar>.rounded(4 * largestSlab)
  }
}

extension StepNumbers {
  fileprivate func multiplied(by factor: Double, decays: Bool) -> StepNumbers {
    var numbers = self
    numbers.rate *= factor
    numbers.gradientRate *= factor
    if !decays { numbers.decay = 0 }
    return numbers
  }
}
