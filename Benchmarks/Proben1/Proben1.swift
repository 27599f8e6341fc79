import ArgumentParser
import FeedForward
import FeedForwardData
import Foundation

/// Trains the networks of the report on PROBEN1 and sets the errors on the test examples beside those printed there.
@main
struct Proben1: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Proben1", abstract: "Networks trained on PROBEN1's problems, beside the figures of its report.",
    discussion: """
      Three tables: the report's networks trained as the report did; the linear network, solved exactly and trained; \
      and our own settings, the same for every problem. With --hidden, --output or --optimizer the first one alone, \
      unless tables are asked for.
      """)

  @Option(help: "The folder with the problems, *.dt.")
  var data = "../shared/data/proben1"

  @Option(help: "A problem, as cancer1; may be repeated. All in the folder when left out.")
  var problem: [String] = []

  @Option(help: "Networks trained for each problem, each from other parameters.")
  var runs = 60

  @Option(help: "Hidden units of each layer, as 4,2 or 4+2; the report's when left out.")
  var hidden: HiddenUnits?

  @Option(help: "The output activation, linear or softsign; the report's when left out.")
  var output: OutputUnits?

  @Option(help: "The rule that trains.")
  var optimizer: OptimizerName?

  @Option(help: "A table: networks, linear, recommended; may be repeated.")
  var table: [TableName] = []

  @Option(help: "Decides all first parameters and step sizes.")
  var seed: UInt64 = 1

  @Option(help: "Networks trained at the same time; all processors when left out. The figures do not depend on it.")
  var threads = EngineDescription.processors

  @Flag(help: "One JSON object a line.")
  var json = false

  func validate() throws {
    guard runs >= 2 else { throw ValidationError("--runs \(runs): expected at least 2, for a standard deviation.") }
    guard threads >= 1 else { throw ValidationError("--threads \(threads): expected at least 1.") }
  }

  func run() async throws {
    let problems = try Problem.load(from: data, named: problem)
    let plan = Plan(runs: runs, seed: seed, threads: threads)
    let isChanged = hidden != nil || output != nil || optimizer != nil
    for (index, name) in (table.isEmpty ? (isChanged ? [.networks] : TableName.allCases) : table).enumerated() {
      if index > 0 && !json { print() }
      switch name {
      case .networks:
        try await NetworksTable(hidden: hidden?.units, output: output?.activation, rule: optimizer ?? .rpropPlus)
          .show(problems, plan, json: json)
      case .linear: try await LinearTable().show(problems, plan, json: json)
      case .recommended: try await RecommendedTable().show(problems, plan, json: json)
      }
    }
  }
}

enum TableName: String, CaseIterable, ExpressibleByArgument { case networks, linear, recommended }

/// Units of the hidden layers, as `16,8` or as the report writes it, `16+8` and `32+0`.
struct HiddenUnits: ExpressibleByArgument {
  let units: [Int]

  init?(argument: String) {
    let parts = argument.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "+" }.map { Int($0) }
    guard parts.allSatisfy({ $0 != nil }) else { return nil }
    let counts = parts.compactMap { $0 }
    // A second layer of none is no layer; any other 0 or a negative count is a mistake.
    units = counts.count > 1 && counts.last == 0 ? counts.dropLast() : counts
    guard units.allSatisfy({ $0 >= 1 }) else { return nil }
  }
}

enum OutputUnits: String, CaseIterable, ExpressibleByArgument {
  case linear, softsign

  var activation: Activation { self == .linear ? .identity : .softsign }
}
