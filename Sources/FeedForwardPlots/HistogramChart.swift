import FeedForward

/// Vertical bars side by side: how many numbers lie where.
public struct HistogramChart: Sendable {
  /// The heading.
  public var title: String
  /// A sentence below it; empty for none.
  public var note: String
  /// What the numbers are.
  public var label: String
  /// Where the first bar begins.
  public var start: Double
  /// From the beginning of a bar to that of the next one; above 0.
  public var step: Double
  /// What each bar counts.
  public var counts: [Int]

  /// A chart without a note by default.
  public init(_ title: String, note: String = "", label: String, start: Double, step: Double, counts: [Int]) {
    self.title = title
    self.note = note
    self.label = label
    self.start = start
    self.step = step
    self.counts = counts
  }

  /// The picture.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` for no bars, a count below 0, a step that is not above 0, ends that
  ///   reach to 10³⁰⁰, and a size below 200 × 150 or above 10 000.
  /// - Complexity: O(bars).
  public func svg(width: Double = 480, height: Double = 240) throws -> SVG {
    guard let most = counts.max() else { throw FeedForwardError.emptyData(what: "“\(title)”") }
    if let count = counts.min(), count < 0 {
      throw FeedForwardError.invalidSetting(name: "The count of a bar", value: "\(count)", expected: "at least 0")
    }
    let end = start + step * Double(counts.count)
    guard step > 0, end > start, Extent.isDrawable(start), Extent.isDrawable(end) else {
      throw FeedForwardError.invalidSetting(
        name: "The step of “\(title)”", value: "\(step) from \(start)", expected: "above 0, and ends below 10³⁰⁰")
    }
    try LineChart.check(width: width, height: height)
    var frame = Frame(
      title: title, note: note, x: Axis(label, range: start...end),
      y: Axis("rows", range: 0...Double(max(most, 1)) * 1.05, isWhole: true), xValues: [start, end],
      yValues: [0, Double(most)], width: width, height: height)
    for (i, count) in counts.enumerated() where count > 0 {
      guard let low = frame.point(start + step * Double(i), 0),
        let high = frame.point(start + step * Double(i + 1), Double(count))
      else { continue }
      // Some rows among very many can be seen.
      let tall = max(low.y - high.y, 1)
      frame.drawing.rectangle(low.x + 0.5, low.y - tall, max(high.x - low.x - 1, 0.5), tall, "f0")
    }
    let shown = counts.map { "\($0)" }.joined(separator: ", ")
    return SVG(
      title: title, summary: "\(label) from \(readable(start)) to \(readable(end)), in equal steps: \(shown) rows.",
      width: width, height: height, body: frame.drawing.body)
  }
}
