import ArgumentParser
import FeedForward
import Foundation

/// The choice of threads where it is hard.
struct ThreadsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threads", abstract: "Times steps on one thread and on as many as pay, where hand-overs are slow.",
    discussion: """
      Once as the machine is, then with a delay in every hand-over between threads, then beside processes that \
      occupy a processor each, one less than there are. One thread and all take turns, each in whole runs of \
      training, so what the choice itself costs is part of it.
      """)

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var conditions: Conditions
  @Option(help: "Delays of a hand-over in µs.") var delays = "0,5,50,1000"

  func run() throws {
    let handOvers: [Double] = try delays.split(separator: ",").map { word in
      guard let delay = Double(word), delay >= 0 else {
        throw ValidationError("--delays \(delays): expected numbers of µs, as in 0,5,50.")
      }
      return delay
    }
    print(Machine().text(threads: conditions.threadCount), terminator: "\n\n")
    print("training steps in µs: on one thread, on as many as pay, and how many times as fast these are")
    let table = Table(
      leftAligned: 2, ("", 9), ("layers", 21), ("", 24), ("1 thread", 10), ("chosen", 10), ("speed", 7))
    for scenario in try options.scenarios(Scenario.training.filter { $0.name != "wide" }) {
      for delay in handOvers {
        WorkerPool.delayHandOver(seconds: delay * 1e-6)
        try line(scenario, "delay \(Table.number(delay, 0)) µs", table)
      }
      WorkerPool.delayHandOver(seconds: 0)
      let neighbours = try (1..<max(2, Machine.cores)).map { _ in try Self.neighbour() }
      defer { neighbours.forEach { $0.terminate() } }
      try line(scenario, "\(neighbours.count) busy neighbour\(neighbours.count == 1 ? "" : "s")", table)
    }
  }

  private func line(_ scenario: Scenario, _ what: String, _ table: Table) throws {
    let (one, chosen) = try scenario.precision == "float" ? times(scenario, Float.self) : times(scenario, Double.self)
    table.line([
      scenario.name, Table.sizes(scenario.sizes), what, Table.microseconds(one), Table.microseconds(chosen),
      Table.number(one / chosen, 2),
    ])
  }

  /// Mean seconds of a step: what is lost now and then counts.
  private func times<Scalar: BLASScalar>(_ scenario: Scenario, _: Scalar.Type) throws -> (one: Double, chosen: Double) {
    let rival = try TrainingRival<Scalar>(scenario, scenario.network(Scalar.self))
    var laps: (one: [Double], chosen: [Double]) = ([], [])
    for _ in 0..<Conditions.rounds {
      laps.one += try rival.laps(seconds: conditions.seconds / Double(Conditions.rounds), threads: 1)
      laps.chosen += try rival.laps(
        seconds: conditions.seconds / Double(Conditions.rounds), threads: conditions.threads)
    }
    return (laps.one.mean, laps.chosen.mean)
  }

  /// A process that does nothing but occupy a processor.
  private static func neighbour() throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "while :; do :; done"]
    try process.run()
    return process
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
