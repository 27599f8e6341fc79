/// What an optimizer remembers between steps.
public struct OptimizerState<Scalar: BLASScalar>: Sendable {
  /// The number of the step at hand, from 1.
  public var step = 0
  /// What a schedule multiplies the rule's learning rate with at this step.
  public var rateFactor = 1.0
  /// What a schedule multiplies the rule's weight decay with at this step.
  public var decayFactor = 1.0
  /// E, penalty included, at θ before this step.
  public var loss = 0.0
  /// Length of a vector, that of θ.
  public let count: Int
  /// The single numbers the rule remembers; zeros before the first step.
  public var scalars: [Double]
  /// One vector after another.
  package var elements: [Scalar]

  /// The state before the first step, for a rule that remembers `vectors` vectors and `scalars` numbers, and a θ of
  /// `count` elements.
  ///
  /// A trainer makes it by itself; a loop of your own adds 1 to `step` before each update.
  ///
  /// - Throws: ``FeedForwardError/outOfMemory(bytes:)``, and ``FeedForwardError/invalidSetting(name:value:expected:)``
  ///   for a number below 0.
  public init(vectors: Int, scalars: Int = 0, count: Int) throws(FeedForwardError) {
    for (name, value) in [("vectors", vectors), ("scalars", scalars), ("count", count)] where value < 0 {
      throw .invalidSetting(name: "\(name) of an optimizer's state", value: "\(value)", expected: "at least 0")
    }
    try requireMemory(for: scalars, of: Double.self)
    self.count = count
    self.scalars = [Double](repeating: 0, count: scalars)
    elements = try [Scalar](zeros: try product(vectors, count))
  }

  /// The state before the first step of a rule.
  init(for optimizer: any Optimizer, count: Int) throws(FeedForwardError) {
    try self.init(vectors: optimizer.stateVectors, scalars: optimizer.stateScalars, count: count)
  }

  /// Element `index` of one of the vectors; zero before the first step. Stops the program for one that is not there.
  public subscript(vector: Int, index: Int) -> Scalar {
    get { elements[vector * count + index] }
    set { elements[vector * count + index] = newValue }
  }
}

extension OptimizerState {
  /// Takes over where another one stands, which may be of more of θ, or of less.
  ///
  /// - Parameter vectors: those of this part of θ.
  mutating func `continue`(from other: OptimizerState, _ vectors: [Scalar]) {
    (step, rateFactor, decayFactor, loss) = (other.step, other.rateFactor, other.decayFactor, other.loss)
    scalars = other.scalars
    elements = vectors
  }

  /// The remembered vectors, one after another.
  mutating func withMemory<Result, Failure: Error>(
    _ body: (Vector<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try elements.withVector(body)
  }

  /// The remembered vectors, one window each.
  mutating func withVectors<Result, Failure: Error>(
    _ body: ([Vector<Scalar>]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let count = count
    return try elements.withVector { (memory) throws(Failure) in
      try body((0..<memory.count / max(count, 1)).map { memory.part($0, of: count) })
    }
  }
}
