import TestSupport
import Testing

@testable import FeedForward

/// The number of threads changes no bit.
@Suite struct ThreadsTests {
  static let counts = [1, 2, 3, 4, 7, 8, 16]

  /// 200 random networks, minibatches and settings. Sizes reach far enough for several threads to be used, and for
  /// layers that are cut by neurons.
  @Test(arguments: 0..<8) func trainingAndPrediction(part: Int) throws {
    for index in 0..<25 {
      var samples = Samples(seed: UInt64(part * 25 + index))
      if index % 3 == 0 { try compare(Double.self, &samples) } else { try compare(Float.self, &samples) }
    }
  }

  private func compare<Scalar: BLASScalar>(_: Scalar.Type, _ samples: inout Samples) throws {
    let depth = 1 + samples.index(below: 4)
    let batch = [1, 2, 7, 16, 17, 32, 33, 64, 100, 130, 300][samples.index(below: 11)]
    var sizes = (0...depth).map { _ in [1, 3, 10, 17, 33, 64, 65, 100, 128, 200][samples.index(below: 10)] }
    if samples.index(below: 4) == 0 { sizes[samples.index(below: depth + 1)] = 700 }
    let hidden = Function.hidden[samples.index(below: Function.hidden.count)]
    let output = sizes[depth] == 1 ? Function.identity : [.softmax, .logistic, .identity][samples.index(below: 3)]
    let losses = Criterion.sensible(for: output, outputs: sizes[depth])
    let rows = batch + samples.index(below: batch + 1)
    let pair = try Pair<Scalar>(
      sizes: sizes, hidden: hidden, output: output, loss: losses[samples.index(below: losses.count)], rows: rows,
      samples: &samples)
    let rules: [any Optimizer] = [
      .sgd(learningRate: 1e-3), .sgd(learningRate: 1e-3, momentum: 0.9), .adam(learningRate: 1e-3), Whole(),
    ]
    var trainer = Trainer(
      optimizer: rules[samples.index(below: 4)], loss: pair.loss, l2: samples.index(below: 2) == 0 ? 0 : 0.01,
      batchSize: batch, epochs: 2)
    // Each of these in every second network.
    let isSet = (0..<5).map { _ in samples.index(below: 2) == 1 }
    let data = isSet[0] ? try pair.data.weighted(by: samples.vector(rows, in: 0...2)) : pair.data
    if isSet[1] { trainer.noise.dropout = Dropout(0.3, inputs: 0.1) }
    if isSet[2] { trainer.noise.inputs = 0.1 }
    if isSet[3] { trainer.maxNorm = 1.5 }
    if isSet[4], [.softmax, .logistic].contains(output), pair.loss.hasProbabilities {
      trainer.noise.labelSmoothing = 0.1
    }
    try compare(
      pair.with(data: data, targets: pair.targets), trainer,
      "\(sizes), \(hidden), \(output), B \(batch), weights … smoothing \(isSet), seed \(samples.seed)")
  }

  /// The same where BLAS multiplies, whose bits depend on how many rows a product has.
  @Test func trainingAndPredictionByBLAS() throws {
    for index in 200..<240 {
      var samples = Samples(seed: UInt64(index))
      try withBLASProducts {
        if index % 3 == 0 { try compare(Double.self, &samples) } else { try compare(Float.self, &samples) }
      }
    }
  }

  /// Outputs and losses that the networks above do not have; those diverge too easily with them.
  @Test(arguments: [
    (Function.exponential, Criterion.poisson), (.meanAndVariance, .gaussian), (.increasing, .quantiles),
    (.threeIncreasing, .quantiles),
  ])
  func likelihoods(output: Function, loss: Criterion) throws {
    for batch in [32, 130] {
      var samples = Samples(seed: UInt64(batch))
      let sizes = [17, 65, output.counts[1]]
      let pair = try Pair<Float>(
        sizes: sizes, hidden: .tanh, output: output, loss: loss, rows: 200, samples: &samples)
      let trainer = Trainer(optimizer: .adam(learningRate: 1e-3), loss: pair.loss, batchSize: batch, epochs: 2)
      try compare(pair, trainer, "\(sizes), \(output), \(loss), B \(batch)")
    }
  }

