import FeedForward
import Foundation

/// What was measured of one scenario.
struct Row: Encodable {
  let scenario, call: String
  let layers: [Int]
  let activation, output, optimizer, precision: String
  let batch, threads: Int
  let microseconds, bare: Double
  let naive, allocations: Double?
  let gflops: Double

  init(
    _ scenario: Scenario, call: String, microseconds: Double, bare: Double, naive: Double?, flops: Double,
    allocations: Double?
  ) {
    (self.scenario, layers, batch) = (scenario.name, scenario.sizes, scenario.batch)
    (activation, output) = (scenario.activation.engine.description, scenario.output.engine.description)
    (optimizer, precision, self.call, threads) = (scenario.optimizer, scenario.precision, call, 1)
    (self.microseconds, self.bare, self.naive, self.allocations) = (microseconds, bare, naive, allocations)
    gflops = flops / microseconds * 1e-3
  }

  private enum Key: String, CodingKey {
    case scenario, layers, activation, output, batch, optimizer, threads, precision, gflops
    case usPerStep = "us_per_step"
    case usPerCall = "us_per_call"
    case usBareGEMM = "us_bare_gemm"
    case ratioToBareGEMM = "ratio_to_bare_gemm"
    case usNaive = "us_naive"
    case speedupOverNaive = "speedup_over_naive"
    case allocationsPerStep = "allocations_per_step"
    case allocationsPerCall = "allocations_per_call"
  }

  func encode(to encoder: any Encoder) throws {
    var out = encoder.container(keyedBy: Key.self)
    let isStep = call == "step"
    try out.encode(scenario, forKey: .scenario)
    try out.encode(layers, forKey: .layers)
    try out.encode(activation, forKey: .activation)
    try out.encode(output, forKey: .output)
    try out.encode(batch, forKey: .batch)
    if isStep { try out.encode(optimizer, forKey: .optimizer) }
    try out.encode(threads, forKey: .threads)
    try out.encode(precision, forKey: .precision)
    try out.encode(gflops, forKey: .gflops)
    try out.encode(microseconds, forKey: isStep ? .usPerStep : .usPerCall)
    try out.encode(bare, forKey: .usBareGEMM)
    try out.encode(microseconds / bare, forKey: .ratioToBareGEMM)
    try out.encode(naive, forKey: .usNaive)
    try out.encode(naive.map { $0 / microseconds }, forKey: .speedupOverNaive)
    try out.encode(allocations, forKey: isStep ? .allocationsPerStep : .allocationsPerCall)
  }
}

enum Report {
  static func print(_ rows: [Row], json: Bool) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      for row in rows { Swift.print(String(decoding: try encoder.encode(row), as: UTF8.self)) }
      return
    }
    Swift.print("\(EngineDescription.text)\nmedians in µs on one thread; bare = the BLAS calls alone, on one thread\n")
    Swift.print(
      line("", "layers", "batch", "naive", "engine", "bare", "engine/bare", "naive/engine", "GFLOP/s", "allocations"))
    for row in rows {
      let layers = row.layers.map(String.init).joined(separator: "-")
      Swift.print(
        line(
          row.scenario, layers.count > 24 ? String(layers.prefix(23)) + "…" : layers, "\(row.batch)",
          row.naive.map { number($0) } ?? "–", number(row.microseconds), number(row.bare),
          String(format: "%.2f", row.microseconds / row.bare),
          row.naive.map { String(format: "%.0f", $0 / row.microseconds) } ?? "–", String(format: "%.1f", row.gflops),
          row.allocations.map { String(format: "%.2f", $0) } ?? "–"))
    }
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 100 ? "%.2f" : "%.0f", value)
  }

  private static func line(_ cells: String...) -> String {
    zip(cells, [8, 25, 6, 10, 10, 10, 12, 13, 8, 12]).enumerated().map { index, cell in
      let gap = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
      return index < 2 ? cell.0 + gap : gap + cell.0
    }.joined()
  }
}
