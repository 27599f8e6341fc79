import FeedForward
import FeedForwardData
import FeedForwardPlots
import Foundation

/// Figures 8 to 10: networks while they train. All in Double.
struct TrainingFigures {
  /// What is printed.
  struct Numbers: Encodable {
    let remedies: [Remedy]
    let gradients: [Gradients]
  }

  /// What a training comes to, to its end and where it should have stopped.
  struct Remedy: Encodable {
    let l2: Double
    let epochs: Int
    let trainingAtEnd: Double
    let testAtEnd: Double
    let bestEpoch: Int
    let testAtBest: Double
  }

  /// Norms of the first and the last layer's gradient in the first and the last epoch.
  struct Gradients: Encodable {
    let activation: String
    let first: [Double]
    let last: [Double]
    /// Share of the last epoch's hidden activations that are 0 (of ReLU).
    let zeros: Double
  }

  static let names = ["training", "remedies", "deep-training"]

  private static let mixture = GaussianMixture.lecture
  private static let epochs = 600
  private static let depth = 10

  let numbers: Numbers
  private let training: Dataset<Double>
  /// Networks after some epochs of the training without a penalty.
  private let moments: [(epoch: Int, network: FeedForwardNetwork<Double>)]
  private let curves: [(l2: Double, history: TrainingHistory)]
  private let norms: [(activation: String, history: TrainingHistory)]

  init(seed: UInt64) throws {
    let training = try Self.mixture.sample(count: 200, seed: seed, Double.self).dataset
    let test = try Self.mixture.sample(count: 2000, seed: ~seed, Double.self).dataset
    let network = try FeedForwardNetwork<Double>(
      inputs: 2, layers: [Layer(8, .tanh), Layer(8, .tanh), Layer(2, .softmax)], seed: seed)
    var trainer = Trainer(optimizer: .adam(learningRate: 0.02), batchSize: 50, epochs: Self.epochs, seed: seed)
    var moments = [(epoch: 0, network: network)]
    let run = try Training(trainer, of: network, on: training)
    while let record = try run.runEpoch() {
      let isShown = record.epoch <= 4 || record.epoch.nonzeroBitCount == 1 || record.epoch % 100 == 0
      if isShown { moments.append((record.epoch, run.network)) }
    }
    self.moments = moments
    curves = try [0, PlaneFigures.penalty].map { l2 in
      trainer.l2 = l2
      var copy = network
      return (l2, try trainer.fit(&copy, to: training, validation: test))
    }
    self.training = training
    let deep = try [("logistic", Activation.logistic), ("tanh", .tanh), ("ReLU", .relu)].map { name, activation in
      var network = try FeedForwardNetwork<Double>(
        inputs: 2, layers: (1..<Self.depth).map { _ in Layer(16, activation) } + [Layer(2, .softmax)], seed: seed)
      let history = try Trainer(
        optimizer: .adam(learningRate: 0.003), batchSize: 50, epochs: 100, seed: seed, diagnostics: true
      ).fit(&network, to: training)
      return (name: name, history: history, zeros: try network.shareOfZeros(on: training))
    }
    norms = deep.map { ($0.name, $0.history) }
    numbers = Numbers(
      remedies: curves.map { Remedy($0.l2, $0.history) },
      gradients: deep.map { run in
        let epochs = [run.history.epochs.first, run.history.epochs.last].map { $0?.layers ?? [] }
        return Gradients(
          activation: run.name, first: epochs.map { $0.first?.gradientNorm ?? 0 },
          last: epochs.map { $0.last?.gradientNorm ?? 0 }, zeros: run.zeros)
      })
  }

  // MARK: - Pictures

  func pictures(_ words: FigureWords) throws -> [(String, SVG)] {
    let pictures = [try animation(words), try remedies(words), try deepTraining(words)]
    return zip(Self.names, pictures).map { ($0, $1) }
  }

  private func animation(_ words: FigureWords) throws -> SVG {
    let frames = try moments.map { epoch, network in
      var surface = try Surface(
        of: network, "8. \(words.training)", note: "\(words.epoch) \(epoch)", x: Axis("x₁", range: -4...4),
        y: Axis("x₂", range: -4...4), classNames: [words.class(0), words.class(1)], resolution: 101)
      surface.points = training.points
      return try surface.svg(width: 420, height: 470)
    }
    return try .animation(frames, title: "8. \(words.training)", seconds: 0.6)
  }

