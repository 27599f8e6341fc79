/// Limited-memory BFGS: a quasi-Newton step from the last changes of θ and ∇E, its length by a line search with the
/// strong Wolfe conditions. For full batches of a smooth loss; an epoch is one step. The unit of the loss changes no
/// step. The run ends where no step lowers E, or twenty of them have not by more than rounding.
///
/// Liu, Nocedal, *On the limited memory BFGS method for large scale optimization*, 1989; Nocedal, Wright, *Numerical
/// optimization*, 2nd edition, algorithms 7.4 and 7.5.
public struct LBFGS: Optimizer {
  /// Changes that are remembered, at least 1.
  public var memory: Int
  /// The run ends where no element of ∇E is larger, in the unit of E; ≥ 0. With 0 it ends where no step lowers E.
  public var gradientTolerance: Double

  /// Remembers ten changes by default.
  public init(memory: Int = 10, gradientTolerance: Double = 0) {
    self.memory = memory
    self.gradientTolerance = gradientTolerance
  }

  /// The direction, and two vectors for each change.
  public var stateVectors: Int { 1 + 2 * slots }
  /// How many changes there are, where the next goes, 1 / yᵀs of each, and what a `Standstill` says.
  public var stateScalars: Int { 4 + slots }
  /// So many that no sum of them overflows; nobody has the memory for more.
  private var slots: Int { min(max(memory, 0), Int.max / 4) }
}

extension LBFGS: ObjectiveOptimizer {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func iterate<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ state: inout OptimizerState<Scalar>
  ) throws(FeedForwardError) -> IterationOutcome {
    let gradient = objective.gradient
    if gradient.largestMagnitude <= gradientTolerance { return .converged }
    var changes = Changes(state.scalars, capacity: memory)
    if state.step == 1 { changes.standstill = Standstill(at: objective.loss) }
    let outcome = try state.withVectors { (vectors) throws(FeedForwardError) in
      let direction = vectors[0]
      while true {
        changes.direction(from: gradient, vectors, into: direction)
        let slope = gradient.dot(direction)
        // The first step is of length 1, whatever the unit of E; afterwards the direction has about the right one.
        let first = changes.count == 0 ? 1 / gradient.norm : 1
        if slope < 0, let length = try LineSearch(objective, along: direction, slope: slope).length(first: first) {
          changes.append(length, direction, objective, vectors)
          objective.accept()
          return changes.standstill.isReached(by: objective) ? IterationOutcome.converged : .moved
        }
        if changes.count == 0 { return .converged }
        changes.forget()
      }
    }
    state.scalars = changes.numbers
    return outcome
  }
}

/// The last changes s of θ and y of ∇E, in a ring: vector 1 + 2 i is s, 2 + 2 i is y of slot i.
private struct Changes {
  private(set) var numbers: [Double]
  private let capacity: Int

  /// Numbers that count more changes than there can be, from a file of somebody's making, are those of none.
  init(_ numbers: [Double], capacity: Int) {
    self.numbers = numbers
    self.capacity = capacity
    let isPlace = { (number: Double, most: Int) in number >= 0 && number <= Double(most) }
    if !isPlace(numbers[0], capacity) || !isPlace(numbers[1], capacity - 1) {
      self.numbers[0] = 0
      self.numbers[1] = 0
    }
  }

  // What stands there may be from a file.
  var count: Int { min(max(Int(exactly: numbers[0]) ?? 0, 0), capacity) }
  private var next: Int { min(max(Int(exactly: numbers[1]) ?? 0, 0), capacity - 1) }

  mutating func forget() { numbers[0] = 0 }

  /// What comes behind the changes.
  var standstill: Standstill {
    get { Standstill(numbers[(2 + capacity)...]) }
    set { numbers.replaceSubrange((2 + capacity)..., with: newValue.numbers) }
  }

  /// Slots from the newest to the oldest.
  private var slots: [Int] { (0..<count).map { (next - 1 - $0 + 2 * capacity) % capacity } }

  /// p ← −H ∇E, H the approximation of the inverse Hessian, by two loops over the changes. O(memory · length).
  func direction<Scalar: BLASScalar>(
    from gradient: Vector<Scalar>, _ vectors: [Vector<Scalar>], into p: Vector<Scalar>
  ) {
    p.copy(gradient)
    p.scale(by: -1)
    var factors = [Double](repeating: 0, count: capacity)
    for i in slots {
      factors[i] = numbers[2 + i] * vectors[1 + 2 * i].dot(p)
      p.add(-factors[i], vectors[2 + 2 * i])
    }
    if let newest = slots.first {
      let y = vectors[2 + 2 * newest]
      let norm = y.norm
      p.scale(by: 1 / (numbers[2 + newest] * norm) / norm)
    }
    for i in slots.reversed() {
      p.add(factors[i] - numbers[2 + i] * vectors[2 + 2 * i].dot(p), vectors[1 + 2 * i])
    }
  }

  /// Remembers a step that is about to be accepted, unless rounding may have made up all its curvature: then nothing is
  /// written. The direction and the gradient that the step leaves behind are used up.
  mutating func append<Scalar: BLASScalar>(
    _ length: Double, _ direction: Vector<Scalar>, _ objective: Objective<Scalar>, _ vectors: [Vector<Scalar>]
  ) {
    let (s, y) = (direction, objective.gradient)
    s.scale(by: length)
    y.scale(by: -1)
    y.add(1, objective.trialGradient)
    let curvature = s.dot(y)
    // The cosine of the angle between s and y has no unit.
    guard curvature.isNormal, curvature / s.norm > Double(Scalar.ulpOfOne) * y.norm else { return }
    vectors[1 + 2 * next].copy(s)
    vectors[2 + 2 * next].copy(y)
    numbers[2 + next] = 1 / curvature
    numbers[1] = Double((next + 1) % capacity)
    numbers[0] = Double(min(count + 1, capacity))
  }
}

extension LBFGS: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [LBFGS] { [LBFGS()] }
  package var kind: String { "l-bfgs" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.whole("memory", &memory, .wholeNumbers(from: 1))
    try parameters.number("gradientTolerance", &gradientTolerance, .atLeast(0))
  }
}

extension Optimizer where Self == LBFGS {
  /// Limited-memory BFGS, for full batches.
  public static func lbfgs(memory: Int = 10, gradientTolerance: Double = 0) -> Self {
    LBFGS(memory: memory, gradientTolerance: gradientTolerance)
  }
}
