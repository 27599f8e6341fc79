extension Frame {
  mutating func draw(_ mark: LineChart.Mark) {
    var path = Path()
    let (right, bottom) = (area.x + area.width, area.y + area.height)
    switch mark {
    case .vertical(let value, let label):
      guard let fraction = x.fraction(value), (0...1).contains(fraction) else { return }
      let at = area.x + fraction * area.width
      path.move(at, area.y)
      path.line(at, bottom)
      let isLeft = at + label.width(atSize: 12) + 8 > right
      drawing.text(label, at + (isLeft ? -5 : 5), area.y + 11, "mut s lab", anchor: isLeft ? .end : .start)
    case .horizontal(let value, let label):
      guard let fraction = y.fraction(value), (0...1).contains(fraction) else { return }
      let at = bottom - fraction * area.height
      path.move(area.x, at)
      path.line(right, at)
      drawing.text(label, right - 3, at - 5, "mut s lab", anchor: .end)
    case .diagonal:
      path.move(area.x, bottom)
      path.line(right, area.y)
    case .point(let x, let y):
      guard let at = point(x, y) else { return }
      drawing.add("<circle cx=\"\(coordinate(at.x))\" cy=\"\(coordinate(at.y))\" r=\"5\" class=\"w is\"/>")
      return
    }
    drawing.path(path, "w ax", dash: "4 4")
  }

  mutating func draw(_ series: LineChart.Series, tint: Int) {
    switch series.look {
    case .line:
      drawLine(series.points, "l c\(Style.tint(tint))", dash: Style.dash(tint), dots: "o c\(Style.tint(tint))")
    case .faint: drawLine(series.points, "w ax", dash: "", dots: "a ax")
    case .dots: drawDots(series.points, tint)
    }
  }

  private mutating func drawLine(
    _ points: [(x: Double, y: Double)], _ classes: String, dash: String, dots: String
  ) {
    var (path, single) = (Path(), Path())
    for run in runs(points) {
      if run.count == 1 {
        single.dot(run[0].x, run[0].y)
        continue
      }
      for (index, at) in simplified(thinned(run), tolerance: 0.05).enumerated() {
        if index == 0 { path.move(at.x, at.y) } else { path.line(at.x, at.y) }
      }
    }
    drawing.path(path, classes, dash: dash)
    drawing.path(single, dots)
  }

  /// Points without a gap between them, as places in the picture.
  private func runs(_ points: [(x: Double, y: Double)]) -> [[(x: Double, y: Double)]] {
    var runs: [[(x: Double, y: Double)]] = []
    var run: [(x: Double, y: Double)] = []
    for p in points {
      if let at = point(p.x, p.y) {
        run.append(at)
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    return run.isEmpty ? runs : runs + [run]
  }

  /// Draws so that nothing shows outside of the area.
  mutating func clipped(_ draw: (inout Frame) -> Void) {
    let (x, y) = (coordinate(area.x), coordinate(area.y))
    let (width, height) = (coordinate(area.width), coordinate(area.height))
    drawing.add(
      "<svg x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" viewBox=\"\(x) \(y) \(width) \(height)\">")
    draw(&self)
    drawing.add("</svg>")
  }

  /// Whether a place is in the area, or so near that a line's width does not tell.
  func contains(_ at: (x: Double, y: Double)) -> Bool {
    (area.x - 1...area.x + area.width + 1).contains(at.x) && (area.y - 1...area.y + area.height + 1).contains(at.y)
  }

  /// Of more points than there are columns of pixels, of each column the first, lowest, highest and last: the same
  /// picture. Jugel, Jerzak, Hackenbroich, Markl, *M4: a visualization-oriented time series data aggregation*, 2014.
  private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard Double(points.count) > 4 * area.width else { return points }
    var thinned: [(x: Double, y: Double)] = []
    var start = 0
    while start < points.count {
      let column = points[start].x.rounded()
      var (end, low, high) = (start, start, start)
      while end < points.count, points[end].x.rounded() == column {
        if points[end].y < points[low].y { low = end }
        if points[end].y > points[high].y { high = end }
        end += 1
      }
      var before = -1
      for index in [start, min(low, high), max(low, high), end - 1] where index != before {
        thinned.append(points[index])
        before = index
      }
      start = end
    }
    return thinned
  }

  /// Each point once; where they are more than can be told apart, squares that are darker where points are dense.
  private mutating func drawDots(_ points: [(x: Double, y: Double)], _ tint: Int) {
    let dots = points.compactMap { point($0.x, $0.y) }.filter(contains)
    if dots.count > 2000 { return drawDensity(dots, tint) }
    var path = Path()
    for at in dots { path.dot(at.x, at.y) }
    let small = dots.count > 300
    drawing.path(path, "\(tint % 2 == 0 ? small ? "a" : "o" : small ? "b" : "q") c\(Style.tint(tint))", opacity: 0.75)
  }

  private mutating func drawDensity(_ dots: [(x: Double, y: Double)], _ tint: Int) {
    let side = 5.0
    let columns = Int(area.width / side) + 1
    var counts = [Int](repeating: 0, count: columns * (Int(area.height / side) + 1))
    for at in dots {
      let (c, r) = (Int(max(0, at.x - area.x) / side), Int(max(0, at.y - area.y) / side))
      let cell = r * columns + min(c, columns - 1)
      if counts.indices.contains(cell) { counts[cell] += 1 }
    }
    // Five levels by the logarithm, since densities differ by powers of ten.
    let most = decimalLogarithm(Double(counts.max() ?? 1) + 1)
    var paths = [Path](repeating: Path(), count: 5)
    for (cell, count) in counts.enumerated() where count > 0 {
      let level = min(4, Int(5 * decimalLogarithm(Double(count) + 1) / most * 0.999))
      let (r, c) = cell.quotientAndRemainder(dividingBy: columns)
      paths[level].rectangle(area.x + Double(c) * side, area.y + Double(r) * side, side, side)
    }
    for (level, path) in paths.enumerated() {
      drawing.path(path, "f\(Style.tint(tint))", opacity: [0.2, 0.4, 0.6, 0.8, 1][level])
    }
  }
}
