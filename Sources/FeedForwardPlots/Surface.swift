import FeedForward

/// Probabilities over a part of the plane: bands of colour from 0 to 1, the line where the
/// probability is ½, and points.
///
/// ```swift
/// let surface = Surface(
///   "A network's probability", x: Axis("x₁", range: -3...3), y: Axis("x₂", range: -3...3),
///   classNames: ["left", "right"]) { x, y in 1 / (1 + exp(-x)) }
/// try surface.svg().text
/// ```
public struct Surface: Sendable {
  /// How the function is shown.
  public enum Look: Sendable {
    /// Ten bands of probability.
    case bands
    /// One colour a class: the more likely one.
    case regions
  }

  /// The heading.
  public var title: String
  /// A sentence below it; empty for none.
  public var note: String
  /// The first number, with its range.
  public var x: Axis
  /// The second number, with its range.
  public var y: Axis
  /// What the classes are called, at least two.
  public var classNames: [String]
  /// Points with their classes.
  public var points: [(x: Double, y: Double, class: Int)] = []
  /// How the function is shown; several classes always as regions.
  public var look = Look.bands
  /// How many nodes each side of the grid has.
  public var resolution: Int

  /// For each class the logarithm of its probability on the grid, row by row from the least y.
  private let logarithms: [[Double]]

  /// A surface of a function of two numbers, the probability of the second class.
  ///
  /// - Parameters:
  ///   - title: the heading.
  ///   - note: a sentence below it; empty for none.
  ///   - x: the first number; without a range it is −1 … 1.
  ///   - y: the second number; without a range it is −1 … 1.
  ///   - classNames: what the two classes are called.
  ///   - resolution: 2 to 1000 nodes a side; that many squared calls of the function.
  ///   - probability: that of the second class, 0 … 1.
  public init(
    _ title: String, note: String = "", x: Axis, y: Axis, classNames: [String] = ["0", "1"], resolution: Int = 301,
    probability: (_ x: Double, _ y: Double) throws -> Double
  ) rethrows {
    let nodes = Self.nodes(x, y, resolution)
    let p = try nodes.map { try probability($0.x, $0.y) }
    self.init(title, note, x, y, classNames, resolution, [p.map { 1 - $0 }, p])
  }

