import FeedForward
import Foundation

/// A table as Markdown has it, in columns that line up in a terminal, too.
struct MarkdownTable {
  private let widths: [Int]

  /// Prints the heads; the first column is aligned to the left, the others to the right.
  init(_ heads: (String, width: Int)...) {
    widths = heads.map { max($0.0.count, $0.width) }
    line(heads.map(\.0))
    line(widths.enumerated().map { $0 == 0 ? String(repeating: "-", count: $1) : dashes($1) })
  }

  /// A line appears at once, for the next one may take a while.
  func line(_ cells: [String]) {
    let padded = zip(cells, widths).enumerated().map { index, cell in
      let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return index == 0 ? cell.0 + gap : gap + cell.0
    }
    print("| " + padded.joined(separator: " | ") + " |")
    fflush(nil)
  }

  private func dashes(_ count: Int) -> String { String(repeating: "-", count: count - 1) + ":" }
}

enum Text {
  static func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }

  static func of(_ estimate: Estimate?) -> String { estimate?.text ?? "–" }

  /// As the option --output has it.
  static func output(_ activation: Activation) -> String {
    if case .identity = activation { "linear" } else { "\(activation)" }
  }

  /// As in `16-8 linear`.
  static func network(_ hidden: [Int], _ output: Activation) -> String {
    let name = Text.output(output)
    return hidden.isEmpty ? name : hidden.map(String.init).joined(separator: "-") + " " + name
  }

  /// One JSON object without a line break.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
