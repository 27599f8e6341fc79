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

  @Argument(help: "A table: CSV, TSV, NPY, NPZ or IDX, also gzipped; - for standard input.")
  var data: String

  @OptionGroup var columns: PreprocessingOptions
  @OptionGroup var space: SearchOptions
  @OptionGroup var reading: DataOptions

  @Option(
    help: ArgumentHelp("Parts that the rows are divided into; 5 by default.", valueName: "k"),
    transform: OptionValue.count(from: 2))
  var folds = 5

  @Option(
    help: ArgumentHelp("How often every row is visited, at most; 100 by default.", valueName: "E"),
    transform: OptionValue.whole(.epochs))
  var epochs = 100

  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs in which the loss on the rows held did not fall, 0 for never; 15 by default.",
      valueName: "P"),
    transform: OptionValue.count(from: 0))
  var patience = 15

  @Flag(help: "Train all candidates a little and only the better ones for longer.")
  var halving = false

  @Option(
    help: ArgumentHelp(
      "What decides: by default accuracy for classes, r2 for numbers.", valueName: "loss|accuracy|r2"))
  var scoring: Scoring?

  @Option(help: "Decides candidates, folds, first parameters and the orders of the rows.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("Trainings at the same time, at most.", valueName: "N"), transform: OptionValue.count(from: 1))
  var threads: Int?

  @Option(help: ArgumentHelp("What the networks compute in.", valueName: "float|double"))
  var precision = Precision.float

  @Option(
    help: ArgumentHelp("Where a network goes that is trained on all rows with the best settings.", valueName: "model"))
  var output: String?

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  func run() async throws {
    switch precision {
    case .float: try await run(Float.self)
    case .double: try await run(Double.self)
    }
  }

  private func run<Scalar: BLASScalar>(_: Scalar.Type) async throws {
    let table = try reading.table(data, needing: columns.needed)
    let (data, preparation, pipeline) = try Pipeline.folds(
      of: table, targets: columns.targets(in: table), weights: columns.weights,
      columns.preprocessing(for: table, loss: nil, scalesTarget: true),
      as: Scalar.self)
    guard let target = pipeline.target else { return }
    let search = try search(for: target)
    let (folds, total) = (folds, space.count)
    var finished = 0
    Interruption.listen()
    let result = try await search.run(on: data, preparing: preparation) { trial in
      finished += 1
      let score = trial.score.map { decimals($0) } ?? "diverged"
      Words.say(
        "candidate \(finished)\(halving ? "" : " of \(total)"), \(folds) folds: \(search.scoring.rawValue) \(score)")
      return Interruption.isAskedFor ? .stop : .proceed
    }
    if json { try Output.printJSON(SearchReport(result)) } else { try Output.print(result.table()) }
    guard let output else { return }
    let refit = try result.refit(on: data)
    var model = TrainedModel(network: refit.network, loss: .standard(for: target), pipeline: pipeline)
    if let trainer = result.bestCandidate?.trainer {
      try model.setProvenance(
        trainer, file: self.data, try refit.preparation?(data) ?? data, nil, [refit.history])
    }
    model.provenance["found by"] = "search of \(result.trials.count) candidates on \(folds) folds"
    try model.save(to: output)
    Words.say("The model is in \(output).")
  }

  private func search(for target: TargetColumn) throws -> HyperparameterSearch {
    let loss = Loss.standard(for: target)
    var trainer = Trainer(loss: loss, epochs: epochs, seed: seed)
    if patience > 0 && !halving { trainer.earlyStopping = EarlyStopping(patience: patience) }
    let base = Candidate(trainer, layers: [Layer(64, .relu), try loss.outputLayer(for: target)], seed: seed)
    let isClassification = target.task == .classification
    return HyperparameterSearch(
      from: base, over: space.dimensions,
      strategy: .random(space.count, halving: halving ? SuccessiveHalving() : nil),
      folds: isClassification ? .stratified(folds, seed: seed) : .plain(folds, seed: seed),
      scoring: scoring ?? (isClassification ? .accuracy : .r2), seed: seed, threads: threads)
  }
}

extension SearchCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the table", data)
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

  init(_ result: SearchResult) {
    (scoring, isComplete) = (result.scoring.rawValue, result.isComplete)
    candidates = result.ranked.map { trial in
      Row(
        rank: trial.rank ?? 0,
        settings: Dictionary(trial.settings.map { ($0.name, $0.value) }) { first, _ in first }, score: trial.score,
        deviation: trial.result?.scores(by: result.scoring)?.standardDeviation, epochs: trial.epochs)
    }
  }
}
