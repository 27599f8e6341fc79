import ArgumentParser

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Times a call of a predictor on a batch of rows.")
  @OptionGroup var options: ScenarioOptions
  @OptionGroup var conditions: Conditions
  @Option(help: "Single calls to time, however long that takes; a million at most in half the seconds when left out.")
  var calls: Int?

  func validate() throws {
    if let calls, calls < 1 { throw ValidationError("--calls \(calls): expected at least 1.") }
  }

  func run() throws {
    let scenarios = try options.scenarios(Scenario.prediction)
    if conditions.json {
      for scenario in scenarios { print(try JSONLine.of(scenario.measurePrediction(conditions, calls: calls))) }
    } else {
      print(Machine().text(threads: conditions.threadCount), terminator: "\n\n")
      try Self.table(scenarios, conditions, calls: calls)
    }
  }

  static func table(_ scenarios: [Scenario], _ conditions: Conditions, calls: Int? = nil) throws {
    print("predictions by a predictor that is kept, in µs; percentiles of single calls, the look at the clock included")
    let table = Table(
      leftAligned: 2, ("", 9), ("layers", 21), ("rows", 6), ("naive", 10), ("engine", 9), ("p50", 9), ("p99", 9),
      ("p99.9", 9), ("max", 9), ("by BLAS", 9), ("bare", 9), ("engine/bare", 13), ("naive/engine", 14), ("GFLOP/s", 9),
      ("of peak", 9),
      ("allocations", 13))
    for scenario in scenarios {
      let m = try scenario.measurePrediction(conditions, calls: calls)
      table.line([
        scenario.name, Table.sizes(scenario.sizes), "\(scenario.batch)", Table.microseconds(m.naive),
        Table.microseconds(m.seconds), Table.microseconds(m.calls?.median),
        Table.microseconds(m.calls?.quantile(0.99)), Table.microseconds(m.calls?.quantile(0.999)),
        Table.microseconds(m.calls?.most), Table.microseconds(m.throughBLAS), Table.microseconds(m.bare.best),
        Table.number(m.seconds / m.bare.best, 2),
        Table.number(m.naive.map { $0 / m.seconds }, 0), Table.number(m.flops * 1e-9, 1),
        Table.number(m.shareOfPeak * 100, 0) + " %", Table.number(m.allocations, 2),
      ])
    }
  }
}
