/// A kernel that moves each parameter by its own gradient and memory: any part of θ may be moved by itself.
public enum _ElementwiseUpdate<Scalar: BLASScalar>: Sendable {
  case descent(rate: Double, momentum: Double, nesterov: Bool)
  case adam(
    momentStep: Double, gradientStep: Double, beta1: Double, beta2: Double, scale: Double, epsilon: Double,
    decay: Double
  )
  case rootMeanSquare(rate: Double, decay: Double, gain: Double, epsilon: Double)
  case lion(rate: Double, beta1: Double, beta2: Double, decay: Double)
  case rprop(_RpropTurn, increase: Double, decrease: Double, smallest: Double, largest: Double)

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
    case .adam(let momentStep, let gradientStep, let beta1, let beta2, let scale, let epsilon, let decay):
      Scalar._adam(
        momentStep: Scalar(momentStep), gradientStep: Scalar(gradientStep), beta1: Scalar(beta1), beta2: Scalar(beta2),
        scale: Scalar(scale), epsilon: Scalar(epsilon), decay: Scalar(decay), count: count, gradient: gradient,
        m: state,
        v: state + stateStride, parameters: parameters)
    case .rootMeanSquare(let rate, let decay, let gain, let epsilon):
      Scalar._rootMeanSquare(
        rate: Scalar(rate), decay: Scalar(decay), gain: Scalar(gain), epsilon: Scalar(epsilon), count: count,
        gradient: gradient, s: state, parameters: parameters)
    case .lion(let rate, let beta1, let beta2, let decay):
      Scalar._lion(
        rate: Scalar(rate), beta1: Scalar(beta1), beta2: Scalar(beta2), decay: Scalar(decay), count: count,
        gradient: gradient, m: state, parameters: parameters)
    case .rprop(let turn, let increase, let decrease, let smallest, let largest):
      Scalar._rprop(
        turn, increase: Scalar(increase), decrease: Scalar(decrease), smallest: Scalar(smallest),
        largest: Scalar(largest), count: count, gradient: gradient, previous: state, sizes: state + stateStride,
        parameters: parameters)
    }
  }
}
