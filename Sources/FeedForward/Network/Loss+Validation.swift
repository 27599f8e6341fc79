extension Loss {
  /// Throws for a parameter out of its range and for a pair that makes no sense.
  package func validate(with output: Activation, outputs: Int) throws(FeedForwardError) {
    try validateParameters(outputs: outputs)
    let facts = facts
    if let needed = facts.output, needed.kind != output.kind {
      throw .incompatibleLoss(
        loss: description, with: "the output activation \(output)",
        reason: "\(facts.reason); use \(needed), or the loss \(Loss.standard(for: output)).")
    }
    guard case .quantile(let levels) = self else { return }
    let together = if case .increasing(let groups) = output { outputs / groups } else { 1 }
    guard levels.count == together else {
      throw .incompatibleLoss(
        loss: description, with: "\(outputs) outputs of the activation \(output)",
        reason: "\(levels.count) levels need groups of \(levels.count) increasing outputs, or they may cross.")
    }
  }

  private func validateParameters(outputs: Int) throws(FeedForwardError) {
    if case .weightedBinaryCrossEntropy(let weights) = self, weights.count != outputs {
      throw .wrongShape(
        what: "Positive weights", found: "\(weights.count)", expected: "\(outputs), one for each output")
    }
    try checkParameters()
  }
}
