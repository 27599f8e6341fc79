import FeedForward
import FeedForwardPlots
import Testing

/// Functions of two numbers.
@Suite struct SurfaceTests {
  /// Twice the area inside rings, by the shoelace formula; holes count negative.
  private func area(_ rings: [[(x: Double, y: Double)]]) -> Double {
    rings.reduce(0) { sum, ring in
      sum
        + zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
    }
  }

  /// By hand: a peak of 1 among zeros is cut half-way to its four neighbours.
  @Test func onePeakIsADiamond() {
    let contours = Contours(columns: 3, rows: 3, values: [0, 0, 0, 0, 1, 0, 0, 0, 0])
    let rings = contours.rings(atLeast: 0.5)
    #expect(rings.count == 1)
    let corners = rings[0].sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    #expect(corners.map(\.x) == [0.5, 1, 1, 1.5] && corners.map(\.y) == [1, 0.5, 1.5, 1])
    #expect(abs(area(rings)) == 0.5)
    #expect(contours.rings(atLeast: 2).isEmpty)
  }

  /// The area reaches the edge: its line is one node outside.
  @Test func everythingIsARingAroundTheGrid() {
    let rings = Contours(columns: 4, rows: 3, values: [Double](repeating: 1, count: 12)).rings(atLeast: 0.5)
    #expect(rings.count == 1)
    #expect(rings[0].map(\.x).min() == -1 && rings[0].map(\.x).max() == 4)
    #expect(rings[0].map(\.y).min() == -1 && rings[0].map(\.y).max() == 3)
  }

  /// Two opposite corners of a cell: together if the middle is inside, else apart.
  @Test(arguments: [(0.8, 1), (0.2, 2)])
  func aSaddleGoesByItsMiddle(low: Double, rings: Int) {
    // Level 1: the mean of the four is 1.4, or 0.65.
    let high = low == 0.8 ? 2 : 1.1
    let values = [0, 0, 0, 0, 0, high, low, 0, 0, low, high, 0, 0, 0, 0, 0]
    #expect(Contours(columns: 4, rows: 4, values: values).rings(atLeast: 1).count == rings)
    // The other diagonal.
    let mirrored = [0, 0, 0, 0, 0, low, high, 0, 0, high, low, 0, 0, 0, 0, 0]
    #expect(Contours(columns: 4, rows: 4, values: mirrored).rings(atLeast: 1).count == rings)
  }

  @Test func aCircleAndItsHoleHaveTheirArea() {
    let size = 101
    let values = (0..<size * size).map { node in
      let (dx, dy) = (Double(node % size) - 50, Double(node / size) - 50)
      let r = (dx * dx + dy * dy).squareRoot()
      return -abs(r - 30)
    }
    // Between radius 20 and 40; straight pieces of up to a node's length are off by less than 1/8 / r each way.
    let rings = Contours(columns: size, rows: size, values: values).rings(atLeast: -10)
    #expect(rings.count == 2)
    let exact = Double.pi * (1600 - 400)
    let bound = 2 * Double.pi * 60 / 8 / 20
    #expect(abs(abs(area(rings)) - exact) < bound, "\(area(rings)) beside \(exact)")
    let coarse = rings.map { simplified($0, tolerance: 0.3) }
    #expect(coarse[0].count < rings[0].count / 3)
    #expect(abs(abs(area(coarse)) - exact) < 2 * .pi * 60 * 0.3)
  }

  @Test func theLineIsWhereBothClassesAreEquallyLikely() throws {
    // P = ½ at x = 0.25, a vertical line; a step from 0 to 1 besides.
    let surface = Surface("Step", x: Axis("x", range: -1...1), y: Axis("y", range: -1...1)) { x, _ in x < 0.25 ? 0 : 1 }
    let svg = try surface.svg()
    let markup = try checked(svg)
    #expect(markup.paths("l is").count == 1)
    #expect(svg.summary.contains("0 to 1; at least one half on 38 % of the area"))
    #expect(svg.text.utf8.count < 12_000, "\(svg.text.utf8.count) bytes")
  }

  @Test func aNetworkIsShownOverTwoOfItsInputs() throws {
    // Class 1 where x₂ + x₀ > 0; x₁ shifts it by ten.
    let network = try FeedForwardNetwork<Double>(
      inputs: 3, layers: [Layer(1, .logistic)], parameters: [0, 5, 10, 5])
    let axis = Axis("x", range: -1...1)
    let free = try Surface(of: network, "free", x: axis, y: axis, inputs: (0, 2), resolution: 51)
    let summary = try free.svg().summary
    #expect(summary.contains("on 51 %"), "half of the area and the line itself: \(summary)")
    let shifted = try Surface(
      of: network, "shifted", x: axis, y: axis, inputs: (2, 0), held: [0, 1, 0], resolution: 51)
    #expect(try shifted.svg().summary.contains("on 100 %"))
    #expect(throws: FeedForwardError.self) { try Surface(of: network, "", x: axis, y: axis, inputs: (1, 1)) }
    #expect(throws: FeedForwardError.self) { try Surface(of: network, "", x: axis, y: axis, inputs: (0, 3)) }
    #expect(throws: FeedForwardError.self) { try Surface(of: network, "", x: axis, y: axis, held: [1]) }
    #expect(throws: FeedForwardError.self) { try Surface(of: network, "", x: axis, y: axis, resolution: 1) }
    let values = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(1, .identity)], parameters: [5, 0, 0])
    #expect(throws: FeedForwardError.self) { try Surface(of: values, "", x: axis, y: axis) }
  }

  @Test(arguments: [3, 100])
  func severalClassesAreRegions(classes: Int) throws {
    let network = try FeedForwardNetwork<Float>(
      inputs: 2, layers: [Layer(8, .tanh), Layer(classes, .softmax)], seed: 4)
    var surface = try Surface(of: network, "regions", x: Axis("x"), y: Axis("y"), resolution: 41)
    for k in 0..<classes { surface.points.append((Double(k) / Double(classes), 0.5, k)) }
    let markup = try checked(surface.svg())
    #expect(markup.texts().contains("and \(classes - 12) more classes") == (classes > 12))
  }

  @Test func veryManyPointsAreShownInPart() throws {
    var surface = Surface("p", x: Axis("x", range: 0...1), y: Axis("y", range: 0...1), resolution: 11) { x, y in x * y }
    for i in 0..<100_000 { surface.points.append((Double(i % 317) / 317, Double(i % 101) / 101, i % 2)) }
    let svg = try surface.svg()
    #expect(try checked(svg).texts().contains("1000 of 100000 points"))
    #expect(svg.text.utf8.count < 30_000)
  }

  @Test func whatIsNoProbabilityIsRefused() {
    let surface = Surface("p", x: Axis("x"), y: Axis("y"), resolution: 3) { x, _ in x }
    #expect(throws: FeedForwardError.self) { try surface.svg() }
  }
}
