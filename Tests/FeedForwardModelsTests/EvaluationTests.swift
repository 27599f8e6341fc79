import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Testing

/// A model is judged by a table in the words and units of the table, by the report that goes with what it predicts.
@Suite struct EvaluationTests {
  private let table: Table
  private let counts = [1.0, 0, 3, 2, 7, 4, 1]

  init() throws {
    table = try Table(
      columns: [
        .numbers("a", [0, 1, 2, 3, 4, 5, 6]), .numbers("w", [1, 2, 0, 1, 1, 3, 1]), .numbers("count", counts),
        .texts("kind", ["u", "v", "v", "u", "v", "u", "v"]),
      ], named: "t")
  }

  private func model(_ target: String, _ loss: Loss, _ output: Layer) throws -> TrainedModel<Double> {
    var preprocessing = Preprocessing()
    preprocessing.columns = .only(["a"])
    if case .poisson = loss { preprocessing.scalesTarget = false }
    if target == "count" { preprocessing.task = .regression }
    let (pipeline, _) = try Pipeline.fitted(to: table, target: target, preprocessing)
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(3, .tanh), output], seed: 1)
    return TrainedModel(network: network, loss: loss, pipeline: pipeline)
  }

  @Test func classes() throws {
    let model = try model("kind", .crossEntropy, Layer(2, .softmax))
    let evaluation = try model.evaluate(on: table, weights: "w")
    guard case .classes(let report, let names) = evaluation.report,
      case .classes(let predicted, _, let probabilities) = try model.predict(table)
    else {
      Issue.record("no classes")
      return
    }
    #expect(names == ["u", "v"] && names == model.pipeline?.classNames && evaluation.rows == 7)
    let actual = [0, 1, 1, 0, 1, 0, 1]
    let weights = [1.0, 2, 0, 1, 1, 3, 1]
    #expect(
      try report == ClassificationReport(probabilities: probabilities, classes: actual, weights: weights))
    let right = actual.indices.filter { predicted[$0] == actual[$0] }.reduce(0) { $0 + weights[$1] }
    #expect(abs(report.accuracy - right / 9) < 1e-15)
    // −Σ w ln p / Σ w, of numbers below 3 each: seven roundings of sums and products.
    let loss = try #require(report.logLoss)
    #expect(abs(evaluation.loss - loss) < 1e-14, "\(evaluation.loss), \(loss)")
  }

  @Test func numbersAreInTheirOwnUnit() throws {
    let model = try model("count", .squaredError, Layer(1, .identity))
    guard case .values(let report, let names) = try model.evaluate(on: table, rows: [0, 2, 4]).report,
      case .values(let t, _) = try model.predict(table)
    else {
      Issue.record("no values")
      return
    }
    let errors = [0, 2, 4].map { abs(t[$0, 0] - counts[$0]) }
    #expect(names == ["count"] && report.rows == 3)
    #expect(abs(report.average.mae - errors.reduce(0, +) / 3) < 1e-14)
  }

  @Test func everyKindHasItsReport() throws {
    let quantiles = try model("count", .quantile([0.1, 0.9]), Layer(2, .increasing())).evaluate(on: table)
    guard case .quantiles(let report) = quantiles.report else {
      Issue.record("\(quantiles)")
      return
    }
    #expect(report.levels.map(\.level) == [0.1, 0.9])
    let normal = try model("count", .gaussian, Layer(2, .meanAndVariance)).evaluate(on: table)
    guard case .normal = normal.report else {
      Issue.record("\(normal)")
      return
    }
    let expected = try model("count", .poisson, Layer(1, .exponential)).evaluate(on: table)
    guard case .counts = expected.report else {
      Issue.record("\(expected)")
      return
    }
    for evaluation in [quantiles, normal, expected] {
      let text = try JSONEncoder().encode(evaluation)
      #expect(try JSONDecoder().decode(ModelEvaluation.self, from: text) == evaluation)
    }
  }

  @Test func whatCannotBeJudgedIsRefused() throws {
    var model = try model("kind", .crossEntropy, Layer(2, .softmax))
    #expect(
      throws: DataError(at: FilePlace(file: "t"), found: "no column “kind”", expected: "one of “a”, “w”, “count”")
    ) {
      try model.evaluate(on: table.dropping(columns: ["kind"]))
    }
    model.pipeline = nil
    #expect(throws: DataError.self) { try model.evaluate(on: table) }
    #expect(throws: DataError.self) { try model.predict(table) }
  }
}