  private func remedies(_ words: FigureWords) throws -> SVG {
    let panels = try curves.map { l2, history in
      let points = { (number: (EpochRecord) -> Double?) in
        history.epochs.compactMap { record in number(record).map { (Double(record.epoch), $0) } }
      }
      let best = LineChart.Mark.vertical(x: Double(history.bestEpoch), label: "\(words.stop) \(history.bestEpoch)")
      return try LineChart(
        l2 == 0 ? "9. \(words.earlyStopping)" : "λ = \(l2.shortestText)", note: l2 == 0 ? "λ = 0" : words.penalty,
        x: Axis(words.epoch, isWhole: true), y: Axis("D", range: 0...1),
        series: [
          .init(words.trainingPoints, points: points(\.trainingLoss)),
          .init(words.testPoints, points: points(\.validationLoss)),
        ], marks: l2 == 0 ? [best] : []
      ).svg(width: 420, height: 340)
    }
    return try .grid(panels, columns: 2, title: "9. \(words.earlyStopping)")
  }

  private func deepTraining(_ words: FigureWords) throws -> SVG {
    let panels = try norms.enumerated().map { number, run in
      let series = [0, Self.depth / 2 - 1, Self.depth - 1].map { layer in
        LineChart.Series(
          "\(words.layer) \(layer + 1)",
          points: run.history.epochs.map { (Double($0.epoch), $0.layers?[layer].gradientNorm ?? .nan) })
      }
      return try LineChart(
        number == 0 ? "10. \(words.deepTraining)" : run.activation, note: number == 0 ? run.activation : "",
        x: Axis(words.epoch, isWhole: true), y: Axis("‖∂E/∂Θ‖", scale: .logarithmic, range: 1e-9...10), series: series
      ).svg(width: 320, height: 340)
    }
    return try .grid(panels, columns: 3, title: "10. \(words.deepTraining)")
  }
}

extension TrainingFigures.Remedy {
  fileprivate init(_ l2: Double, _ history: TrainingHistory) {
    self.init(
      l2: l2, epochs: history.epochs.count, trainingAtEnd: history.epochs.last?.trainingLoss ?? .nan,
      testAtEnd: history.epochs.last?.validationLoss ?? .nan, bestEpoch: history.bestEpoch,
      testAtBest: history.best?.validationLoss ?? .nan)
  }
}

extension FeedForwardNetwork<Double> {
  /// Of the hidden activations on some rows.
  fileprivate func shareOfZeros(on data: Dataset<Double>) throws -> Double {
    var (zeros, all) = (0, 0)
    for last in 1..<layers.count {
      let count = (0..<last).reduce(0) { $0 + (sizes[$1] + 1) * sizes[$1 + 1] }
      let part = try FeedForwardNetwork(
        inputs: inputs, layers: Array(layers.prefix(last)), parameters: Array(parameters.elements.prefix(count)))
      let activations = try part.predict(data.inputs).elements
      zeros += activations.count { $0 == 0 }
      all += activations.count
    }
    return Double(zeros) / Double(all)
  }
}

extension TrainingFigures.Numbers {
  var text: String {
    let head = ["λ", "epochs", "training, at the end", "test, at the end", "best epoch", "test there"]
    let lines = remedies.map { run in
      [run.l2.shortestText, "\(run.epochs)"] + [run.trainingAtEnd, run.testAtEnd].map { decimals($0) }
        + ["\(run.bestEpoch)", decimals(run.testAtBest)]
    }
    let other = ["‖∂E/∂Θ‖ in epoch 1, 100", "layer 1", "last layer", "activations of 0"]
    let norms = gradients.map { run in
      let pair = { (norms: [Double]) in norms.map { String(format: "%.1e", $0) }.joined(separator: ", ") }
      return [run.activation, pair(run.first), pair(run.last), String(format: "%.0f %%", 100 * run.zeros)]
    }
    return """
      Early stopping and the penalty, cross-entropy
      \(textTable([head] + lines, width: Terminal.output.width))

      Ten layers while they train
      \(textTable([other] + norms, width: Terminal.output.width))
      """
  }
}
