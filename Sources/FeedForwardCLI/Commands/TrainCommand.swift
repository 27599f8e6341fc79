import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardSearch
import Foundation

/// From a table to a network.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a network to predict a column of a table.",
    discussion: """
      `feedforward train prices.csv --target price --output prices.safetensors` is all that is needed: the task is \
      said by the target's values, columns of numbers are scaled and cut into bins, texts get an input for each of \
      theirs, and four networks are trained that answer together, each judged by rows that it does not learn from; \
      with --preset fast it is one, columns of numbers are standardized, and a fifth of the rows is held. The best \
      epoch is kept. The summary shows the networks beside a constant.

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
    help: ArgumentHelp(
      """
      Go on from a model's network, with its columns and preprocessing; or from the weights of another library (ONNX, \
      safetensors, NPZ), which mean the columns as they stand.
      """, valueName: "file"))
  var initialModel: String?

  @Option(
    help: ArgumentHelp(
      """
      Stop after so long and keep the best network. In the presets default and best less is done where the time is \
      short, and what is left goes into more networks, then into a search for better ones.
      """, valueName: "60s"),
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

  func run() async throws {
    let start = try initialModel.map(InitialModel.init)
    switch start {
    case .model(.float(let model)): try await run(from: model)
    case .model(.double(let model)): try await run(from: model)
    case _ where training.precision == .double: try await run(from: nil as TrainedModel<Double>?, start)
    default: try await run(from: nil as TrainedModel<Float>?, start)
    }
  }

  private func run<Scalar: BLASScalar>(from initial: TrainedModel<Scalar>?, _ start: InitialModel? = nil) async throws {
    let effort = try effort()
    if let initial { try requireNothingSaid(beside: initial) }
    // A network that was trained on matrices keeps its outputs as they are, whatever they mean.
    let scalesTarget = initial == nil && training.loss?.allowsScaledTargets(isImported: start != nil) ?? true
    let said = initial?.loss ?? training.loss
    let table = try table(for: initial?.pipeline)
    let data: PreparedData<Scalar> = try prepare(
      table, for: initial?.pipeline, loss: said, scalesTarget: scalesTarget, isTabular: effort != nil)
    guard let target = data.pipeline.target else {
      throw OptionError("--initial-model is a network that predicts no column; expected one that does.")
    }
    if case .fraction(let share) = validation, data.validation == nil {
      throw OptionError(
        """
        --validation is \(share), but each row has a class or text that no other row has; expected none, or a file.
        """)
    }
    let loss = said ?? .standard(for: target)
    if !json { data.notes.forEach(Words.say) }
    if let effort {
      try await run(effort, on: data, target: target, loss: loss) { bins in
        try prepare(table, for: nil, loss: said, scalesTarget: scalesTarget, isTabular: true, bins: bins)
      }
      return
    }
    let network =
      try initial.map { try $0.network(behind: data.pipeline) } ?? network(data.pipeline, for: target, start)
    let trainer = try training.trainer(
      rows: data.training.count, hasValidation: data.validation != nil, loss: loss)
    if data.validation == nil && validation == nil && !json {
      let reason =
        data.training.count < Self.leastToHoldBack
        ? "\(data.training.count) rows are too few to hold some back"
        : "Each row has a class or text that no other row has"
      Words.say("\(reason): none are held for validation.")
    }

    var session = TrainingSession(trainer, data: data, network: network)
    session.timeBudget = timeBudget
    session.checkpoints = checkpoints.file
    session.checkpoint = try checkpoints.resume.map { try Checkpoint(contentsOf: $0) }
    var progress = ProgressLine(epochs: trainer.epochs, rows: data.training.count)
    do {
      try session.run(&progress)
    } catch {
      if let divergence = Failure.divergence(error), divergence.retainedEpoch > 0 { try save(session) }
      throw error
    }
    try report(session)
  }

  /// The recipe's effort; nil for one small network.
  private func effort() throws -> TabularRecipe.Effort? {
    let single = [
      ("--initial-model", initialModel != nil), ("--checkpoint", checkpoints.file != nil),
      ("--resume", checkpoints.resume != nil),
    ].first(where: \.1)?.0
    guard let effort = (training.preset ?? .default).effort else {
      if let members = training.members, members > 1 {
        throw OptionError("--members is \(members), but --preset fast is one network; expected another preset.")
      }
      return nil
    }
    guard let single else { return effort }
    guard training.preset == nil, training.members == nil else {
      throw OptionError("\(single) is for one network; expected --preset fast and no --members.")
    }
    return nil
  }

  /// Several networks by the recipe.
  private func run<Scalar: BLASScalar>(
    _ effort: TabularRecipe.Effort, on data: PreparedData<Scalar>, target: TargetColumn, loss: Loss,
    prepare: @escaping (_ bins: Int) throws -> PreparedData<Scalar>
  ) async throws {
    let rows = data.training.count
    var training = TableTraining<Scalar>(
      options: training, columns: columns, recipe: training.recipe(effort, rows: rows, target: target), target: target,
      loss: loss, timeBudget: timeBudget, data: data, prepare: prepare)
    let isAskedNotTo = if case .some(.none) = validation { true } else { false }
    training.holdsRows = rows >= Self.leastToHoldBack && !isAskedNotTo
    try report(try await training.run { if !json { Words.say($0) } })
  }

  private func report<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>) throws {
    if session.history.epochs.isEmpty, !json {
      Words.say("It ended before all rows had been seen once: the network knows little, expected more time.")
    }
    try save(session)
    let summary = try TrainingSummary(session, file: output)
    let pictures = TrainingReport(session: session, summary: summary)
    if let plot { try Output.write(try pictures.curves.text, to: plot) }
    if let report { try Output.write(try pictures.page(settings: try model(of: session).provenance).html, to: report) }
    if json { try Output.printJSON(summary) } else { try Output.print(summary.text) }
    if output == nil { Words.say("No model was written; --output MODEL keeps it.") }
  }

  private func network<Scalar: BLASScalar>(
    _ pipeline: Pipeline, for target: TargetColumn, _ start: InitialModel?
  ) throws -> FeedForwardNetwork<Scalar> {
    let layers = try training.layers(for: target, hidden: start?.hiddenLayers)
    return try start?.network(behind: pipeline, layers: layers)?.converted(to: Scalar.self)
      ?? FeedForwardNetwork(inputs: pipeline.width, layers: layers, seed: training.seed)
  }

  /// A model's layers, loss and columns are its own.
  private func requireNothingSaid<Scalar: BLASScalar>(beside model: TrainedModel<Scalar>) throws {
    if let option = (training.ofNetwork + columns.ofColumns).first {
      throw OptionError(
        """
        \(option) does not go with the model \(initialModel ?? ""), whose network and columns are kept; expected no \
        such option.
        """
      )
    }
    guard let target = model.pipeline?.target,
      CodePoints(target.names.joined(separator: ",")) != CodePoints(columns.target.joined(separator: ","))
    else { return }
    throw OptionError(
      """
      --target is \(columns.target.joined(separator: ",")); expected \(target.names.joined(separator: ", ")), which \
      the model of --initial-model predicts.
      """
    )
  }

  private func table(for pipeline: Pipeline?) throws -> Table {
    try reading.table(
      data, needing: pipeline.map { .only($0.columnNames + columns.ignored) } ?? columns.needed, for: pipeline)
  }

  private func prepare<Scalar: BLASScalar>(
    _ table: Table, for pipeline: Pipeline?, loss: Loss?, scalesTarget: Bool, isTabular: Bool, bins: Int? = nil
  ) throws -> PreparedData<Scalar> {
    var held: ((Pipeline) throws -> Table)?
    var fraction: Double?
    switch validation {
    case .file(let path):
      held = { try reading.table(path, needing: .only($0.columnNames + columns.ignored), for: $0) }
    case .fraction(let share): fraction = share
    // The members of an ensemble hold rows back from each other.
    case nil where table.count >= Self.leastToHoldBack && !isTabular: fraction = 0.2
    case nil, .some(.none): break
    }
    return try PreparedData(
      table, held: held, fraction: fraction, columns, loss: loss, scalesTarget: scalesTarget, isTabular: isTabular,
      bins: bins, seed: training.seed, pipeline: pipeline)
  }

  private static let leastToHoldBack = 25

  private func save<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>) throws {
    if let history { try HistoryFile(session.histories, session.data.pipeline).write(to: history) }
    guard let output else { return }
    try model(of: session).save(to: output)
    if !json { Words.say("The model is in \(output).") }
  }

  private func model<Scalar: BLASScalar>(of session: TrainingSession<Scalar>) throws -> TrainedModel<Scalar> {
    var model = session.model
    try model.setProvenance(
      session.trainer, file: data, session.data.training, session.data.validation, session.histories)
    model.provenance["stopped because"] = session.reason
    if let weights = columns.weights { model.provenance["weights"] = weights }
    return model
  }
}

extension TrainCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the table", data)
    if case .file(let path) = validation { files.reads("--validation", path) }
    files.reads("--initial-model", initialModel)
    files.reads("--resume", checkpoints.resume)
    files.writes("--output", output, as: .file)
    files.writes("--checkpoint", checkpoints.checkpoint, as: .checkpoint)
    files.writes("--history", history, as: .fileOrStream)
    files.writes("--plot", plot, as: .fileOrStream)
    files.writes("--report", report, as: .fileOrStream)
    files.writesResults()
    return files
  }
}
