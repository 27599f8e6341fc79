import FeedForward
import FeedForwardPlots
import Testing

/// Pictures of values: predicted ones, bars and weights.
@Suite struct ValuePictureTests {
  @Test func predictionsStandBesideTheirTargets() throws {
    let outputs = try Matrix<Double>([[1, 0], [2, 0], [3, 0]])
    let targets = try Matrix<Double>([[1, 5], [2, 5], [4, 5]])
    let markup = try checked(.predictedAgainstActual(outputs: outputs, targets: targets, name: "y"))
    #expect(markup.texts().contains("Predicted against actual y"))
    // By hand: Σ(t − y)² = 1 of Σ(y − ȳ)² = 14/3; √(1/3); 1/3.
    #expect(markup.texts().contains("3 rows, R² 0.786, RMSE 0.5774, MAE 0.3333"))
    try checked(.predictedAgainstActual(outputs: outputs, targets: targets, output: 1))
    #expect(throws: FeedForwardError.self) {
      try SVG.predictedAgainstActual(outputs: outputs, targets: targets, output: 2)
    }
    #expect(throws: FeedForwardError.self) {
      try SVG.predictedAgainstActual(outputs: outputs, targets: Matrix(zeros: 2, by: 2))
    }
  }

  @Test func aHundredThousandRowsBecomeShades() throws {
    var generator = Philox(seed: 1, purpose: .test)
    let y = (0..<100_000).map { _ in generator.normal() }
    let t = y.map { $0 + 0.3 * generator.normal() }
    let svg = try SVG.predictedAgainstActual(
      outputs: Matrix(rows: y.count, columns: 1, elements: t), targets: Matrix(rows: y.count, columns: 1, elements: y))
    let markup = try checked(svg)
    #expect(markup.paths("f0").count == 5)
    #expect(svg.text.utf8.count < 60_000, "\(svg.text.utf8.count) bytes")
  }

  @Test func barsBeginAtZero() throws {
    let chart = BarChart(
      "Change", label: "points", categories: ["up", "down", "none"],
      series: [.init("", values: [2, -1, .nan])])
    let markup = try checked(chart.svg())
    let bars = markup.elements.filter { $0.attributes["class"] == "f0" }
    #expect(bars.count == 2)
    let edges = try bars.map { bar in
      (x: try #require(Double(bar.attributes["x"] ?? "")), width: try #require(Double(bar.attributes["width"] ?? "")))
    }
    // Places are rounded to tenths.
    #expect(abs(edges[1].x + edges[1].width - edges[0].x) < 0.21, "they meet at 0")
    #expect(abs(edges[0].width - 2 * edges[1].width) < 0.31)
    #expect(markup.texts().contains("not a number") && markup.texts().contains("−1"))
    #expect(throws: FeedForwardError.self) { try BarChart("x", label: "", categories: [], series: []).svg() }
    #expect(throws: FeedForwardError.self) {
      try BarChart("x", label: "", categories: ["a"], series: [.init("", values: [1, 2])]).svg()
    }
  }

  @Test func weightsOfTheFirstLayerAreImages() throws {
    let network = try FeedForwardNetwork<Float>(
      inputs: 64, layers: [Layer(30, .relu), Layer(10, .softmax)], seed: 2)
    let svg = try SVG.firstLayer(of: network, columns: 8)
    let markup = try checked(svg)
    #expect(markup.elements.count { $0.name == "image" } == 1 && markup.texts().contains { $0.hasPrefix("30 units") })
    #expect(svg.text.utf8.count < 8000, "\(svg.text.utf8.count) bytes")
    let few = try checked(.firstLayer(of: network, columns: 8, units: 4))
    #expect(few.texts().contains { $0.hasPrefix("the 4 strongest of 30 units") })
    #expect(throws: FeedForwardError.self) { try SVG.firstLayer(of: network, columns: 7) }
    let zeros = try FeedForwardNetwork<Float>(
      inputs: 4, layers: [Layer(1, .logistic, initializer: .zeros)], seed: 2)
    try checked(.firstLayer(of: zeros, columns: 2))
  }

  @Test func picturesStandSideBySide() throws {
    let one = try LineChart("one", x: Axis("x"), y: Axis("y"), series: [.init("s", points: [(0, 0), (1, 1)])]).svg()
    let grid = try SVG.grid([one, one, one], columns: 2, title: "three")
    try checked(grid)
    #expect(grid.width == 960 && grid.height == 680)
    #expect(throws: FeedForwardError.self) { try SVG.grid([], columns: 2, title: "none") }
    #expect(throws: FeedForwardError.self) { try SVG.grid([one], columns: 0, title: "none") }
  }

  @Test func linesOutsideOfAGivenRangeAreCutOff() throws {
    var chart = LineChart(
      "x", x: Axis("x"), y: Axis("y", range: 0...1), series: [.init("s", points: [(0, 0), (1, 5)])])
    #expect(try checked(chart.svg()).elements.count { $0.name == "svg" } == 2, "a viewport of its own")
    chart.y.range = nil
    #expect(try checked(chart.svg()).elements.count { $0.name == "svg" } == 1)
    #expect(throws: FeedForwardError.self) { try chart.svg(width: 10, height: 10) }
    #expect(throws: FeedForwardError.self) { try chart.svg(width: .nan, height: 300) }
  }
}
