import CKernels

/// A kernel that moves each parameter by its own gradient and memory: any part of θ may be moved by itself.
public enum _ElementwiseUpdate<Scalar: BLASScalar>: Sendable {
  case descent(rate: Double, momentum: Double, nesterov: Bool)
  case adam(
    momentStep: Double, gradientStep: Double, beta1: Double, beta2: Double, scale: Double, epsilon: Double,
    decay: Double
  )
  case rootMeanSquare(rate: Double, decay: Double, gain: Double, epsilon: Double)
  case lion(rate: Double, beta1: Double, beta2: Double, decay: Double)
  case rprop(RpropTurn, increase: Double, decrease: Double, smallest: Double, largest: Double)

  /// Moves `count` parameters; vector v of what the rule remembers begins at `state` + v · `stateStride`.
  func apply(
    count: Int, along gradient: UnsafePointer<Scalar>, to parameters: UnsafeMutablePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, stateStride: Int
  ) {
    typealias Kernels = Scalar.Kernels
    let (n, g, theta) = (count, gradient, parameters)
    switch self {
    case .descent(let rate, momentum: 0, _): Kernels.sgd(n, Scalar(rate), g, theta)
    case .descent(let rate, let momentum, let nesterov):
      Kernels.momentum(n, Scalar(rate), Scalar(momentum), nesterov ? 1 : 0, g, state, theta)
    case .adam(let momentStep, let gradientStep, let beta1, let beta2, let scale, let epsilon, let decay):
      Kernels.adam(
        n, Scalar(momentStep), Scalar(gradientStep), Scalar(beta1), Scalar(beta2), Scalar(scale), Scalar(epsilon),
        Scalar(decay), g, state, state + stateStride, theta)
    case .rootMeanSquare(let rate, let decay, let gain, let epsilon):
      Kernels.rootMeanSquare(n, Scalar(rate), Scalar(decay), Scalar(gain), Scalar(epsilon), g, state, theta)
    case .lion(let rate, let beta1, let beta2, let decay):
      Kernels.lion(n, Scalar(rate), Scalar(beta1), Scalar(beta2), Scalar(decay), g, state, theta)
    case .rprop(let turn, let increase, let decrease, let smallest, let largest):
      Kernels.rprop(
        n, turn, Scalar(increase), Scalar(decrease), Scalar(smallest), Scalar(largest), g, state, state + stateStride,
        theta)
    }
  }
}
