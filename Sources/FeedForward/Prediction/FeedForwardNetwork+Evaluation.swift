/// How good a network is on a data set.
public struct Evaluation: Sendable, Codable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// D, without penalty.
  public let loss: Double
  /// Accuracy, or R² and RMSE.
  public let metrics: Metrics

  package init(rows: Int, loss: Double, metrics: Metrics) {
    (self.rows, self.loss, self.metrics) = (rows, loss, metrics)
  }
}

extension FeedForwardNetwork {
  /// Loss and metrics on a data set, weighted where its rows have weights.
  ///
  /// - Parameters:
  ///   - data: `m` rows that fit the network and the loss.
  ///   - loss: nil takes the one that belongs to the output activation.
  ///   - threads: at most so many; nil for the processors that the process may use.
  /// - Throws: ``FeedForwardError`` if the data do not fit.
  /// - Complexity: O(m · number of parameters).
  public func evaluate(
    on data: Dataset<Scalar>, loss: Loss? = nil, threads: Int? = nil
  ) throws(FeedForwardError) -> Evaluation {
    try WorkerPool.validate(threads: threads)
    let loss = loss ?? .standard(for: outputActivation)
    try loss.validate(with: outputActivation, outputs: outputs)
    let weights = try ForwardWeights(copying: parameters)
    return try Evaluator(of: self, weights, on: SharedDataset(data), loss: loss, named: "Data", threads: threads)
      .evaluate()
  }
}
