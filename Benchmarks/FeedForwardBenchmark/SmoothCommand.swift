import ArgumentParser
import FeedForward
import Foundation

struct SmoothCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smooth",
    abstract: "Fits small smooth functions by second-order rules and by Adam, in Double; and noisy data by evidence.",
    discussion: """
      Full batches of all points for every rule. Each has the seconds given for each of the seeds 0, 1, …; medians \
      over the seeds are shown. The middle column is the error at the time when Levenberg–Marquardt had come below \
      1e-10.
      """)

  @Option(help: "Seconds for each rule and seed.")
  var seconds = 1.0

  @Option(help: "Initializations of each network.")
  var seeds = 5

  /// Mean squared error to reach.
  private static let goal = 1e-10

  private static let rules: [(name: String, optimizer: any Optimizer)] = [
    ("Levenberg–Marquardt", .levenbergMarquardt()), ("L-BFGS", .lbfgs(memory: 30)),
    ("scaled conjugate gradient", .scaledConjugateGradient()), ("Adam, 0.01", .adam(learningRate: 0.01)),
  ]

  func validate() throws {
    guard seconds > 0, seeds > 0 else { throw ValidationError("--seconds and --seeds are to be above 0.") }
  }

  func run() throws {
    for problem in try [SmoothFunction.sine(), .surface()] {
      print("\(problem.name), \(problem.data.count) points, \(problem.hidden) hidden units")
      let table = Table(
        leftAligned: 1, ("", 28), ("epochs", 8), ("mean squared error", 20), ("at that time", 13), ("below 1e-10", 12),
        ("seconds to it", 14))
      var time = seconds
      for (name, optimizer) in Self.rules {
        let runs = try (0..<seeds).map { try fit(problem, optimizer, seed: UInt64($0), lookingAt: time) }
        let reached = runs.compactMap(\.secondsToGoal)
        if optimizer is LevenbergMarquardt, !reached.isEmpty { time = Distribution(reached).median }
        table.line([
          name, "\(Int(Distribution(runs.map { Double($0.epochs) }).median))",
          String(format: "%.1e", Distribution(runs.map(\.error)).median),
          optimizer is LevenbergMarquardt ? "–" : String(format: "%.1e", Distribution(runs.map(\.errorAtTime)).median),
          "\(reached.count) of \(seeds)",
          reached.isEmpty ? "–" : Table.number(Distribution(reached).median, 3),
        ])
      }
      print()
    }
    try weighEvidence()
  }

  private func fit(
    _ problem: SmoothFunction, _ optimizer: any Optimizer, seed: UInt64, lookingAt time: Double
  ) throws -> (epochs: Int, error: Double, errorAtTime: Double, secondsToGoal: Double?) {
    var network = try FeedForwardNetwork<Double>(
      inputs: problem.data.inputs.columns, layers: [Layer(problem.hidden, .tanh), Layer(1, .identity)], seed: seed)
    let watch = ContinuousClock()
    let start = watch.now
    var (error, errorAtTime, reached) = (Double.infinity, Double.infinity, Double?.none)
    let history = try Trainer(optimizer: optimizer, batchSize: problem.data.count, epochs: .max, shuffle: false).fit(
      &network, to: problem.data
    ) { record in
      let elapsed = (watch.now - start) / .seconds(1)
      error = min(error, record.trainingLoss)
      if elapsed <= time { errorAtTime = error }
      if reached == nil, record.trainingLoss < Self.goal { reached = elapsed }
      return elapsed >= seconds ? .stop : .proceed
    }
    return (history.epochs.count, error, errorAtTime, reached)
  }

  /// Test errors beside the noise, with no validation data.
  private func weighEvidence() throws {
    print("sine with noise of variance 0.04, 60 points, 20 hidden units: mean squared distance from the sine itself")
    let table = Table(
      leftAligned: 1, ("", 32), ("training error", 15), ("distance", 10), ("parameters", 11), ("effective", 10))
    let noisy = try SmoothFunction.noisySine()
    let rules: [(String, any Optimizer)] = [
      ("Levenberg–Marquardt", .levenbergMarquardt()), ("with Bayesian regularization", .bayesianRegularization()),
    ]
    for (name, optimizer) in rules {
      let runs = try (0..<seeds).map { seed in
        var network = try FeedForwardNetwork<Double>(
          inputs: 1, layers: [Layer(20, .tanh), Layer(1, .identity)], seed: UInt64(seed))
        let history = try Trainer(optimizer: optimizer, epochs: 300).fit(&network, to: noisy.data)
        return (
          error: try network.evaluate(on: noisy.data).loss, distance: try network.evaluate(on: noisy.truth).loss,
          count: network.parameters.count, effective: history.epochs.last?.effectiveParameters
        )
      }
      let effective = runs.compactMap(\.effective)
      table.line([
        name, Table.number(Distribution(runs.map(\.error)).median, 4),
        Table.number(Distribution(runs.map(\.distance)).median, 4), "\(runs[0].count)",
        effective.isEmpty ? "–" : Table.number(Distribution(effective).median, 1),
      ])
    }
  }
}

/// A function on a grid of points.
struct SmoothFunction {
  let name: String
  let hidden: Int
  let data: Dataset<Double>

  /// sin x, −π … π.
  static func sine() throws -> Self {
    let x = grid(50, -Double.pi...Double.pi)
    return Self(name: "sin x", hidden: 10, data: try Dataset(inputs: column(x), values: column(x.map { sin($0) })))
  }

  /// sin x · cos y, on 15 × 15 points of −1.5 … 1.5.
  static func surface() throws -> Self {
    let axis = grid(15, -1.5...1.5)
    let points = axis.flatMap { x in axis.map { [x, $0] } }
    return Self(
      name: "sin x cos y", hidden: 15,
      data: try Dataset(inputs: Matrix(points), values: column(points.map { sin($0[0]) * cos($0[1]) })))
  }

  /// sin x with normal noise of deviation 0.2, −3 … 3; and the sine itself between the points.
  static func noisySine() throws -> (data: Dataset<Double>, truth: Dataset<Double>) {
    var noise = Philox(seed: 7, purpose: .data)
    let x = grid(60, -3...3)
    let between = grid(301, -2.9...2.9)
    return (
      try Dataset(inputs: column(x), values: column(x.map { sin($0) + 0.2 * noise.normal() })),
      try Dataset(inputs: column(between), values: column(between.map { sin($0) }))
    )
  }

  private static func grid(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
    }
  }

  private static func column(_ numbers: [Double]) throws -> Matrix<Double> { try Matrix(numbers.map { [$0] }) }
}
