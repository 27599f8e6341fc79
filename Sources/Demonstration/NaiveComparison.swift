import FeedForward
import NaiveFeedForward

/// One training step of the engine beside the same step in plain loops: first that they agree, then how long they take.
package struct NaiveComparison {
  package let rows: Int
  /// Largest difference between the two gradients, relative to the largest element.
  package let gradientDifference: Double
  /// Median time of a step.
  package let seconds: Double
  /// Median time of a step in plain loops.
  package let naiveSeconds: Double
  package var speedup: Double { naiveSeconds / seconds }

  /// - Parameter network: layers of ReLU and a softmax, as the demonstration's.
  init(of network: FeedForwardNetwork<Float>, with optimizer: any Optimizer, on data: Dataset<Float>) throws {
    rows = min(64, data.count)
    let batch = try data.selecting(rows: Array(0..<rows))
    guard case .classes(let classes) = batch.targets else { preconditionFailure("digits have classes") }
    let x = NaiveMatrix(rows: rows, columns: network.inputs, elements: batch.inputs.elements.map { Double($0) })
    var y = NaiveMatrix(rows: rows, columns: network.outputs)
    for (r, k) in classes.enumerated() { y[r, k] = 1 }
    var naive = NaiveFeedForward(
      sizes: network.sizes,
      activations: network.layers.dropLast().map { _ in .relu } + [.softmax],
      parameters: network.parameters.elements.map { Double($0) })

    let reference = naive.gradient(of: .crossEntropy, inputs: x, targets: y).parameters
    let gradient = try network.gradients(on: batch).parameters.elements
    let largest = reference.reduce(0) { max($0, abs($1)) }
    gradientDifference = zip(gradient, reference).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / max(largest, 1e-30)
    guard gradientDifference < 1e-4 else {
      throw WrongGradient(difference: gradientDifference)
    }

    // Each epoch is one step on the same rows: gather, forward, loss, backward, update.
    var trained = network
    let trainer = Trainer(optimizer: optimizer, batchSize: rows, epochs: 400, shuffle: false)
    seconds = median(try trainer.fit(&trained, to: batch).epochs.map(\.seconds))

    var naiveOptimizer = NaiveOptimizer(.adam(), learningRate: optimizer.learningRate)
    let clock = ContinuousClock()
    let times = (0..<15).map { _ in
      clock.measure { naive.step(&naiveOptimizer, loss: .crossEntropy, inputs: x, targets: y) } / .seconds(1)
    }
    naiveSeconds = median(times)
  }
}

/// The engine and the plain loops disagree: a bug, or a broken BLAS.
private struct WrongGradient: Error, CustomStringConvertible {
  let difference: Double
  var description: String { "The engine's gradient differs from the plain loops' by \(difference), relative." }
}

private func median(_ values: [Double]) -> Double {
  values.sorted()[values.count / 2]
}
