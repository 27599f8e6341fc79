import CKernels
import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// Dropout, noise on inputs, label smoothing and max-norm: against the reference, against differences,
/// and when they are off.
@Suite struct StepNoiseTests {
  private static let dropout = Dropout(hidden: [0.25, 0.5], inputs: 0.2)

  /// What a trainer and the reference are told alike.
  private func trainer(_ optimizer: any Optimizer, epochs: Int, batchSize: Int = 64) -> Trainer {
    var trainer = Trainer(
      optimizer: optimizer, l2: 0.5, batchSize: batchSize, epochs: epochs, shuffle: false, seed: 7 + 5 << 32)
    (trainer.noise.dropout, trainer.noise.inputs) = (Self.dropout, 0.25)
    return trainer
  }

  private static let rules: [(Rule, Function, Criterion)] = [
    (.sgd, .softmax, .crossEntropy), (.nesterov, .logistic, .binaryCrossEntropy), (.momentum, .identity, .squaredError),
    (.sgd, .logistic, .weightedBinaryCrossEntropy),
  ]

  /// E and D before each of six steps, with the masks of the reference; for layers whose slope is read from a, from z,
  /// and from a function of one's own, with labels smoothed and neurons kept short.
  @Test(arguments: Function.hidden) func reference(hidden: Function) throws {
    try reference(hidden, Double.self)
    try reference(hidden, Float.self)
    try withBLASProducts { try reference(hidden, Double.self) }
  }

  private func reference<Scalar: BLASScalar>(_ hidden: Function, _: Scalar.Type) throws {
    for (rule, output, loss) in Self.rules {
      var samples = Samples(seed: 81)
      var worst = WorstRatio("\(rule), \(hidden), \(output), \(loss), \(Scalar.self)", seed: samples.seed)
      var pair = try Pair<Scalar>(
        sizes: [5, 17, 6, 3], hidden: hidden, output: output, loss: loss, rows: 33, samples: &samples)
      var trainer = trainer(rule.engine, epochs: 6)
      (trainer.loss, trainer.maxNorm, trainer.threads) = (pair.loss, 1.25, 1)
      let smoothing = loss == .squaredError ? 0 : 0.1
      trainer.noise.labelSmoothing = smoothing
      let history = try trainer.fit(&pair.engine, to: pair.data)
      let targets = pair.targets.smoothed(by: smoothing, answers: loss == .crossEntropy ? 3 : 2)
      var noise = NaiveNoise(
        dropout: [0.2, 0.25, 0.5], deviation: 0.25, seed: trainer.seed)
      var optimizer = rule.naive
      // As in the curves of `OptimizersAgainstReferenceTests`: the errors of a step at most double in the next.
      let operations = Double(5 + 17 + 6 + 33 + 3)
      var growth = 1.0
      for record in history.epochs {
        noise.epoch = record.epoch
        let gradient = pair.reference.step(
          &optimizer, loss: pair.naiveLoss, inputs: pair.inputs, targets: targets,
          penalty: NaivePenalty(l2: 0.5, trainingExamples: 33), noise: noise)
        pair.reference.shortenNeurons(to: 1.25)
        worst.compare(record, gradient, allowed: ErrorBound.unit(Scalar.self) * operations * growth)
        growth *= 2
      }
      let size = pair.reference.flatParameters.map(abs).max() ?? 0
      worst.compare(
        pair.engine.parameters.elements, pair.reference.flatParameters,
        allowed: ErrorBound.unit(Scalar.self) * operations * growth * size, "θ")
      worst.expectWithin()
    }
  }

  /// ∂E/∂θ beside central differences of E with the same masks and noise: those of epoch 1.
  @Test(arguments: [Function.tanh, .logistic, .softsign, .elu, .custom])
  func differences(hidden: Function) throws {
    var samples = Samples(seed: 82)
    let pair = try Pair<Double>(
      sizes: [4, 6, 5, 3], hidden: hidden, output: .softmax, loss: .crossEntropy, rows: 9, samples: &samples)
    func step(_ theta: [Double]) throws -> RecordedStep {
      var network = pair.engine
      try network.setParameters(theta)
      let recording = Recording(.sgd(learningRate: 0))
      try trainer(recording, epochs: 1).fit(&network, to: pair.data)
      return try #require(recording.log.steps.first)
    }
    let theta = pair.engine.parameters.elements
    let gradient = try step(theta).gradient
    let largest = gradient.map(\.magnitude).max() ?? 0
    var worst = WorstRatio("differences, \(hidden)", seed: samples.seed)
    let h = 0x1p-17
    for i in theta.indices {
      var (above, below) = (theta, theta)
      above[i] += h
      below[i] -= h
      // h² of the third derivative, and ε / h.
      let difference = try (step(above).loss - step(below).loss) / (2 * h)
      worst.compare(gradient[i], difference, allowed: 1e-8 * max(1, largest), "∂E/∂θ \(i)")
    }
    worst.expectWithin()
  }

