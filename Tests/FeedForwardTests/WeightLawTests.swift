import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// A row of weight 2 is the row twice, a row of weight 0 is not there; and weights against the reference.
@Suite struct WeightLawTests {
  /// A network with weighted rows, and the same rows as often as their weights say.
  private struct Problem<Scalar: BLASScalar> {
    let pair: Pair<Scalar>
    let weighted: Dataset<Scalar>
    let repeated: Dataset<Scalar>

    init(
      hidden: Function = .tanh, output: Function, loss: Criterion, outputs: Int = 3, rows: Int = 17, seed: UInt64
    ) throws {
      var samples = Samples(seed: seed)
      pair = try Pair<Scalar>(
        sizes: [3, 5, outputs], hidden: hidden, output: output, loss: loss, rows: rows, samples: &samples)
      let counts = (0..<rows).map { _ in samples.index(below: 4) }
      weighted = try pair.data.weighted(by: counts.map { Double($0) })
      repeated = try pair.data.selecting(
        rows: counts.enumerated().flatMap { [Int](repeating: $0, count: $1) })
    }

    /// θ and E after each of some epochs on full batches.
    func path(
      _ data: Dataset<Scalar>, _ trainer: Trainer, epochs: Int, validation: Dataset<Scalar>? = nil
    ) throws -> (theta: [[Scalar]], records: [EpochRecord]) {
      var (network, state, trainer) = (pair.engine, TrainingState<Scalar>(), trainer)
      (trainer.epochs, trainer.loss, trainer.batchSize) = (1, pair.loss, data.count)
      var path: [[Scalar]] = []
      for _ in 0..<epochs {
        try trainer.fit(&network, to: data, validation: validation, continuing: &state)
        path.append(network.parameters.elements)
      }
      return (path, state.history.epochs)
    }
  }

  private static let minibatchRules: [(output: Function, loss: Criterion)] = [
    (.softmax, .crossEntropy), (.identity, .squaredError), (.tanh, .custom),
  ]

  /// Every rule of steps along one gradient, with both penalties, for losses from logits, from
  /// outputs and of one's own.
  ///
  /// In exact arithmetic the paths are the same; 10⁻⁹ is what a rounding of 10⁻¹⁶ may have grown to in six steps of
  /// rules that divide by gradients.
  @Test(arguments: Rule.allCases) func everyRule(rule: Rule) throws {
    for (output, loss) in Self.minibatchRules {
      let problem = try Problem<Double>(output: output, loss: loss, seed: 51)
      try compare(problem, Trainer(optimizer: rule.engine, l2: 0.5, l1: 0.25), "\(rule), \(loss)", allowed: 1e-9)
    }
  }

  static let fullBatchRules: [any Optimizer] = [
    .lbfgs(), .scaledConjugateGradient(), .levenbergMarquardt(), .bayesianRegularization(), .automatic,
  ]

  /// Every rule that looks at E in more than one place. Errors of rounding grow there with the condition of the
  /// problem; see `SecondOrderTests`.
  @Test(arguments: 0..<5) func everyObjectiveRule(rule: Int) throws {
    let optimizer = Self.fullBatchRules[rule]
    let isBayesian = (optimizer as? LevenbergMarquardt)?.isBayesian ?? false
    let problem = try Problem<Double>(output: .identity, loss: .squaredError, outputs: 2, seed: 52)
    try compare(problem, Trainer(optimizer: optimizer, l2: isBayesian ? 0 : 0.5), "\(optimizer)", allowed: 1e-7)
    guard rule < 2 else { return }
    let classifier = try Problem<Double>(output: .softmax, loss: .crossEntropy, seed: 53)
    try compare(classifier, Trainer(optimizer: optimizer, l2: 0.5), "\(optimizer), classes", allowed: 1e-7)
  }

