import FeedForward

extension SVG {
  /// The units of a network and its parameters: an edge for each, by colour and dash its sign, by its width its size
  /// beside the largest of the layer. Biases come from nodes that say 1.
  ///
  /// - Parameters:
  ///   - network: of any size; wide layers are drawn in part.
  ///   - inputNames: what to call the inputs; x₁ … by default.
  ///   - outputNames: what to call the outputs; t₁ … by default.
  ///   - most: units of a layer that are drawn, at least 2; of a wider one the first and the last.
  /// - Throws: ``/FeedForward/FeedForwardError`` for fewer than 2 units.
  /// - Complexity: O(layers · most²).
  public static func diagram<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, inputNames: [String] = [], outputNames: [String] = [],
    units most: Int = 12
  ) throws -> SVG {
    guard most >= 2 else {
      throw FeedForwardError.invalidSetting(name: "units", value: "\(most)", expected: "at least 2")
    }
    let diagram = Diagram(network, inputNames, outputNames, most)
    let activations = network.layers.map { "\($0.units) \($0.activation.kind)" }.joined(separator: ", ")
    return SVG(
      title: "The network",
      summary: "\(network.inputs) inputs, then \(activations); \(network.parameters.count) parameters.",
      width: diagram.width, height: diagram.height, body: diagram.body)
  }
}

/// Where the nodes of a network stand, column by column.
private struct Diagram {
  /// A node: a unit's index, nil for those that are left out, or the bias.
  private enum Node: Equatable {
    case bias
    case unit(Int)
    case others(Int)
  }

  private static let radius = 13.0
  private static let gap = (x: 150.0, y: 38.0)
  private static let top = 96.0
  private static let widest = 150.0

  let width: Double
  let height: Double
  private let columns: [[Node]]
  private let left: Double
  private let names: (inputs: [String], outputs: [String])
  private(set) var body = ""

  init<Scalar: BLASScalar>(
    _ network: FeedForwardNetwork<Scalar>, _ inputNames: [String], _ outputNames: [String], _ most: Int
  ) {
    let sizes = network.sizes
    columns = sizes.enumerated().map { l, size in
      (l < sizes.count - 1 ? [Node.bias] : []) + Self.units(size, most)
    }
    let name = { (names: [String], letter: String, i: Int) in
      i < names.count ? names[i].fitting(Self.widest) : letter + subscripted(i + 1)
    }
    names = (
      (0..<network.inputs).map { name(inputNames, "x", $0) }, (0..<network.outputs).map { name(outputNames, "t", $0) }
    )
    let space = { (names: [String]) in (names.prefix(200).map { $0.width(atSize: 13) }.max() ?? 0) + Self.radius + 18 }
    left = max(70, space(names.inputs))
    width = max(360, left + Double(sizes.count - 1) * Self.gap.x + max(70, space(names.outputs)))
    let tallest = columns.map(\.count).max() ?? 1
    height = Self.top + Double(tallest) * Self.gap.y + 12
    body = drawn(network)
  }

  private static func units(_ size: Int, _ most: Int) -> [Node] {
    guard size > most else { return (0..<size).map { .unit($0) } }
    let last = most / 2
    let first = most - last
    return (0..<first).map { .unit($0) } + [.others(size - most)] + (size - last..<size).map { .unit($0) }
  }

  private func place(_ column: Int, _ row: Int) -> (x: Double, y: Double) {
    let free = Double((columns.map(\.count).max() ?? 1) - columns[column].count)
    return (left + Double(column) * Self.gap.x, Self.top + (Double(row) + free / 2 + 0.5) * Self.gap.y)
  }

  private func drawn<Scalar: BLASScalar>(_ network: FeedForwardNetwork<Scalar>) -> String {
    var drawing = Drawing()
    drawing.rectangle(0, 0, width, height, "bg")
    drawing.text("The network", 12, 26, "ink h")
    var marks = (Path(), Path())
    marks.0.move(12, 44)
    marks.0.line(40, 44)
    marks.1.move(150, 44)
    marks.1.line(178, 44)
    drawing.path(marks.0, "l c0")
    drawing.path(marks.1, "l c1", dash: "5 4")
    drawing.text("θ above 0", 46, 48, "mut s")
    drawing.text("θ below 0", 184, 48, "mut s")
    for l in network.layers.indices { drawEdges(into: l, network.parameters.theta(l), &drawing) }
    for (l, column) in columns.enumerated() {
      let head = l == 0 ? "\(network.inputs) inputs" : "\(network.sizes[l]) \(network.layers[l - 1].activation.kind)"
      drawing.text(
        head.fitting(Self.gap.x - 8), place(l, 0).x, Self.top - 16, "mut", anchor: .middle)
      for (row, node) in column.enumerated() { draw(node, l, at: place(l, row), &drawing) }
    }
    return drawing.body
  }

  /// Edges by sign and five widths, thin ones below.
  private func drawEdges<Scalar: BLASScalar>(into l: Int, _ theta: Matrix<Scalar>, _ drawing: inout Drawing) {
    let largest = theta.elements.reduce(0.0) { max($0, Double($1.magnitude)) }
    guard largest > 0 else { return }
    var paths = [[Path]](repeating: [Path](repeating: Path(), count: 5), count: 2)
    for (row, node) in columns[l + 1].enumerated() {
      guard case .unit(let j) = node else { continue }
      for (other, source) in columns[l].enumerated() {
        let i: Int
        switch source {
        case .bias: i = 0
        case .unit(let unit): i = unit + 1
        case .others: continue
        }
        let value = Double(theta[j, i])
        guard value != 0 else { continue }
        let level = min(4, Int(5 * value.magnitude / largest))
        let (from, to) = (place(l, other), place(l + 1, row))
        paths[value > 0 ? 0 : 1][level].move(from.x, from.y)
        paths[value > 0 ? 0 : 1][level].line(to.x, to.y)
      }
    }
    for level in 0..<5 {
      let (width, opacity) = (fixed(0.5 + 0.8 * Double(level), 1), fixed(0.35 + 0.15 * Double(level), 2))
      for sign in 0..<2 where !paths[sign][level].isEmpty {
        drawing.add(
          """
          <path d="\(paths[sign][level].data)" class="w c\(sign)" opacity="\(opacity)" \
          style="stroke-width:\(width)\(sign == 1 ? ";stroke-dasharray:5 4" : "")"/>
          """)
      }
    }
  }

  private func draw(_ node: Node, _ l: Int, at place: (x: Double, y: Double), _ drawing: inout Drawing) {
    if case .others(let count) = node {
      drawing.text("⋮ \(count) more", place.x, place.y + 5, "mut s lab", anchor: .middle)
      return
    }
    drawing.add(
      """
      <circle cx="\(coordinate(place.x))" cy="\(coordinate(place.y))" r="\(coordinate(Self.radius))" class="bg is"/>
      """)
    switch node {
    case .bias: drawing.text("1", place.x, place.y + 4.5, "mut", anchor: .middle)
    case .unit(let unit) where l == 0:
      drawing.text(names.inputs[unit], place.x - Self.radius - 7, place.y + 4.5, "ink", anchor: .end)
    case .unit(let unit) where l == columns.count - 1:
      drawing.text(names.outputs[unit], place.x + Self.radius + 7, place.y + 4.5, "ink")
    default: break
    }
  }
}