  /// The kernel's masks are the generator's words, on every instruction set, wherever a block of units begins.
  @Test(arguments: ["avx512", "avx2", "baseline"]) func masks(instructions: String) throws {
    guard ff_kernels_use_in_thread(instructions) != 0 else { return }
    defer { _ = ff_kernels_use_in_thread(nil) }
    let stream = PhiloxStream(
      key: (0x9ABC_DEF0, 0x1234_5678), stream: 9, purpose: Philox.Purpose.dropout.rawValue)
    let rows: [UInt32] = [5, 0, .max]
    let least: UInt32 = 1 << 31
    for (first, columns) in [(0, 1), (0, 64), (0, 200), (3, 61), (64, 65), (130, 3)] {
      // A column more than is asked for, which stays as it is.
      var floats = [Float](repeating: -1, count: 3 * (columns + 1))
      var doubles = [Double](repeating: -1, count: 3 * (columns + 1))
      FloatKernels.dropout(stream, 17, first, least, 1.5, 3, columns, rows, &floats, columns + 1)
      DoubleKernels.dropout(stream, 17, first, least, 1.5, 3, columns, rows, &doubles, columns + 1)
      for (r, row) in rows.enumerated() {
        for c in 0..<columns {
          let unit = first + c
          let words = Philox.block(
            counter: [17 + UInt32(unit / 4), row, 9, Philox.Purpose.dropout.rawValue], key: [0x9ABC_DEF0, 0x1234_5678])
          let expected = words[unit % 4] < least ? 0.0 : 1.5
          let index = r * (columns + 1) + c
          #expect(doubles[index] == expected && Double(floats[index]) == expected, "row \(row), unit \(unit)")
        }
        #expect(floats[r * (columns + 1) + columns] == -1 && doubles[r * (columns + 1) + columns] == -1)
      }
    }
  }

  /// Shares, means and variances, within five deviations.
  @Test func shares() throws {
    let noise = NaiveNoise(dropout: [0.3], deviation: 2, seed: 5)
    let mask = noise.mask(layer: 0, sizes: [40_000], row: 3)
    let zeros = Double(mask.count { $0 == 0 })
    #expect(abs(zeros - 12_000) <= 5 * (0.21 * 40_000).squareRoot() && mask.allSatisfy { $0 == 0 || $0 == 1 / 0.7 })
    let normals = noise.noise(inputs: 40_000, row: 1)
    let (mean, square) = (normals.reduce(0, +) / 40_000, normals.reduce(0) { $0 + $1 * $1 } / 40_000)
    #expect(abs(mean) <= 5 * 2 / 200 && abs(square - 4) <= 5 * 4 * 2.0.squareRoot() / 200)
  }

