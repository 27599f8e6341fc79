/// What is done with inputs before a network sees them, learned from rows that it is trained on: such as
/// standardizing by their means.
///
/// ```swift
/// let centering = FoldPreparation<Double> { training in
///   let means = columnMeans(of: training.inputs)
///   return Preparation { inputs in subtract(means, from: inputs) }
/// }
/// ```
public struct FoldPreparation<Scalar: BLASScalar>: Sendable {
  /// Sees the rows to train on, and no others.
  public typealias Fit = @Sendable (_ training: Dataset<Scalar>) throws(FeedForwardError) -> Preparation<Scalar>
  package let fit: Fit

  /// A preparation of your own.
  public init(_ fit: @escaping Fit) { self.fit = fit }
}

/// What was learned by a ``FoldPreparation``: it is done with inputs of training, of validation,
/// and of every prediction.
public struct Preparation<Scalar: BLASScalar>: Sendable {
  private let apply: @Sendable (Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar>

  /// As many rows have to come out as went in.
  public init(_ apply: @escaping @Sendable (Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar>) {
    self.apply = apply
  }

  /// Inputs as the network is to see them.
  public func callAsFunction(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> { try apply(inputs) }

  /// The same rows, targets and weights with inputs as the network is to see them.
  public func callAsFunction(_ data: Dataset<Scalar>) throws(FeedForwardError) -> Dataset<Scalar> {
    try Dataset(inputs: apply(data.inputs), targets: data.targets, weights: data.weights)
  }
}