  private func compare(_ problem: Problem<Double>, _ trainer: Trainer, _ name: String, allowed: Double) throws {
    var worst = WorstRatio(name)
    let a = try problem.path(problem.weighted, trainer, epochs: 6, validation: problem.weighted)
    let b = try problem.path(problem.repeated, trainer, epochs: 6, validation: problem.repeated)
    for (k, (x, y)) in zip(a.theta, b.theta).enumerated() {
      worst.compare(x, y, allowed: allowed, "θ after epoch \(k + 1)")
    }
    for (x, y) in zip(a.records, b.records) {
      worst.compare(x.trainingLoss, y.trainingLoss, allowed: allowed, "E, epoch \(x.epoch)")
      worst.compare(
        x.trainingLossWithoutPenalty, y.trainingLossWithoutPenalty, allowed: allowed, "D, epoch \(x.epoch)")
      worst.compare(
        x.validationLoss ?? .nan, y.validationLoss ?? .nan, allowed: allowed, "validation, epoch \(x.epoch)")
      for (m, n) in [(x.training, y.training), (x.validation, y.validation)] as [(Metrics?, Metrics?)] {
        worst.compare(m?.accuracy ?? 0, n?.accuracy ?? 0, allowed: 1e-12, "accuracy, epoch \(x.epoch)")
        worst.compare(m?.r2 ?? 0, n?.r2 ?? 0, allowed: 100 * allowed, "R², epoch \(x.epoch)")
        worst.compare(m?.rmse ?? 0, n?.rmse ?? 0, allowed: 100 * allowed, "RMSE, epoch \(x.epoch)")
      }
      worst.compare(
        x.effectiveParameters ?? 0, y.effectiveParameters ?? 0, allowed: 1e-6, "γ, epoch \(x.epoch)")
    }
    #expect(a.records.count == 6 && a.theta[0] != a.theta[5], "\(name) moves")
    worst.expectWithin()
  }

  /// Loss, metrics, gradients, reports and the exact solution, for every loss.
  @Test func everythingElse() throws {
    for output in [Function.softmax, .logistic, .identity, .exponential, .meanAndVariance, .increasing] {
      for outputs in output.counts {
        for loss in Criterion.sensible(for: output, outputs: outputs) {
          let problem = try Problem<Double>(output: output, loss: loss, outputs: outputs, seed: 54)
          let (network, D) = (problem.pair.engine, problem.pair.loss)
          var worst = WorstRatio("\(output), \(loss), \(outputs) outputs")
          let (a, b) = (
            try network.evaluate(on: problem.weighted, loss: D), try network.evaluate(on: problem.repeated, loss: D)
          )
          let size = 1e-13 * (1 + abs(b.loss))
          worst.compare(a.loss, b.loss, allowed: size, "D")
          worst.compare(a.metrics.accuracy ?? 0, b.metrics.accuracy ?? 0, allowed: 1e-13, "accuracy")
          worst.compare(a.metrics.r2 ?? 0, b.metrics.r2 ?? 0, allowed: 1e-12, "R²")
          worst.compare(a.metrics.rmse ?? 0, b.metrics.rmse ?? 0, allowed: 1e-12, "RMSE")
          let (g, h) = (
            try network.gradients(on: problem.weighted, loss: D, l2: 0.5, l1: 0.25),
            try network.gradients(on: problem.repeated, loss: D, l2: 0.5, l1: 0.25)
          )
          worst.compare(g.loss, h.loss, allowed: size, "E")
          let largest = h.parameters.elements.map(\.magnitude).max() ?? 0
          worst.compare(g.parameters.elements, h.parameters.elements, allowed: 1e-13 * (1 + largest), "∂E/∂θ")
          worst.expectWithin()
          if [.squaredError, .crossEntropy, .binaryCrossEntropy, .gaussian].contains(loss) {
            let check = try network.checkGradients(on: problem.weighted, loss: D, l2: 0.5, l1: 0.25)
            #expect(check.worstRelativeError <= 1e-6, "\(output), \(loss): \(check)")
          }
        }
      }
    }
  }

