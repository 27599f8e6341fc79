import FeedForward
import TestSupport
import Testing

/// Gradients that may not be longer than so much.
@Suite struct ClippingTests {
  private func problem() throws -> (network: FeedForwardNetwork<Double>, data: Dataset<Double>) {
    var samples = Samples(seed: 21)
    let network = try FeedForwardNetwork<Double>(
      inputs: 5, layers: [Layer(70, .tanh), Layer(3, .identity)], seed: 2)
    return (network, try Dataset(inputs: samples.matrix(40, 5), values: samples.matrix(40, 3)))
  }

  /// One step of plain descent with η = 1 is the clipped gradient; rules with and without a kernel get the same.
  @Test(arguments: [GradientClipping.value(0.01), .norm(0.5), .norm(1e9), .value(1e9)])
  func oneStep(clipping: GradientClipping) throws {
    let (start, data) = try problem()
    let gradient = try start.gradients(on: data, l2: 2).parameters.elements
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let clipped =
      switch clipping {
      case .value(let limit): gradient.map { min(max($0, -limit), limit) }
      case .norm(let limit): gradient.map { norm > limit ? $0 * limit / norm : $0 }
      }
    if case .norm(0.5) = clipping { try #require(norm > 0.5) }
    if case .value(0.01) = clipping { try #require(clipped != gradient) }
    for rule: any Optimizer in [StochasticGradientDescent(learningRate: 1), PlainDescent()] {
      var trainer = Trainer(optimizer: rule, l2: 2, batchSize: 40, epochs: 1, shuffle: false)
      trainer.clipping = clipping
      var network = start
      try trainer.fit(&network, to: data)
      let step = zip(start.parameters.elements, network.parameters.elements).map { $0 - $1 }
      let worst = zip(step, clipped).map { abs($0 - $1) }.max() ?? 0
      // Sums of 40 rows, and θ − (θ − g) with θ below 1.
      #expect(worst <= 64 * Double.ulpOfOne, "\(rule), \(clipping): \(worst)")
    }
  }

  /// The norm is that of all slabs, summed in one order for any number of threads.
  @Test func sameBits() throws {
    let (start, data) = try problem()
    func trained(_ threads: Int) throws -> ParameterVector<Double> {
      var trainer = Trainer(optimizer: .adam(learningRate: 0.1), batchSize: 33, epochs: 3, threads: threads)
      trainer.clipping = .norm(0.1)
      var network = start
      try trainer.fit(&network, to: data)
      return network.parameters
    }
    let one = try trained(1)
    for threads in [2, 3, 7] { #expect(try trained(threads) == one) }
  }

  /// θ ← θ − g, by a rule that sees the gradient as a whole.
  private struct PlainDescent: Optimizer {
    let learningRate = 1.0
    let stateVectors = 0

    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {
      for i in gradient.indices { parameters[i] -= gradient[i] }
    }
  }
}
