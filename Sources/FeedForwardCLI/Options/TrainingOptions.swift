import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardSearch

/// How networks are trained, and by which rows they are judged.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("λ of the penalty λ/m Σ θ², m the number of training rows; 0.3 by default.", valueName: "λ"),
    transform: OptionValue.number(.l2))
  var l2: Double?

  @Option(
    help: ArgumentHelp("λ of the penalty λ/m Σ |θ|; 0 by default.", valueName: "λ"), transform: OptionValue.number(.l1))
  var l1 = 0.0

  @Option(
    help: ArgumentHelp("Share of the hidden units that each step leaves out; 0 by default.", valueName: "p"),
    transform: OptionValue.number(.dropout))
  var dropout: Double?

  @Option(
    help: ArgumentHelp(
      "\(Optimizers.names.joined(separator: ", ")), also as in \"sgd(momentum: 0.9)\"; adam by default.",
      valueName: "name"), completion: .list(Optimizers.names), transform: NamedOptimizer.init)
  var optimizer: NamedOptimizer?

  @Option(
    help: ArgumentHelp("Step size; by default the one that is usual for the optimizer.", valueName: "η"),
    transform: OptionValue.number(.learningRate))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "What the learning rate does while training goes on: \(OptionValue.forms(of: Schedule.self)).",
      valueName: "name[:number…]"),
    transform: NamedSchedule.init)
  var schedule: NamedSchedule?

  @Option(
    help: ArgumentHelp("Rows a step; 8 to 512 by default, more for more rows.", valueName: "B"),
    transform: OptionValue.whole(.batchSize))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp("How often every row is visited, at most; 500 by default.", valueName: "E"),
    transform: OptionValue.whole(.epochs))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Stop after so many epochs in which the validation loss did not fall, 0 for never; 30 by default. Without rows to \
      judge by, where it is given, of the training loss.
      """, valueName: "P"),
    transform: OptionValue.count(from: 0))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      """
      By how much a loss has to fall for --patience to begin anew; 0 by default, 1e-4 for the training loss.
      """, valueName: "tol"),
    transform: OptionValue.number(.tolerance))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "Rows to judge epochs by: a share of the table, a file of its own, or none; 0.2 by default.",
      valueName: "file|fraction|none"),
    transform: ValidationChoice.init)
  var validation: ValidationChoice?

  @Option(
    help: ArgumentHelp(
      """
      Stop after so long and keep the best network. In the presets default and best less is done where the time is \
      short, and what is left goes into more networks, then into a search for better ones.
      """, valueName: "60s"),
    transform: OptionValue.seconds)
  var timeBudget: Double?

  @Option(
    help: ArgumentHelp(
      """
      balanced: every class counts the same; no=1,yes=5: so much each, 1 where a class is not named; each:1,10: in \
      their order.
      """, valueName: "balanced|class=number,…"),
    transform: NamedClassWeights.init)
  var classWeights: NamedClassWeights?

  @Flag(inversion: .prefixedNo, help: "Visit the rows in a new order each epoch.")
  var shuffle = true

  @Option(help: "Decides the first parameters, the orders of the rows and which are held for validation.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("At most so many; the result is the same for any number.", valueName: "N"),
    transform: OptionValue.count(from: 1))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      Sum gradients by so many groups of rows, a power of two; then feedforward-mpi trains the same bits on as many \
      ranks, or fewer. 1 by default, of feedforward-mpi 8.
      """, valueName: "V"),
    transform: OptionValue.whole(.gradientGroups))
  var gradientGroups: Int?

  @Flag(help: "Let ranks of feedforward-mpi compute by different instruction sets: the bits then depend on them.")
  var allowMixed = false

  /// - Parameter hasValidation: whether there are rows to stop by.
  func trainer(rows: Int, hasValidation: Bool, target: TargetColumn, loss: Loss) throws -> Trainer {
    var trainer = Trainer(
      optimizer: try (optimizer ?? NamedOptimizer("adam")).optimizer(learningRate: learningRate), loss: loss,
      l2: l2 ?? 0.3, l1: l1,
      batchSize: batchSize ?? Self.batchSize(rows: rows), epochs: epochs ?? Self.epochs, shuffle: shuffle, seed: seed,
      threads: threads
    )
    trainer.earlyStopping = try stopping(hasValidation: hasValidation)
    if let schedule { trainer.schedule = try schedule.schedule(epochs: trainer.epochs) }
    trainer.noise.dropout = Dropout(dropout ?? 0)
    trainer.classWeights = try classWeights?.weights(for: target)
    trainer.gradientGroups = gradientGroups ?? (Ranks.present == nil ? 1 : 8)
    return trainer
  }

  private func stopping(hasValidation: Bool) throws -> EarlyStopping? {
    let epochs = patience ?? Self.patience
    // The best network is kept also where nothing stops early.
    if hasValidation {
      return EarlyStopping(epochs > 0 ? .patience(epochs) : .never, minimumImprovement: tolerance ?? 0)
    }
    if let tolerance, epochs == 0 {
      throw OptionError("--tolerance is \(tolerance), but --patience is 0; expected at least 1, or no tolerance.")
    }
    // Where neither is given, every epoch is run.
    guard tolerance != nil || patience ?? 0 > 0 else { return nil }
    return EarlyStopping(
      tolerance.map { .trainingPlateau(patience: epochs, tolerance: $0) } ?? .trainingPlateau(patience: epochs))
  }

  /// The recipe for tables with what the options say otherwise.
  func recipe(
    _ effort: TabularRecipe.Effort, _ network: NetworkOptions, rows: Int, target: TargetColumn
  ) throws -> TabularRecipe {
    var recipe = TabularRecipe(effort, rows: rows, isClassification: target.task == .classification)
    if let hidden = network.hidden { recipe.hidden = hidden.sizes }
    if let activation = network.activation { recipe.activation = activation }
    if let members = network.members { recipe.members = members }
    if let learningRate { recipe.learningRate = learningRate }
    if let epochs { recipe.epochs = epochs }
    if let batchSize { recipe.batchSize = batchSize }
    if let dropout = try dropout ?? (seesAllRows ? 0 : nil) { recipe.dropout = dropout }
    return recipe
  }

  /// Whether the optimizer that was asked for looks at all rows in each step: it wants the same error there, without
  /// dropout.
  var seesAllRows: Bool {
    get throws { try optimizer?.optimizer(learningRate: learningRate).scope == .allRows }
  }

  /// The training of a recipe, with what the options say of it beside.
  func ensemble(of recipe: TabularRecipe, target: TargetColumn, loss: Loss) throws -> EnsembleTraining {
    var training = recipe.training(loss: loss, output: try loss.outputLayer(for: target), seed: seed)
    (training.trainer.l2, training.trainer.l1) = (l2 ?? 0, l1)
    if let optimizer {
      training.trainer.optimizer = try optimizer.optimizer(learningRate: learningRate)
      (training.trainer.schedule, training.trainer.partRates) = (.constant, .alike)
    }
    if let schedule { training.trainer.schedule = try schedule.schedule(epochs: recipe.epochs) }
    if let patience, patience > 0 {
      training.trainer.earlyStopping = EarlyStopping(patience: patience, minimumImprovement: tolerance ?? 0)
    }
    training.trainer.classWeights = try classWeights?.weights(for: target)
    (training.trainer.shuffle, training.trainer.threads) = (shuffle, threads)
    training.trainer.gradientGroups = gradientGroups ?? 1
    training.communicator = Ranks.present
    return training
  }

  private static let (patience, epochs) = (30, 500)

  /// An epoch of few rows still has a dozen steps or more; one of many has no more than some thousand.
  private static func batchSize(rows: Int) -> Int {
    switch rows {
    case ..<256: 8
    case ..<1024: 16
    case ..<10_000: 32
    case ..<100_000: 128
    default: 512
    }
  }
}
