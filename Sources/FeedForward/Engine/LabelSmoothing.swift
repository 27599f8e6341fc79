/// y ← (1 − ε) y + ε / K for the rows of probabilities of cross-entropy, (1 − ε) y + ε / 2 for the labels of its binary
/// kin.
struct LabelSmoothing<Scalar: BLASScalar> {
  let keep: Scalar
  let add: Scalar

  /// nil for ε = 0.
  ///
  /// - Throws: ``FeedForwardError/incompatibleLoss(loss:with:reason:)`` for a loss without labels.
  init?(_ smoothing: Double, loss: Loss, outputs: Int) throws(FeedForwardError) {
    if smoothing == 0 { return nil }
    let share: Double
    switch loss.facts.targets {
    case .distributions: share = 1 / Double(outputs)
    case .probabilities: share = 1 / 2
    default:
      throw .incompatibleLoss(
        loss: loss.description, with: "label smoothing",
        reason: "it has no probabilities as labels; use cross-entropy or binary-cross-entropy.")
    }
    (keep, add) = (Scalar(1 - smoothing), Scalar(smoothing * share))
  }

  func apply(to y: MatrixView<Scalar>) {
    let labels = y.contiguous
    for i in labels.indices { labels[i] = keep * labels[i] + add }
  }
}
