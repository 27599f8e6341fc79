import FeedForward
import Foundation
import NaiveFeedForward
import TestSupport
import Testing

/// What the learning rate does while training goes on.
@Suite struct ScheduleTests {
  /// A rule that notes the factor of each step, and does nothing else.
  private final class Factors: Optimizer, @unchecked Sendable {
    let learningRate = 0.5
    let stateVectors = 0
    nonisolated(unsafe) var factors: [Double] = []

    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {
      factors.append(state.rateFactor)
    }
  }

  private func data() throws -> Dataset<Double> {
    try Dataset(
      inputs: Matrix([[1], [2], [3], [4]]), values: Matrix([[1], [3], [2], [5]]))
  }

  /// The factors of `epochs` epochs of two steps.
  private func factors(_ schedule: Schedule, epochs: Int) throws -> [Double] {
    let rule = Factors()
    var trainer = Trainer(optimizer: rule, batchSize: 2, epochs: epochs)
    trainer.schedule = schedule
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)])
    let history = try trainer.fit(&network, to: data())
    for (e, record) in history.epochs.enumerated() {
      #expect(record.learningRate == 0.5 * rule.factors[2 * e + 1])
    }
    return rule.factors
  }

  private func expect(_ schedule: Schedule, _ expected: [Double]) throws {
    let found = try factors(schedule, epochs: expected.count / 2)
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(found.count == expected.count && worst <= 1e-15, "\(schedule): \(found), expected \(expected)")
  }

  @Test func steps() throws {
    try expect(.constant, [1, 1, 1, 1])
    try expect(.step(every: 2, factor: 0.5), [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
    try expect(.exponential(factor: 0.5), [1, 1, 0.5, 0.5, 0.25, 0.25])
    try expect(.inverseScaling(power: 1), [1, 1 / 2, 1 / 3, 1 / 4])
    try expect(.custom { $0 * $0 }, [0, 0.25, 1, 2.25])
  }

  /// cos at 0, 45°, 90°, 135°; with periods of 1 and 2 epochs at 0, 90° and 0, 45°, 90°, 135°, then 4 epochs.
  @Test func cosine() throws {
    let (q, h) = ((1 + 0.5.squareRoot()) / 2, (1 - 0.5.squareRoot()) / 2)
    try expect(.cosine(period: 2), [1, q, 0.5, h, 1, q, 0.5, h])
    try expect(.cosine(period: 2, minimum: 0.5), [1, (1 + q) / 2, 0.75, (1 + h) / 2])
    try expect(.cosine(period: 1, periodFactor: 2), [1, 0.5, 1, q, 0.5, h])
    let first = try factors(.cosine(period: 1, periodFactor: 2), epochs: 8)
    #expect(first[6] == 1 && abs(first[10] - 0.5) <= 1e-15 && first[14] == 1)
  }

  /// Wherever a period begins, the factor is 1; before it, the least.
  @Test(arguments: [1.0, 1.1, 1.5, 2, 2.5, 3, 4, 5, 7, 10], [1.0, 3, 0.5]) func restarts(
    growth: Double, period: Double
  ) throws {
    let rule = Factors()
    let epochs = 400
    var trainer = Trainer(optimizer: rule, batchSize: 1, epochs: epochs)
    trainer.schedule = .cosine(period: period, periodFactor: growth)
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)])
    try trainer.fit(&network, to: data())
    var (start, length) = (0.0, period)
    while start < Double(epochs) {
      // Four steps an epoch; the first at or after the start, which may be off by rounding.
      let step = Int((start * 4 - 1e-6).rounded(.up))
      let exact = cos(.pi * (Double(step) / 4 - start) / length) / 2 + 0.5
      if step < 4 * epochs { #expect(abs(rule.factors[step] - exact) <= 1e-3, "period of \(length) from \(start)") }
      if step > 0 && step < 4 * epochs {
        #expect(rule.factors[step - 1] <= exact + 1e-3, "period of \(length) from \(start)")
      }
      (start, length) = (start + length, length * growth)
    }
  }

  /// A period of a tenth of an epoch, though 3 · 0.1 is not 0.3.
  @Test func periodsThatAreRounded() throws {
    let rule = Factors()
    var trainer = Trainer(optimizer: rule, batchSize: 1, epochs: 3)
    trainer.schedule = .cosine(period: 0.1)
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)])
    let x = (0..<10).map { [Double($0)] }
    try trainer.fit(&network, to: Dataset(inputs: Matrix(x), values: Matrix(x)))
    #expect(rule.factors.allSatisfy { abs($0 - 1) < 1e-12 }, "\(rule.factors)")
  }

  /// PyTorch's OneCycleLR of max_lr 1 and its defaults, in the form of its `_annealing_cos`, for so many total_steps.
  @Test(arguments: [1, 2, 3, 4, 5, 10, 20]) func oneCycle(epochs: Int) throws {
    let found = try factors(.oneCycle(epochs: Double(epochs)), epochs: epochs)
    let total = Double(2 * epochs)
    let anneal = { (start: Double, end: Double, share: Double) in end + (start - end) / 2 * (cos(.pi * share) + 1) }
    for (step, factor) in found.enumerated() {
      let (now, first, last) = (Double(step), 0.3 * total - 1, total - 1)
      let exact =
        now <= first
        ? anneal(0.04, 1, now / first) : anneal(1, 4e-6, (now - first) / (last - first))
      #expect(abs(factor - exact) <= 1e-14, "step \(step) of \(total): \(factor), \(exact)")
    }
    #expect(found.last == 4e-6)
  }

  @Test func oneCycleIsOver() throws {
    let schedule = Schedule.oneCycle(epochs: 4, peakAt: 0.25, initialFactor: 0.5, finalFactor: 0)
    // The peak is 1 step after the first, the end 7.
    let down = (0...6).map { (1 + cos(.pi * Double($0) / 6)) / 2 }
    try expect(schedule, [0.5] + down + [0, 0])
  }

  /// At s = 1/15, 3/15, 7/15 and 1 the logarithm is 1, 2, 3 and 4: a hump has ended. Between 1/15 and 3/15 it is 1.5 at
  /// (2√2 − 1)/15: a peak.
  @Test func coslog() throws {
    try expect(
      .coslog(epochs: 7.5), (0..<16).map { (1 - cos(2 * .pi * log2(1 + Double($0)))) / 2 })
    let fifteen = try factors(.coslog(epochs: 7.5), epochs: 9)
    for end in [0, 1, 3, 7, 15, 16, 17] { #expect(abs(fifteen[end]) <= 1e-14, "step \(end)") }
    let peak = 15 / (2 * 2.0.squareRoot() - 1)
    let peaks = try factors(.coslog(epochs: peak / 2), epochs: 2)
    #expect(abs(peaks[1] - 1) <= 1e-14)
    try expect(.coslog(epochs: 2, humps: 1), [0, 1, 2, 3].map { (1 - cos(2 * .pi * log2(1 + $0 / 4))) / 2 })
  }

  @Test func flatCosine() throws {
    let h = (1 - 0.5.squareRoot()) / 2
    try expect(.flatCosine(epochs: 4), [1, 1, 1, 1, 1, 1 - h, 0.5, h, 0, 0])
    try expect(.flatCosine(epochs: 2, flatShare: 0), [1, 1 - h, 0.5, h])
    try expect(.flatCosine(epochs: 2, flatShare: 0.75), [1, 1, 1, 1, 0, 0])
  }

  /// Dropout and weight decay by schedules of their own, against the reference: one step an epoch.
  @Test func ofDropoutAndDecay() throws {
    var samples = Samples(seed: 86)
    var worst = WorstRatio("schedules of dropout and decay", seed: samples.seed)
    var pair = try Pair<Double>(
      sizes: [5, 17, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    let trainer = Trainer(
      optimizer: .adamW(learningRate: 0.0625, weightDecay: 0.5), schedule: .exponential(factor: 0.75),
      decaySchedule: .flatCosine(epochs: 6), noise: Noise(dropout: 0.5),
      dropoutSchedule: .flatCosine(epochs: 6, flatShare: 0), batchSize: 33, epochs: 8, shuffle: false, seed: 9)
    let history = try trainer.fit(&pair.engine, to: pair.data)
    var adam = NaiveOptimizer(.adam(), learningRate: 0)
    var growth = 1.0
    for record in history.epochs {
      let t = Double(record.epoch - 1)
      let flat = t < 3 ? 1 : t < 6 ? (1 + cos(.pi * (t - 3) / 3)) / 2 : 0
      let drop = t < 6 ? (1 + cos(.pi * t / 6)) / 2 : 0
      let rate = 0.0625 * pow(0.75, t)
      let noise = NaiveNoise(dropout: [0, 0.5 * drop], seed: 9, epoch: record.epoch)
      adam.learningRate = rate
      let gradient = pair.reference.gradient(
        of: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets, noise: noise)
      worst.compare(record, gradient, allowed: ErrorBound.unit(Double.self) * Double(5 + 17 + 33 + 3) * growth)
      var theta = pair.reference.flatParameters.map { $0 - rate * 0.5 * flat * $0 }
      adam.update(&theta, along: gradient.parameters)
      pair.reference.flatParameters = theta
      growth *= 2
    }
    worst.expectWithin()
  }

  @Test func warmUp() throws {
    try expect(.warmUp(epochs: 2), [0.25, 0.5, 0.75, 1, 1, 1])
    try expect(.warmUp(epochs: 1, then: .exponential(factor: 0.5)), [0.5, 1, 1, 1, 0.5, 0.5])
    try expect(.warmUp(epochs: 1, then: .inverseScaling(power: 1)), [0.5, 1, 1, 0.5])
  }

  /// A loss that never changes: the first epoch is the best, and every two epochs after it the factor falls.
  @Test func plateau() throws {
    let schedule = Schedule.reduceOnPlateau(factor: 0.5, patience: 2, minimum: 0.2)
    try expect(schedule, [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2])
  }

  /// Continued after any epoch or step, with the same bits.
  @Test(arguments: [1, 3, 4, 7]) func goesOn(after steps: Int) throws {
    for schedule in [
      Schedule.warmUp(epochs: 1.5, then: .cosine(period: 3)),
      .reduceOnPlateau(factor: 0.5, patience: 1, minimumImprovement: 0.3), .inverseScaling(),
    ] {
      var trainer = Trainer(optimizer: .adam(learningRate: 0.1), batchSize: 2, epochs: 6)
      trainer.schedule = schedule
      let start = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(3, .tanh), Layer(1, .identity)], seed: 1)
      var whole = start
      let history = try trainer.fit(&whole, to: data())
      let training = try Training(trainer, of: start, on: data())
      for _ in 0..<steps { try training.step() }
      var (network, state) = (training.network, try training.state)
      trainer.epochs = 6 - state.epochs
      try trainer.fit(&network, to: data(), continuing: &state)
      #expect(network.parameters == whole.parameters)
      #expect(state.history.epochs.map(\.learningRate) == history.epochs.map(\.learningRate))
    }
  }
}
