import FeedForward
import FeedForwardPlots
import Testing

/// Charts of numbers and settings at the ends of what there is: a picture or a typed error, never
/// the end of the program.
@Suite struct BadPictureTests {
  private static let numbers: [Double] = [
    0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, 1e-10, 1e10, 1e299,
    -1e299, 1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
  ]

  private func draw(_ chart: LineChart) {
    do {
      let text = try chart.svg().text
      #expect(!text.contains("nan") && !text.contains("inf"), "\(chart.x) \(chart.y) \(chart.series)")
    } catch {
      #expect(error is FeedForwardError)
    }
  }

  private func chart(
    _ points: [(x: Double, y: Double)], _ scale: Axis.Scale, range: ClosedRange<Double>? = nil, tint: Int? = nil,
    marks: [LineChart.Mark] = []
  ) -> LineChart {
    let axis = { (label: String) in Axis(label, scale: scale, range: range) }
    return LineChart(
      "t", x: axis("x"), y: axis("y"),
      series: [
        LineChart.Series("s", points: points, tint: tint),
        LineChart.Series("d", points: points, look: .dots, tint: tint),
      ], marks: marks)
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic, .automatic]) func pairsOfNumbers(scale: Axis.Scale) {
    for x in Self.numbers {
      draw(chart([(x, x)], scale))
      for y in Self.numbers {
        draw(chart([(x, y), (y, x)], scale))
        draw(chart([(1, 2), (2, 3)], scale, marks: [.point(x: x, y: y), .vertical(x: x, label: "v"), .diagonal]))
        draw(chart([(1, 2), (2, 3)], scale, marks: [.horizontal(y: y, label: "h")]))
      }
    }
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic, .automatic]) func ranges(scale: Axis.Scale) {
    for lower in Self.numbers {
      for upper in Self.numbers where lower <= upper {
        draw(chart([(1, 2), (100, 200)], scale, range: lower...upper))
        draw(
          chart([(1, 2), (1e299, -1e299), (0, 0)], scale, range: lower...upper, marks: [.point(x: 1e299, y: -1e299)]))
      }
    }
    #expect(throws: FeedForwardError.self) {
      try chart([(1, 2)], .linear, range: -Double.infinity...0).svg()
    }
  }

  @Test func coloursAndSizes() {
    for tint in [-1, -7, .min, .max, 5, 6] { draw(chart([(1, 2), (2, 3)], .linear, tint: tint)) }
    for size in Self.numbers {
      #expect(throws: FeedForwardError.self) { try chart([(1, 2)], .linear).svg(width: size, height: 300) }
      #expect(throws: FeedForwardError.self) { try chart([(1, 2)], .linear).svg(width: 300, height: size) }
    }
    for columns in [0, -1, .min] {
      #expect(throws: FeedForwardError.self) {
        try SVG.grid([chart([(1, 2)], .linear).svg()], columns: columns, title: "g")
      }
    }
    #expect(throws: Never.self) { try SVG.grid([chart([(1, 2)], .linear).svg()], columns: .max, title: "g") }
    #expect(throws: FeedForwardError.self) { try SVG.grid([], columns: 1, title: "g") }
  }
}
