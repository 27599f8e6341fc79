/// A rule of the engine, which its canonical text says: `adam(learningRate: 0.001, beta1: 0.9, …)`.
package protocol EngineOptimizer: Optimizer, ParameterizedSetting {}

extension EngineOptimizer {
  package static var what: String { "optimizer" }
  /// The canonical text.
  public var setting: SettingText? { canonicalText }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a parameter out of its range.
  public func validate() throws(FeedForwardError) { try checkParameters() }

  /// Throws also for one that the scalar type rounds out of its range.
  func validate<Scalar: BLASScalar>(in scalar: Scalar.Type) throws(FeedForwardError) {
    try validate()
    try checkParameters(in: scalar)
  }
}
