import FeedForward
import FeedForwardData
import FeedForwardPlots
import Foundation

/// Figure 7: how long the gradient of each layer is in a network of twenty layers that has not been trained yet.
struct GradientFigure {
  /// What is printed.
  struct Numbers: Encodable {
    let layers: Int
    let units: Int
    let networks: [Network]
  }

  /// One curve.
  struct Network: Encodable {
    let activation: String
    /// ‖∂E/∂Θˡ‖ from the first layer to the last.
    let norms: [Double]
    /// The first layer's beside the last one's.
    let firstToLast: Double
  }

  let numbers: Numbers

  init(seed: UInt64) throws {
    let (layers, units) = (20, 32)
    let data = try GaussianMixture.lecture.sample(count: 200, seed: seed, Double.self).dataset
    let networks = try [("logistic", Activation.logistic), ("tanh", .tanh), ("ReLU", .relu)].map { name, activation in
      let network = try FeedForwardNetwork<Double>(
        inputs: 2, layers: (1..<layers).map { _ in Layer(units, activation) } + [Layer(2, .softmax)], seed: seed)
      let gradient = try network.gradients(on: data).parameters
      let norms = (0..<layers).map { layer in
        gradient.elements[gradient.range(ofLayer: layer)].reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      return Network(activation: name, norms: norms, firstToLast: norms[0] / norms[layers - 1])
    }
    numbers = Numbers(layers: layers, units: units, networks: networks)
  }

  func picture(_ words: FigureWords) throws -> SVG {
    try LineChart(
      "7. \(words.vanishing)", note: words.beforeTraining(numbers.layers, numbers.units),
      x: Axis(words.alongLayers, isWhole: true), y: Axis("‖∂E/∂Θ‖", scale: .logarithmic),
      series: numbers.networks.map { network in
        .init(network.activation, points: network.norms.enumerated().map { (Double($0 + 1), $1) })
      }
    ).svg(width: 560, height: 400)
  }
}

extension GradientFigure.Numbers {
  var text: String {
    let shown = [1, 5, 10, 15, layers]
    let head = ["‖∂E/∂Θ‖ of layer"] + shown.map(String.init) + ["first : last"]
    let lines = networks.map { network in
      [network.activation]
        + (shown.map { network.norms[$0 - 1] } + [network.firstToLast]).map { String(format: "%.1e", $0) }
    }
    return textTable([head] + lines, width: Terminal.output.width)
  }
}
