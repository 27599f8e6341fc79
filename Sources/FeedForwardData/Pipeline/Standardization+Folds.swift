import FeedForward

extension FoldPreparation {
  /// Inputs of both parts of a fold standardized by those of the training part, so that nothing is
  /// learned from the others.
  ///
  ///     let result = try await CrossValidation().run(candidate, on: data, preparing: .standardization)
  ///
  /// Throws as ``Standardization/init(fittedTo:)``.
  public static var standardization: Self {
    Self { (training) throws(FeedForwardError) in
      let standardization = try Standardization(fittedTo: training.inputs)
      return Preparation { (inputs) throws(FeedForwardError) in try standardization.apply(to: inputs) }
    }
  }
}
