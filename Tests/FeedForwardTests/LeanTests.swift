import CAllocationCounter
@testable import FeedForward
import Testing

/// A step after the first takes nothing from the heap, OpenBLAS's own needs included.
@Suite struct LeanTests {
  /// z², by its own value and derivative.
  private struct Square: CustomActivation {
    let name = "square"
    func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {
      for i in z.indices { a[i] = z[i] * z[i] }
    }
    func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {
      for i in z.indices { slope[i] = 2 * z[i] }
    }
  }

  private static let optimizers: [any Optimizer] = [
    .sgd(learningRate: 1e-3), .sgd(learningRate: 1e-3, momentum: 0.9, nesterov: true), .adam(learningRate: 1e-3),
  ]

  /// Allocations of this thread while training on so many minibatches.
  private func allocations<Scalar: BLASScalar>(
    _: Scalar.Type, batches: Int, hidden: Activation, output: Activation, loss: Loss?,
    optimizer: any Optimizer, outputs: Int = 3, targets: Int = 0, regularized: Bool = false
  ) throws -> Int {
    var network = try FeedForwardNetwork<Scalar>(
      inputs: 5, layers: [Layer(7, hidden), Layer(17, hidden), Layer(outputs, output)])
    let rows = batches * 8 - 3
    let x = (0..<rows * 5).map { Scalar(($0 * 37) % 101) / 101 }
    let inputs = try Matrix(rows: rows, columns: 5, elements: x)
    let y = (0..<rows * targets).map { Scalar($0 % 2) }
    let data =
      targets == 0
      ? try Dataset(inputs: inputs, classes: (0..<rows).map { ($0 * 7) % 3 })
      : try Dataset(inputs: inputs, values: Matrix(rows: rows, columns: targets, elements: y))
    var trainer = Trainer(optimizer: optimizer, loss: loss, l2: 0.1, l1: 0.1, batchSize: 8, epochs: 2)
    var weighted = data
    if regularized {
      weighted = try data.weighted(by: (0..<rows).map { Double($0 % 4) })
      (trainer.noise.dropout, trainer.noise.inputs) = (Dropout(0.5, inputs: 0.2), 0.1)
      (trainer.schedule, trainer.dropoutSchedule) = (.coslog(epochs: 2), .flatCosine(epochs: 2))
      trainer.partRates = PartRates(biases: 0.5)
      if targets == 0 { trainer.classWeights = .balanced }
      if case .softmax = output {
        (trainer.noise.labelSmoothing, trainer.partRates.inputScales) = (0.1, 2)
      } else {
        trainer.maxNorm = 1
      }
    }
    let before = ff_allocations_of_thread()
    try trainer.fit(&network, to: weighted, validation: weighted)
    return ff_allocations_of_thread() - before
  }

  @Test func theCounterCounts() throws {
    let before = ff_allocations_of_thread()
    try #require(before >= 0, "allocations cannot be counted here")
    let pointer = UnsafeMutablePointer<Double>.allocate(capacity: 1000)
    pointer.initialize(repeating: 1, count: 1000)
    let sum = UnsafeBufferPointer(start: pointer, count: 1000).reduce(0, +)
    pointer.deallocate()
    #expect(sum == 1000)
    #expect(ff_allocations_of_thread() > before)
  }

  @Test(arguments: 0..<3)
  func aThousandStepsAllocateNoMoreThanTen(rule: Int) throws {
    for (hidden, output) in [
      (.relu, .softmax), (.gelu, .identity), (.softsign, .elu()), (.custom(Square()), .tanh), (.tanh, .softplus),
      (.selu, .mish),
    ] as [(Activation, Activation)] {
      try compare(Float.self, hidden, output, Self.optimizers[rule])
      try compare(Double.self, hidden, output, Self.optimizers[rule])
    }
  }

  /// A step of a rule that sees all rows is an epoch, whose record takes memory: so the update alone.
  @Test(arguments: Rprop.Variant.allCases) func rprop(variant: Rprop.Variant) throws {
    let rule = Rprop(variant: variant, initialStep: .drawn(from: 0.05...0.2, seed: 1))
    var state = try OptimizerState<Float>(vectors: rule.stateVectors, scalars: rule.stateScalars, count: 100)
    var theta = [Float](repeating: 0, count: 100)
    let gradient = (0..<100).map { Float($0 - 50) }
    var before = 0
    for step in 1...100 {
      // The first also pays for what a process allocates once.
      if step == 2 { before = ff_allocations_of_thread() }
      state.step = step
      var parameters = theta.mutableSpan
      rule.update(&parameters, along: gradient.span, state: &state)
    }
    #expect(ff_allocations_of_thread() == before)
    #expect(theta[0] > 0 && theta[50] == 0 && theta[99] < 0)
  }

  @Test func lossesAllocateNothing() throws {
    for loss in [.custom(Redescending()), .huber(), .absoluteError] as [Loss] {
      try compare(Float.self, .relu, .identity, Self.optimizers[0], loss: loss)
      try compare(Double.self, .relu, .softmax, Self.optimizers[0], loss: loss)
    }
    for (loss, output, outputs, targets) in [
      (.poisson, .exponential, 3, 3), (.gaussian, .meanAndVariance, 6, 3),
      (.weightedBinaryCrossEntropy(positiveWeights: [1, 2, 3]), .logistic, 3, 3),
      (.quantile([0.25, 0.75]), .increasing(groups: 3), 6, 3),
    ] as [(Loss, Activation, Int, Int)] {
      try compare(
        Float.self, .relu, output, Self.optimizers[0], loss: loss, outputs: outputs, targets: targets)
      try compare(
        Double.self, .relu, output, Self.optimizers[0], loss: loss, outputs: outputs, targets: targets)
    }
  }

  /// Weights of rows and classes, dropout, noise, smoothing and max-norm all at once.
  @Test(arguments: 0..<3) func regularizationAllocatesNothing(rule: Int) throws {
    let optimizer = Self.optimizers[rule]
    for (hidden, output) in [(.relu, .softmax), (.custom(Square()), .tanh)] as [(Activation, Activation)] {
      try compare(Float.self, hidden, output, optimizer, regularized: true)
      try compare(Double.self, hidden, output, optimizer, regularized: true)
    }
    for (loss, output, outputs, targets) in [
      (.gaussian, .meanAndVariance, 6, 3), (.quantile([0.25, 0.75]), .increasing(groups: 3), 6, 3),
      (.custom(Redescending()), .identity, 3, 3),
    ] as [(Loss, Activation, Int, Int)] {
      try compare(
        Float.self, .softsign, output, optimizer, loss: loss, outputs: outputs, targets: targets, regularized: true)
    }
  }

  private func compare<Scalar: BLASScalar>(
    _: Scalar.Type, _ hidden: Activation, _ output: Activation, _ optimizer: any Optimizer, loss: Loss? = nil,
    outputs: Int = 3, targets: Int = 0, regularized: Bool = false
  ) throws {
    // The first run also pays for what a process allocates once: by the way of several threads too, which a look may
    // take in any run.
    let counts = try [(10, true), (10, false), (1000, false)].map { batches, takesAllThreads in
      try ThreadChoice.$isFixed.withValue(takesAllThreads) {
        try allocations(
          Scalar.self, batches: batches, hidden: hidden, output: output, loss: loss, optimizer: optimizer,
          outputs: outputs, targets: targets, regularized: regularized)
      }
    }
    #expect(
      counts[1] == counts[2],
      "\(Scalar.self) \(hidden) \(output): \(counts[1]) with 10 steps an epoch, \(counts[2]) with 1000")
  }
}
