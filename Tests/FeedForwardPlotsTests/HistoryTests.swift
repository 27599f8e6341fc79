import FeedForward
import FeedForwardPlots
import Foundation
import Testing

/// Curves over epochs.
@Suite struct HistoryTests {
  /// A history with the given losses, accuracies 0.5.
  private func history(training: [Double], validation: [Double]? = nil, best: Int = 1) throws -> TrainingHistory {
    let epochs = training.enumerated().map { index, loss in
      let held = validation.map { ",\"validationLoss\":\(text($0[index])),\"validation\":{\"accuracy\":0.5}" } ?? ""
      return """
        {"epoch":\(index + 1),"trainingLoss":\(text(loss)),"trainingLossWithoutPenalty":\(text(loss)),
        "training":{"accuracy":0.5},"learningRate":0.1,"seconds":1\(held)}
        """
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let json = "{\"epochs\":[\(epochs.joined(separator: ","))],\"stopReason\":\"epochsDone\",\"bestEpoch\":\(best)}"
    return try decoder.decode(TrainingHistory.self, from: Data(json.utf8))
  }

  private func text(_ number: Double) -> String { number.isFinite ? "\(number)" : "\"\(number)\"" }

  @Test func bothLossesAndTheBestEpochAreShown() throws {
    let history = try history(training: [3, 2, 1], validation: [3, 1.5, 2], best: 2)
    let markup = try checked(.losses(of: history))
    #expect(markup.texts().contains("best: epoch 2"))
    #expect(markup.texts().contains("training") && markup.texts().contains("validation"))
    #expect(markup.elements.count { $0.name == "circle" } == 1)
    #expect(markup.paths("l c0").count == 2 && markup.paths("l c1").count == 2, "legend and line each")
  }

  /// RMSE in the unit that is asked for; R² has none.
  @Test func errorsAreDrawnInTheUnitOfTheTarget() throws {
    let json = """
      {"epochs":[{"epoch":1,"trainingLoss":1,"trainingLossWithoutPenalty":1,"training":{"rmse":0.5,"r2":0.25},
      "learningRate":1,"seconds":1},{"epoch":2,"trainingLoss":1,"trainingLossWithoutPenalty":1,
      "training":{"rmse":0.4,"r2":0.5},"learningRate":1,"seconds":1}],"stopReason":"epochsDone","bestEpoch":2}
      """
    let history = try JSONDecoder().decode(TrainingHistory.self, from: Data(json.utf8))
    let pictures = try SVG.metrics(of: history, unit: 200, axis: "RMSE, in m²")
    #expect(pictures.map(\.title) == ["R²", "Root mean squared error"])
    let (r2, rmse) = (try checked(pictures[0]).texts(), try checked(pictures[1]).texts())
    #expect(rmse.contains("RMSE, in m²") && rmse.contains("100") && rmse.contains("80"), "\(rmse)")
    #expect(r2.contains("R²") && !r2.contains("100"), "\(r2)")
    #expect(try checked(.losses(of: history, axis: "loss, scaled")).texts().contains("loss, scaled"))
  }

  @Test func oneEpochIsADot() throws {
    let markup = try checked(.losses(of: history(training: [0.7])))
    #expect(markup.paths("o c0").count == 1)
    #expect(markup.paths("l c0").count == 1, "only the legend's")
    #expect(markup.texts().contains("1") && !markup.texts().contains("0.5"), "epochs are whole numbers")
  }

  @Test func numbersThatAreNotFiniteLeaveAGapAndAreCounted() throws {
    let markup = try checked(.losses(of: history(training: [3, 2, .nan, .infinity, 1, 0.5])))
    #expect(markup.texts().contains("training (2 of 6 not shown)"))
    let line = try #require(markup.paths("l c0").last)
    #expect(line.count { $0 == "m" } == 2, "two runs: \(line)")
    let none = try checked(.losses(of: history(training: [.nan, .nan])))
    #expect(none.texts().contains("No number to show"))
  }

  @Test(
    arguments: [[0, 0, 0], [1e-300, 1e-300], [7, 7, 7], [1e308, -1e308], [-5, -5], [1, 1 + 1e-15]] as [[Double]])
  func extremeLossesStillGiveAPicture(losses: [Double]) throws {
    try checked(.losses(of: history(training: losses)))
  }

  @Test func manyEpochsTakeNoMoreThanCanBeSeen() throws {
    let losses = (0..<100_000).map { 1 / (1 + Double($0)) * (1 + 0.3 * sin(Double($0))) }
    let svg = try SVG.losses(of: history(training: losses))
    try checked(svg)
    #expect(svg.text.utf8.count < 20_000, "\(svg.text.utf8.count) bytes")
  }

  @Test func anEmptyHistoryIsRefused() throws {
    let empty = try history(training: [])
    #expect(throws: FeedForwardError.emptyData(what: "“Loss”")) { try SVG.losses(of: empty) }
    #expect(throws: FeedForwardError.emptyData(what: "The history")) { try SVG.metrics(of: empty) }
    #expect(throws: FeedForwardError.self) { try SVG.gradientNorms(of: history(training: [1])) }
  }

  @Test func metricsAreThoseThatTheHistoryHas() throws {
    let pictures = try SVG.metrics(of: history(training: [1, 2], validation: [1, 2]))
    #expect(pictures.map(\.title) == ["Accuracy"])
    try checked(pictures[0])
  }

  @Test func gradientNormsHaveALineForEachLayer() throws {
    let data = try Dataset(inputs: Matrix<Double>([[0, 0], [0, 1], [1, 0], [1, 1]]), classes: [0, 1, 1, 0])
    var network = try FeedForwardNetwork<Double>(
      inputs: 2, layers: [Layer(5, .tanh), Layer(3, .relu), Layer(2, .softmax)], seed: 1)
    var trainer = Trainer(epochs: 4)
    trainer.diagnostics = true
    let markup = try checked(.gradientNorms(of: trainer.fit(&network, to: data)))
    #expect(["layer 1", "layer 2", "layer 3"].allSatisfy(markup.texts().contains))
  }
}
