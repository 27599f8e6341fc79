import ArgumentParser

struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Times a training step: gather, forward, loss, backward, update.")
  @OptionGroup var options: ScenarioOptions
  @OptionGroup var conditions: Conditions

  func run() throws {
    let scenarios = try options.scenarios(Scenario.training)
    if conditions.json {
      for scenario in scenarios { print(try JSONLine.of(scenario.measureStep(conditions))) }
    } else {
      print(Machine().text(threads: conditions.threadCount), terminator: "\n\n")
      try Self.table(scenarios, conditions)
    }
  }

  static func table(_ scenarios: [Scenario], _ conditions: Conditions) throws {
    print("training steps, medians in µs; by BLAS: with its products; bare: its calls alone, the best of three ways")
    let table = Table(
      leftAligned: 2, ("", 9), ("layers", 21), ("batch", 6), ("naive", 10), ("engine", 10), ("p25", 9), ("p75", 9),
      ("by BLAS", 10), ("bare", 10), ("engine/bare", 13), ("naive/engine", 14), ("GFLOP/s", 9), ("of peak", 9),
      ("allocations", 13))
    for scenario in scenarios {
      let m = try scenario.measureStep(conditions)
      table.line([
        scenario.name, Table.sizes(scenario.sizes), "\(scenario.batch)", Table.microseconds(m.naive),
        Table.microseconds(m.seconds), Table.microseconds(m.laps.quantile(0.25)),
        Table.microseconds(m.laps.quantile(0.75)), Table.microseconds(m.throughBLAS), Table.microseconds(m.bare.best),
        Table.number(m.seconds / m.bare.best, 2), Table.number(m.naive.map { $0 / m.seconds }, 0),
        Table.number(m.flops * 1e-9, 1), Table.number(m.shareOfPeak * 100, 0) + " %", Table.number(m.allocations, 2),
      ])
    }
  }
}
