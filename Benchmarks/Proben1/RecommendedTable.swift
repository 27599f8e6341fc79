import FeedForward

/// Our own settings, the same for every problem.
struct RecommendedTable {
  private struct Row: Encodable {
    let table = "recommended"
    let problem: String
    let runs: Int
    let epochs, validationError, testError, testErrorDeviation: Double
    let misclassified, misclassifiedDeviation: Double?
    /// The lower of the report's mean test errors, network or linear.
    let publishedBest: Double?
    let atLeastAsGood: Bool?
  }

  func show(_ problems: [Problem], _ plan: Plan, json: Bool) async throws {
    var table: MarkdownTable?
    if !json {
      print(
        """
        Our own settings, the same for every problem, \(plan.runs) runs each: errors on the test examples in %, mean
        (standard deviation), beside the lower of the report's two means, that of its network and that of its linear
        one.

        """)
      table = MarkdownTable(
        ("problem", 10), ("epochs", 6), ("validation", 10), ("test error", 13), ("report's best", 6), ("as good", 7),
        ("misclassified", 13), ("report", 13))
    }
    var good: [Bool] = []
    for problem in problems {
      let (row, cells) = try await result(of: problem, plan)
      if let isGood = row.atLeastAsGood { good.append(isGood) }
      if let table { table.line(cells) } else { print(try Text.json(row)) }
    }
    if !json && !good.isEmpty { print("\n\(good.filter { $0 }.count) of \(good.count) at least as good.") }
  }

  private func result(of problem: Problem, _ plan: Plan) async throws -> (Row, cells: [String]) {
    let outcomes = try await plan.outcomes(of: .recommended, on: problem.examples)
    let (error, misclassified) = (outcomes.estimate(of: \.testError), outcomes.misclassified)
    let (epochs, validation) = (outcomes.estimate { Double($0.epochs) }, outcomes.estimate(of: \.validationError))
    let best = problem.published?.best
    // To the digits of the report.
    let isGood = best.map { error.mean < $0 + 0.005 }
    let row = Row(
      problem: problem.name, runs: plan.runs, epochs: epochs.mean, validationError: validation.mean,
      testError: error.mean, testErrorDeviation: error.deviation, misclassified: misclassified?.mean,
      misclassifiedDeviation: misclassified?.deviation, publishedBest: best, atLeastAsGood: isGood)
    let cells = [
      problem.name, "\(Int(epochs.mean.rounded()))", Text.percent(validation.mean), error.text, Text.percent(best),
      isGood.map { $0 ? "yes" : "no" } ?? "–", Text.of(misclassified), Text.of(problem.published?.misclassified),
    ]
    return (row, cells)
  }
}
