import ArgumentParser
import Foundation

struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Compares the memory of training with what the sizes say.",
    discussion: """
      Formula: parameters × (1 + optimizer's vectors + gradient) and the activations, deltas and targets of one \
      minibatch. These rules move slabs of parameters as soon as their gradient is there, so no whole gradient is \
      kept; in its place stands the transpose of the parameters, for the forward products. Best: the best parameters \
      so far, the network's own, to which divergence and early stopping go back. Measured: the network, and by how \
      much the peak of the resident memory of a fresh process grows while `fit` runs, the training data not counted. \
      Linux only. The command fails if more than 1.05 times the formula and the best parameters was measured.
      """)

  @Option(help: .hidden)
  var child: Int?

  @Flag(help: "One JSON object a line.")
  var json = false

  private static var scenarios: [Scenario] {
    get throws {
      try Scenario.training.filter { $0.flopsOfStep > 1e8 } + [
        Scenario(name: "wide-adam", layers: "1024,2048,2048,1000", activation: "relu", batch: 512)
      ]
    }
  }

  func run() throws {
    let scenarios = try Self.scenarios
    if let child {
      guard scenarios.indices.contains(child) else { throw ValidationError("--child \(child): no such scenario.") }
      return print(try JSONLine.of(TrainingMemory(measuring: scenarios[child])))
    }
    if !json { print("memory of training in MB; measured by the peak of the resident memory of a fresh process") }
    let table =
      json
      ? nil
      : Table(
        leftAligned: 1, ("", 10), ("formula", 9), ("best", 8), ("measured", 9), ("/ formula", 10), ("/ both", 7))
    var larger: [String] = []
    for index in scenarios.indices {
      // glibc gives larger blocks back to the system at once, so that what was freed before does
      // not serve the run unseen.
      let command = ["MALLOC_MMAP_THRESHOLD_=65536", Child.ownExecutable, "memory", "--child", "\(index)"]
      guard let line = Child.firstLine(of: command) else { throw ChildFailure(error: 0, status: 1) }
      let memory = try JSONDecoder().decode(TrainingMemory.self, from: Data(line.utf8))
      if json { print(line) }
      table?.line([
        memory.scenario, Table.number(memory.formula / 1e6, 1), Table.number(memory.best / 1e6, 1),
        Table.number(memory.measured.map { $0 / 1e6 }, 1), Table.number(memory.ratio, 2),
        Table.number(memory.ratioWithBest, 2),
      ])
      if !memory.isAsSaid { larger.append(memory.scenario) }
    }
    guard larger.isEmpty else { throw MemoryLargerThanSaid(scenarios: larger) }
  }
}

/// Training needs memory that no formula accounts for.
struct MemoryLargerThanSaid: Error, CustomStringConvertible {
  let scenarios: [String]
  var description: String {
    "More than 1.05 times the formula and the best parameters: \(scenarios.joined(separator: ", "))."
  }
}