  /// A surface of a network's probabilities over two of its inputs.
  ///
  /// - Parameters:
  ///   - network: whose outputs are probabilities.
  ///   - title: the heading.
  ///   - note: a sentence below it; empty for none.
  ///   - x: the first of the two inputs; without a range it is −1 … 1.
  ///   - y: the second one; without a range it is −1 … 1.
  ///   - inputs: which two inputs, from 0.
  ///   - held: values of all inputs; those of the two do not matter. Empty: 0 for each.
  ///   - classNames: what the classes are called; their indices by default, and for classes beyond the last name.
  ///   - resolution: 2 to 1000 nodes a side; that many squared rows are predicted.
  ///   - transform: what to do with rows before the network sees them, as standardizing them.
  /// - Throws: ``/FeedForward/FeedForwardError`` for inputs that are not there, and outputs that are no probabilities.
  public init<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ title: String, note: String = "", x: Axis, y: Axis,
    inputs: (Int, Int) = (0, 1), held: [Scalar] = [], classNames: [String] = [], resolution: Int = 301,
    transform: (Matrix<Scalar>) throws -> Matrix<Scalar> = { $0 }
  ) throws {
    let held = held.isEmpty ? [Scalar](repeating: 0, count: network.inputs) : held
    guard held.count == network.inputs else {
      throw FeedForwardError.wrongShape(
        what: "Values of the inputs", found: "\(held.count)", expected: "\(network.inputs)")
    }
    guard held.indices.contains(inputs.0), held.indices.contains(inputs.1), inputs.0 != inputs.1 else {
      throw FeedForwardError.invalidSetting(
        name: "inputs", value: "\(inputs)", expected: "two different ones of 0 to \(network.inputs - 1)")
    }
    try self.init(title, note: note, x: x, y: y, classNames: classNames, resolution: resolution) { nodes in
      let rows = (0..<nodes.rows).map { node in
        var row = held
        (row[inputs.0], row[inputs.1]) = (Scalar(nodes[node, 0]), Scalar(nodes[node, 1]))
        return row
      }
      return try network.predict(transform(Matrix(rows)))
    }
  }

  /// A surface of the probabilities of some classes.
  ///
  /// - Parameters:
  ///   - title: the heading.
  ///   - note: a sentence below it; empty for none.
  ///   - x: the first number; without a range it is −1 … 1.
  ///   - y: the second number; without a range it is −1 … 1.
  ///   - classNames: what the classes are called; their indices by default, and for classes beyond the last name.
  ///   - resolution: 2 to 1000 nodes a side.
  ///   - probabilities: for rows x, y, as many as there are nodes, one column a class; a single column is the
  ///     probability of the second of two.
  /// - Throws: ``/FeedForward/FeedForwardError`` for numbers that are no probabilities; what `probabilities` throws.
  public init<Scalar: BLASScalar>(
    _ title: String, note: String = "", x: Axis, y: Axis, classNames: [String] = [], resolution: Int = 301,
    probabilities: (Matrix<Double>) throws -> Matrix<Scalar>
  ) throws {
    guard (2...1000).contains(resolution) else {
      throw FeedForwardError.invalidSetting(name: "resolution", value: "\(resolution)", expected: "2 to 1000")
    }
    let t = try probabilities(Matrix(Self.nodes(x, y, resolution).map { [$0.x, $0.y] }))
    var columns = (0..<t.columns).map { c in (0..<t.rows).map { Double(t[$0, c]) } }
    if columns.count == 1 { columns.insert(columns[0].map { 1 - $0 }, at: 0) }
    let names = columns.indices.map { $0 < classNames.count ? classNames[$0] : "\($0)" }
    self.init(title, note, x, y, names, resolution, columns)
    if let wrong = columns.joined().first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw FeedForwardError.invalidSetting(
        name: "A probability of the surface", value: "\(wrong)", expected: "a number of 0 to 1, as softmax gives")
    }
  }

  private init(
    _ title: String, _ note: String, _ x: Axis, _ y: Axis, _ classNames: [String], _ resolution: Int,
    _ probabilities: [[Double]]
  ) {
    self.title = title
    self.note = note
    self.classNames = classNames
    self.resolution = resolution
    self.x = x
    self.y = y
    // A line between two nodes is found where the logarithms say: they are all but straight where
    // probabilities are steps.
    logarithms = probabilities.map {
      $0.map { $0 == 0 ? naturalLogarithm(.leastNonzeroMagnitude) : naturalLogarithm($0) }
    }
    self.x.range = x.range ?? -1...1
    self.y.range = y.range ?? -1...1
    self.x.scale = .linear
    self.y.scale = .linear
  }

  private static func nodes(_ x: Axis, _ y: Axis, _ resolution: Int) -> [(x: Double, y: Double)] {
    let (xs, ys) = (x.range ?? -1...1, y.range ?? -1...1)
    let at = { (range: ClosedRange<Double>, i: Int) in
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(resolution - 1)
    }
    return (0..<resolution).flatMap { r in (0..<resolution).map { (at(xs, $0), at(ys, r)) } }
  }

  /// The picture.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` for a function whose values are no probabilities, and if the size is
  ///   below 200 × 150 or above 10 000.
  /// - Complexity: O(resolution² · levels).
  public func svg(width: Double = 480, height: Double = 480) throws -> SVG {
    try LineChart.check(width: width, height: height)
    for logarithms in logarithms {
      if let node = logarithms.firstIndex(where: \.isNaN) {
        throw FeedForwardError.nonFinite(
          what: "The probability", row: node / resolution, column: node % resolution, value: "no number in 0 … 1")
      }
    }
    let isBanded = logarithms.count == 2 && look == .bands
    var frame = Frame(
      title: title, note: note, x: x, y: y, xValues: [Double](), yValues: [Double](), legend: legend(isBanded),
      width: width, height: height, isSquare: true)
    frame.clipped { frame in
      if isBanded { drawBands(&frame) } else { drawRegions(&frame) }
      drawPoints(&frame)
    }
    return SVG(title: title, summary: summary, width: width, height: height, body: frame.drawing.body)
  }

  /// At most so many points are drawn.
  private static let mostPoints = 1000

  private func legend(_ isBanded: Bool) -> [Frame.Entry] {
    var entries: [Frame.Entry] = []
    if isBanded {
      let bar = Style.probability.indices.map { "p\($0)" }
      entries.append(.init(name: "P(\(classNames[1])) from 0 to 1", mark: .bar(classes: bar)))
    }
    let classes = Set(points.map(\.class))
    for (k, name) in classNames.enumerated().prefix(12) where !isBanded || classes.contains(k) {
      let area = logarithms.count == 2 ? ["p1", "p8"][k] : "f\(Style.tint(k))"
      entries.append(.init(name: name, mark: classes.contains(k) ? .dot(series: k) : .area(classes: area)))
    }
    if classNames.count > 12 { entries.append(.init(name: "and \(classNames.count - 12) more classes", mark: .none)) }
    if points.count > Self.mostPoints {
      entries.append(.init(name: "\(Self.mostPoints) of \(points.count) points", mark: .none))
    }
    return entries
  }

  private var summary: String {
    guard logarithms.count == 2 else {
      return "Regions of \(classNames.count) classes over \(x.label) and \(y.label)."
    }
    let p = logOdds.map { 1 / (1 + naturalExponential(-$0)) }
    let share = Double(p.count { $0 >= 0.5 }) / Double(p.count)
    return """
      Probability of \(classNames[1]) over \(x.label) and \(y.label): \(readable(p.min() ?? 0, digits: 3)) to \
      \(readable(p.max() ?? 0, digits: 3)); at least one half on \(fixed(100 * share, 0)) % of the area.
      """
  }

  /// ln(p₁ / p₀) on the grid.
  private var logOdds: [Double] { lead(of: 1) }

  /// ln of a class's probability beside that of the most likely other one.
  private func lead(of k: Int) -> [Double] {
    logarithms[k].indices.map { i in
      logarithms[k][i] - logarithms.indices.reduce(-.infinity) { $1 == k ? $0 : max($0, logarithms[$1][i]) }
    }
  }

  private func area(of values: [Double], atLeast level: Double, _ area: Frame.Area) -> Path {
    var path = Path()
    let contours = Contours(columns: resolution, rows: resolution, values: values)
    let (dx, dy) = (area.width / Double(resolution - 1), area.height / Double(resolution - 1))
    for ring in contours.rings(atLeast: level) {
      let points = ring.map { (x: area.x + $0.x * dx, y: area.y + area.height - $0.y * dy) }
      for (index, at) in simplified(points, tolerance: 0.5).enumerated() {
        if index == 0 { path.move(at.x, at.y) } else { path.line(at.x, at.y) }
      }
      path.close()
    }
    return path
  }

  private func drawBands(_ frame: inout Frame) {
    let (area, odds, bands) = (frame.area, logOdds, Style.probability.count)
    frame.drawing.rectangle(area.x, area.y, area.width, area.height, "p0")
    for band in 1..<bands {
      let level = naturalLogarithm(Double(band) / Double(bands - band))
      frame.drawing.path(self.area(of: odds, atLeast: level, area), "p\(band)")
    }
    frame.drawing.path(self.area(of: odds, atLeast: 0, area), "l is")
  }

  /// Class k is where its probability is the largest; fuller where it is more than three times any other.
  private func drawRegions(_ frame: inout Frame) {
    let area = frame.area
    let leads = logarithms.indices.map { lead(of: $0) }
    for (k, lead) in leads.enumerated() {
      let fill = leads.count == 2 ? ["p1", "p8"][k] : "f\(Style.tint(k))"
      let opacity = leads.count == 2 ? 0.6 : 0.25
      for level in [0, naturalLogarithm(3)] {
        frame.drawing.path(self.area(of: lead, atLeast: level, area), fill, opacity: opacity)
      }
    }
    for lead in leads.dropFirst() { frame.drawing.path(self.area(of: lead, atLeast: 0, area), "l is") }
  }

  private func drawPoints(_ frame: inout Frame) {
    let shown = points.prefix(Self.mostPoints)
    let small = shown.count > 150
    for k in classNames.indices {
      var path = Path()
      for p in shown where p.class == k {
        if let at = frame.point(p.x, p.y) { path.dot(at.x, at.y) }
      }
      frame.drawing.path(path, "\(k % 2 == 0 ? small ? "a" : "o" : small ? "b" : "q") c\(Style.tint(k))")
    }
  }
}
