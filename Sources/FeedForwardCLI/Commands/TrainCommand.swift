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

      Ctrl-C and SIGTERM end the training and keep the best network; a second one ends the process.
      """)

  @Argument(
    help: """
      A table: CSV, TSV, NPY, NPZ or IDX, also gzipped; - for standard input. Several files hold its rows one after \
      the other.
      """)
  var data: [String]

  @OptionGroup(title: "Columns and rows") var columns: PreprocessingOptions
  @OptionGroup(title: "Columns and rows") var rows: RowOptions
  @OptionGroup(title: "Reading the table") var reading: DataOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Checkpoints") var checkpoints: CheckpointOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup(title: "Results") var words: WordsOptions
  @OptionGroup var config: ConfigOptions

  func run() async throws {
    try Ranks.requireFiles(data)
    let start = try network.initialModel.map(InitialModel.init)
    switch start {
    case .model(.float(let model)): try await run(from: model)
    case .model(.double(let model)): try await run(from: model)
    case _ where network.precision == .double: try await run(from: nil as TrainedModel<Double>?, start)
    default: try await run(from: nil as TrainedModel<Float>?, start)
    }
  }

  private func run<Scalar: BLASScalar>(from initial: TrainedModel<Scalar>?, _ start: InitialModel? = nil) async throws {
    let effort = try effort()
    let narrator = Narrator(isHeard: !results.json)
    if let initial { try requireNothingSaid(beside: initial) }
    // A network that was trained on matrices keeps its outputs as they are, whatever they mean.
    let scalesTarget = initial == nil && network.loss?.allowsScaledTargets(isImported: start != nil) ?? true
    let said = initial?.loss ?? network.loss
    let table = try rows.rows(of: table(for: initial?.pipeline), seed: training.seed, narrator)
    var data: PreparedData<Scalar> = try prepare(
      table, for: initial?.pipeline, loss: said, scalesTarget: scalesTarget, isTabular: effort != nil,
      isImported: initial == nil && start != nil)
    if results.output != nil { data.fingerprint = try TableFingerprint(of: table, for: data.pipeline) }
    guard let target = data.pipeline.target else {
      throw OptionError("--initial-model is a network that predicts no column; expected one that does.")
    }
    if case .fraction(let share) = training.validation, data.validation == nil {
      throw OptionError(
        """
        --validation is \(share), but each row has a class or text that no other row has; expected none, or a file.
        """)
    }
    let loss = said ?? .standard(for: target)
    data.notes.forEach(narrator.note)
    if results.output == nil { narrator.note("No model will be kept; --output MODEL keeps it.") }
    if let effort {
      try await run(effort, on: data, target: target, loss: loss, narrator) { [fingerprint = data.fingerprint] bins in
        var data: PreparedData<Scalar> = try prepare(
          table, for: nil, loss: said, scalesTarget: scalesTarget, isTabular: true, bins: bins)
        data.fingerprint = fingerprint
        return data
      }
      return
    }
    let network =
      try initial.map { try $0.network(behind: data.pipeline) } ?? first(behind: data.pipeline, for: target, start)
    let trainer = try training.trainer(
      rows: data.training.count, hasValidation: data.validation != nil, target: target, loss: loss)
    if data.validation == nil && training.validation == nil {
      let reason =
        data.training.count < Self.leastToHoldBack
        ? "\(data.training.count) rows are too few to hold some back"
        : "Each row has a class or text that no other row has"
      narrator.note("\(reason): none are held for validation.")
    }

    var session = TrainingSession(trainer, data: data, network: network)
    session.timeBudget = training.timeBudget
    session.allowsMixedEngines = training.allowMixed
    session.checkpoints = checkpoints.file
    session.checkpoint = try checkpoints.resume.map { try Checkpoint(contentsOf: $0) }
    var progress = ProgressLine(epochs: trainer.epochs, rows: data.training.count)
    do {
      try session.run(&progress)
    } catch {
      if let divergence = Failure.divergence(error), divergence.retainedEpoch > 0 {
        _ = try Ranks.onFirst { try save(session, narrator) }
      }
      throw error
    }
    _ = try Ranks.onFirst { try report(session, narrator) }
  }

  /// The recipe's effort; nil for one small network.
  private func effort() throws -> TabularRecipe.Effort? {
    let single = [
      ("--initial-model", network.initialModel != nil), ("--checkpoint", checkpoints.file != nil),
      ("--resume", checkpoints.resume != nil),
    ].first(where: \.1)?.0
    guard let effort = (network.preset ?? .default).effort else {
      if let members = network.members, members > 1 {
        throw OptionError("--members is \(members), but --preset fast is one network; expected another preset.")
      }
      return nil
    }
    guard let single else { return effort }
    guard network.preset == nil, network.members == nil else {
      throw OptionError("\(single) is for one network; expected --preset fast and no --members.")
    }
    return nil
  }

  /// Several networks by the recipe.
  private func run<Scalar: BLASScalar>(
    _ effort: TabularRecipe.Effort, on data: PreparedData<Scalar>, target: TargetColumn, loss: Loss,
    _ narrator: Narrator, prepare: @escaping (_ bins: Int) throws -> PreparedData<Scalar>
  ) async throws {
    let rows = data.training.count
    var ensemble = TableTraining<Scalar>(
      options: training, network: network, columns: columns,
      recipe: try training.recipe(effort, network, rows: rows, target: target), target: target, loss: loss, data: data,
      prepare: prepare)
    let isAskedNotTo = if case .some(.none) = training.validation { true } else { false }
    ensemble.holdsRows = rows >= Self.leastToHoldBack && !isAskedNotTo
    let session = try await ensemble.run(narrator)
    _ = try Ranks.onFirst { try report(session, narrator) }
  }

  private func report<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>, _ narrator: Narrator) throws {
    if session.history.epochs.isEmpty {
      narrator.note("It ended before all rows had been seen once: the network knows little, expected more time.")
    }
    if let mixture = session.mixture {
      narrator.note("Computed by \(mixture): the bits are not those of a training by one of them alone.")
    }
    try save(session, narrator)
    let summary = try TrainingSummary(session, file: results.output, notes: narrator.notes)
    let pictures = TrainingReport(session: session, summary: summary)
    if let plot = results.plot { try Output.write(try pictures.curves.text, to: plot) }
    if let report = results.report {
      try Output.write(try pictures.page(settings: try model(of: session).provenance).html, to: report)
    }
    if results.json { try Output.printJSON(summary) } else { try Output.print(summary.text) }
  }

  private func first<Scalar: BLASScalar>(
    behind pipeline: Pipeline, for target: TargetColumn, _ start: InitialModel?
  ) throws -> FeedForwardNetwork<Scalar> {
    let layers = try network.layers(for: target, hidden: start?.hiddenLayers)
    return try start?.network(behind: pipeline, layers: layers)?.converted(to: Scalar.self)
      ?? FeedForwardNetwork(inputs: pipeline.width, layers: layers, seed: training.seed)
  }

  /// A model's layers, loss and columns are its own.
  private func requireNothingSaid<Scalar: BLASScalar>(beside model: TrainedModel<Scalar>) throws {
    if let option = (network.ofNetwork + columns.ofColumns).first {
      throw OptionError(
        """
        \(option) does not go with the model \(network.initialModel ?? ""), whose network and columns are kept; \
        expected no such option.
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
    try pipeline.map { try known(data, $0) } ?? reading.table(data, learning: columns)
  }

  /// A table whose columns hold what a pipeline says.
  private func known(_ paths: [String], _ pipeline: Pipeline) throws -> Table {
    let table = try reading.table(paths, needing: .only(pipeline.columnNames + columns.ignored), for: pipeline)
    return columns.missingTarget == .refuse ? table : try table.droppingRows(without: pipeline.target?.names ?? [])
  }

  private func prepare<Scalar: BLASScalar>(
    _ table: Table, for pipeline: Pipeline?, loss: Loss?, scalesTarget: Bool, isTabular: Bool,
    isImported: Bool = false, bins: Int? = nil
  ) throws -> PreparedData<Scalar> {
    var held: ((Pipeline) throws -> Table)?
    var fraction: Double?
    switch training.validation {
    case .file(let path):
      held = { try known([path], $0) }
    case .fraction(let share): fraction = share
    // The members of an ensemble hold rows back from each other.
    case nil where table.count >= Self.leastToHoldBack && !isTabular: fraction = 0.2
    case nil, .some(.none): break
    }
    return try PreparedData(
      table, held: held, fraction: fraction, columns, loss: loss, scalesTarget: scalesTarget, isTabular: isTabular,
      isImported: isImported, bins: bins, seed: training.seed, pipeline: pipeline)
  }

  private static let leastToHoldBack = 25

  private func save<Scalar: BLASScalar>(_ session: TrainingSession<Scalar>, _ narrator: Narrator) throws {
    if let history = results.history { try HistoryFile(session.histories, session.data.pipeline).write(to: history) }
    guard let output = results.output else { return }
    try model(of: session).save(to: output)
    narrator.say("The model is in \(output).")
  }

  private func model<Scalar: BLASScalar>(of session: TrainingSession<Scalar>) throws -> TrainedModel<Scalar> {
    var model = session.model
    try model.setProvenance(
      session.trainer, files: data, session.data.training, session.data.validation, session.histories)
    model.provenance["stopped because"] = session.reason
    if let mixture = session.mixture { model.provenance["computed by"] = mixture }
    if let weights = columns.weights { model.provenance["weights"] = weights }
    if let fingerprint = session.data.fingerprint { model.provenance[ProvenanceKey.rows] = "\(fingerprint)" }
    model.provenance[ProvenanceKey.options] = ConfigFile.text(GivenOptions.ofProcess.remembered)
    return model
  }
}

extension TrainCommand: FileCommand, WordyCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    for file in data { files.reads("the table", file) }
    if case .file(let path) = training.validation { files.reads("--validation", path) }
    files.reads("--initial-model", network.initialModel)
    files.reads("--resume", checkpoints.resume)
    files.reads("--config", config.config)
    files.writes("--output", results.output, as: .file)
    files.writes("--checkpoint", checkpoints.checkpoint, as: .checkpoint)
    files.writes("--history", results.history, as: .fileOrStream)
    files.writes("--plot", results.plot, as: .fileOrStream)
    files.writes("--report", results.report, as: .fileOrStream)
    files.writesResults()
    return files
  }
}
