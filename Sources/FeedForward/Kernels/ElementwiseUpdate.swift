/// A kernel that moves each parameter by its own gradient and memory: any part of θ may be moved by itself.
public enum _ElementwiseUpdate<Scalar: BLASScalar>: Sendable {
  case descent(rate: Double, momentum: Double, nesterov: Bool)
  case adam(step: Double, beta1: Double, beta2: Double, scale: Double, epsilon: Double)

  /// Moves `count` parameters; vector v of what the rule remembers begins at `state` + v · `stateStride`.
  func apply(
    count: Int, along gradient: UnsafePointer<Scalar>, to parameters: UnsafeMutablePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, stateStride: Int
  ) {
    switch self {
    case .descent(let rate, momentum: 0, _):
      Scalar._sgd(rate: Scalar(rate), count: count, gradient: gradient, parameters: parameters)
    case .descent(let rate, let momentum, let nesterov):
      Scalar._momentum(
        rate: Scalar(rate), momentum: Scalar(momentum), nesterov: nesterov, count: count, gradient: gradient,
        velocity: state, parameters: parameters)
    case .adam(let step, let beta1, let beta2, let scale, let epsilon):
      Scalar._adam(
        step: Scalar(step), beta1: Scalar(beta1), beta2: Scalar(beta2), scale: Scalar(scale),
        epsilon: Scalar(epsilon), count: count, gradient: gradient, m: state, v: state + stateStride,
        parameters: parameters)
    }
  }

  /// Moves all parameters.
  func apply(
    to parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, _ state: inout OptimizerState<Scalar>
  ) {
    precondition(
      gradient.count == parameters.count && state.count == parameters.count,
      "\(parameters.count) parameters, a gradient of \(gradient.count), a state for \(state.count)")
    let count = state.count
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
