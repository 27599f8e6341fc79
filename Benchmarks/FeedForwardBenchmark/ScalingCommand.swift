import ArgumentParser
import FeedForward
import Foundation

struct ScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling", abstract: "Times whole runs of training against rows and epochs: the cost is linear.",
    discussion: """
      The slope is that of the logarithm of the time over the logarithm of the number, by least squares: 1 is linear.
      """)

  @Option(help: "At most so many threads. One alone is not disturbed by what else the machine does.")
  var threads = 1

  func run() throws {
    try series("rows", (0..<6).map { 4096 << $0 }) { ($0, 2) }
    print()
    try series("epochs", (0..<6).map { 4 << $0 }) { (2048, $0) }
  }

  /// Prints a table and the slope.
  private func series(_ name: String, _ numbers: [Int], _ size: (Int) -> (rows: Int, epochs: Int)) throws {
    let digits = try Scenario(name: "digits", layers: "64,64,10", activation: "relu", batch: 64)
    let table = Table(leftAligned: 0, (name, 8), ("ms", 10), ("µs each", 10))
    var times: [Double] = []
    for number in numbers {
      let data = try digits.data(Float.self, rows: size(number).rows)
      let trainer = Trainer(
        optimizer: .adam(learningRate: 1e-4), batchSize: digits.batch, epochs: size(number).epochs, threads: threads)
      let seconds = try (0..<5).map { _ in
        var network = try digits.network(Float.self)
        return try Stopwatch.seconds { try trainer.fit(&network, to: data) }
      }
      let best = Distribution(seconds).least
      table.line(["\(number)", Table.number(best * 1e3, 3), Table.number(best * 1e6 / Double(number), 3)])
      times.append(best)
    }
    let slope = Self.slope(numbers.map { log(Double($0)) }, times.map { log($0) })
    print("slope over \(name): \(Table.number(slope, 3))")
  }

  /// Of the straight line with the least squares.
  private static func slope(_ x: [Double], _ y: [Double]) -> Double {
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return products / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  }
}
