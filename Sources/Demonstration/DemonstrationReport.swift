import FeedForward

/// What a ``Demonstration`` found.
package struct DemonstrationReport {
  package let testAccuracy: Double
  package let trainAccuracy: Double
  package let testLoss: Double
  package let confusion: ConfusionMatrix
  /// Of the training.
  package let seconds: Double
  package let epochs: Int
  package let comparison: NaiveComparison

  /// In words, for lines of at most `width` columns.
  package func text(width: Int) -> String {
    """
    Test accuracy \(percent(testAccuracy)) (training \(percent(trainAccuracy))) after \(epochs) epochs in \
    \(fixedText(seconds, 2)) s; test cross-entropy \(fixedText(testLoss, 4)).

    \(confusion.table(width: width))

    One training step on \(comparison.rows) rows takes \(fixedText(comparison.seconds * 1e6, 1)) µs; in plain loops it \
    takes \(fixedText(comparison.naiveSeconds * 1e6, 0)) µs, \(fixedText(comparison.speedup, 0)) times as long.
    Both give the same gradient: the largest difference is \(comparison.gradientDifference.text(digits: 2)) of the \
    largest element.
    """.linesWrapped(to: width)
  }

  private func percent(_ share: Double) -> String { "\(fixedText(100 * share, 2)) %" }
}
