import FeedForward

extension Pipeline {
  /// Data for a cross-validation in which a pipeline is fitted to the training rows of each fold.
  ///
  /// The data set holds the number of each row where inputs belong, and the targets by a pipeline of all rows, so that
  /// every fold has the same classes; the preparation puts the inputs in their place, fitted to the rows that are
  /// trained on. Texts that a fold has in its validation rows only are zeros. `SearchResult.refit(on:)` is given the
  /// data set too, and its network belongs to the pipeline.
  ///
  /// - Parameters:
  ///   - table: the rows that are divided.
  ///   - targets: the column to predict, or several columns of numbers.
  ///   - weights: the column that says how much rows count, numbers ≥ 0; nil for alike.
  ///   - preprocessing: what becomes of the columns.
  ///   - _: the type of the numbers.
  /// - Throws: ``DataError``.
  public static func folds<Scalar: BLASScalar>(
    of table: Table, targets: [String], weights: String? = nil, _ preprocessing: Preprocessing = Preprocessing(),
    as _: Scalar.Type = Scalar.self
  ) throws -> (data: Dataset<Scalar>, preparation: FoldPreparation<Scalar>, pipeline: Pipeline) {
    let ignored = weights.map { [$0] } ?? []
    let (pipeline, _) = try fitted(to: table, targets: targets, ignoring: ignored, preprocessing)
    let values = try pipeline.targets(of: table, as: Scalar.self)
    let rowWeights: [Double]? = if let weights { try table.weights(named: weights) } else { nil }
    guard table.count <= 1 << Scalar.significandBitCount else {
      throw FeedForwardError.wrongShape(
        what: "The rows of a cross-validation", found: "\(table.count)",
        expected: "at most \(1 << Scalar.significandBitCount) in this precision")
    }
    let rows = try Matrix(rows: table.count, columns: 1, elements: (0..<table.count).map { Scalar($0) })
    let data = try Dataset(inputs: rows, targets: values, weights: rowWeights)
    var ofFold = preprocessing
    ofFold.unknown = .ignore
    let preparation = FoldPreparation<Scalar> { [ofFold] (training) throws(FeedForwardError) in
      let inputs = try ofFoldError {
        try fitted(
          to: table, rows: numbers(training.inputs), targets: [], ignoring: ignored + targets, ofFold
        ).pipeline
      }
      return Preparation { (rows) throws(FeedForwardError) in
        try ofFoldError { try inputs.inputs(of: table, rows: numbers(rows), as: Scalar.self) }
      }
    }
    return (data, preparation, pipeline)
  }

  /// The rows that a matrix of their numbers says.
  private static func numbers<Scalar: BLASScalar>(_ rows: Matrix<Scalar>) -> [Int] { rows.elements.map { Int($0) } }

  private static func ofFoldError<Result>(
    _ body: () throws -> Result
  ) throws(FeedForwardError) -> Result {
    do {
      return try body()
    } catch let error as FeedForwardError {
      throw error
    } catch {
      throw .invalidSetting(name: "A fold", value: "one that is refused: \(error)", expected: "another number of folds")
    }
  }
}
