import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// Rates of their own for weights and biases, decay that spares biases, and factors of inputs: one naive optimizer for
/// each part of θ.
@Suite struct PartRatesTests {
  private static let sizes = [5, 17, 6, 3]

  /// The parts of θ: weights and biases of each layer, by their places.
  private static let parts: [(layer: Int, isBias: Bool, places: [Int])] = {
    var start = 0
    return (0..<3).flatMap { l in
      let (inputs, units) = (sizes[l], sizes[l + 1])
      defer { start += units * (inputs + 1) }
      let places = (start..<start + units * (inputs + 1)).map { ($0, ($0 - start) % (inputs + 1) == 0) }
      return [false, true].map { isBias in (l, isBias, places.filter { $0.1 == isBias }.map(\.0)) }
    }
  }()

  private static let settings = [
    PartRates(biases: 0.25), PartRates(weights: [0.5, 2, 1], biases: 0.125),
    PartRates(isPerRootOfInputs: true), PartRates(weights: [3], biases: 0, isPerRootOfInputs: true, biasesDecay: false),
    PartRates(biasesDecay: false), PartRates(inputScales: 2),
    PartRates(biases: 0.1, isPerRootOfInputs: true, inputScales: 6, biasesDecay: false),
  ]
  private static let rules: [Rule] = [.sgd, .momentum, .nesterov, .adam, .adamW, .nadam, .adagrad, .rmsprop, .lion]

  /// E before each of six steps.
  @Test(arguments: rules, settings) func reference(rule: Rule, rates: PartRates) throws {
    try reference(rule, rates, Double.self)
    try reference(rule, rates, Float.self)
  }

