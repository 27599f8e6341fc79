extension FeedForwardNetwork {
  /// How often each class was taken for each; weights of rows do not count here.
  ///
  /// - Throws: ``FeedForwardError`` if the data do not fit, or their targets are neither classes nor rows of them.
  public func confusionMatrix(on data: Dataset<Scalar>) throws(FeedForwardError) -> ConfusionMatrix {
    let actual = try classes(of: data, for: "confusion-matrix")
    return ConfusionMatrix(actual: actual, predicted: try classify(data.inputs), classes: max(outputs, 2))
  }

  /// Everything there is to say about the classes that the network takes rows for.
  ///
  /// The outputs are probabilities if the output layer is softmax or one logistic unit; otherwise they are scores.
  ///
  /// - Parameters:
  ///   - data: class indices, or rows of labels, of which the largest says the class.
  ///   - weights: `m` numbers ≥ 0; nil for those of the data.
  ///   - curves: whether the report is to hold ROC and precision–recall curves.
  /// - Throws: ``FeedForwardError`` if the data do not fit, their targets are no classes, or outputs are not finite.
  /// - Complexity: O(m · number of parameters + K · m log m).
  public func classificationReport(
    on data: Dataset<Scalar>, weights: [Double]? = nil, curves: Bool = false
  ) throws(FeedForwardError) -> ClassificationReport {
    let classes = try classes(of: data, for: "classification-report")
    let (outputs, weights) = (try predict(data.inputs), weights ?? data.weights)
    let areProbabilities =
      switch outputActivation {
      case .softmax: true
      case .logistic: self.outputs == 1
      default: false
      }
    return areProbabilities
      ? try ClassificationReport(probabilities: outputs, classes: classes, weights: weights, curves: curves)
      : try ClassificationReport(scores: outputs, classes: classes, weights: weights, curves: curves)
  }

  /// Everything there is to say about how near the outputs come to values.
  ///
  /// - Parameters:
  ///   - data: `m` rows whose targets are values.
  ///   - weights: `m` numbers ≥ 0; nil for those of the data.
  /// - Throws: ``FeedForwardError`` if the data do not fit, their targets are classes, or outputs are not finite.
  /// - Complexity: O(m · number of parameters).
  public func regressionReport(
    on data: Dataset<Scalar>, weights: [Double]? = nil
  ) throws(FeedForwardError) -> RegressionReport {
    guard case .values(let values) = data.targets else {
      throw .incompatibleLoss(loss: "regression-report", with: "class indices", reason: "it judges values.")
    }
    return try RegressionReport(outputs: predict(data.inputs), targets: values, weights: weights ?? data.weights)
  }

  /// The class of each row, as the targets say.
  ///
  /// - Parameter purpose: what an error calls whoever asks.
  func classes(of data: Dataset<Scalar>, for purpose: String) throws(FeedForwardError) -> [Int] {
    try data.validate(for: self, loss: .standard(for: outputActivation), named: "Data")
    switch (data.targets, outputActivation) {
    case (.classes(let classes), _): return classes
    case (.values(let values), .softmax), (.values(let values), .logistic):
      return (0..<values.rows).map { values.largestColumn(ofRow: $0) }
    case (.values, let output):
      throw .incompatibleLoss(
        loss: purpose, with: "values and the output activation \(output)", reason: "it counts classes.")
    }
  }
}
