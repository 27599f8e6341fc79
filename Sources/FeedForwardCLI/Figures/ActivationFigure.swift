import FeedForward
import FeedForwardPlots

/// Figure 6: activation functions and their derivatives, as the engine computes them.
struct ActivationFigure {
  /// What is printed.
  struct Numbers: Encodable {
    /// Largest |tanh x − (2σ(2x) − 1)| of the figure.
    let tanhIdentityDifference: Double
    /// The largest slope of each function, by its name.
    let largestSlopes: [String: Double]
  }

  /// α of the leaky ReLU: the usual one, and ten times that, so that it can be seen.
  static let slopes = [0.01, 0.1]

  let numbers: Numbers
  private let curves: [(name: String, values: [Double], slopes: [Double])]
  private let x = (-400...400).map { Double($0) / 100 }

  init() throws {
    let functions: [(String, Activation)] = [
      ("logistic σ", .logistic), ("tanh", .tanh), ("leaky ReLU, α = 0.1", .leakyReLU(slope: Self.slopes[1])),
      ("leaky ReLU, α = 0.01", .leakyReLU(slope: Self.slopes[0])), ("ReLU", .relu),
    ]
    let rows = try Matrix(rows: x.count, columns: 1, elements: x)
    curves = try functions.map { name, activation in
      // One unit of weight 1: its output is σ(x).
      let unit = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, activation)], parameters: [0, 1])
      return (name, try unit.predict(rows).elements, try unit.inputGradient(ofOutput: 0, at: rows).elements)
    }
    let doubled = try Matrix(rows: x.count, columns: 1, elements: x.map { 2 * $0 })
    let logistic = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .logistic)], parameters: [0, 1])
      .predict(doubled).elements
    numbers = Numbers(
      tanhIdentityDifference: zip(curves[1].values, logistic).reduce(0) { max($0, abs($1.0 - (2 * $1.1 - 1))) },
      largestSlopes: Dictionary(uniqueKeysWithValues: curves.map { ($0.name, $0.slopes.max() ?? 0) }))
  }

  func picture(_ words: FigureWords) throws -> SVG {
    let chart = { (title: String, label: String, range: ClosedRange<Double>, values: (Int) -> [Double]) in
      try LineChart(
        title, x: Axis("z"), y: Axis(label, range: range),
        series: curves.indices.map { c in
          // ReLU is dashed, so that the leaky one shows where they are the same.
          LineChart.Series(curves[c].name, points: zip(x, values(c)).map { ($0, $1) }, tint: c == 4 ? 10 : c)
        }
      ).svg(width: 420, height: 400)
    }
    return try .grid(
      [
        chart("6. \(words.activations)", "σ(z)", -1.2...2.2) { curves[$0].values },
        chart(words.derivatives, "σ′(z)", -0.1...1.2) { curves[$0].slopes },
      ], columns: 2, title: "6. \(words.activations)")
  }
}

extension ActivationFigure.Numbers {
  var text: String {
    let slopes = largestSlopes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    return """
      tanh x = 2σ(2x) − 1: the largest difference is \(tanhIdentityDifference).
      Largest slopes: \(slopes).
      """
  }
}
