import FeedForward
import FeedForwardData
import FeedForwardPlots
import Foundation

/// What the page is told: problems with their points, colours, and a case that the engine has computed.
struct PlaygroundFacts: Encodable {
  struct Point: Encodable {
    let x: [Double]
    let label: Int
  }

  struct Problem: Encodable {
    struct Component: Encodable {
      let label: Int
      let weight: Double
      let mean: [Double]
      let deviations: [Double]
      let correlation: Double
    }

    let name: String
    let components: [Component]
    let training: [Point]
    let test: [Point]
    let bayesRisk: Double
  }

  /// A network, the error and gradient of the engine on rows of the first problem, and θ after some steps of Adam.
  struct Check: Encodable {
    let sizes: [Int]
    let activation: String
    let theta: [[[Double]]]
    let rows: Int
    let lambda: Double
    let data: Double
    let penalty: Double
    let gradient: [Double]
    let steps: Int
    let rate: Double
    let moved: [Double]
  }

  struct Colors: Encodable {
    let bands: [[String]]
    let classes: [[String]]
    let curves: [[String]]
    let signs: [[String]]
  }

  let problems: [Problem]
  let check: Check
  let colors: Colors
  let words: [String: String]

  init(seed: UInt64, words: [String: String]) throws {
    problems = try Self.mixtures.map { try Problem($0.name, $0.mixture(), seed: seed) }
    check = try Check(on: problems[0], seed: seed)
    let pair = { (tint: Style.Tint) in [tint.light, tint.dark] }
    let (first, second) = (pair(Style.series[0]), pair(Style.series[1]))
    colors = Colors(
      bands: Style.probability.map(pair), classes: [first, second], curves: [first, second], signs: [first, second])
    self.words = words
  }

  private static let mixtures: [(name: String, mixture: @Sendable () throws -> GaussianMixture)] = [
    ("lecture", { .lecture }), ("xor", { try xor }), ("ring", { try ring }), ("spirals", { try spirals }),
  ]

  private static var xor: GaussianMixture {
    get throws {
      try GaussianMixture(
        [(-1.5, -1.5, 0), (1.5, 1.5, 0), (-1.5, 1.5, 1), (1.5, -1.5, 1)].map { x, y, label in
          .init(label: label, mean: [x, y], deviations: [0.8, 0.8])
        })
    }
  }

  private static var ring: GaussianMixture {
    get throws {
      let around = (0..<16).map { 2 * Double.pi * Double($0) / 16 }.map { angle in
        GaussianMixture.Component(
          label: 1, weight: 1, mean: [2.4 * cos(angle), 2.4 * sin(angle)], deviations: [0.5, 0.5])
      }
      return try GaussianMixture(around + [.init(label: 0, weight: 16, mean: [0, 0], deviations: [0.8, 0.8])])
    }
  }

  private static var spirals: GaussianMixture {
    get throws {
      try GaussianMixture(
        (0..<40).map { position in
          let (label, along) = (position % 2, Double(position / 2) / 19)
          let (angle, radius) = (3.5 * Double.pi * along + Double(label) * .pi, 0.5 + 2.7 * along)
          return .init(label: label, mean: [radius * cos(angle), radius * sin(angle)], deviations: [0.2, 0.2])
        })
    }
  }
}

extension PlaygroundFacts.Problem {
  fileprivate init(_ name: String, _ mixture: GaussianMixture, seed: UInt64) throws {
    self.name = name
    components = mixture.components.map {
      Component(
        label: $0.label, weight: $0.weight, mean: [$0.mean.x, $0.mean.y],
        deviations: [$0.deviations.x, $0.deviations.y],
        correlation: $0.correlation)
    }
    training = try Self.points(of: mixture, count: 200, seed: seed)
    test = try Self.points(of: mixture, count: 400, seed: ~seed)
    bayesRisk = mixture.bayesRisk
  }

  /// To three decimals: the page is smaller, and nothing else changes.
  private static func points(
    of mixture: GaussianMixture, count: Int, seed: UInt64
  ) throws -> [PlaygroundFacts.Point] {
    try mixture.sample(count: count, seed: seed, Double.self).dataset.points.map { point in
      PlaygroundFacts.Point(x: [point.x, point.y].map { ($0 * 1000).rounded() / 1000 }, label: point.class)
    }
  }
}

extension PlaygroundFacts.Check {
  fileprivate init(on problem: PlaygroundFacts.Problem, seed: UInt64) throws {
    (sizes, activation, rows, lambda, steps, rate) = ([2, 5, 4, 2], "tanh", 64, 0.5, 20, 0.05)
    let points = problem.training.prefix(rows)
    let data = try Dataset(inputs: Matrix(points.map(\.x)), classes: points.map(\.label))
    var network = try FeedForwardNetwork<Double>(
      inputs: sizes[0], layers: [Layer(sizes[1], .tanh), Layer(sizes[2], .tanh), Layer(sizes[3], .softmax)], seed: seed)
    theta = network.layers.indices.map { l in
      let matrix = network.parameters.theta(l)
      return (0..<matrix.rows).map { Array(matrix.row($0)) }
    }
    let gradients = try network.gradients(on: data, l2: lambda)
    (self.data, penalty) = (gradients.lossWithoutPenalty, gradients.loss - gradients.lossWithoutPenalty)
    gradient = gradients.parameters.elements
    try Trainer(
      optimizer: .adam(learningRate: rate), l2: lambda, batchSize: rows, epochs: steps, shuffle: false
    ).fit(&network, to: data)
    moved = network.parameters.elements
  }
}
