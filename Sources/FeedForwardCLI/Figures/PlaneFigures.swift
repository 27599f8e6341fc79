import FeedForward
import FeedForwardData
import FeedForwardPlots
import Foundation

/// Figures 1 to 5: what networks make of two classes whose true posterior is known.
struct PlaneFigures {
  /// What is printed.
  struct Numbers: Encodable {
    let trainingRows: Int
    let testRows: Int
    /// E of −ln P(class | x), the least cross-entropy that anyone can expect.
    let bayesRisk: Double
    /// Share of rows that even the posterior takes for the wrong class.
    let bayesError: Double
    let networks: [Network]
    /// The posterior as if it were a network.
    let posterior: Network
  }

  /// One line of the table.
  struct Network: Encodable {
    let name: String
    let hidden: [Int]
    let l2: Double
    let trainingCrossEntropy: Double
    let testCrossEntropy: Double
    /// Mean of |t − P(class 1 | x)| over the test rows.
    let distanceToPosterior: Double
    let testAccuracy: Double
  }

  /// Of the files of the pictures.
  static let names = ["plane-5", "plane-8-8", "plane-5-penalty", "plane-8-8-penalty", "plane-posterior"]

  /// λ of figures 3 and 4.
  static let penalty = 0.5
  private static let epochs = 3000

  let numbers: Numbers
  private static let mixture = GaussianMixture.lecture
  private let training: Dataset<Double>
  private let networks: [FeedForwardNetwork<Double>]

  init(seed: UInt64) throws {
    let mixture = Self.mixture
    training = try mixture.sample(count: 200, seed: seed, Double.self).dataset
    // The other end of the seeds: rows that no training of another seed near by has seen.
    let test = try mixture.sample(count: 20_000, seed: ~seed, Double.self).dataset
    var networks: [FeedForwardNetwork<Double>] = []
    var lines: [Network] = []
    for l2 in [0, Self.penalty] {
      for hidden in [[5], [8, 8]] {
        var network = try FeedForwardNetwork<Double>(
          inputs: 2, layers: hidden.map { Layer($0, .tanh) } + [Layer(2, .softmax)], seed: seed)
        // To the end: what λ = 0 allows is to be seen. Adam's sums are the same for vectors of any width, so that the
        // figures do not depend on the processor.
        try Trainer(
          optimizer: .adam(learningRate: 0.02), schedule: .cosine(period: Double(Self.epochs)), l2: l2, batchSize: 50,
          epochs: Self.epochs, seed: seed
        ).fit(&network, to: training)
        networks.append(network)
        lines.append(
          try Network(
            name: hidden.map(String.init).joined(separator: "-") + ", λ = \(l2 == 0 ? "0" : "\(l2)")", hidden: hidden,
            l2: l2, crossEntropies: (try network.evaluate(on: training).loss, try network.evaluate(on: test).loss),
            probabilities: try network.predict(test.inputs), test, mixture))
      }
    }
    let posterior = try Network(
      name: "true posterior", hidden: [], l2: 0,
      crossEntropies: (mixture.crossEntropy(on: training), mixture.crossEntropy(on: test)),
      probabilities: mixture.probabilities(of: test.inputs), test, mixture)
    self.networks = networks
    numbers = Numbers(
      trainingRows: training.count, testRows: test.count, bayesRisk: mixture.bayesRisk, bayesError: mixture.bayesError,
      networks: lines, posterior: posterior)
  }

  /// A file's name and its picture.
  func pictures(_ words: FigureWords) throws -> [(String, SVG)] {
    let classNames = [words.class(0), words.class(1)]
    var pictures: [(String, SVG)] = []
    for (number, (network, line)) in zip(networks, numbers.networks).enumerated() {
      let title = "\(number + 1). \(line.hidden.count > 1 ? words.hiddenLayers : words.hiddenLayer) \(line.name)"
      let surface = try Surface(of: network, title, x: Self.axes.x, y: Self.axes.y, classNames: classNames)
      pictures.append((Self.names[number], try picture(surface, of: line, words)))
    }
    let surface = Surface("5. \(words.posterior)", x: Self.axes.x, y: Self.axes.y, classNames: classNames) {
      Self.mixture.posterior(at: [$0, $1])
    }
    return pictures + [(Self.names[4], try picture(surface, of: numbers.posterior, words))]
  }

  private static let axes = (x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4))

  /// The decision with the training points beside the probability.
  private func picture(_ surface: Surface, of line: Network, _ words: FigureWords) throws -> SVG {
    var (decision, probability) = (surface, surface)
    decision.look = .regions
    decision.points = training.points
    decision.note = words.crossEntropy(line.trainingCrossEntropy, line.testCrossEntropy)
    probability.note = words.distance(line.distanceToPosterior, numbers.bayesRisk)
    probability.title = words.probability(ofClass: 1)
    return try .grid(
      [decision.svg(width: 420, height: 470), probability.svg(width: 420, height: 470)], columns: 2,
      title: surface.title)
  }
}

extension PlaneFigures.Network {
  /// - Parameter probabilities: of both classes for the test rows.
  init(
    name: String, hidden: [Int], l2: Double, crossEntropies: (training: Double, test: Double),
    probabilities t: Matrix<Double>, _ test: Dataset<Double>, _ mixture: GaussianMixture
  ) throws {
    self.name = name
    self.hidden = hidden
    self.l2 = l2
    (trainingCrossEntropy, testCrossEntropy) = crossEntropies
    let truth = try mixture.probabilities(of: test.inputs)
    distanceToPosterior = (0..<t.rows).reduce(0) { $0 + abs(t[$1, 1] - truth[$1, 1]) } / Double(t.rows)
    testAccuracy =
      Double(test.classes.enumerated().count { (t[$0.offset, 1] > 0.5) == ($0.element == 1) }) / Double(t.rows)
  }
}

extension GaussianMixture {
  /// The posterior of both classes at each row.
  fileprivate func probabilities(of rows: Matrix<Double>) throws -> Matrix<Double> {
    try Matrix(
      (0..<rows.rows).map { row in
        let p = posterior(at: [rows[row, 0], rows[row, 1]])
        return [1 - p, p]
      })
  }

  /// The cross-entropy of the posterior.
  fileprivate func crossEntropy(on data: Dataset<Double>) throws -> Double {
    let p = try probabilities(of: data.inputs)
    return data.classes.enumerated().reduce(0) { $0 - log(p[$1.offset, $1.element]) } / Double(data.count)
  }
}

extension PlaneFigures.Numbers {
  var text: String {
    let head = ["", "training", "test", "distance to posterior", "test accuracy"]
    let lines = (networks + [posterior]).enumerated().map { number, line in
      ["\(number + 1). \(line.name)"]
        + [line.trainingCrossEntropy, line.testCrossEntropy, line.distanceToPosterior].map {
          String(format: "%.4f", $0)
        }
        + [String(format: "%.2f %%", 100 * line.testAccuracy)]
    }
    return """
      Cross-entropy on \(trainingRows) training and \(testRows) test points of two classes
      \(textTable([head] + lines, width: Terminal.output.width))
      Bayes risk \(String(format: "%.4f", bayesRisk)), Bayes error \(String(format: "%.2f %%", 100 * bayesError))
      """
  }
}
