/// A rule chosen by the problem when training begins; ``TrainingHistory/optimizer`` says which, and why.
///
/// - ``LevenbergMarquardt`` for squared error where a step, O(m K P²) for m rows, K outputs and P parameters, is short;
/// - ``LBFGS`` where a pass over all rows, O(m P), is short and nothing is random from step to step;
/// - ``Adam`` for everything else.
public struct AutomaticOptimizer: Optimizer {
  /// The choice needs no settings.
  public init() {}

  /// That of Adam.
  public var learningRate: Double { Adam().learningRate }
  /// Those of Adam: what is remembered is that of the rule chosen.
  public var stateVectors: Int { Adam().stateVectors }
  /// A step of Adam, for a loop of your own: nothing is known there of the problem.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    Adam().update(&parameters, along: gradient, state: &state)
  }

  /// The limits were chosen so that a step takes some milliseconds at the most.
  static func choice(
    parameters: Int, rows: Int, outputs: Int, loss: Loss, _ regularization: Regularization, isSmooth: Bool
  ) -> (rule: any Optimizer, reason: String) {
    let size = "\(parameters) parameters and \(rows) rows"
    let (p, m) = (Double(parameters), Double(rows))
    guard isSmooth else { return (Adam(), "adam: not every step is to see the same error") }
    if case .squaredError = loss, regularization.l1 == 0, m * Double(outputs) * p * p <= 1e8, p <= 500 {
      return (LevenbergMarquardt(), "levenberg-marquardt: squared error, and few enough of \(size)")
    }
    if m * p <= 1e7 { return (LBFGS(), "l-bfgs: a pass over \(size) is short") }
    return (Adam(), "adam: a pass over \(size) is long, so minibatches learn faster")
  }
}

extension AutomaticOptimizer: EngineOptimizer {
  package static func kinds(epochs: Int?) -> [AutomaticOptimizer] { [AutomaticOptimizer()] }
  package var kind: String { "automatic" }
  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {}
}

extension Optimizer where Self == AutomaticOptimizer {
  /// Chosen by the size of the problem and the loss.
  public static var automatic: Self { AutomaticOptimizer() }
}
