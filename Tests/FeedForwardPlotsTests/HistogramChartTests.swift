import FeedForward
import FeedForwardPlots
import Testing

@Suite struct HistogramChartTests {
  @Test func barsAreAsHighAsTheirCounts() throws {
    let chart = HistogramChart("age", label: "age", start: 10, step: 5, counts: [2, 0, 8, 4])
    let picture = try chart.svg()
    let bars = try Markup(picture.text).elements.filter { $0.name == "rect" && $0.attributes["class"] == "f0" }
    let heights = bars.compactMap { $0.attributes["height"].flatMap(Double.init) }
    #expect(heights.count == 3)
    // Coordinates are rounded to a tenth.
    #expect(abs(heights[1] - 4 * heights[0]) <= 0.3 && abs(heights[1] - 2 * heights[2]) <= 0.2, "\(heights)")
    let places = bars.compactMap { $0.attributes["x"].flatMap(Double.init) }
    #expect(abs((places[1] - places[0]) - 2 * (places[2] - places[1])) <= 0.2, "\(places)")
    #expect(picture.summary == "age from 10 to 30, in equal steps: 2, 0, 8, 4 rows.")
  }

  @Test func whatCannotBeDrawnIsRefused() {
    for (start, step, counts) in [
      (0.0, 1.0, []), (0, 0, [1]), (0, -1, [1]), (0, .nan, [1]), (.infinity, 1, [1]), (1e300, 1e299, [1]), (0, 1, [-1]),
      (1e20, 1, [1]),
    ] as [(Double, Double, [Int])] {
      #expect(throws: FeedForwardError.self) {
        try HistogramChart("x", label: "x", start: start, step: step, counts: counts).svg()
      }
    }
    #expect(throws: Never.self) {
      try HistogramChart("x", label: "x", start: -1e299, step: 1e298, counts: [0, 0, .max / 4]).svg()
    }
  }
}
