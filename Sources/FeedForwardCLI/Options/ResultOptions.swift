import ArgumentParser

/// Where what came of a training goes.
struct ResultOptions: ParsableArguments {
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
}
