import ArgumentParser
import FeedForward

/// What LAPACK and BLAS do for the engine in any case; peers/linear_algebra.py does the same with numpy.
struct LinearAlgebraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear-algebra", abstract: "Times exact solutions and second-order steps, which are LAPACK's work.")

  @Flag(help: "One JSON object.")
  var json = false

  /// Milliseconds, the least of several.
  private struct Times: Encodable {
    /// 20 000 rows of 100 numbers, solved by a decomposition QR.
    let leastSquares: Double
    /// A step on 2 000 rows, 1 101 parameters, with a Jacobian, JᵀJ and a decomposition of Cholesky.
    let levenbergMarquardt: Double
    /// 1 024 × 1 024.
    let orthogonal: Double
  }

  func run() throws {
    var generator = SystemRandomNumberGenerator()
    let numbers = { (count: Int) in (0..<count).map { _ in Double.random(in: -1...1, using: &generator) } }
    let rows = try Dataset(
      inputs: Matrix(rows: 20_000, columns: 100, elements: numbers(2_000_000)),
      values: Matrix(rows: 20_000, columns: 1, elements: numbers(20_000)))
    let second = try Scenario(
      name: "", layers: "20,50,1", activation: "tanh", output: "identity", batch: 2000, precision: "double")
    let network = try second.network(Double.self), data = try second.data(Double.self, rows: 2000)
    let trainer = Trainer(optimizer: .levenbergMarquardt(), batchSize: 2000, epochs: 3, threads: 1)
    let times = Times(
      leastSquares: try Self.least {
        _ = try FeedForwardNetwork.leastSquares(fitting: rows)
      },
      levenbergMarquardt: try Self.least {
        var copy = network
        try trainer.fit(&copy, to: data)
      } / 3,
      orthogonal: try Self.least {
        _ = try FeedForwardNetwork<Double>(
          inputs: 1024, layers: [Layer(1024, .identity, initializer: .orthogonal())], seed: 1)
      })
    if json { return print(try JSONLine.of(times)) }
    print(Machine().text(threads: 1), terminator: "\n\n")
    let table = Table(leftAligned: 1, ("", 36), ("ms", 9))
    table.line(["least squares, 20000 × 100", Table.number(times.leastSquares, 2)])
    table.line(["Levenberg–Marquardt, 2000 × 1101", Table.number(times.levenbergMarquardt, 2)])
    table.line(["orthogonal start, 1024 × 1024", Table.number(times.orthogonal, 2)])
  }

  private static func least(_ work: () throws -> Void) rethrows -> Double {
    try Distribution(Stopwatch.laps(0.5, work)).least * 1e3
  }
}
