import FeedForward

/// Lines and points over two axes.
///
/// ```swift
/// let chart = LineChart(
///   "A sine", x: Axis("x"), y: Axis("sin x"),
///   series: [LineChart.Series("sin", points: (0...100).map { (Double($0) / 10, sin(Double($0) / 10)) })])
/// try chart.svg().text
/// ```
///
/// A number that is not finite leaves a gap, and so does one of 0 or below on a logarithmic axis; the legend says how
/// many were left out. Of very many points as many are drawn as can be seen.
public struct LineChart: Sendable {
  /// Points that belong together.
  public struct Series: Sendable {
    /// How points are shown.
    public enum Look: Sendable {
      /// Joined by a line.
      case line
      /// One by one.
      case dots
      /// Joined by a thin line of the background, without a place in the legend.
      case faint
    }

    /// What the legend calls it.
    public var name: String
    /// In the order in which they are joined.
    public var points: [(x: Double, y: Double)]
    /// How they are shown.
    public var look: Look
    /// Which colour and dash pattern, from 0; nil: those of its place among the series.
    public var tint: Int?

    /// A line by default.
    public init(_ name: String, points: [(x: Double, y: Double)], look: Look = .line, tint: Int? = nil) {
      self.name = name
      self.points = points
      self.look = look
      self.tint = tint
    }
  }

  /// Something that is pointed out.
  public enum Mark: Sendable {
    /// A vertical line.
    case vertical(x: Double, label: String)
    /// A horizontal line.
    case horizontal(y: Double, label: String)
    /// A line from corner to corner, of what two axes of one range have in common.
    case diagonal
    /// A ring around a point.
    case point(x: Double, y: Double)
  }

  /// The heading.
  public var title: String
  /// A sentence below it; empty for none.
  public var note: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// Drawn in this order.
  public var series: [Series]
  /// Drawn before the series.
  public var marks: [Mark]
  /// Whether both axes have the same length.
  public var isSquare: Bool

  /// A chart without marks by default.
  public init(
    _ title: String, note: String = "", x: Axis, y: Axis, series: [Series], marks: [Mark] = [], isSquare: Bool = false
  ) {
    self.title = title
    self.note = note
    self.x = x
    self.y = y
    self.series = series
    self.marks = marks
    self.isSquare = isSquare
  }

  /// The picture.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` if there is no point at all, the size is below 200 × 150 or above
  ///   10 000, or the range of an axis reaches to 10³⁰⁰.
  /// - Complexity: O(points).
  public func svg(width: Double = 480, height: Double = 340) throws -> SVG {
    guard series.contains(where: { !$0.points.isEmpty }) else { throw FeedForwardError.emptyData(what: "“\(title)”") }
    try Self.check(width: width, height: height)
    for axis in [x, y] {
      guard let range = axis.range else { continue }
      guard Extent.isDrawable(range.lowerBound), Extent.isDrawable(range.upperBound) else {
        throw FeedForwardError.invalidSetting(
          name: "The range of the axis “\(axis.label)”", value: "\(range)", expected: "numbers below 10³⁰⁰")
      }
    }
    let marked = marks.compactMap { mark in
      if case .vertical(let x, _) = mark { x } else { nil }
    }
    let levels = marks.compactMap { mark in
      if case .horizontal(let y, _) = mark { y } else { nil }
    }
    let all = series.flatMap(\.points)
    let extents = (
      Extent(x, of: all.map(\.x) + marked, ticks: 5), Extent(y, of: all.map(\.y) + levels, ticks: 5)
    )
    var frame = Frame(
      title: title, note: note, x: x, y: y, xValues: all.map(\.x) + marked, yValues: all.map(\.y) + levels,
      legend: legend { extents.0.fraction($0) == nil || extents.1.fraction($1) == nil }, width: width, height: height,
      isSquare: isSquare)
    for mark in marks { frame.draw(mark) }
    let draw = { (frame: inout Frame) in
      for (index, series) in series.enumerated() { frame.draw(series, tint: series.tint ?? index) }
    }
    let isInside = all.allSatisfy { p in frame.point(p.x, p.y).map(frame.contains) ?? true }
    if isInside { draw(&frame) } else { frame.clipped(draw) }
    if !all.contains(where: { frame.point($0.x, $0.y) != nil }) {
      frame.drawing.text(
        "No number to show", frame.area.x + frame.area.width / 2, frame.area.y + frame.area.height / 2, "mut",
        anchor: .middle)
    }
    return SVG(title: title, summary: summary, width: width, height: height, body: frame.drawing.body)
  }

  /// Throws for a size that no picture can have.
  static func check(width: Double, height: Double) throws {
    guard (200...10_000).contains(width), (150...10_000).contains(height) else {
      throw FeedForwardError.invalidSetting(
        name: "The size of a picture", value: "\(width) × \(height)", expected: "200 × 150 to 10000 × 10000")
    }
  }

  private func legend(isOmitted: (Double, Double) -> Bool) -> [Frame.Entry] {
    let entries = series.enumerated().map { index, series in
      let omitted = series.points.count { isOmitted($0.x, $0.y) }
      let name = omitted == 0 ? series.name : "\(series.name) (\(omitted) of \(series.points.count) not shown)"
      let tint = series.tint ?? index
      return Frame.Entry(
        name: series.look == .faint ? "" : name, mark: series.look == .line ? .line(series: tint) : .dot(series: tint))
    }
    return entries.filter { !$0.name.isEmpty }
  }

  private var summary: String {
    let parts = series.filter { $0.look != .faint }.map { series in
      let finite = series.points.map(\.y).filter(Extent.isDrawable)
      guard let low = finite.min(), let high = finite.max(), let last = finite.last else {
        return "\(series.name): none"
      }
      let name = series.name.isEmpty ? "" : series.name + ": "
      return "\(name)\(readable(low)) to \(readable(high)), at last \(readable(last))"
    }
    let few = parts.prefix(8).joined(separator: "; ")
    return "\(y.label) over \(x.label). \(few)\(parts.count > 8 ? " and \(parts.count - 8) more" : "")."
  }
}
