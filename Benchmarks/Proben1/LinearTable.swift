import FeedForward

/// Linear networks, solved exactly on the training examples, and trained as the report did.
struct LinearTable {
  private struct Row: Encodable {
    let table = "linear"
    let problem: String
    let exactTrainingError, exactTestError: Double
    let runs: Int
    let trainingError, trainingErrorDeviation, testError, testErrorDeviation: Double
    let publishedTrainingError, publishedTestError: Double?
    /// Whether the exact training error is at most the report's, to the digits printed there.
    let reached: Bool?
  }

  func show(_ problems: [Problem], _ plan: Plan, json: Bool) async throws {
    var table: MarkdownTable?
    if !json {
      print(
        """
        The linear network: squared error percentages, exact by least squares on the training examples, and trained by
        Rprop+ with the report's rule to end, \(plan.runs) runs (training: the least of the run). No error on the
        training examples can be below the exact one; runs that end when progress is below 0.1 ‰ stay a little above it.

        """)
      table = MarkdownTable(
        ("problem", 10), ("training, exact", 8), ("trained", 13), ("report", 6), ("reached", 7), ("test, exact", 8),
        ("trained", 13), ("report", 6))
    }
    for problem in problems {
      let (row, cells) = try await result(of: problem, plan)
      if let table { table.line(cells) } else { print(try Text.json(row)) }
    }
  }

  private func result(of problem: Problem, _ plan: Plan) async throws -> (Row, cells: [String]) {
    let (examples, published) = (problem.examples, problem.published)
    // Inputs that mark one of several depend on the constant; the errors of all solutions are the same.
    let exact = try FeedForwardNetwork.leastSquares(fitting: examples.training, shortestIfAmbiguous: true)
    let training = try examples.errorPercentage(of: exact.predict(examples.training.inputs), on: examples.training)
    let test = try examples.errorPercentage(of: exact.predict(examples.test.inputs), on: examples.test)
    let outcomes = try await plan.outcomes(of: .linear, on: examples)
    let (ours, tested) = (outcomes.estimate(of: \.trainingError), outcomes.estimate(of: \.testError))
    let reached = published.map { training < $0.linearTrainingError + 0.005 }
    let row = Row(
      problem: problem.name, exactTrainingError: training, exactTestError: test, runs: plan.runs,
      trainingError: ours.mean, trainingErrorDeviation: ours.deviation, testError: tested.mean,
      testErrorDeviation: tested.deviation, publishedTrainingError: published?.linearTrainingError,
      publishedTestError: published?.linearTestError, reached: reached)
    let cells = [
      problem.name, Text.percent(training), ours.text, Text.percent(published?.linearTrainingError),
      reached.map { $0 ? "yes" : "no" } ?? "–", Text.percent(test), tested.text,
      Text.percent(published?.linearTestError),
    ]
    return (row, cells)
  }
}
