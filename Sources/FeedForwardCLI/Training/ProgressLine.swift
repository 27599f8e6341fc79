import FeedForward
import Foundation

/// A line on standard error that follows a run of training: rewritten in place on a terminal, else
/// printed some ten times.
struct ProgressLine {
  private let epochs: Int
  private let rows: Int?
  /// Whether a line can be written over.
  private let isInPlace = Terminal.errors.isTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  private let isColored = ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
  private let clock = ContinuousClock()
  private let start = ContinuousClock().now
  private var shown = ContinuousClock.Instant?.none
  /// Whether a line stands on the terminal that is not ended.
  private var isOpen = false
  /// Epochs that this process has seen: a training may have begun in another.
  private var seen = 0
  /// Seconds and rows of the epochs since the last line.
  private var pace = (seconds: 0.0, epochs: 0)

  /// - Parameter rows: of an epoch; nil if their pace is not to be shown.
  init(epochs: Int, rows: Int? = nil) {
    self.epochs = epochs
    self.rows = rows
  }

  mutating func show(_ record: EpochRecord) {
    if Words.areSilent { return }
    let isLast = record.epoch == epochs
    seen += 1
    pace = (pace.seconds + record.seconds, pace.epochs + 1)
    if isInPlace {
      // More than twenty lines a second cannot be read.
      if let shown, !isLast, clock.now - shown < .milliseconds(50) { return }
      shown = clock.now
    } else if !isLast && record.epoch % max(1, epochs / 10) != 0 {
      return
    }
    // A letter in the last column would move some terminals to the next line.
    let line = Self.line(parts(record), columns: Terminal.errors.width - 1)
    if isInPlace {
      let clear = "\u{1B}[K"
      Terminal.errors.write("\r" + (isColored ? "\u{1B}[2m\(line)\u{1B}[0m" : line) + clear)
      isOpen = true
    } else {
      Terminal.errors.write(line + "\n")
    }
    pace = (0, 0)
  }

  /// Ends the line.
  mutating func finish() {
    if isOpen { Terminal.errors.write("\n") }
    isOpen = false
  }

  // MARK: - What the line says

  /// A part of the line, of letters that are one column wide each.
  struct Part {
    let text: String
    /// For where the text does not fit, but this does.
    var short: String?
    /// Parts of a higher one are left out first.
    let rank: Int
  }

  private func parts(_ record: EpochRecord) -> [Part] {
    let elapsed = (clock.now - start) / .seconds(1)
    let left = elapsed / Double(seen) * Double(epochs - record.epoch)
    let held = record.validationLoss
    var parts = [
      Part(text: "epoch \(record.epoch)/\(epochs)", rank: 0),
      Part(text: "loss " + Self.number(record.trainingLoss), rank: held == nil ? 1 : 4),
    ]
    if let held { parts.append(Part(text: "validation loss " + Self.number(held), rank: 1)) }
    if let accuracy = record.validation?.accuracy {
      let text = String(format: "accuracy %.2f %%", 100 * accuracy)
      parts.append(Part(text: "validation " + text, short: text, rank: 3))
    }
    if let r2 = record.validation?.r2 {
      let text = "R² " + Self.number(r2)
      parts.append(Part(text: "validation " + text, short: text, rank: 3))
    }
    if let rows, pace.seconds > 0 {
      parts.append(Part(text: String(format: "%.3g rows/s", Double(rows * pace.epochs) / pace.seconds), rank: 5))
    }
    parts.append(Part(text: Self.duration(left) + " left", rank: 2))
    return parts
  }

  /// The parts that fit, those of most worth chosen first, in their own order.
  static func line(_ parts: [Part], columns: Int) -> String {
    if let first = parts.min(by: { $0.rank < $1.rank })?.text, first.count > columns {
      return String(first.prefix(max(0, columns)))
    }
    var chosen = [String?](repeating: nil, count: parts.count)
    var used = -space.count
    for (position, part) in parts.enumerated().sorted(by: { $0.element.rank < $1.element.rank }) {
      let text = [part.text, part.short].compactMap { $0 }.first { used + space.count + $0.count <= columns }
      guard let text else { continue }
      chosen[position] = text
      used += space.count + text.count
    }
    return chosen.compactMap { $0 }.joined(separator: space)
  }

  private static let space = "   "

  private static func number(_ value: Double) -> String {
    String(format: abs(value) < 1e6 ? "%.4f" : "%.3e", value)
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: String(format: "%.1f s", seconds)
    case ..<6000: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
