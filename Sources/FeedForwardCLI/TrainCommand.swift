import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation

/// From a table to a network.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a network to predict a column of a table.",
    discussion: """
      `feedforward train prices.csv --target price --output prices.safetensors` is all that is needed: the task is said by \
      the target's values, columns of numbers are standardized, texts get an input for each of theirs, a fifth of the rows \
      is held to judge epochs by, and the best epoch is kept. The summary shows the network beside a constant.

      Ctrl-C ends the training and keeps the best network; a second one ends the process.
      """)

  @Argument(help: "A table: CSV, TSV, NPY, NPZ or IDX, also gzipped; - for standard input.")
  var data: String

  @OptionGroup var columns: PreprocessingOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var reading: DataOptions

  @Option(
    help: ArgumentHelp(
      "Rows to judge epochs by: a share of the table, a file of its own, or none; 0.2 by default.",
      valueName: "file|fraction|none"),
    transform: ValidationChoice.init)
  var validation: ValidationChoice?

  @Option(
    help: ArgumentHelp("Go on from a model's network, with its columns and preprocessing.", valueName: "model"))
  var initialModel: String?

  @Option(
    help: ArgumentHelp("Stop after so long and keep the best network.", valueName: "60s"),
    transform: OptionValue.seconds)
  var timeBudget: Double?

  @OptionGroup var checkpoints: CheckpointOptions

  @Option(help: ArgumentHelp("Where the model goes; without it none is kept.", valueName: "model"))
  var output: String?

  @Option(help: ArgumentHelp("One record an epoch.", valueName: "file.json|.csv"))
  var history: String?

  @Option(help: ArgumentHelp("Curves of losses and metrics.", valueName: "file.svg"))
  var plot: String?

  @Option(
    help: ArgumentHelp("One page with summary, pictures and settings.", valueName: "file.html"))
  var report: String?

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  func validate() throws {
    if let history { try HistoryFile.validate(history) }
  }

  func run() throws {
    for path in [output, history, report, plot, checkpoints.checkpoint].compactMap({ $0 }) {
      try Output.requireFolder(of: path)
    }
    switch try initialModel.map(InitialModel.init) {
    case .model(.float(let model)): try run(from: model)
    case .model(.double(let model)): try run(from: model)
    case .weights(let weights) where training.precision == .float: try run(from: nil as TrainedModel<Float>?, weights)
    case .weights(let weights): try run(from: nil as TrainedModel<Double>?, weights)
    case nil where training.precision == .float: try run(from: nil as TrainedModel<Float>?)
    case nil: try run(from: nil as TrainedModel<Double>?)
    }
  }

  private func run<Scalar: BLASScalar>(from initial: TrainedModel<Scalar>?, _ weights: StateDict? = nil) throws {
    let data: PreparedData<Scalar> = try prepared(for: initial?.pipeline)
    guard let target = data.pipeline.target else {
      throw OptionError("--initial-model is a network that predicts no column; expected one that does.")
    }
    let loss = initial?.loss ?? (training.loss ?? .standard(for: target)).loss
    let network = try initial?.network ?? network(inputs: data.pipeline.width, for: target, weights)
    let trainer = try training.trainer(
      rows: data.training.count, hasValidation: data.validation != nil, loss: loss)
    if !json { data.notes.forEach(Words.say) }
    if data.validation == nil && validation == nil && !json {
      Words.say("\(data.training.count) rows are too few to hold some back: none are held for validation.")
    }

    var session = TrainingSession(trainer, data: data, network: network)
    session.timeBudget = timeBudget
    session.checkpoints = checkpoints.file
    session.checkpoint = try checkpoints.resume.map { try Checkpoint(contentsOf: $0) }
    var progress = ProgressLine(epochs: trainer.epochs, rows: data.training.count)
    do {
      try session.run(&progress)
    } catch {
      if let divergence = Failure.divergence(error), divergence.keptEpoch > 0 { try save(session) }
      throw error
    }
    try save(session)
    let summary = try TrainingSummary(session, file: output)
    let pictures = TrainingReport(session: session, summary: summary, settings: provenance(session))
    if let plot { try Output.write(try pictures.curves.text, to: plot) }
    if let report { try Output.write(try pictures.page.html, to: report) }
    if json { try Output.printJSON(summary) } else { try Output.print(summary.text) }
    if output == nil { Words.say("No model was written; --output MODEL keeps it.") }
  }

  private func network<Scalar: BLASScalar>(
    inputs: Int, for target: TargetColumn, _ weights: StateDict?
  ) throws -> FeedForwardNetwork<Scalar> {
    let layers = try training.layers(for: target)
    return try weights?.network(inputs: inputs, layers: layers)
      ?? FeedForwardNetwork(inputs: inputs, layers: layers, seed: training.seed)
  }

  private func prepared<Scalar: BLASScalar>(for pipeline: Pipeline?) throws -> PreparedData<Scalar> {
    let table: Table<Scalar> = try reading.table(data, for: pipeline)
    var held: Table<Scalar>?
    var fraction: Double?
    switch validation {
    case .file(let path): held = try reading.table(path, for: pipeline)
    case .fraction(let share): fraction = share
    case nil where table.count >= Self.leastToHoldBack: fraction = 0.2
    case nil, .some(.none): break
    }
    let allowsScaledTargets = training.loss?.allowsScaledTargets ?? true
    return try PreparedData(
      table, held: held, fraction: fraction, columns, scalesTarget: allowsScaledTargets, seed: training.seed,
      pipeline: pipeline)
  }

  private static let leastToHoldBack = 25

  private func save<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>) throws {
    if let history { try HistoryFile(session.history, session.data.pipeline).write(to: history) }
    guard let output else { return }
    var model = session.model
    model.provenance = provenance(session)
    try model.save(to: output)
    if !json { Words.say("The model is in \(output).") }
  }

  private func provenance<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>) -> [String: String] {
    let (trainer, history) = (session.trainer, session.history)
    var settings = [
      "data": data, "training rows": "\(session.data.training.count)",
      "validation rows": "\(session.data.validation?.count ?? 0)", "optimizer": training.optimizer.rawValue,
      "learning rate": "\(trainer.optimizer.learningRate)", "batch size": "\(trainer.batchSize)",
      "l2": "\(trainer.l2)", "l1": "\(trainer.l1)", "dropout": "\(training.dropout)", "seed": "\(trainer.seed)",
      "epochs": "\(history.epochs.count)", "best epoch": "\(history.bestEpoch)", "stopped because": session.reason,
      "seconds": decimals(session.seconds, 2), "version": FeedForwardCommand.configuration.version,
      "engine": EngineDescription.text,
    ]
    if let weights = columns.weights { settings["weights"] = weights }
    if let record = history.epochs.last { settings["last training loss"] = "\(record.trainingLoss)" }
    return settings
  }
}
