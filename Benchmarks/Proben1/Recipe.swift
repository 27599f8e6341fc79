import FeedForward
import FeedForwardData

/// How networks are made and trained, whatever the problem.
struct Recipe: Sendable {
  var hidden: [Int]
  var activation = Activation.softsign
  var output = Activation.identity
  var initializer: Initializer? = .uniform(-0.5...0.5)
  var rule: @Sendable (_ seed: UInt64) -> any Optimizer
  var l2 = 0.0
  var epochs = 3000
  var stopping = EarlyStopping(.proben1)

  /// The report's for networks with hidden layers.
  static func report(hidden: [Int], output: Activation, rule: OptimizerName) -> Recipe {
    Recipe(hidden: hidden, output: output, rule: { rule.rule(seed: $0) })
  }

  /// The report's for linear networks.
  static let linear = Recipe(
    hidden: [], initializer: .uniform(-0.01...0.01),
    rule: { .rprop(.plus, initialStep: .drawn(from: 0.005...0.02, seed: $0), smallestStep: 0) })

  /// Ours.
  static let recommended = Recipe(
    hidden: [16], initializer: nil, rule: { _ in .rprop(.improvedPlus) }, l2: 0.1,
    stopping: EarlyStopping(patience: 100))

  /// One network, from the parameters that the seed decides to those of the lowest validation error.
  func train(on problem: Proben1Problem, seed: UInt64) throws -> Outcome {
    let layers = hidden.map { Layer($0, activation, initializer: initializer) }
    var network = try FeedForwardNetwork<Double>(
      inputs: problem.inputs, layers: layers + [Layer(problem.outputs, output, initializer: initializer)], seed: seed)
    let trainer = Trainer(
      optimizer: rule(seed), loss: .squaredError, l2: l2, batchSize: problem.training.count, epochs: epochs, seed: seed,
      earlyStopping: stopping, threads: 1)
    let history = try trainer.fit(&network, to: problem.training, validation: problem.validation)
    let outputs = try network.predict(problem.test.inputs)
    let least = { (losses: [Double]) in problem.errorPercentage(ofLoss: losses.min() ?? .nan) }
    return Outcome(
      trainingError: least(history.epochs.map(\.trainingLossWithoutPenalty)),
      validationError: least(history.epochs.compactMap(\.validationLoss)),
      testError: try problem.errorPercentage(of: outputs, on: problem.test),
      misclassified: problem.isClassification ? try problem.misclassification(of: outputs, on: problem.test) : nil,
      epochs: history.epochs.count)
  }
}

/// What a run came to, errors in %.
struct Outcome: Sendable {
  /// The least of the run; the others are those of the network that was kept.
  let trainingError: Double
  let validationError: Double
  let testError: Double
  let misclassified: Double?
  let epochs: Int
}
