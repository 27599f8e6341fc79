/// One of the engine's rules that move each parameter by its own gradient and memory: a kernel is all there is to them.
protocol ElementwiseOptimizer: Optimizer {
  /// The step at hand, `state.step`. Called once a step; may change the single numbers.
  func step<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> ElementwiseStep
}

extension ElementwiseOptimizer {
  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    let step = step(&state)
    state.move(&parameters, along: gradient, by: step, vectors: stateVectors)
  }
}

extension OptimizerState {
  /// Moves all parameters. A state of another rule would be written beyond its end: that stops the program.
  mutating func move(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, by step: ElementwiseStep, vectors: Int
  ) {
    precondition(
      gradient.count == parameters.count && count == parameters.count,
      "\(parameters.count) parameters, a gradient of \(gradient.count), a state for \(count)")
    precondition(
      elements.count == count * vectors,
      "a state of \(elements.count / max(count, 1)) vectors for a rule that remembers \(vectors)")
    step.move(&parameters, along: gradient, memory: &elements)
  }
}