  @Test func reportsAndExactSolution() throws {
    let problem = try Problem<Double>(output: .identity, loss: .squaredError, outputs: 2, seed: 55)
    for l2 in [0, 0.5] {
      let (a, b) = (
        try FeedForwardNetwork.leastSquares(fitting: problem.weighted, l2: l2),
        try FeedForwardNetwork.leastSquares(fitting: problem.repeated, l2: l2)
      )
      var worst = WorstRatio("least squares")
      worst.compare(a.parameters.elements, b.parameters.elements, allowed: 1e-12, "θ")
      worst.expectWithin()
    }
    let (r, s) = (
      try problem.pair.engine.regressionReport(on: problem.weighted),
      try problem.pair.engine.regressionReport(on: problem.repeated)
    )
    #expect(abs(r.average.r2 - s.average.r2) <= 1e-12 && abs(r.average.mae - s.average.mae) <= 1e-12)
    let classifier = try Problem<Double>(output: .softmax, loss: .crossEntropy, seed: 56)
    let (c, d) = (
      try classifier.pair.engine.classificationReport(on: classifier.weighted),
      try classifier.pair.engine.classificationReport(on: classifier.repeated)
    )
    #expect(abs(c.accuracy - d.accuracy) <= 1e-12 && abs(c.macro.f1 - d.macro.f1) <= 1e-12)
    #expect(abs((c.logLoss ?? 0) - (d.logLoss ?? 1)) <= 1e-12)
  }

  /// Any weights, against plain loops; for both scalars.
  @Test(arguments: Function.allCases) func reference(output: Function) throws {
    try reference(output, Double.self)
    try reference(output, Float.self)
  }

  private func reference<Scalar: BLASScalar>(_ output: Function, _: Scalar.Type) throws {
    var samples = Samples(seed: 57)
    var worst = WorstRatio("weights, \(output), \(Scalar.self)", seed: samples.seed)
    for outputs in output.counts {
      for loss in Criterion.sensible(for: output, outputs: outputs) {
        let pair = try Pair<Scalar>(
          sizes: [3, 17, outputs], hidden: .tanh, output: output, loss: loss, rows: 33, samples: &samples)
        let weights = samples.vector(33, in: 0.1...4)
        let total = weights.reduce(0, +)
        let penalty = NaivePenalty(l2: 0.75, l1: 0.25, trainingExamples: total)
        let expected = pair.reference.gradient(
          of: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets, penalty: penalty, weights: weights)
        let found = try pair.engine.gradients(
          on: pair.data.weighted(by: weights), loss: pair.loss, l2: 0.75, l1: 0.25)
        // Every row's share of the error of rounding is at most as many times larger as its weight is above the mean;
        // the weights' own roundings double it at most.
        let factor = 2 * 4 / (total / 33)
        let bound = ErrorBound(
          pair.reference, pair.naiveLoss, inputs: pair.inputs, targets: pair.targets,
          unit: ErrorBound.unit(Scalar.self), penalty: penalty)
        worst.compare(found.lossWithoutPenalty, expected.loss, allowed: factor * bound.loss, "D, \(loss)")
        worst.compare(found.loss, expected.regularizedError, allowed: factor * bound.error, "E, \(loss)")
        worst.compare(
          found.parameters.elements, expected.parameters, allowed: bound.parameters.map { factor * $0 },
          "∂E/∂θ, \(loss)")
      }
    }
    worst.expectWithin()
  }

  /// The mean over an epoch's minibatches is D of all rows, whatever their size; also where a minibatch has no weight.
  @Test(arguments: [1, 3, 4, 7, 17, 20]) func lossOfAnEpoch(batchSize: Int) throws {
    let problem = try Problem<Double>(output: .softmax, loss: .crossEntropy, seed: 58)
    #expect(problem.weighted.weights?.contains(0) == true)
    let all = try problem.pair.engine.gradients(on: problem.weighted, l2: 0.5)
    var network = problem.pair.engine
    let history = try Trainer(optimizer: .sgd(learningRate: 0), l2: 0.5, batchSize: batchSize, epochs: 2)
      .fit(&network, to: problem.weighted)
    for epoch in history.epochs {
      #expect(abs(epoch.trainingLoss - all.loss) <= 1e-14 * all.loss, "\(epoch.trainingLoss), \(all.loss)")
      #expect(abs(epoch.trainingLossWithoutPenalty - all.lossWithoutPenalty) <= 1e-14 * all.loss)
    }
  }

