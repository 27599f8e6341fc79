import FeedForward
import FeedForwardData

/// How networks are made and trained, whatever the problem.
struct Recipe: Sendable {
  var hidden: [Int]
  /// nil: softmax for classes, linear for values.
  var output: Activation? = .identity
  var initializer: Initializer? = .uniform(-0.5...0.5)
  /// Whether each input is shifted and scaled by its mean and deviation over the training examples.
  var standardizes = false
  var rule: @Sendable (_ seed: UInt64) -> any Optimizer
  var l2 = 0.0
  var epochs = 3000
  var stopping = EarlyStopping(.proben1)
  /// Networks trained for one run, of which that of the lowest validation error is kept.
  var trainings = 1

  /// The report's for networks with hidden layers.
  static func report(hidden: [Int], output: Activation, rule: OptimizerName) -> Recipe {
    Recipe(hidden: hidden, output: output, rule: { rule.rule(seed: $0) })
  }

  /// The report's for linear networks.
  static let linear = Recipe(
    hidden: [], initializer: .uniform(-0.01...0.01),
    rule: { .rprop(.plus, initialStep: .drawn(from: 0.005...0.02, seed: $0), smallestStep: 0) })

  /// Ours. Chosen on the examples for training and validation alone: networks were trained on two quarters
  /// of these, kept by the third and compared on the fourth, in all four turns (building1, which is in the
  /// order of time, in one).
  static let recommended = Recipe(
    hidden: [32], output: nil, initializer: .glorotUniform, standardizes: true,
    rule: { _ in .rprop(initialStep: 0.01) }, l2: 0.5, epochs: 1000, stopping: EarlyStopping(patience: 200),
    trainings: 5)

  /// One run: from the parameters that the seed decides to those of the lowest validation error.
  func train(on problem: Proben1Problem, seed: UInt64) throws -> Outcome {
    let scale = standardizes ? try Standardization(fittedTo: problem.training.inputs) : nil
    func scaled(_ data: Dataset<Double>) throws -> Dataset<Double> {
      try scale.map { try Dataset(inputs: $0.apply(to: data.inputs), targets: data.targets) } ?? data
    }
    let (training, validation, test) = (
      try scaled(problem.training), try scaled(problem.validation), try scaled(problem.test)
    )
    var best: (network: FeedForwardNetwork<Double>, history: TrainingHistory, loss: Double)?
    for turn in 0..<trainings {
      let (network, history) = try fit(
        problem, training, validation, seed: seed &* UInt64(trainings) &+ UInt64(turn))
      let loss = history.epochs.compactMap(\.validationLoss).min() ?? .infinity
      if loss < best?.loss ?? .infinity { best = (network, history, loss) }
    }
    guard let best else { throw FeedForwardError.emptyData(what: "The list of trainings") }
    let outputs = try best.network.predict(test.inputs)
    return Outcome(
      trainingError: problem.errorPercentage(
        ofLoss: best.history.epochs.map(\.trainingLossWithoutPenalty).min() ?? .nan),
      validationError: problem.errorPercentage(ofLoss: best.loss),
      testError: try problem.errorPercentage(of: outputs, on: test),
      misclassified: problem.isClassification ? try problem.misclassification(of: outputs, on: test) : nil,
      epochs: best.history.epochs.count)
  }

  private func fit(
    _ problem: Proben1Problem, _ training: Dataset<Double>, _ validation: Dataset<Double>, seed: UInt64
  ) throws -> (FeedForwardNetwork<Double>, TrainingHistory) {
    let output = output ?? (problem.isClassification ? .softmax : .identity)
    let sizes = hidden.map { ($0, Activation.softsign) } + [(problem.outputs, output)]
    var network = try FeedForwardNetwork<Double>(
      inputs: problem.inputs, layers: sizes.map { Layer($0, $1, initializer: initializer) }, seed: seed)
    let trainer = Trainer(
      optimizer: rule(seed), loss: .squaredError, l2: l2, batchSize: training.count, epochs: epochs, seed: seed,
      earlyStopping: stopping, threads: 1)
    let history = try trainer.fit(&network, to: training, validation: validation)
    return (network, history)
  }
}

/// What a run came to, errors in %.
struct Outcome: Sendable {
  /// The least of the training; the others are those of the network that was kept.
  let trainingError: Double
  let validationError: Double
  let testError: Double
  let misclassified: Double?
  let epochs: Int
}
