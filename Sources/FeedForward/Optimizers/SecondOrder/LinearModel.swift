/// r + J d at θ, in one of two forms.
enum LinearModel {
  case triangle(TriangularFactor)
  case equations(NormalEquations)

  init<Scalar: BLASScalar>(of objective: Objective<Scalar>, isBayesian: Bool) throws(FeedForwardError) {
    let isAffordable = TriangularFactor.isAffordable(
      rows: objective.rows, outputs: objective.outputs, parameters: objective.parameters.count)
    // Evidence is weighed by JᵀJ.
    self =
      isAffordable && !isBayesian
      ? .triangle(try objective.sumOfJacobian()) : .equations(try objective.sumOfJacobian())
  }

  /// How much of Σ r² may be made up by roundings, which add up as random numbers do.
  var noise: Double {
    switch self {
    case .triangle(let triangle): 2 * triangle.squaredNoise.squareRoot()
    case .equations(let equations): 2 * equations.squaredNoise.squareRoot()
    }
  }

  /// Takes the rows of the penalty in.
  mutating func addPenalty<Scalar: BLASScalar>(of objective: Objective<Scalar>) throws(FeedForwardError) {
    let penalty = objective.layout.isWeight.map { $0 ? objective.regularization.l2 : 0 }
    switch self {
    case .triangle(var triangle):
      try triangle.add(penalty: penalty, at: objective.parameters)
      self = .triangle(triangle)
    case .equations(var equations):
      equations.add(penalty: penalty, at: objective.parameters)
      self = .equations(equations)
    }
  }

  var largestDiagonal: Double {
    switch self {
    case .triangle(let triangle): triangle.largestDiagonal
    case .equations(let equations): equations.largestDiagonal
    }
  }

  func step(damping: Double) throws(FeedForwardError) -> DampedStep? {
    switch self {
    case .triangle(let triangle): try triangle.step(damping: damping)
    case .equations(let equations): try equations.step(damping: damping)
    }
  }

  /// The step without damping, if it can be told; squares would tell too little.
  func undamped() throws(FeedForwardError) -> DampedStep? {
    if case .triangle(let triangle) = self { try triangle.step(damping: 0) } else { nil }
  }
}

/// A step of the linear model r + J d, and by how much Σ r² falls by it as the model foretells.
struct DampedStep {
  let elements: [Double]
  let foretold: Double
}
