import FeedForward

/// The report's networks, trained as the report did.
struct NetworksTable {
  /// nil: the report's.
  let hidden: [Int]?
  let output: Activation?
  let rule: OptimizerName

  /// For problems that the report's tables, as far as they are known here, do not have.
  private static let standard = (hidden: [16, 8], output: OutputUnits.linear)

  private struct Row: Encodable {
    let table = "networks"
    let problem: String
    let hidden: [Int]
    let output, optimizer: String
    let runs: Int
    let epochs, validationError, testError, testErrorDeviation: Double
    let misclassified, misclassifiedDeviation: Double?
    let publishedTestError, publishedTestErrorDeviation, publishedMisclassified: Double?
    let standardErrorsAbove: Double?
    let verdict: Verdict?
  }

  /// By the test error, within two standard errors.
  private enum Verdict: String, Encodable {
    case better, equal, worse

    init(standardErrorsAbove distance: Double) { self = distance > 2 ? .worse : distance < -2 ? .better : .equal }
  }

  func show(_ problems: [Problem], _ plan: Plan, json: Bool) async throws {
    var table: MarkdownTable?
    if !json {
      print(
        """
        The report's networks, \(rule.rawValue), \(plan.runs) runs each: errors on the test examples in %, mean
        (standard deviation), and how many standard errors of the difference our mean test error is above the report's.

        """)
      table = MarkdownTable(
        ("problem", 10), ("network", 13), ("epochs", 6), ("test error", 13), ("report", 13), ("SE above", 8),
        ("verdict", 7), ("misclassified", 13), ("report", 13))
    }
    var verdicts: [Verdict] = []
    for problem in problems {
      let (row, cells) = try await result(of: problem, plan)
      if let verdict = row.verdict { verdicts.append(verdict) }
      if let table { table.line(cells) } else { print(try Text.json(row)) }
    }
    if !json && !verdicts.isEmpty {
      let good = verdicts.filter { $0 != .worse }.count
      print("\n\(good) of \(verdicts.count) within two standard errors of the report's mean or better.")
    }
  }

  private func result(of problem: Problem, _ plan: Plan) async throws -> (Row, cells: [String]) {
    let published = problem.published
    let hidden = hidden ?? published?.hidden ?? Self.standard.hidden
    let output = output ?? (published?.output ?? Self.standard.output).activation
    let recipe = Recipe.report(hidden: hidden, output: output, rule: rule)
    let outcomes = try await plan.outcomes(of: recipe, on: problem.examples)
    let (error, misclassified) = (outcomes.estimate(of: \.testError), outcomes.misclassified)
    let epochs = outcomes.estimate { Double($0.epochs) }.mean
    let distance = published.map { error.standardErrors(above: $0.testError) }
    let verdict = distance.map { Verdict(standardErrorsAbove: $0) }
    let row = Row(
      problem: problem.name, hidden: hidden, output: Text.output(output), optimizer: rule.rawValue, runs: plan.runs,
      epochs: epochs, validationError: outcomes.estimate(of: \.validationError).mean, testError: error.mean,
      testErrorDeviation: error.deviation, misclassified: misclassified?.mean,
      misclassifiedDeviation: misclassified?.deviation, publishedTestError: published?.testError.mean,
      publishedTestErrorDeviation: published?.testError.deviation,
      publishedMisclassified: published?.misclassified?.mean, standardErrorsAbove: distance, verdict: verdict)
    let cells = [
      problem.name, Text.network(hidden, output), "\(Int(epochs.rounded()))", error.text,
      Text.of(published?.testError), Text.percent(distance), verdict?.rawValue ?? "–", Text.of(misclassified),
      Text.of(published?.misclassified),
    ]
    return (row, cells)
  }
}
