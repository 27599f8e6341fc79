/// What surrounds the numbers of a chart: heading, legend, axes with ticks, and where a point stands.
struct Frame {
  /// What a line of the legend says, and the mark before it.
  struct Entry {
    enum Mark {
      case line(series: Int)
      case dot(series: Int)
      case area(classes: String)
      /// Areas side by side, from the least to the most.
      case bar(classes: [String])
      case none
    }
    let name: String
    let mark: Mark
  }

  /// The area of the numbers.
  struct Area {
    let x, y, width, height: Double
  }

  var drawing = Drawing()
  let area: Area
  let x: Extent
  let y: Extent

  /// Draws everything but the numbers.
  ///
  /// - Parameters:
  ///   - note: a sentence below the title; empty for none.
  ///   - isSquare: whether both directions have the same length.
  ///   - names: room for names in place of the vertical axis; nil for an axis.
  init(
    title: String, note: String = "", x xAxis: Axis, y yAxis: Axis, xValues: some Sequence<Double>,
    yValues: some Sequence<Double>, legend: [Entry] = [], width: Double, height: Double, isSquare: Bool = false,
    names: Double? = nil
  ) {
    let margin = 12.0
    var top = 26.0
    drawing.rectangle(0, 0, width, height, "bg")
    drawing.text(title.fitting(width - 2 * margin, size: 15), margin, top, "ink h")
    if !note.isEmpty {
      top += 19
      drawing.text(note.fitting(width - 2 * margin, size: 12), margin, top, "mut s")
    }
    top = Self.draw(legend, below: top, margin: margin, width: width, into: &drawing)

    let bottom = height - 48
    y = Extent(yAxis, of: yValues, ticks: max(2, Int((bottom - top) / 45)))
    let labels = y.ticks.map { $0.label.width(atSize: 13) }.max() ?? 0
    var left = names.map { margin + $0 + 8 } ?? margin + 22 + labels
    var right = width - (names == nil ? 18 : 60)
    x = Extent(xAxis, of: xValues, ticks: max(2, Int((right - left) / 75)))
    var area = Area(x: left, y: top + 16, width: right - left, height: bottom - top - 16)
    if isSquare {
      let side = min(area.width, area.height)
      left += (area.width - side) / 2
      right = left + side
      area = Area(x: left, y: area.y, width: side, height: side)
    }
    self.area = area
    drawTicks(isNamed: names != nil)
    drawing.text(
      xAxis.label.fitting(width - 2 * margin), area.x + area.width / 2, area.y + area.height + 38, "ink",
      anchor: .middle)
    drawing.text(
      yAxis.label.fitting(area.height + 40), area.x - labels - 14, area.y + area.height / 2, "ink", anchor: .middle,
      turned: true)
  }

  /// Where a point of the numbers stands; nil if it has no place.
  func point(_ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard let px = self.x.fraction(x), let py = self.y.fraction(y) else { return nil }
    return (area.x + px * area.width, area.y + (1 - py) * area.height)
  }

  private mutating func drawTicks(isNamed: Bool) {
    var (lines, frame) = (Path(), Path())
    let bottom = area.y + area.height
    for tick in isNamed ? [] : y.ticks {
      guard let fraction = y.fraction(tick.value), fraction > -0.001, fraction < 1.001 else { continue }
      let level = bottom - fraction * area.height
      lines.move(area.x, level)
      lines.line(area.x + area.width, level)
      drawing.text(tick.label, area.x - 7, level + 4.5, "mut", anchor: .end)
    }
    var free = -Double.infinity
    for tick in x.ticks {
      guard let fraction = x.fraction(tick.value), fraction > -0.001, fraction < 1.001 else { continue }
      let position = area.x + fraction * area.width
      lines.move(position, area.y)
      lines.line(position, bottom)
      let half = tick.label.width(atSize: 13) / 2
      guard position - half > free else { continue }
      free = position + half + 6
      drawing.text(tick.label, position, bottom + 18, "mut", anchor: .middle)
    }
    drawing.path(lines, "w gr")
    frame.move(area.x, area.y)
    frame.line(area.x, bottom)
    frame.line(area.x + area.width, bottom)
    drawing.path(frame, "w ax")
  }

  /// - Returns: where the legend ends.
  private static func draw(
    _ legend: [Entry], below top: Double, margin: Double, width: Double, into drawing: inout Drawing
  ) -> Double {
    guard !legend.isEmpty else { return top }
    var (x, y) = (margin, top + 21)
    for entry in legend {
      let name = entry.name.fitting(width - 2 * margin - 30)
      var length = 28 + name.width(atSize: 13) + 14
      if case .bar(let classes) = entry.mark { length += 9 * Double(classes.count) - 20 }
      if x > margin && x + length > width {
        x = margin
        y += 19
      }
      let start = x
      var mark = Path()
      switch entry.mark {
      case .line(let n):
        mark.move(x + 1, y - 4.5)
        mark.line(x + 21, y - 4.5)
        drawing.path(mark, "l c\(Style.tint(n))", dash: Style.dash(n))
      case .dot(let n):
        mark.dot(x + 11, y - 4.5)
        drawing.path(mark, "\(n % 2 == 0 ? "o" : "q") c\(Style.tint(n))")
      case .bar(let classes):
        for (i, one) in classes.enumerated() {
          drawing.rectangle(x + 1 + 9 * Double(i), y - 11, 9, 13, one)
        }
        x += 9 * Double(classes.count) - 20
      case .area(let classes): drawing.rectangle(x + 1, y - 11, 20, 13, classes)
      case .none: x -= 28
      }
      drawing.text(name, x + 28, y, "ink")
      x = start + length
    }
    return y
  }
}
