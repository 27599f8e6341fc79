/// How good a network is on a data set.
public struct Evaluation: Sendable, Codable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// D, without penalty.
  public let loss: Double
  /// Accuracy, or R² and RMSE.
  public let metrics: Metrics
}

extension FeedForwardNetwork {
  /// Loss and metrics on a data set.
  ///
  /// - Parameter loss: nil takes the one that belongs to the output activation.
  /// - Throws: ``FeedForwardError`` if the data do not fit.
  /// - Complexity: O(m · number of parameters).
  public func evaluate(on data: Dataset<Scalar>, loss: Loss? = nil) throws(FeedForwardError) -> Evaluation {
    let loss = loss ?? .standard(for: outputActivation)
    try loss.validate(with: outputActivation)
    let evaluator = try Evaluator(of: self, on: data, loss: loss, named: "Data")
    var theta = parameters.elements
    return theta.withUnsafeMutableBufferPointer { theta in
      guard let theta = theta.baseAddress else { preconditionFailure("a network without parameters") }
      return evaluator.evaluate(theta)
    }
  }

  /// How often each class was taken for each.
  ///
  /// - Throws: ``FeedForwardError`` if the data do not fit, or their targets are neither classes nor rows of them.
  public func confusionMatrix(on data: Dataset<Scalar>) throws(FeedForwardError) -> ConfusionMatrix {
    try data.validate(for: self, loss: .standard(for: outputActivation), named: "Data")
    let actual: [Int]
    switch (data.targets, outputActivation) {
    case (.classes(let classes), _): actual = classes
    case (.values(let values), .softmax), (.values(let values), .logistic):
      actual = (0..<values.rows).map { values.largestColumn(ofRow: $0) }
    case (.values, let output):
      throw .incompatibleLoss(
        loss: "confusion-matrix", with: "values and the output activation \(output)", reason: "it counts classes.")
    }
    return ConfusionMatrix(actual: actual, predicted: try classify(data.inputs), classes: max(outputs, 2))
  }
}

/// Loss and metrics of a network, as often as wanted, on the same rows; nothing is allocated after the first time.
final class Evaluator<Scalar: BLASScalar> {
  private let workspace: Workspace<Scalar>
  private let batches: Minibatches<Scalar>
  private let loss: Loss
  private let totals: MetricSums<Scalar>

  init(
    of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>, loss: Loss, named what: String
  ) throws(FeedForwardError) {
    try data.validate(for: network, loss: loss, named: what)
    batches = Minibatches(of: data, batchSize: FeedForwardNetwork<Scalar>.predictionBlock)
    workspace = try Workspace(for: network, rows: batches.batchSize, purpose: .evaluation)
    totals = MetricSums(of: data, loss: loss, outputs: network.outputs)
    self.loss = loss
  }

  func evaluate(_ theta: UnsafeMutablePointer<Scalar>) -> Evaluation {
    totals.reset()
    var sum = 0.0
    for index in 0..<batches.count {
      batches.gather(index, into: workspace)
      workspace.forward(theta)
      sum += workspace.evaluate(loss)
      totals.add(workspace)
    }
    return Evaluation(rows: totals.rows, loss: sum / Double(totals.rows), metrics: totals.metrics)
  }
}
