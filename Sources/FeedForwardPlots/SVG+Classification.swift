import FeedForward

extension SVG {
  /// How often each class was taken for each; the shade is the share of the actual class.
  ///
  /// - Parameters:
  ///   - matrix: of at least one class.
  ///   - names: what to call the classes; their indices by default, and for classes beyond the last name.
  ///   - title: the heading.
  /// - Throws: ``/FeedForward/FeedForwardError/emptyData(what:)`` for a matrix without classes.
  public static func confusion(
    _ matrix: ConfusionMatrix, names: [String] = [], title: String = "Confusion matrix"
  ) throws -> SVG {
    let count = matrix.counts.count
    guard count > 0 else { throw FeedForwardError.emptyData(what: "The confusion matrix") }
    let names = (0..<count).map { $0 < names.count ? names[$0] : "\($0)" }
    let width = 480.0
    let longest = names.map { $0.width(atSize: 13) }.max() ?? 0
    let (left, right, top) = (44 + min(120, longest), 16.0, 52.0)
    let side = (width - left - right) / Double(max(count, 3))
    let edge = side * Double(count)
    // Every name where they fit, else every second, fifth, …
    let every = Int(Ticks.niceStep(max(1, 15 / side)).rounded(.up))
    let isTurned = longest > side * Double(every) - 4
    let below = isTurned ? min(120, longest) + 12 : 22
    let height = top + edge + below + 30
    var drawing = Drawing()
    drawing.rectangle(0, 0, width, height, "bg")
    drawing.text(title.fitting(width - 24, size: 15), 12, 26, "ink h")
    let rows = matrix.counts.joined().reduce(0, +)
    drawing.text(
      "\(rows) rows, \(fixed(100 * matrix.accuracy, 1)) % right; shade: share of the row", 12, 44, "mut s")
    drawing.drawCells(of: matrix, x: left, y: top, side: side)
    for k in stride(from: 0, to: count, by: every) {
      let middle = (Double(k) + 0.5) * side
      drawing.text(names[k].fitting(120), left - 7, top + middle + 4.5, "mut", anchor: .end)
      if isTurned {
        drawing.text(names[k].fitting(120), left + middle + 4.5, top + edge + 8, "mut", anchor: .end, turned: true)
      } else {
        drawing.text(names[k], left + middle, top + edge + 18, "mut", anchor: .middle)
      }
    }
    drawing.text("predicted", left + edge / 2, top + edge + below + 16, "ink", anchor: .middle)
    drawing.text("actual", 22, top + edge / 2, "ink", anchor: .middle, turned: true)
    return SVG(
      title: title, summary: "\(count) classes, \(fixed(100 * matrix.accuracy, 1)) % right.", width: width,
      height: height, body: drawing.body)
  }

  /// The ROC curve of class 1, or with several classes of each against all others.
  ///
  /// - Parameters:
  ///   - report: with ``/FeedForward/ClassificationReport/curves``.
  ///   - names: what to call the classes; their indices by default.
  /// - Throws: ``/FeedForward/FeedForwardError`` for a report without curves, and for rows of a single class.
  public static func rocCurves(
    of report: ClassificationReport, names: [String] = []
  ) throws -> SVG {
    let (series, note) = try report.series(names, area: \.rocAUC, called: "AUC") { curve in
      curve.points.map { ($0.falsePositiveRate, $0.recall) }
    }
    return try LineChart(
      "ROC curve", note: note, x: Axis("false positive rate", range: 0...1),
      y: Axis("true positive rate", range: 0...1),
      series: series, marks: [.diagonal], isSquare: true
    ).svg(height: 480)
  }

  /// The precision–recall curve of class 1, or with several classes of each against all others. Between two points the
  /// precision of the right one holds, as in the average precision.
  ///
  /// - Parameters:
  ///   - report: with ``/FeedForward/ClassificationReport/curves``.
  ///   - names: what to call the classes; their indices by default.
  /// - Throws: ``/FeedForward/FeedForwardError`` for a report without curves, and for rows of a single class.
  public static func precisionRecallCurves(
    of report: ClassificationReport, names: [String] = []
  ) throws -> SVG {
    let (series, note) = try report.series(names, area: \.averagePrecision, called: "AP") { curve in
      zip(curve.points, curve.points.dropFirst()).flatMap { before, point in
        [(before.recall, point.precision), (point.recall, point.precision)]
      }
    }
    var marks: [LineChart.Mark] = []
    if report.classes.count == 2 {
      let share = report.classes[1].support / (report.classes[0].support + report.classes[1].support)
      marks.append(.horizontal(y: share, label: "share of the class"))
    }
    return try LineChart(
      "Precision and recall", note: note, x: Axis("recall", range: 0...1), y: Axis("precision", range: 0...1),
      series: series, marks: marks, isSquare: true
    ).svg(height: 480)
  }

