extension Loss {
  /// Throws for a parameter out of its range and for a pair that makes no sense.
  package func validate(with output: Activation, outputs: Int) throws(FeedForwardError) {
    try validateParameters(outputs: outputs)
    switch (self, output) {
    case (.crossEntropy, .softmax), (.binaryCrossEntropy, .logistic), (.weightedBinaryCrossEntropy, .logistic),
      (.poisson, .exponential), (.gaussian, .meanAndVariance):
      break
    case (.crossEntropy, _): throw refusal(of: output, "it needs probabilities that sum to 1; use softmax")
    case (.binaryCrossEntropy, _), (.weightedBinaryCrossEntropy, _):
      throw refusal(of: output, "it needs a probability for each output; use sigmoid")
    case (.poisson, _): throw refusal(of: output, "it needs positive outputs; use exponential")
    case (.gaussian, _): throw refusal(of: output, "it needs a variance for each mean; use mean-and-variance")
    case (.quantile(let levels), _):
      let together = if case .increasing(let groups) = output { outputs / groups } else { 1 }
      guard levels.count == together else {
        throw .incompatibleLoss(
          loss: description, with: "\(outputs) outputs of the activation \(output)",
          reason: "\(levels.count) levels need groups of \(levels.count) increasing outputs, or they may cross.")
      }
    default: break
    }
  }

  private func refusal(of output: Activation, _ need: String) -> FeedForwardError {
    .incompatibleLoss(
      loss: description, with: "the output activation \(output)",
      reason: "\(need), or the loss \(Loss.standard(for: output)).")
  }

  private func validateParameters(outputs: Int) throws(FeedForwardError) {
    if case .weightedBinaryCrossEntropy(let weights) = self, weights.count != outputs {
      throw .wrongShape(
        what: "Positive weights", found: "\(weights.count)", expected: "\(outputs), one for each output")
    }
    try checkParameters()
  }
}
