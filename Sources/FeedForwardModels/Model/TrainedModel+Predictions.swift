import FeedForward
import FeedForwardData

extension TrainedModel {
  /// What the model says about the rows of a table: classes with their probabilities, values, quantiles or normal
  /// distributions, by the loss that it was trained with; numbers are in the target's own unit.
  ///
  /// - Throws: ``/FeedForwardData/DataError`` that names the place for a table without the model's columns, and for a
  ///   model without a pipeline.
  /// - Complexity: O(rows · (inputs + parameters)).
  public func predict(_ table: Table) throws -> Predictions<Scalar> {
    let inputs = try requirePipeline().inputs(of: table, as: Scalar.self)
    return try predictions(from: ensemble.predict(inputs))
  }

  /// How far the networks that answer together are apart: the standard deviation over them of each number that
  /// ``predict(_:)`` gives, probabilities or numbers in the target's own unit; 0 of a single one. It says how unsure
  /// the model is of what it has learned; noise in the targets is not in it.
  ///
  /// - Returns: rows × classes, or rows × columns of numbers.
  /// - Throws: as ``predict(_:)``.
  /// - Complexity: O(rows · (inputs + parameters)).
  public func spread(for table: Table) throws -> Matrix<Double> {
    let inputs = try requirePipeline().inputs(of: table, as: Scalar.self)
    let numbers = try ensemble.members.map { try predictions(from: $0.predict(inputs)).numbers }
    var moments = Moments<Double>(rows: numbers[0].rows, columns: numbers[0].columns)
    for matrix in numbers { moments.add(matrix) }
    return try moments.deviation()
  }

  /// What outputs of the network say.
  ///
  /// Throws as ``/FeedForwardData/Pipeline/predictions(from:loss:)``, and for a model without a pipeline.
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