  /// Weights say how rows count against each other: their scale plays no part but in the m of the penalty.
  @Test func scale() throws {
    let problem = try Problem<Double>(output: .softmax, loss: .crossEntropy, seed: 59)
    let weights = try #require(problem.weighted.weights)
    let large = try problem.weighted.weighted(by: weights.map { 8 * $0 })
    #expect(try problem.pair.engine.evaluate(on: large) == problem.pair.engine.evaluate(on: problem.weighted))
    let (a, b) = (
      try problem.pair.engine.gradients(on: large, l2: 4),
      try problem.pair.engine.gradients(on: problem.weighted, l2: 0.5)
    )
    #expect(a.parameters == b.parameters && large.totalWeight == 8 * problem.weighted.totalWeight)
  }

  /// A row of weight 0 whose loss is infinite is still not there.
  @Test func weightlessRowsMayDoAsTheyLike() throws {
    let network = try FeedForwardNetwork<Double>(
      inputs: 1, layers: [Layer(1, .exponential)], parameters: [0, 1])
    let data = try Dataset<Double>(inputs: Matrix([[1], [800]]), values: Matrix([[2], [3]]), weights: [1, 0])
    let alone = try data.selecting(rows: [0])
    #expect(try network.evaluate(on: data).loss == network.evaluate(on: alone).loss)
    #expect(try network.gradients(on: data).parameters == network.gradients(on: alone).parameters)
  }

  @Test func rowsKeepTheirWeights() throws {
    let weights = [1, 2, 0, 4, 5.5]
    let data = try Dataset<Double>(
      inputs: .column([1, 2, 3, 4, 5]), classes: [0, 1, 0, 1, 0], weights: weights)
    #expect(data.totalWeight == 12.5 && data.weights == weights)
    #expect(try data.selecting(rows: [3, 0, 3]).weights == [4, 1, 4])
    #expect(try data.converted(to: Float.self).weights == weights)
    let (rest, part) = try data.split(fraction: 0.4, seed: 1)
    for side in [rest, part] {
      guard let own = side.weights else {
        Issue.record("no weights")
        continue
      }
      #expect(own == side.inputs.elements.map { weights[Int($0) - 1] })
    }
    #expect(try data.weighted(by: nil).weights == nil && data.weighted(by: nil).totalWeight == 5)
  }

  @Test(
    arguments: [
      ([1], "1", "2, one a row"), ([1, -1], "The weight of row 1 is -1.0", "≥ 0"), ([.nan, 1], "row 0 is nan", "≥ 0"),
      ([0, 0], "The sum of the weights is 0", "above 0"), ([1, .infinity], "row 1 is inf", "finite"),
      ([1e308, 1e308], "The sum of the weights is inf", "neither"),
      ([.leastNonzeroMagnitude, 0], "The sum of the weights", "neither"),
    ] as [([Double], String, String)])
  func misuse(weights: [Double], found: String, expected: String) throws {
    let inputs = try Matrix<Double>([[1], [2]])
    let error = try #require(
      #expect(throws: FeedForwardError.self) { try Dataset(inputs: inputs, classes: [0, 1], weights: weights) })
    let text = error.description
    #expect(text.contains(found) && text.contains(expected), "\(text)")
    #expect(throws: error) { try Dataset(inputs: inputs, classes: [0, 1]).weighted(by: weights) }
  }

  @Test func selectionWithoutWeight() throws {
    let data = try Dataset(inputs: Matrix<Double>([[1], [2]]), classes: [0, 1], weights: [0, 1])
    #expect(throws: FeedForwardError.self) { try data.selecting(rows: [0]) }
  }
}
