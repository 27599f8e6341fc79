import FeedForward
import Foundation

/// A line on standard error that follows a run of training: rewritten in place on a terminal, else printed some ten times.
struct ProgressLine {
  private let epochs: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private let clock = ContinuousClock()
  private let start = ContinuousClock().now
  private var shown = ContinuousClock.Instant?.none
  private var written = 0

  init(epochs: Int) { self.epochs = epochs }

  mutating func show(_ record: EpochRecord) {
    let isLast = record.epoch == epochs
    if isTerminal {
      // More than twenty lines a second cannot be read.
      if let shown, !isLast, clock.now - shown < .milliseconds(50) { return }
      shown = clock.now
    } else if !isLast && record.epoch % max(1, epochs / 10) != 0 {
      return
    }
    write(text(record))
  }

  /// Ends the line.
  func finish() {
    if isTerminal && written > 0 { emit("\n") }
  }

  private func text(_ record: EpochRecord) -> String {
    let elapsed = (clock.now - start) / .seconds(1)
    let left = elapsed / Double(record.epoch) * Double(epochs - record.epoch)
    var parts = ["epoch \(record.epoch)/\(epochs)", String(format: "loss %.4f", record.trainingLoss)]
    if let accuracy = record.validation?.accuracy {
      parts.append(String(format: "validation accuracy %.2f %%", 100 * accuracy))
    }
    parts.append(String(format: "%.1f s left", left))
    return parts.joined(separator: "   ")
  }

  private mutating func write(_ line: String) {
    if isTerminal {
      emit("\r" + line + String(repeating: " ", count: max(0, written - line.count)))
      written = line.count
    } else {
      emit(line + "\n")
    }
  }

  private func emit(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
