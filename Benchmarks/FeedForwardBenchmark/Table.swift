import Foundation

/// Lines of aligned columns, the first ones from the left and the others from the right.
struct Table {
  private let widths: [Int]
  private let leftAligned: Int

  /// - Parameter columns: heads and widths; also prints the heads.
  init(leftAligned: Int, _ columns: (String, Int)...) {
    widths = columns.map(\.1)
    self.leftAligned = leftAligned
    line(columns.map(\.0))
  }

  /// A line appears at once, for the next one may take a while.
  func line(_ cells: [String]) {
    let text = zip(cells, widths).enumerated().map { index, cell in
      let gap = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
      return index < leftAligned ? cell.0 + gap : gap + cell.0
    }.joined()
    print(text)
    fflush(nil)
  }

  /// A time in µs, or a dash.
  static func microseconds(_ seconds: Double?) -> String {
    guard let us = seconds.map({ $0 * 1e6 }) else { return "–" }
    return String(format: us < 10 ? "%.2f" : us < 1000 ? "%.1f" : "%.0f", us)
  }

  /// A number with so many digits after the point, or a dash.
  static func number(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }

  /// Sizes in short: 256x11-10 for eleven layers of 256 and one of 10.
  static func sizes(_ sizes: [Int]) -> String {
    var runs: [(size: Int, count: Int)] = []
    for size in sizes {
      if let last = runs.last, last.size == size { runs[runs.count - 1].count += 1 } else { runs.append((size, 1)) }
    }
    return runs.map { run in
      let size = "\(run.size)"
      return run.count > 2 ? "\(size)x\(run.count)" : Array(repeating: size, count: run.count).joined(separator: "-")
    }.joined(separator: "-")
  }
}
