/// Limited-memory BFGS: a quasi-Newton step from the last changes of θ and ∇E, its length by a line search with the strong
/// Wolfe conditions. For full batches of a smooth loss; an epoch is one step.
///
/// Liu, Nocedal, *On the limited memory BFGS method for large scale optimization*, 1989; Nocedal, Wright, *Numerical
/// optimization*, 2nd edition, algorithms 7.4 and 7.5.
public struct LBFGS: Optimizer {
  /// Changes that are remembered, at least 1.
  public var memory: Int
  /// The run ends where no element of ∇E is larger; ≥ 0.
  public var gradientTolerance: Double

  /// Remembers ten changes by default.
  public init(memory: Int = 10, gradientTolerance: Double = 1e-10) {
    (self.memory, self.gradientTolerance) = (memory, gradientTolerance)
  }

  /// The direction, and two vectors for each change.
  public var stateVectors: Int { 1 + 2 * slots }
  /// How many changes there are, where the next goes, and 1 / yᵀs of each.
  public var stateScalars: Int { 2 + slots }
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
    let outcome = state.withVectors { vectors in
      let direction = vectors[0]
      while true {
        changes.direction(from: gradient, vectors, into: direction)
        let slope = gradient.dot(direction)
        // The first length is a guess; afterwards the direction has about the right one.
        let first = changes.count == 0 ? min(1, 1 / gradient.norm) : 1
        if slope < 0, let length = LineSearch(objective, along: direction, slope: slope).length(first: first) {
          changes.append(length, direction, objective, vectors)
          objective.accept()
          return IterationOutcome.moved
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
    (self.numbers, self.capacity) = (numbers, capacity)
    let isPlace = { (number: Double, most: Int) in number >= 0 && number <= Double(most) }
    if !isPlace(numbers[0], capacity) || !isPlace(numbers[1], capacity - 1) {
      (self.numbers[0], self.numbers[1]) = (0, 0)
    }
  }

  // What stands there may be from a file.
  var count: Int { min(max(Int(exactly: numbers[0]) ?? 0, 0), capacity) }
  private var next: Int { min(max(Int(exactly: numbers[1]) ?? 0, 0), capacity - 1) }

  mutating func forget() { numbers[0] = 0 }

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
      p.scale(by: 1 / (numbers[2 + newest] * y.dot(y)))
    }
    for i in slots.reversed() {
      p.add(factors[i] - numbers[2 + i] * vectors[2 + 2 * i].dot(p), vectors[1 + 2 * i])
    }
  }

  /// Remembers a step that is about to be accepted, unless it says nothing of the curvature.
  mutating func append<Scalar: BLASScalar>(
    _ length: Double, _ direction: Vector<Scalar>, _ objective: Objective<Scalar>, _ vectors: [Vector<Scalar>]
  ) {
    let (s, y) = (vectors[1 + 2 * next], vectors[2 + 2 * next])
    s.copy(direction)
    s.scale(by: length)
    y.copy(objective.trialGradient)
    y.add(-1, objective.gradient)
    let curvature = s.dot(y)
    guard curvature > Double(Scalar.ulpOfOne) * y.dot(y) else { return }
    numbers[2 + next] = 1 / curvature
    numbers[1] = Double((next + 1) % capacity)
    numbers[0] = Double(min(count + 1, capacity))
  }
}

extension LBFGS: EngineOptimizer, ParameterizedSetting {
  /// Its name and parameters.
  public static var _form: SettingForm<LBFGS> { SettingForm() }

  package static func kinds(epochs: Int?) -> [LBFGS] { [LBFGS()] }
  package var kind: String { "l-bfgs" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.whole("memory", &memory, .lbfgsMemory)
    try parameters.number("gradientTolerance", &gradientTolerance, .lbfgsGradientTolerance)
  }
}

extension Optimizer where Self == LBFGS {
  /// Limited-memory BFGS, for full batches.
  public static func lbfgs(memory: Int = 10, gradientTolerance: Double = 1e-10) -> Self {
    LBFGS(memory: memory, gradientTolerance: gradientTolerance)
  }
}
