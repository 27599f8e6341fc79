/// One of the engine's rules that move each parameter by its own gradient and memory: the kernel is all there is to them.
protocol ElementwiseOptimizer: Optimizer, ElementwiseRule {
  /// The factors of the step at hand, `state.step`. Called once a step; may change the single numbers.
  func factors<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> StepFactors
}

extension ElementwiseOptimizer {
  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    state.move(&parameters, along: gradient, by: self, vectors: stateVectors, factors(&state))
  }
}

extension OptimizerState {
  /// Moves all parameters by a rule. A state of another rule would be written beyond its end: that stops the program.
  mutating func move(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, by rule: some ElementwiseRule, vectors: Int,
    _ factors: StepFactors
  ) {
    precondition(
      gradient.count == parameters.count && count == parameters.count,
      "\(parameters.count) parameters, a gradient of \(gradient.count), a state for \(count)")
    precondition(
      elements.count == count * vectors,
      "a state of \(elements.count / max(count, 1)) vectors for a rule that remembers \(vectors)")
    rule.move(&parameters, along: gradient, memory: &elements, by: factors)
  }
}
