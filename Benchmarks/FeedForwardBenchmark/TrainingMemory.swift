import FeedForward
import Foundation

/// Bytes that one run of training needs beside its data.
struct TrainingMemory: Codable {
  let scenario: String
  /// Parameters × (1 + optimizer's vectors + gradient) and one minibatch.
  let formula: Double
  /// The best parameters so far, to which divergence and early stopping go back.
  let best: Double
  /// Nil where it cannot be measured.
  let measured: Double?

  /// Of what was measured to the formula, without and with the best parameters.
  var ratio: Double? { measured.map { $0 / formula } }
  var ratioWithBest: Double? { measured.map { $0 / (formula + best) } }
  /// Whether no vector of θ's length is there that is not accounted for. In a twentieth go the padding of rows to cache
  /// lines, one slab of the gradient for each thread, and the pages of the allocator.
  var isAsSaid: Bool { (ratioWithBest ?? 1) <= 1.05 }

  init(measuring scenario: Scenario) throws {
    var network = try scenario.network(Float.self)
    let optimizer: any Optimizer = scenario.optimizer == "sgd" ? .sgd(learningRate: 1e-4) : .adam(learningRate: 1e-4)
    let vectors = 1 + optimizer.stateVectors + 1
    // X, Y, and for each layer its activations and deltas.
    let sizes = scenario.sizes
    let numbers = 2 * sizes.reduce(0, +) - sizes[0] + sizes[sizes.count - 1]
    let size = MemoryLayout<Float>.size
    self.scenario = scenario.name
    best = Double(size * network.parameters.count)
    formula = Double(size * (vectors * network.parameters.count + scenario.batch * numbers))
    let data = try scenario.data(Float.self, rows: 2 * scenario.batch)
    let trainer = Trainer(optimizer: optimizer, batchSize: scenario.batch, epochs: 1)

    // Threads and whatever else a process has once are there before it counts.
    let small = try Scenario(name: "small", layers: "64,64,10", activation: "relu", batch: 64)
    var other = try small.network(Float.self)
    try trainer.fit(&other, to: small.data(Float.self, rows: 2048))
    let before = Self.restartedPeak()
    try trainer.fit(&network, to: data)
    let growth = before.flatMap { before in Self.peak().map { $0 - before } }
    measured = growth.map { [count = network.parameters.count] in $0 + Double(size * count) }
  }

  /// Forgets the peak so far; the resident bytes.
  private static func restartedPeak() -> Double? {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return nil }
    return (try? file.write(contentsOf: Data("5".utf8))) == nil ? nil : peak()
  }

  /// The most bytes that were resident at a time.
  static func peak() -> Double? {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }.map { $0 * 1024 }
  }
}
