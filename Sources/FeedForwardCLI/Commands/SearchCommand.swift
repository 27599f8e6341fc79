import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardSearch

/// Which settings do best on rows that were not trained on.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Searches for settings by cross-validation.",
    discussion: """
      Candidates are drawn from what the options --hidden, --learning-rate, --l2, --activation and --batch-size list, \
      and each is trained on every fold; preprocessing is fitted to the training rows of each fold. The result is the \
      same for any number of threads.
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
  @OptionGroup(title: "Candidates") var space: SearchOptions
  @OptionGroup(title: "Cross-validation") var validation: CrossValidationOptions

  @Option(
    help: ArgumentHelp("Where a network goes that is trained on all rows with the best settings.", valueName: "model"))
  var output: String?

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  @OptionGroup var words: WordsOptions
  @OptionGroup var config: ConfigOptions

  func run() async throws {
    try Ranks.requireFiles(data)
    switch validation.precision {
    case .float: try await run(Float.self)
    case .double: try await run(Double.self)
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type) async throws {
    let narrator = Narrator(isHeard: !json)
    let table = try rows.rows(
      of: reading.table(data, learning: columns), seed: validation.seed, narrator)
    table.notes.forEach(narrator.note)
    let (data, preparation, pipeline) = try Pipeline.folds(
      of: table, targets: columns.targets(in: table), weights: columns.weights,
      columns.preprocessing(for: table, loss: nil, scalesTarget: true),
      as: Scalar.self)
    guard let target = pipeline.target else { return }
    DataReview.notes(table: table, pipeline: pipeline).forEach(narrator.note)
    let search = try validation.search(over: space, for: target)
    let (folds, total, halving) = (validation.folds, space.count, validation.halving)
    var finished = 0
    Interruption.listen()
    let result = try await search.run(on: data, preparing: preparation) { trial in
      finished += 1
      let score = trial.score.map { decimals($0) } ?? "diverged"
      Words.say(
        "candidate \(finished)\(halving ? "" : " of \(total)"), \(folds) folds: \(search.scoring.rawValue) \(score)")
      return .proceed
    }
    // A signal is one to all ranks.
    _ = try TimeLimit(seconds: nil).reasonOfAll
    _ = try Ranks.onFirst {
      try report(result, on: data, pipeline, target, folds: folds, narrator)
    }
  }

  private func report<Scalar: BLASScalar>(
    _ result: SearchResult, on data: Dataset<Scalar>, _ pipeline: Pipeline, _ target: TargetColumn, folds: Int,
    _ narrator: Narrator
  ) throws {
    let train = TrainCall(winnerOf: result, on: self.data, .ofProcess)
    if json {
      try Output.printJSON(SearchReport(result, train: train?.text, notes: narrator.notes))
    } else {
      try Output.print(
        ([result.table(width: Terminal.output.width)] + (train.map { [$0.text] } ?? [])).joined(separator: "\n\n"))
    }
    guard let output else { return }
    let refit = try result.refit(on: data)
    var model = TrainedModel(network: refit.network, loss: .standard(for: target), pipeline: pipeline)
    if let trainer = result.bestCandidate?.trainer {
      try model.setProvenance(
        trainer, files: self.data, try refit.preparation?(data) ?? data, nil, [refit.history])
    }
    model.provenance["found by"] = "search of \(result.trials.count) candidates on \(folds) folds"
    if let train { model.provenance[ProvenanceKey.options] = ConfigFile.text(train.options.remembered) }
    try model.save(to: output)
    Words.say("The model is in \(output).")
  }
}

extension SearchCommand: FileCommand, WordyCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    for file in data { files.reads("the table", file) }
    files.reads("--config", config.config)
    files.writes("--output", output, as: .file)
    files.writesResults()
    return files
  }
}

/// Candidates best first, as JSON.
private struct SearchReport: Encodable {
  struct Row: Encodable {
    let rank: Int
    let settings: [String: SettingValue]
    let score: Double?
    let deviation: Double?
    let epochs: Int
  }

  let scoring: String
  let isComplete: Bool
  let candidates: [Row]
  /// Trains the best one.
  let train: String?
  let notes: [String]

  init(_ result: SearchResult, train: String?, notes: [String]) {
    (self.train, self.notes) = (train, notes)
    (scoring, isComplete) = (result.scoring.rawValue, result.isComplete)
    candidates = result.ranked.map { trial in
      Row(
        rank: trial.rank ?? 0,
        settings: Dictionary(trial.settings.map { ($0.name, $0.value) }) { first, _ in first }, score: trial.score,
        deviation: trial.result?.scores(by: result.scoring)?.standardDeviation, epochs: trial.epochs)
    }
  }
}
