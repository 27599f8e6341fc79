import FeedForward

extension FoldPreparation {
  /// Inputs of both parts of a fold standardized by those of the training part, so that nothing is learned from the others.
  ///
  ///     let result = try await CrossValidation().run(candidate, on: data, preparing: .standardization)
  ///
  /// Throws as ``Standardization/init(fittedTo:)``.
  public static var standardization: Self {
    Self { (training, validation) throws(FeedForwardError) in
      let standardization = try Standardization(fittedTo: training.inputs)
      return (
        try Dataset(
          inputs: standardization.apply(to: training.inputs), targets: training.targets, weights: training.weights),
        try Dataset(
          inputs: standardization.apply(to: validation.inputs), targets: validation.targets, weights: validation.weights
        )
      )
    }
  }
}