  private func reference<Scalar: BLASScalar>(_ rule: Rule, _ rates: PartRates, _: Scalar.Type) throws {
    var samples = Samples(seed: 83)
    var worst = WorstRatio("\(rule), \(rates), \(Scalar.self)", seed: samples.seed)
    var pair = try Pair<Scalar>(
      sizes: Self.sizes, hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    let start = pair.engine
    let trainer = Trainer(
      optimizer: rule.engine, partRates: rates, loss: pair.loss, l2: 0.5, batchSize: 33, epochs: 6, shuffle: false)
    let history = try trainer.fit(&pair.engine, to: pair.data)
    var optimizers = Self.parts.map { part in
      let root = rates.isPerRootOfInputs ? Double(Self.sizes[part.layer]).squareRoot() : 1
      let factor =
        part.isBias ? rates.biases : rates.weights[rates.weights.count == 1 ? 0 : part.layer] / root
      return rule.naive(rateFactor: factor, decays: !part.isBias || rates.biasesDecay)
    }
    // W and s of Θ⁰ = W · diag(s).
    var (w, s) = (pair.reference.parameters[0], [Double](repeating: 1, count: 5))
    var scaling = rule.naive(rateFactor: rates.inputScales ?? 0, decays: false)
    let operations = Double(5 + 17 + 6 + 33 + 3)
    var growth = 1.0
    for record in history.epochs {
      var gradient = pair.reference.gradient(
        of: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets,
        penalty: NaivePenalty(l2: 0.5, trainingExamples: 33))
      worst.compare(record, gradient, allowed: ErrorBound.unit(Scalar.self) * operations * growth)
      var theta = pair.reference.flatParameters
      var ofScales = [Double](repeating: 0, count: 5)
      if rates.inputScales != nil {
        for j in 0..<17 {
          for i in 0..<5 {
            ofScales[i] += gradient.parameters[j * 6 + 1 + i] * w[j, 1 + i]
            gradient.parameters[j * 6 + 1 + i] *= s[i]
          }
        }
        theta.replaceSubrange(0..<17 * 6, with: w.elements)
      }
      for (p, part) in Self.parts.enumerated() {
        var own = part.places.map { theta[$0] }
        optimizers[p].update(&own, along: part.places.map { gradient.parameters[$0] })
        for (place, value) in zip(part.places, own) { theta[place] = value }
      }
      if rates.inputScales != nil {
        scaling.update(&s, along: ofScales)
        w.elements = Array(theta[..<(17 * 6)])
        for e in 0..<17 * 6 where e % 6 > 0 { theta[e] *= s[e % 6 - 1] }
      }
      pair.reference.flatParameters = theta
      growth *= 2
    }
    worst.expectWithin()
    // A rate of 0 without decay is no move at all.
    guard rates.biases == 0 else { return }
    for l in 0..<3 {
      for j in 0..<Self.sizes[l + 1] {
        #expect(pair.engine.parameters.theta(l)[j, 0] == start.parameters.theta(l)[j, 0])
      }
    }
  }

  /// The same bits for any number of threads, and where the gradient is clipped as a whole.
  @Test(arguments: [nil, GradientClipping.norm(0.1)]) func threads(clipping: GradientClipping?) throws {
    var samples = Samples(seed: 84)
    let pair = try Pair<Float>(
      sizes: [33, 130, 65, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 200, samples: &samples)
    let rates = PartRates(biases: 0.1, isPerRootOfInputs: true, inputScales: 3, biasesDecay: false)
    func trained(_ threads: Int, _ rates: PartRates) throws -> [Float] {
      var network = pair.engine
      try Trainer(
        optimizer: .adamW(learningRate: 0.01), partRates: rates, clipping: clipping, batchSize: 64, epochs: 3,
        threads: threads
      ).fit(&network, to: pair.data)
      return network.parameters.elements
    }
    let one = try trained(1, rates)
    #expect(try trained(2, rates) == one)
    #expect(try trained(5, rates) == one)
    #expect(try trained(1, .alike) != one)
    // Factors of 1 that are said part by part change nothing.
    #expect(try trained(1, PartRates(weights: [1, 1, 1])) == trained(1, .alike))
  }

  @Test func refused() throws {
    var samples = Samples(seed: 85)
    var pair = try Pair<Double>(
      sizes: [2, 3, 1], hidden: .tanh, output: .identity, loss: .squaredError, rows: 5, samples: &samples)
    func message(_ rates: PartRates, _ optimizer: any Optimizer = .adam()) -> String {
      do {
        try Trainer(optimizer: optimizer, partRates: rates, epochs: 1).fit(&pair.engine, to: pair.data)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(PartRates(biases: -1)).contains("rate factor is -1.0; expected a number ≥ 0"))
    #expect(message(PartRates(weights: [1, .nan])).contains("number ≥ 0"))
    #expect(message(PartRates(weights: [1, 2, 3])).contains("3 numbers, expected 2, one for each layer"))
    #expect(message(PartRates(weights: [])).contains("is []; expected at least one"))
    for optimizer in [.rprop(), .lbfgs(), Recording(.adam())] as [any Optimizer] {
      #expect(message(PartRates(biases: 0.1), optimizer).contains("moves each parameter by itself"))
    }
    #expect(message(PartRates(weights: [1, 1], biases: 1)) == "nothing")
    #expect(message(PartRates(inputScales: -2)).contains("rate factor is -2.0"))
    #expect(throws: FeedForwardError.self) {
      try Trainer(partRates: PartRates(inputScales: 1), maxNorm: 1, epochs: 1).fit(&pair.engine, to: pair.data)
    }
  }
}

extension Rule {
  /// The rule at a part of its rate; the share η λ of the decay stays as it is.
  fileprivate func naive(rateFactor: Double, decays: Bool) -> NaiveOptimizer {
    let rate = Self.rate * rateFactor
    let decay = decays && rateFactor > 0 ? 0.5 / rateFactor : 0
    let rule: NaiveOptimizer.Rule =
      switch self {
      case .adamW: .adamW(weightDecay: decay)
      case .lion: .lion(weightDecay: decay)
      default: naive.rule
      }
    return NaiveOptimizer(rule, learningRate: rate)
  }
}
