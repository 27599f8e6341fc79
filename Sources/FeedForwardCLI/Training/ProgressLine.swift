import FeedForward
import Foundation

/// A line on standard error that follows a run of training: rewritten in place on a terminal, else printed some ten times.
struct ProgressLine {
  private let epochs: Int
  private let rows: Int?
  private let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private let isColored = ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
  private let clock = ContinuousClock()
  private let start = ContinuousClock().now
  private var shown = ContinuousClock.Instant?.none
  private var written = 0
  /// Epochs that this process has seen: a training may have begun in another.
  private var seen = 0
  /// Seconds and rows of the epochs since the last line.
  private var pace = (seconds: 0.0, epochs: 0)

  /// - Parameter rows: of an epoch; nil if their pace is not to be shown.
  init(epochs: Int, rows: Int? = nil) { (self.epochs, self.rows) = (epochs, rows) }

  mutating func show(_ record: EpochRecord) {
    let isLast = record.epoch == epochs
    seen += 1
    pace = (pace.seconds + record.seconds, pace.epochs + 1)
    if isTerminal {
      // More than twenty lines a second cannot be read.
      if let shown, !isLast, clock.now - shown < .milliseconds(50) { return }
      shown = clock.now
    } else if !isLast && record.epoch % max(1, epochs / 10) != 0 {
      return
    }
    write(text(record))
    pace = (0, 0)
  }

  /// Ends the line.
  mutating func finish() {
    if isTerminal && written > 0 { emit("\n") }
    written = 0
  }

  private func text(_ record: EpochRecord) -> String {
    let elapsed = (clock.now - start) / .seconds(1)
    let left = elapsed / Double(seen) * Double(epochs - record.epoch)
    var parts = ["epoch \(record.epoch)/\(epochs)", String(format: "loss %.4f", record.trainingLoss)]
    if let loss = record.validationLoss { parts.append(String(format: "validation loss %.4f", loss)) }
    if let accuracy = record.validation?.accuracy {
      parts.append(String(format: "validation accuracy %.2f %%", 100 * accuracy))
    }
    if let r2 = record.validation?.r2 { parts.append(String(format: "validation R² %.4f", r2)) }
    if let rows, pace.seconds > 0 {
      parts.append(String(format: "%.3g rows/s", Double(rows * pace.epochs) / pace.seconds))
    }
    parts.append(String(format: "%.1f s left", left))
    return parts.joined(separator: "   ")
  }

  private mutating func write(_ line: String) {
    if isTerminal {
      let space = String(repeating: " ", count: max(0, written - line.count))
      emit("\r" + (isColored ? "\u{1B}[2m\(line)\u{1B}[0m" : line) + space)
      written = line.count
    } else {
      emit(line + "\n")
    }
  }

  private func emit(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