  /// Nothing is random where a network is used: not in validation, evaluation and prediction.
  @Test func offOutsideOfTraining() throws {
    var samples = Samples(seed: 83)
    var pair = try Pair<Float>(
      sizes: [5, 16, 6, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    let before = try pair.engine.evaluate(on: pair.data)
    var trainer = trainer(.sgd(learningRate: 0), epochs: 2)
    trainer.noise.labelSmoothing = 0.2
    let history = try trainer.fit(&pair.engine, to: pair.data, validation: pair.data)
    for record in history.epochs {
      #expect(record.validationLoss == before.loss && record.trainingLossWithoutPenalty != before.loss)
    }
    // Every epoch draws anew.
    #expect(history.epochs[0].trainingLoss != history.epochs[1].trainingLoss)
    #expect(try pair.engine.predict(pair.data.inputs) == pair.engine.predict(pair.data.inputs))
  }

  /// Masks belong to rows: with η = 0 the loss of an epoch does not depend on minibatches or the order of rows.
  @Test(arguments: [1, 7, 32, 33]) func masksBelongToRows(batchSize: Int) throws {
    var samples = Samples(seed: 84)
    var pair = try Pair<Double>(
      sizes: [5, 16, 6, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    let whole = try trainer(.sgd(learningRate: 0), epochs: 2).fit(&pair.engine, to: pair.data)
    var other = trainer(.sgd(learningRate: 0), epochs: 2, batchSize: batchSize)
    other.shuffle = true
    let parts = try other.fit(&pair.engine, to: pair.data)
    for (x, y) in zip(whole.epochs, parts.epochs) {
      #expect(abs(x.trainingLoss - y.trainingLoss) <= 1e-14 * x.trainingLoss)
    }
  }

  /// A training that was broken off in an epoch and goes on has the bits of one that was not.
  @Test(arguments: [1, 4, 5, 13]) func brokenOff(atStep last: Int) throws {
    var samples = Samples(seed: 85)
    let pair = try Pair<Float>(
      sizes: [5, 16, 6, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    var trainer = trainer(.adam(learningRate: 0.01), epochs: 4, batchSize: 8)
    (trainer.shuffle, trainer.maxNorm, trainer.noise.labelSmoothing) = (true, 1, 0.1)
    var whole = pair.engine
    let history = try trainer.fit(&whole, to: pair.data)
    let training = try Training(trainer, of: pair.engine, on: pair.data)
    for _ in 0..<last { try training.step() }
    var (network, state) = (training.network, try training.state)
    trainer.epochs = 4 - state.epochs
    try trainer.fit(&network, to: pair.data, continuing: &state)
    #expect(network.parameters == whole.parameters)
    #expect(state.history.epochs.map(\.trainingLoss) == history.epochs.map(\.trainingLoss))
  }

  /// Other seeds, other masks.
  @Test func seeds() throws {
    var samples = Samples(seed: 86)
    let pair = try Pair<Float>(
      sizes: [5, 16, 6, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    func loss(seed: UInt64, _ change: (inout Trainer) -> Void) throws -> Double {
      var (network, trainer) = (pair.engine, Trainer(optimizer: .sgd(learningRate: 0), epochs: 1, seed: seed))
      change(&trainer)
      return try trainer.fit(&network, to: pair.data).epochs[0].trainingLoss
    }
    for change in [{ $0.noise.dropout = 0.5 }, { $0.noise.inputs = 1 }] as [(inout Trainer) -> Void] {
      #expect(try loss(seed: 1, change) != loss(seed: 2, change))
      #expect(try loss(seed: 1, change) != loss(seed: 1 + 1 << 32, change))
    }
  }

  /// No neuron is longer than c after a step, whatever the rule; biases are free, and shorter ones stay as they are.
  @Test(arguments: 0..<4) func maxNorm(rule: Int) throws {
    let rules: [any Optimizer] = [
      .sgd(learningRate: 0.5), .adam(learningRate: 0.5), .rprop(), Recording(.adam(learningRate: 0.5)),
    ]
    var samples = Samples(seed: 87)
    var pair = try Pair<Double>(
      sizes: [5, 40, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    var trainer = Trainer(optimizer: rules[rule], batchSize: 8, epochs: 5)
    trainer.maxNorm = 0.75
    try trainer.fit(&pair.engine, to: pair.data)
    var longest = 0.0
    for layer in 0..<2 {
      let theta = pair.engine.parameters.theta(layer)
      for j in 0..<theta.rows {
        longest = max(longest, theta.row(j).dropFirst().reduce(0) { $0 + $1 * $1 }.squareRoot())
      }
    }
    #expect(longest <= 0.75 * (1 + 4 * Double.ulpOfOne) && longest > 0.7, "\(longest)")
  }

  /// Smoothing class indices and one-hot rows is the same; the training loss has its minimum at the smoothed labels.
  @Test func smoothedLabels() throws {
    var samples = Samples(seed: 88)
    let inputs: Matrix<Double> = try samples.matrix(20, 3)
    let classes = (0..<20).map { $0 % 4 }
    let oneHot = try Matrix(rows: 20, columns: 4, elements: classes.flatMap { c in (0..<4).map { $0 == c ? 1.0 : 0 } })
    func trained(_ data: Dataset<Double>, _ smoothing: Double, epochs: Int = 3) throws -> FeedForwardNetwork<Double> {
      var network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(4, .softmax)], seed: 1)
      var trainer = Trainer(optimizer: .sgd(learningRate: 0.5), epochs: epochs)
      trainer.noise.labelSmoothing = smoothing
      try trainer.fit(&network, to: data)
      return network
    }
    let (a, b) = (try Dataset(inputs: inputs, classes: classes), try Dataset(inputs: inputs, values: oneHot))
    #expect(try trained(a, 0.1).parameters == trained(b, 0.1).parameters)
    #expect(try trained(a, 0.1).parameters != trained(a, 0).parameters)
    // One row alone: its output ends at 1 − ε + ε / K.
    let one = try trained(a.selecting(rows: [2]), 0.2, epochs: 3000)
    let t = try one.predict(inputs.selecting(rows: [2]))
    for k in 0..<4 { #expect(abs(t[0, k] - (k == 2 ? 0.85 : 0.05)) <= 1e-9, "\(t)") }
  }

  @Test func misuse() throws {
    var samples = Samples(seed: 89)
    let pair = try Pair<Double>(
      sizes: [3, 4, 4, 2], hidden: .tanh, output: .identity, loss: .squaredError, rows: 9, samples: &samples)
    func expect(_ words: String..., change: (inout Trainer) -> Void) throws {
      var (network, trainer) = (pair.engine, Trainer(epochs: 1))
      change(&trainer)
      let error = try #require(#expect(throws: FeedForwardError.self) { try trainer.fit(&network, to: pair.data) })
      for word in words { #expect(error.description.contains(word), "\(error)") }
      #expect(network.parameters == pair.engine.parameters)
    }
    for (rule, name) in [
      (.lbfgs(), "l-bfgs"), (.scaledConjugateGradient(), "scg"), (.levenbergMarquardt(), "levenberg-marquardt"),
      (.rprop(), "rprop"),
    ] as [(any Optimizer, String)] {
      try expect("dropout", name, ".adam()") { ($0.optimizer, $0.noise.dropout) = (rule, 0.5) }
      try expect("dropout", name) { ($0.optimizer, $0.noise.dropout) = (rule, Dropout(0, inputs: 0.5)) }
      try expect("inputNoise", "0.5", name, ".adam()") { ($0.optimizer, $0.noise.inputs) = (rule, 0.5) }
      if name != "rprop" { try expect("maxNorm", "2.0", name, ".adam()") { ($0.optimizer, $0.maxNorm) = (rule, 2) } }
    }
    try expect("label smoothing", "squared-error", "cross-entropy") { $0.noise.labelSmoothing = 0.1 }
    try expect("Dropout", "3 numbers", "2, one for each hidden layer") {
      $0.noise.dropout = Dropout(hidden: [0, 0.1, 0.2])
    }
    try expect("dropout is 1.0", "0 ≤ x < 1") { $0.noise.dropout = Dropout(hidden: [0, 1]) }
    try expect("dropout of inputs is -0.5", "0 ≤ x < 1") { $0.noise.dropout.inputs = -0.5 }
    // What is chosen by the problem is chosen so that it can be.
    var (network, trainer) = (pair.engine, Trainer(optimizer: .automatic, epochs: 1))
    trainer.noise.dropout = 0.5
    #expect(try trainer.fit(&network, to: pair.data).optimizer?.hasPrefix("adam") == true)
    #expect(throws: FeedForwardError.self) {
      trainer.optimizer = .lbfgs()
      _ = try OnlineTraining(of: network, by: trainer, largestBatch: 3)
    }
  }

  /// Steps on rows as they come draw from the number of the step.
  @Test func online() throws {
    var samples = Samples(seed: 90)
    let pair = try Pair<Double>(
      sizes: [5, 17, 6, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    var trainer = trainer(.sgd(learningRate: 0.1), epochs: 3)
    (trainer.l2, trainer.noise.labelSmoothing, trainer.maxNorm) = (0, 0.1, 1)
    var whole = pair.engine
    try trainer.fit(&whole, to: pair.data)
    let training = try OnlineTraining(of: pair.engine, by: trainer, largestBatch: 33)
    for _ in 0..<3 { try training.learn(from: pair.data) }
    #expect(training.network.parameters == whole.parameters)
  }
}
