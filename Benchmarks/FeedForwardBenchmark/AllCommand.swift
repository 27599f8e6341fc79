import ArgumentParser

/// What `make benchmark` shows.
struct AllCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "The tables of training steps, predictions and the start of a process.")

  @OptionGroup var conditions: Conditions

  func run() throws {
    print(Machine().text(threads: conditions.threadCount), terminator: "\n\n")
    try StepCommand.table(Scenario.training, conditions)
    print()
    try PredictCommand.table(Scenario.prediction, conditions)
    print()
    print(try ColdStart.measured(starts: 20).text)
  }
}