  /// Whether of the rows that are given a probability of about p a share of p is so, and how many such rows there are.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` for a report of scores, which are no probabilities.
  public static func calibration(of report: ClassificationReport) throws -> SVG {
    guard let bins = report.calibration, !bins.isEmpty else {
      throw FeedForwardError.invalidSetting(
        name: "The report", value: "one of scores", expected: "one of probabilities")
    }
    let points = bins.compactMap { bin in
      bin.meanProbability.flatMap { p in bin.observedShare.map { (x: p, y: $0) } }
    }
    let total = bins.reduce(0) { $0 + $1.weight }
    let brier = report.brierScore.map { ", Brier score \(readable($0, digits: 3))" } ?? ""
    let title = "Calibration"
    let what = report.classes.count == 2 ? "probability given to class 1" : "probability of the class taken"
    var frame = Frame(
      title: title, note: "expected calibration error \(readable(bins.expectedCalibrationError, digits: 3))\(brier)",
      x: Axis(what, range: 0...1), y: Axis("share for which it was so", range: 0...1), xValues: [Double](),
      yValues: [Double](),
      legend: [
        .init(name: "observed", mark: .line(series: 0)), .init(name: "share of the rows", mark: .area(classes: "u2")),
      ], width: 480, height: 480, isSquare: true)
    var bars = Path()
    for bin in bins where bin.weight > 0 {
      let height = bin.weight / total * frame.area.height
      let width = (bin.upper - bin.lower) * frame.area.width
      bars.rectangle(
        frame.area.x + bin.lower * frame.area.width + 1, frame.area.y + frame.area.height - height, width - 2, height)
    }
    frame.drawing.path(bars, "u2")
    frame.draw(.diagonal)
    frame.draw(LineChart.Series("observed", points: points), tint: 0)
    var dots = Path()
    for p in points {
      if let at = frame.point(p.x, p.y) { dots.dot(at.x, at.y) }
    }
    frame.drawing.path(dots, "o c0")
    let said = points.map { "\(fixed($0.x, 2)): \(fixed($0.y, 2))" }.joined(separator: ", ")
    return SVG(
      title: title, summary: "Observed share by \(what): \(said).", width: 480, height: 480, body: frame.drawing.body)
  }
}

extension ClassificationReport {
  /// At most so many curves have a colour and a name of their own.
  private static let mostNamed = 8

  /// One line a class: of many classes the least good ones by name, all others in the background.
  fileprivate func series(
    _ names: [String], area: (ThresholdCurve) -> Double, called: String,
    points: (ThresholdCurve) -> [(x: Double, y: Double)]
  ) throws -> (series: [LineChart.Series], note: String) {
    guard let curves else {
      throw FeedForwardError.invalidSetting(
        name: "The report's curves", value: "nil", expected: "a report that was made with curves")
    }
    let all = curves.indices.filter { $0 > 0 || curves.count != 2 }
    let present = all.compactMap { k in curves[k].map { (k, $0) } }
    guard !present.isEmpty else {
      throw FeedForwardError.invalidSetting(
        name: "The number of classes that occur", value: "1", expected: "at least 2 for a curve")
    }
    let order = present.sorted { area($0.1) < area($1.1) }
    let named = order.prefix(Self.mostNamed).sorted { $0.0 < $1.0 }
    let others = order.dropFirst(Self.mostNamed)
    var series = others.map { LineChart.Series("", points: points($0.1), look: .faint) }
    for (position, (k, curve)) in named.enumerated() {
      let name = k < names.count ? names[k] : "class \(k)"
      series.append(.init("\(name) (\(called) \(fixed(area(curve), 3)))", points: points(curve), tint: position))
    }
    let missing = all.count - present.count
    var notes: [String] = []
    if !others.isEmpty { notes.append("named: the \(named.count) classes with the smallest area of \(present.count)") }
    if missing > 0 { notes.append("\(missing) \(missing == 1 ? "class does" : "classes do") not occur") }
    return (series, notes.joined(separator: "; "))
  }
}

extension Drawing {
  /// One path for each of eight shades; numbers where they fit.
  fileprivate mutating func drawCells(of matrix: ConfusionMatrix, x: Double, y: Double, side: Double) {
    let levels = Style.sequence.count
    let edge = side * Double(matrix.counts.count)
    var paths = [Path](repeating: Path(), count: levels)
    let gap = side > 12 ? 1.0 : 0
    var cells: [(x: Double, y: Double, count: Int, level: Int)] = []
    for (a, row) in matrix.counts.enumerated() {
      let total = row.reduce(0, +)
      for (p, count) in row.enumerated() where count > 0 {
        let level = min(levels - 1, count * levels / total)
        let at = (x: x + Double(p) * side, y: y + Double(a) * side)
        paths[level].rectangle(at.x, at.y, side - gap, side - gap)
        cells.append((at.x, at.y, count, level))
      }
    }
    for (level, path) in paths.enumerated() { self.path(path, "u\(level)") }
    var frame = Path()
    frame.rectangle(x - 0.5, y - 0.5, edge, edge)
    path(frame, "w gr")
    let widest = cells.map { "\($0.count)".width(atSize: 13) }.max() ?? 0
    guard widest < side - 3, side >= 16 else { return }
    for cell in cells {
      text(
        "\(cell.count)", cell.x + side / 2, cell.y + side / 2 + 4.5, cell.level < levels / 2 ? "ink" : "inv",
        anchor: .middle)
    }
  }
}
