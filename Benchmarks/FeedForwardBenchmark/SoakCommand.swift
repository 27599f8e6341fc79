import ArgumentParser
import FeedForward
import FeedForwardModels
import Foundation

struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak", abstract: "Predicts, saves and loads for a long time, and fails if memory grows.",
    discussion: """
      Predictions: each row by a predictor that is kept and by the network itself, which makes a predictor for each \
      call; they have to agree in every bit. Cycles: a model is saved, loaded, and has to predict the same. Memory is \
      that of the process in the machine's memory, from the first tenth of the work on. Linux only.
      """)

  @Option(help: "How many predictions of a row.")
  var predictions = 1_000_000

  @Option(help: "How often a model is saved and loaded.")
  var cycles = 1000

  @Option(help: "Megabytes by which memory may grow after the first tenth.")
  var bound = 4.0

  func run() throws {
    guard predictions >= 10, cycles >= 10, bound > 0 else {
      throw ValidationError("Expected at least 10 predictions, 10 cycles and a bound above 0.")
    }
    let network = try FeedForwardNetwork<Float>(
      inputs: 64, layers: [Layer(64, .relu), Layer(10, .softmax)], seed: 1)
    let rows = try (0..<10).map { row in
      try Matrix<Float>(rows: 1, columns: 64, elements: (0..<64).map { Float(($0 * 7 + row * 13) % 17) / 17 - 0.5 })
    }
    let predictor = try Predictor(network)
    let expected = try rows.map { try network.predict($0) }
    try soak("predictions", predictions) { i in
      // Every tenth by way of the network.
      let row = i % rows.count
      let found = i % 10 == 9 ? try network.predict(rows[row]) : try predictor.predict(rows[row])
      guard found == expected[row] else { throw Failure(text: "Prediction \(i) differs.") }
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("soak-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("model.safetensors").path
    let model = TrainedModel(network: network, loss: .crossEntropy)
    try soak("saves and loads", cycles) { i in
      try model.save(to: path)
      let loaded = try TrainedModel<Float>(contentsOf: path)
      guard try loaded.network.predict(rows[i % rows.count]) == expected[i % rows.count] else {
        throw Failure(text: "The model loaded in cycle \(i) predicts something else.")
      }
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  /// Does the work and looks at memory after each tenth.
  private func soak(_ what: String, _ count: Int, _ body: (Int) throws -> Void) throws {
    var first: Double?
    for tenth in 1...10 {
      let seconds = try Stopwatch.seconds {
        for i in count * (tenth - 1) / 10..<count * tenth / 10 { try body(i) }
      }
      guard let now = ResidentMemory.bytes else {
        throw Failure(text: "This system does not say how much memory is used.")
      }
      print("\(count * tenth / 10) \(what): \(Table.number(now / 1e6, 2)) MB, \(Table.number(seconds, 2)) s")
      if let first, now - first > bound * 1e6 {
        throw Failure(text: "Memory grew by \(Table.number((now - first) / 1e6, 2)) MB; expected at most \(bound) MB.")
      }
      first = first ?? now
    }
  }
}
