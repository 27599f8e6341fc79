import FeedForward

extension Standardization {
  /// Both parts of a fold with inputs standardized by the training part, so that nothing is learned from the other.
  ///
  ///     let result = try await CrossValidation().run(candidate, on: data, preparing: Standardization.prepare)
  ///
  /// - Throws: ``FeedForward/FeedForwardError`` as ``init(fittedTo:)`` and ``apply(to:)``.
  public static func prepare<Scalar: BLASScalar>(
    _ training: Dataset<Scalar>, _ validation: Dataset<Scalar>
  ) throws(FeedForwardError) -> (training: Dataset<Scalar>, validation: Dataset<Scalar>) {
    let standardization = try Standardization(fittedTo: training.inputs)
    return (
      try Dataset(inputs: standardization.apply(to: training.inputs), targets: training.targets),
      try Dataset(inputs: standardization.apply(to: validation.inputs), targets: validation.targets)
    )
  }
}