  private func compare<Scalar: BLASScalar>(_ pair: Pair<Scalar>, _ trainer: Trainer, _ what: String) throws {
    var trainer = trainer
    var expected: (theta: [Scalar], history: [Double?], outputs: [Scalar])?
    for threads in Self.counts {
      trainer.threads = threads
      var network = pair.engine
      // All of them, however little they gain here.
      let found = try ThreadChoice.$isFixed.withValue(true) {
        let history = try trainer.fit(&network, to: pair.data, validation: pair.data)
        let predictor = try Predictor(network, threads: threads)
        return (
          network.parameters.elements,
          history.epochs.flatMap { [$0.trainingLoss, $0.validationLoss, $0.training.accuracy, $0.validation?.rmse] },
          try predictor.predict(pair.data.inputs).elements
            + predictor.predict(pair.data.inputs.selecting(rows: [0])).elements
        )
      }
      guard let expected else {
        expected = found
        continue
      }
      let text = "\(threads) threads, \(Scalar.self), \(what)"
      #expect(found.0.elementsEqual(expected.theta), "parameters: \(text)")
      #expect(found.1 == expected.history, "history: \(text)")
      #expect(found.2 == expected.outputs, "outputs: \(text)")
    }
  }

  /// A rule that looks at all of the gradient at once.
  private struct Whole: Optimizer {
    let learningRate = 1e-3
    let stateVectors = 0
    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {
      var largest: Scalar = 1e-6
      for i in gradient.indices { largest = max(largest, abs(gradient[i])) }
      for i in gradient.indices { parameters[i] -= Scalar(learningRate) * gradient[i] / largest }
    }
  }

  @Test func noThreadsAreRefused() throws {
    var network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(1, .identity)])
    let data = try Dataset(inputs: Matrix<Float>([[1, 2]]), values: Matrix<Float>([[1]]))
    for threads in [0, -1] {
      #expect(throws: FeedForwardError.self) { try Trainer(threads: threads).fit(&network, to: data) }
      #expect(throws: FeedForwardError.self) { try Predictor(network, threads: threads) }
    }
  }

  /// The same training by BLAS, as on a processor without product kernels, where that can be chosen.
  @Test func productsByBLAS() throws {
    try productsByBLAS(Double.self, allowed: 1e-12)
    try productsByBLAS(Float.self, allowed: 2e-4)
  }

  private func productsByBLAS<Scalar: BLASScalar>(_: Scalar.Type, allowed: Double) throws {
    for (sizes, rows) in [([5, 7, 3], 9), ([17, 64, 33, 4], 100), ([300, 40, 10], 33)] {
      var samples = Samples(seed: UInt64(rows))
      let pair = try Pair<Scalar>(
        sizes: sizes, hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: rows, samples: &samples)
      let trainer = Trainer(optimizer: .sgd(learningRate: 0.1, momentum: 0.9), batchSize: 32, epochs: 10, threads: 1)
      let run = {
        var network = pair.engine
        let losses = try trainer.fit(&network, to: pair.data).epochs.map(\.trainingLoss)
        return (losses, try network.predict(pair.data.inputs).elements.map { Double($0) })
      }
      let usual = try run()
      let byBLAS = try withBLASProducts(run)
      let difference = zip(usual.0 + usual.1, byBLAS.0 + byBLAS.1).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference <= allowed, "\(Scalar.self) \(sizes): \(difference)")
    }
  }
}

extension Loss {
  /// Whether labels can be smoothed.
  fileprivate var hasProbabilities: Bool {
    switch self {
    case .crossEntropy, .binaryCrossEntropy, .weightedBinaryCrossEntropy: true
    default: false
    }
  }
}
