extension _ElementwiseUpdate {
  /// How many vectors the rule remembers.
  private var vectors: Int {
    switch self {
    case .descent(_, let momentum, _): momentum == 0 ? 0 : 1
    case .rootMeanSquare, .lion: 1
    case .adam, .rprop: 2
    }
  }

  /// Moves all parameters. A state of another rule would be written beyond its end: that stops the program.
  func apply(
    to parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, _ state: inout OptimizerState<Scalar>
  ) {
    precondition(
      gradient.count == parameters.count && state.count == parameters.count,
      "\(parameters.count) parameters, a gradient of \(gradient.count), a state for \(state.count)")
    let count = state.count
    precondition(
      state.elements.count == count * vectors,
      "a state of \(state.elements.count / max(count, 1)) vectors for a rule that remembers \(vectors)")
    parameters.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeBufferPointer { g in
        state.elements.withUnsafeMutableBufferPointer { memory in
          guard let theta = theta.baseAddress, let g = g.baseAddress else { return }
          apply(count: count, along: g, to: theta, state: memory.baseAddress ?? theta, stateStride: count)
        }
      }
    }
  }
}
