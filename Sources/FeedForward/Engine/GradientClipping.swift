/// A bound on the gradient that the optimizer gets, penalty included.
///
/// Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural networks*, 2013.
public enum GradientClipping: Sendable, Equatable, Codable {
  /// Every element is moved into −limit … limit; limit > 0.
  case value(Double)
  /// The whole gradient is scaled down to a Euclidean norm of at most the limit > 0, all layers together. Every
  /// parameter then waits for the whole gradient, which takes a vector more and a second pass over it.
  case norm(Double)

  /// Whether no parameter may move before the whole gradient is there.
  var needsWholeGradient: Bool {
    if case .norm = self { true } else { false }
  }
}

extension GradientClipping: ParameterizedSetting {
  package static var what: String { "clipping" }
  package static func kinds(epochs: Int?) -> [GradientClipping] { [.value(.nan), .norm(.nan)] }

  package var kind: String {
    switch self {
    case .value: "value"
    case .norm: "norm"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .value(var limit):
      try parameters.number("limit", &limit, .above(0))
      self = .value(limit)
    case .norm(var limit):
      try parameters.number("limit", &limit, .above(0))
      self = .norm(limit)
    }
  }
}
