/// Scaled conjugate gradient: conjugate directions, their length from a difference of gradients and a scale λ that
/// grows where E is not convex; no line search. For full batches; an epoch is one iteration of two gradients. The run
/// ends where no step lowers E, or twenty of them have not by more than rounding.
///
/// Møller, *A scaled conjugate gradient algorithm for fast supervised learning*, 1993; letters and steps as there.
public struct ScaledConjugateGradient: Optimizer {
  /// σ > 0, how far away the second gradient is taken; farther where θ is so large that the scalar type could not tell.
  public var distance: Double
  /// The first λ > 0, and the largest share that it may be of the curvature of E along its first direction.
  public var scale: Double
  /// The run ends where no element of ∇E is larger, in the unit of E; ≥ 0. With 0 it ends where no step lowers E.
  public var gradientTolerance: Double

  /// With the paper's choices.
  public init(distance: Double = 5e-5, scale: Double = 1e-6, gradientTolerance: Double = 0) {
    self.distance = distance
    self.scale = scale
    self.gradientTolerance = gradientTolerance
  }

  /// The direction.
  public var stateVectors: Int { 1 }
  /// See `Memory`.
  public var stateScalars: Int { 7 }
}

extension ScaledConjugateGradient: ObjectiveOptimizer {
  /// λ, 0 before it is known, its raise λ̄, δ of a step that failed, and how many steps succeeded since the last
  /// restart.
  private struct Memory {
    var lambda: Double
    var raise: Double
    var curvature: Double
    var isAfterFailure: Bool
    var successes: Int
    var standstill: Standstill

    init(_ numbers: [Double]) {
      (lambda, raise, curvature) = (numbers[0], numbers[1], numbers[2])
      (isAfterFailure, successes) = (numbers[3] != 0, max(Int(exactly: numbers[4]) ?? 0, 0))
      standstill = Standstill(numbers[5...])
    }

    var numbers: [Double] {
      [lambda, raise, curvature, isAfterFailure ? 1 : 0, Double(successes)] + standstill.numbers
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func iterate<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ state: inout OptimizerState<Scalar>
  ) throws(FeedForwardError) -> IterationOutcome {
    let gradient = objective.gradient
    if gradient.largestMagnitude <= gradientTolerance { return .converged }
    var memory = Memory(state.scalars)
    let isFirst = state.step == 1
    if isFirst { (memory.lambda, memory.standstill) = (0, Standstill(at: objective.loss)) }
    let outcome = try state.withVectors { (vectors) throws(FeedForwardError) in
      let p = vectors[0]
      if isFirst { restart(p, gradient, &memory) }
      if gradient.dot(p) >= 0 { restart(p, gradient, &memory) }
      return try advance(objective, p, &memory)
    }
    state.scalars = memory.numbers
    return outcome
  }

  private func restart<Scalar: BLASScalar>(_ p: Vector<Scalar>, _ gradient: Vector<Scalar>, _ memory: inout Memory) {
    p.copy(gradient)
    p.scale(by: -1)
    (memory.isAfterFailure, memory.raise, memory.successes) = (false, 0, 0)
  }

  private func advance<Scalar: BLASScalar>(
    _ objective: Objective<Scalar>, _ p: Vector<Scalar>, _ memory: inout Memory
  ) throws(FeedForwardError) -> IterationOutcome {
    let (gradient, square) = (objective.gradient, p.dot(p))
    let mu = -gradient.dot(p)
    if !memory.isAfterFailure {
      // s = (E′(θ + σ p) − E′(θ)) / σ, σ scaled by |p|; δ = pᵀs
      let sigma = max(distance, 8 * Double(Scalar.ulpOfOne) * objective.parameters.norm) / square.squareRoot()
      _ = try objective.evaluate(sigma, along: p)
      memory.curvature = (objective.trialGradient.dot(p) + mu) / sigma
      // Beyond the range of numbers there is nothing to learn of the curvature.
      if !memory.curvature.isFinite { memory.curvature = 0 }
      if memory.lambda == 0 {
        let along = abs(memory.curvature) / square
        memory.lambda = along > 0 ? scale * min(1, along) : scale
      }
    }
    memory.curvature += (memory.lambda - memory.raise) * square
    if !(memory.curvature > 0) {
      memory.raise = 2 * (memory.lambda - memory.curvature / square)
      memory.curvature = -memory.curvature + memory.lambda * square
      memory.lambda = memory.raise
    }
    let delta = memory.curvature
    let alpha = mu / delta
    let value = try objective.evaluate(alpha, along: p)
    let fall = objective.loss - value
    // Δ = 2 δ (E − E(θ + α p)) / μ²; where rounding hides the difference, slopes say it: they fall from μ to 0.
    let isHidden = abs(fall) <= objective.noise
    let comparison = isHidden ? 1 + objective.trialGradient.dot(p) / -mu : 2 * fall / (alpha * mu)
    let isLower = isHidden ? comparison > 0 : comparison >= 0
    if isLower {
      let (new, mixed) = (
        objective.trialGradient.dot(objective.trialGradient), objective.trialGradient.dot(gradient)
      )
      objective.accept()
      (memory.raise, memory.isAfterFailure) = (0, false)
      memory.successes = (memory.successes + 1) % p.count
      if memory.successes == 0 {
        restart(p, objective.gradient, &memory)
      } else {
        p.scale(by: (new - mixed) / mu)
        p.add(-1, objective.gradient)
      }
      if comparison >= 0.75 { memory.lambda /= 4 }
    } else {
      (memory.raise, memory.isAfterFailure) = (memory.lambda, true)
    }
    if !(comparison >= 0.25) {
      memory.lambda += delta * (comparison.isFinite ? 1 - comparison : 4) / square
    }
    if !objective.hasNotMoved || isLower {
      return isLower && memory.standstill.isReached(by: objective) ? .converged : .moved
    }
    // So short a step changes nothing: down the slope itself there may be one that does.
    if memory.successes == 0 { return .converged }
    restart(p, objective.gradient, &memory)
    memory.lambda = 0
    return .moved
  }
}

extension ScaledConjugateGradient: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [ScaledConjugateGradient] { [ScaledConjugateGradient()] }
  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, ScaledConjugateGradient> {
    ["scaled-conjugate-gradient": .scaledConjugateGradient()]
  }
  package var kind: String { "scg" }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.number("distance", &distance, .above(0))
    try parameters.number("scale", &scale, .above(0))
    try parameters.number("gradientTolerance", &gradientTolerance, .atLeast(0))
  }
}

extension Optimizer where Self == ScaledConjugateGradient {
  /// Scaled conjugate gradient, for full batches.
  public static func scaledConjugateGradient(
    distance: Double = 5e-5, scale: Double = 1e-6, gradientTolerance: Double = 0
  ) -> Self {
    ScaledConjugateGradient(distance: distance, scale: scale, gradientTolerance: gradientTolerance)
  }
}
