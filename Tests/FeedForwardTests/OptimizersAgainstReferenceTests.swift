import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// A rule by the names of both sides.
enum Rule: String, CaseIterable, Sendable {
  case sgd, momentum, nesterov, adam, adamW, nadam, adagrad, rmsprop, lion
  case rpropPlus, rpropMinus, improvedRpropPlus, improvedRpropMinus

  static let rate = 0.0625

  var engine: any Optimizer {
    switch self {
    case .sgd: .sgd(learningRate: Self.rate)
    case .momentum: .sgd(learningRate: Self.rate, momentum: 0.9)
    case .nesterov: .sgd(learningRate: Self.rate, momentum: 0.9, nesterov: true)
    case .adam: .adam(learningRate: Self.rate)
    case .adamW: .adamW(learningRate: Self.rate, weightDecay: 0.5)
    case .nadam: .nadam(learningRate: Self.rate)
    case .adagrad: .adagrad(learningRate: Self.rate)
    case .rmsprop: .rmsprop(learningRate: Self.rate)
    case .lion: .lion(learningRate: Self.rate, weightDecay: 0.5)
    case .rpropPlus: .rprop(.plus, initialStep: .equal(Self.rate))
    case .rpropMinus: .rprop(.minus, initialStep: .equal(Self.rate))
    case .improvedRpropPlus: .rprop(initialStep: .equal(Self.rate))
    case .improvedRpropMinus: .rprop(.improvedMinus, initialStep: .equal(Self.rate))
    }
  }

  var naive: NaiveOptimizer {
    switch self {
    case .sgd: NaiveOptimizer(.sgd, learningRate: Self.rate)
    case .momentum: NaiveOptimizer(.momentum(0.9), learningRate: Self.rate)
    case .nesterov: NaiveOptimizer(.nesterov(0.9), learningRate: Self.rate)
    case .adam: NaiveOptimizer(.adam(), learningRate: Self.rate)
    case .adamW: NaiveOptimizer(.adamW(weightDecay: 0.5), learningRate: Self.rate)
    case .nadam: NaiveOptimizer(.nadam(), learningRate: Self.rate)
    case .adagrad: NaiveOptimizer(.adagrad(), learningRate: Self.rate)
    case .rmsprop: NaiveOptimizer(.rmsprop(), learningRate: Self.rate)
    case .lion: NaiveOptimizer(.lion(weightDecay: 0.5), learningRate: Self.rate)
    case .rpropPlus: NaiveOptimizer(.rprop(.plus), learningRate: Self.rate)
    case .rpropMinus: NaiveOptimizer(.rprop(.minus), learningRate: Self.rate)
    case .improvedRpropPlus: NaiveOptimizer(.rprop(.improvedPlus), learningRate: Self.rate)
    case .improvedRpropMinus: NaiveOptimizer(.rprop(.improvedMinus), learningRate: Self.rate)
    }
  }

  /// What rounding may do to one element in step k, in u, by the sizes of what is added.
  ///
  /// A mean over k steps collects 3k roundings. β₂ = 0.999 as a `Float` makes 1 − β₂ wrong by u/(1 − β₂),
  /// which the root halves.
  func bound(step k: Int, theta: Double, gradients: [Double]) -> Double {
    let momentum = gradients.reduce(0) { 0.9 * $0 + abs($1) }
    switch self {
    case .sgd: return abs(theta) + 4 * Self.rate * abs(gradients[k - 1])
    case .momentum, .nesterov: return abs(theta) + Double(4 * k + 4) * Self.rate * 2 * momentum
    case .adam, .adamW, .nadam:
      let first = gradients.reduce(0) { 0.9 * $0 + 0.1 * abs($1) }
      let second = gradients.reduce(0) { 0.999 * $0 + 0.001 * $1 * $1 }
      // m̂ / √v̂ ≤ this, whatever the bias corrections: both are at least as large as at step 1. The g of
      // Nadam is below √k √v̂.
      let quotient =
        (second > 0 ? first / 0.1 / (second / 0.001 * 1e-3).squareRoot() : 0) + (self == .nadam ? Double(k) : 0)
      return 3 * abs(theta) + Self.rate * quotient * (Double(3 * k) + 16 + 1 / 0.001 / 2 + 1 / 0.1)
    // The quotient is at most 1, or 1 / √(1 − α); the sum under the root collects 3k roundings.
    case .adagrad: return abs(theta) + Self.rate * Double(2 * k + 6)
    case .rmsprop: return abs(theta) + Self.rate * 10 * Double(2 * k + 6)
    case .lion: return 3 * abs(theta) + 2 * Self.rate
    case .rpropPlus, .rpropMinus, .improvedRpropPlus, .improvedRpropMinus:
      // Δ ≤ Δ₀ · 1.2ᵏ⁻¹; each factor rounds, and 1.2 is rounded itself. Twice θ, for a step undone.
      return 2 * abs(theta) + Double(4 * k) * Self.rate * (1..<k).reduce(1.0) { size, _ in 1.2 * size }
    }
  }
}

