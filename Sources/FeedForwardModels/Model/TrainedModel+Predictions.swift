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

  /// How far the networks that answer together are apart: the standard deviation over them of each number that
  /// ``predict(_:)`` gives, probabilities or numbers in the target's own unit; 0 of a single one. It says how unsure
  /// the model is of what it has learned; noise in the targets is not in it.
  ///
  /// - Returns: rows × classes, or rows × columns of numbers.
  /// - Throws: as ``predict(_:)``.
  /// - Complexity: O(rows · (inputs + parameters)).
  public func spread(for table: Table) throws -> Matrix<Double> {
    let inputs = try requirePipeline().inputs(of: table, as: Scalar.self)
    var numbers: [Matrix<Double>] = []
    for member in ensemble.members {
      let predictions = try predictions(from: member.predict(inputs))
      if case .classes(_, _, let probabilities) = predictions {
        numbers.append(
          try Matrix(
            rows: probabilities.rows, columns: probabilities.columns,
            elements: probabilities.elements.map { Double($0) }))
      } else if let columns = predictions.columns {
        numbers.append(columns.numbers)
      }
    }
    let count = Double(numbers.count)
    let deviations = numbers[0].elements.indices.map { i in
      let mean = numbers.reduce(0.0) { $0 + $1.elements[i] / count }
      return (numbers.reduce(0.0) { $0 + ($1.elements[i] - mean) * ($1.elements[i] - mean) } / count).squareRoot()
    }
    return try Matrix(rows: numbers[0].rows, columns: numbers[0].columns, elements: deviations)
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
