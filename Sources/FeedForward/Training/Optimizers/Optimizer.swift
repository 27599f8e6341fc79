/// A rule that moves the parameters θ along a gradient g: two flat vectors of the same length and layout.
///
/// A rule of your own needs `update` and the number of vectors it remembers:
///
/// ```swift
/// struct SignDescent: Optimizer {
///   var learningRate = 1e-3
///   let stateVectors = 0
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
  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>)
  /// The engine's own business: the kernel of a rule that moves each parameter by itself, which may then be moved as soon
  /// as its gradient is there. nil, the default, for every other rule.
  func _elementwiseUpdate<Scalar: BLASScalar>(
    step: Int, rateFactor: Double, of _: Scalar.Type
  ) -> _ElementwiseUpdate<Scalar>?
}

/// What an ``Optimizer`` has to see at each step.
public enum OptimizerScope: Sendable {
  /// The gradient over a minibatch.
  case minibatch
  /// The gradient over all rows: the trainer's batch size does not count, and an epoch is one step.
  case allRows
}

extension Optimizer {
  /// Accepts every setting.
  public func validate() throws(FeedForwardError) {}
  /// 0.
  public var stateScalars: Int { 0 }
  /// A minibatch.
  public var scope: OptimizerScope { .minibatch }
  /// nil: `update` is called once a step with all parameters.
  public func _elementwiseUpdate<Scalar: BLASScalar>(
    step: Int, rateFactor: Double, of _: Scalar.Type
  ) -> _ElementwiseUpdate<Scalar>? {
    nil
  }
}

/// What an optimizer remembers between steps.
public struct OptimizerState<Scalar: BLASScalar>: Sendable {
  /// The number of the step at hand, from 1.
  public var step = 0
  /// What a schedule multiplies the rule's learning rate with at this step.
  public var rateFactor = 1.0
  /// E, penalty included, at θ before this step.
  public var loss = 0.0
  /// Length of a vector, that of θ.
  public let count: Int
  /// The single numbers the rule remembers; zeros before the first step.
  public var scalars: [Double]
  /// One vector after another.
  var elements: [Scalar]

  /// The state before the first step, for a rule that remembers `vectors` vectors and `scalars` numbers, and a θ of `count`
  /// elements.
  ///
  /// A trainer makes it by itself; a loop of your own adds 1 to `step` before each update.
  ///
  /// - Throws: ``FeedForwardError/outOfMemory(bytes:)``.
  public init(vectors: Int, scalars: Int = 0, count: Int) throws(FeedForwardError) {
    self.count = count
    self.scalars = [Double](repeating: 0, count: scalars)
    elements = try [Scalar](zeros: try product(vectors, count))
  }

  /// Element `index` of one of the vectors; zero before the first step.
  public subscript(vector: Int, index: Int) -> Scalar {
    get { elements[vector * count + index] }
    set { elements[vector * count + index] = newValue }
  }
}

/// Throws unless the value lies in the range.
func require<Bounds: RangeExpression<Double>>(
  _ value: Double, in range: Bounds, _ name: String, _ expected: String
) throws(FeedForwardError) {
  guard value.isFinite, range.contains(value) else {
    throw .invalidSetting(name: name, value: "\(value)", expected: expected)
  }
}