/// Is a step of the engine a step of the reference?
@Suite struct OptimizersAgainstReferenceTests {
  /// One update after the other on identical parameters and gradients.
  @Test(arguments: Rule.allCases) func updates(rule: Rule) throws {
    try updates(rule, Double.self)
    try updates(rule, Float.self)
  }

  private func updates<Scalar: BLASScalar>(_ rule: Rule, _: Scalar.Type) throws {
    var samples = Samples(seed: 5)
    var worst = WorstRatio("\(rule), \(Scalar.self)", seed: samples.seed)
    var pair = try Pair<Scalar>(
      sizes: [17, 3, 64, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    let recording = Recording(rule.engine)
    try Trainer(optimizer: recording, batchSize: 33, epochs: 10, shuffle: false).fit(&pair.engine, to: pair.data)
    let steps = recording.log.steps
    #expect(steps.map(\.number) == Array(1...10))
    var naive = rule.naive
    let unit = ErrorBound.unit(Scalar.self)
    for (k, step) in steps.enumerated() {
      if k > 0 { #expect(step.before == steps[k - 1].after) }
      var expected = step.before
      naive.update(&expected, along: step.gradient, error: step.loss)
      let allowed = expected.indices.map { i in
        unit * rule.bound(step: k + 1, theta: expected[i], gradients: steps[...k].map { $0.gradient[i] })
      }
      worst.compare(step.after, expected, allowed: allowed, "step \(k + 1)")
    }
    #expect(pair.engine.parameters.elements.map { Double($0) } == steps.last?.after)
    worst.expectWithin()
  }

  struct Curve: Sendable, CustomTestStringConvertible {
    let rule: Rule
    let hidden: Function
    let output: Function
    let loss: Criterion
    var testDescription: String { "\(rule), \(hidden), \(output), \(loss)" }
  }

  static let curves = Rule.allCases.flatMap { rule in
    [
      Curve(rule: rule, hidden: .tanh, output: .softmax, loss: .crossEntropy),
      Curve(rule: rule, hidden: .silu, output: .logistic, loss: .binaryCrossEntropy),
      Curve(rule: rule, hidden: .softplus, output: .identity, loss: .huber),
      Curve(rule: rule, hidden: .custom, output: .tanh, loss: .custom),
      Curve(rule: rule, hidden: .tanh, output: .exponential, loss: .poisson),
      Curve(rule: rule, hidden: .tanh, output: .increasing, loss: .quantiles),
    ]
  }

  /// Losses before each of ten updates, all rows in one minibatch, with both penalties.
  ///
  /// Each step adds its own rounding and carries on what there is, enlarged by at most the factor 2 of a step of this
  /// size: γ of 2ᵏ times the operations of a step is a bound of the relative error.
  @Test(arguments: curves) func lossCurve(curve: Curve) throws {
    try lossCurve(curve, Double.self)
    try lossCurve(curve, Float.self)
  }

  private func lossCurve<Scalar: BLASScalar>(_ curve: Curve, _: Scalar.Type) throws {
    var samples = Samples(seed: 6)
    var worst = WorstRatio("\(curve.testDescription), \(Scalar.self)", seed: samples.seed)
    var pair = try Pair<Scalar>(
      sizes: [3, 17, 3], hidden: curve.hidden, output: curve.output, loss: curve.loss, rows: 33, samples: &samples)
    let history = try Trainer(
      optimizer: curve.rule.engine, loss: pair.loss, l2: 0.5, l1: 0.25, batchSize: 33, epochs: 10, shuffle: false
    ).fit(&pair.engine, to: pair.data)
    let penalty = NaivePenalty(l2: 0.5, l1: 0.25, trainingExamples: 33)
    var optimizer = curve.rule.naive
    let operations = Double(3 + 17 + 33 + 3)
    var growth = 1.0
    for record in history.epochs {
      let gradient = pair.reference.step(
        &optimizer, loss: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets, penalty: penalty)
      worst.compare(record, gradient, allowed: ErrorBound.unit(Scalar.self) * operations * growth)
      growth *= 2
    }
    #expect(history.epochs.count == 10)
    worst.expectWithin()
  }
}
