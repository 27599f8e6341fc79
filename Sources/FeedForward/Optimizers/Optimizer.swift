/// A rule that moves the parameters θ along a gradient g: two flat vectors of the same length and layout.
///
/// A rule of your own needs three members, its learning rate, the number of vectors it remembers and `update`; and a
/// text by which it is known again, where its trainings are to be saved:
///
/// ```swift
/// struct SignDescent: Optimizer {
///   var learningRate = 1e-3
///   let stateVectors = 0
///   var setting: SettingText? { SettingText("sign-descent", ["learningRate": learningRate]) }
///   func update<Scalar: BLASScalar>(
///     _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
///   ) {
///     for i in gradient.indices where gradient[i] != 0 {
///       parameters[i] -= Scalar(learningRate) * (gradient[i] < 0 ? -1 : 1)
///     }
///   }
/// }
/// ```
public protocol Optimizer: Sendable {
  /// Its canonical text: a name of its own and every parameter that decides what it does, by which a checkpoint knows
  /// the rule again. nil, the default, for none: trainings with the rule can then not be saved in checkpoints.
  var setting: SettingText? { get }
  /// η, for the history.
  var learningRate: Double { get }
  /// How many vectors as long as θ the rule remembers between steps.
  var stateVectors: Int { get }
  /// How many single numbers it remembers; 0 unless said otherwise.
  var stateScalars: Int { get }
  /// What the rule has to see at each step; a minibatch unless said otherwise.
  var scope: OptimizerScope { get }
  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a hyperparameter out of its range.
  func validate() throws(FeedForwardError)
  /// One step. `state.step` counts from 1; the remembered vectors begin as zeros.
  ///
  /// The two vectors are as long as the state says, and the state is one of this rule. Anything else is a mistake in
  /// the code that calls, which a rule of the engine stops the program for.
  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>)
}

/// What an ``Optimizer`` has to see at each step.
public enum OptimizerScope: Sendable {
  /// The gradient over a minibatch.
  case minibatch
  /// The gradient over all rows: the trainer's batch size does not count, and an epoch is one step.
  case allRows
}

extension Optimizer {
  /// None.
  public var setting: SettingText? { nil }
  /// Accepts every setting.
  public func validate() throws(FeedForwardError) {}
  /// 0.
  public var stateScalars: Int { 0 }
  /// A minibatch.
  public var scope: OptimizerScope { .minibatch }
}

extension Hyperparameter {
  /// η of whatever rule has one.
  public static let learningRate = Hyperparameter("learning rate", .atLeast(0))
}
