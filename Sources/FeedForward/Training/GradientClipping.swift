/// A bound on the gradient that the optimizer gets, penalty included.
///
/// Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural networks*, 2013.
public enum GradientClipping: Sendable, Equatable, Codable {
  /// Every element is moved into −limit … limit; limit > 0.
  case value(Double)
  /// The whole gradient is scaled down to a Euclidean norm of at most the limit > 0, all layers together. Every parameter
  /// then waits for the whole gradient, which takes a vector more and a second pass over it.
  case norm(Double)

  func validate<Scalar: BLASScalar>(in _: Scalar.Type) throws(FeedForwardError) {
    switch self {
    case .value(let limit): try Hyperparameter.clippingValue.check(limit, in: Scalar.self)
    case .norm(let limit): try Hyperparameter.clippingNorm.check(limit, in: Scalar.self)
    }
  }

  /// Whether no parameter may move before the whole gradient is there.
  var needsWholeGradient: Bool {
    if case .norm = self { true } else { false }
  }
}
