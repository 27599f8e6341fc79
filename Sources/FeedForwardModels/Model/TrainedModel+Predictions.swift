import FeedForward
import FeedForwardData

extension TrainedModel {
  /// What the model says about the rows of a table: classes with their probabilities, values, quantiles or normal
  /// distributions, by the loss that it was trained with; numbers are in the target's own unit.
  ///
  /// - Throws: ``FeedForwardData/DataError`` that names the place for a table without the model's columns, and for a
  ///   model without a pipeline.
  /// - Complexity: O(rows · (inputs + parameters)).
  public func predict(_ table: Table) throws -> Predictions<Scalar> {
    let inputs = try requirePipeline().inputs(of: table, as: Scalar.self)
    return try predictions(from: ensemble.predict(inputs))
  }

  /// What outputs of the network say.
  ///
  /// Throws as ``FeedForwardData/Pipeline/predictions(from:loss:)``, and for a model without a pipeline.
  public func predictions(from outputs: Matrix<Scalar>) throws -> Predictions<Scalar> {
    try requirePipeline().predictions(from: outputs, loss: loss)
  }

  func requirePipeline() throws -> Pipeline {
    guard let pipeline else {
      throw FilePlace.model.error(found: "no pipeline", expected: "one that takes the columns of a table")
    }
    return pipeline
  }
}
