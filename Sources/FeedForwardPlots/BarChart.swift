import FeedForward

/// Horizontal bars from 0, one or more a name.
///
/// A number that is not finite has no bar and is named beside its place.
public struct BarChart: Sendable {
  /// Bars of one colour.
  public struct Series: Sendable {
    /// What the legend calls them; empty for nothing.
    public var name: String
    /// One for each category.
    public var values: [Double]

    /// Bars of one colour.
    public init(_ name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The heading.
  public var title: String
  /// A sentence below it; empty for none.
  public var note: String
  /// What the bars measure.
  public var label: String
  /// From top to bottom.
  public var categories: [String]
  /// Drawn side by side.
  public var series: [Series]

  /// A chart.
  public init(_ title: String, note: String = "", label: String, categories: [String], series: [Series]) {
    self.title = title
    self.note = note
    self.label = label
    self.categories = categories
    self.series = series
  }

  /// The picture, as high as the bars need.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` if there are no bars, or the counts of names and values differ.
  public func svg(width: Double = 480) throws -> SVG {
    guard !categories.isEmpty, !series.isEmpty else { throw FeedForwardError.emptyData(what: "“\(title)”") }
    for series in series where series.values.count != categories.count {
      throw FeedForwardError.wrongShape(
        what: "Bars of “\(series.name)”", found: "\(series.values.count)", expected: "\(categories.count), one a name")
    }
    let thickness = series.count == 1 ? 18.0 : 13
    let group = Double(series.count) * thickness + 8
    let height = 26 + (note.isEmpty ? 0 : 19) + 21 + 12 + group * Double(categories.count) + 56
    try LineChart.check(width: width, height: max(150, height))
    let names = min(width * 0.4, categories.map { $0.width(atSize: 13) }.max() ?? 0)
    let values = series.flatMap(\.values)
    var frame = Frame(
      title: title, note: note, x: Axis(label), y: Axis("", range: 0...1), xValues: values + [0], yValues: [Double](),
      legend: series.enumerated().filter { !$0.element.name.isEmpty }.map {
        .init(name: $0.element.name, mark: .area(classes: "f\(Style.tint($0.offset))"))
      }, width: width, height: height, names: names)
    let zero = frame.area.x + (frame.x.fraction(0) ?? 0) * frame.area.width
    for (row, category) in categories.enumerated() {
      let top = frame.area.y + 4 + Double(row) * group
      frame.drawing.text(
        category.fitting(names + 2), frame.area.x - 7, top + (group - 8) / 2 + 4.5, "ink", anchor: .end)
      for (n, series) in series.enumerated() {
        let (value, y) = (series.values[row], top + Double(n) * thickness)
        guard let fraction = frame.x.fraction(value) else {
          frame.drawing.text(readable(value), zero + 5, y + thickness / 2 + 4.5, "mut s")
          continue
        }
        let end = frame.area.x + fraction * frame.area.width
        frame.drawing.rectangle(min(zero, end), y, abs(end - zero), thickness - 1, "f\(Style.tint(n))")
        frame.drawing.text(readable(value), max(zero, end) + 5, y + thickness / 2 + 4, "mut s")
      }
    }
    let said = categories.indices.prefix(12).map { row in
      "\(categories[row]): " + series.map { readable($0.values[row]) }.joined(separator: ", ")
    }
    return SVG(
      title: title, summary: "\(label). \(said.joined(separator: "; ")).", width: width, height: height,
      body: frame.drawing.body)
  }
}
