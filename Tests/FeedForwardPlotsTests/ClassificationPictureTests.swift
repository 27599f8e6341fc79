import FeedForward
import FeedForwardPlots
import Testing

/// Pictures of how well classes are told apart.
@Suite struct ClassificationPictureTests {
  /// Rows of `classes` columns whose own class gets a probability of about 0.6, with a seed.
  private func report(rows: Int, classes: Int, only: Int? = nil, curves: Bool = true) throws -> ClassificationReport {
    var generator = Philox(seed: 3, purpose: .test)
    let actual = (0..<rows).map { only ?? $0 % classes }
    let table = actual.map { k in
      var row = (0..<classes).map { _ in generator.uniform() }
      row[k] += 1
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
    return try ClassificationReport(probabilities: Matrix(table), classes: actual, curves: curves)
  }

  @Test func aConfusionMatrixShowsItsCounts() throws {
    // Rows taken for 0, 0, 1, 2, 2 of the classes 0, 1, 1, 2, 0.
    let scores = try Matrix<Double>([[3, 1, 1], [3, 1, 1], [1, 3, 1], [1, 1, 3], [1, 1, 3]])
    let matrix = try ClassificationReport(scores: scores, classes: [0, 1, 1, 2, 0]).confusion
    #expect(matrix.counts == [[1, 0, 1], [1, 1, 0], [0, 0, 1]])
    let markup = try checked(.confusion(matrix, names: ["a<b", "B & C"]))
    #expect(["a<b", "B & C", "2"].allSatisfy { name in markup.texts().count { $0 == name } == 2 }, "beside and below")
    #expect(markup.texts().count { $0 == "1" } == 5, "five cells are not empty")
    #expect(markup.texts().contains("5 rows, 60.0 % right; shade: share of the row"))
    // Halves of a row have the fifth of eight shades, whole rows the last.
    #expect(markup.paths("u4")[0].count { $0 == "z" } == 4 && markup.paths("u7")[0].count { $0 == "z" } == 1)
  }

  @Test func aHundredClassesAreSmallEnough() throws {
    let report = try report(rows: 5000, classes: 100)
    let confusion = try SVG.confusion(report.confusion)
    let markup = try checked(confusion)
    #expect(confusion.text.utf8.count < 100_000, "\(confusion.text.utf8.count) bytes")
    #expect(markup.texts().contains("95") && !markup.texts().contains("96"), "every fifth name")
    let curves = try SVG.rocCurves(of: report)
    let lines = try checked(curves)
    #expect(lines.texts().count { $0.hasPrefix("class ") } == 8)
    #expect(lines.texts().contains("named: the 8 classes with the smallest area of 100"))
    // The frame, the diagonal and 92 curves.
    #expect(lines.paths("w ax").count == 94)
  }

  @Test func curvesOfTwoClassesAreThoseOfTheSecond() throws {
    let p = try Matrix<Double>([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
    let report = try ClassificationReport(probabilities: p, classes: [0, 1, 0, 1], curves: true)
    let roc = try checked(.rocCurves(of: report, names: ["no", "yes"]))
    #expect(roc.texts().contains("yes (AUC 1.000)") && !roc.texts().contains { $0.hasPrefix("no ") })
    // Straight up in the corner, then along the top: simplified to two lines.
    let curve = try #require(roc.paths("l c0").last)
    #expect(curve.count { "vh".contains($0) } == 2 && !curve.contains("l"), "\(curve)")
    let recall = try checked(.precisionRecallCurves(of: report, names: ["no", "yes"]))
    #expect(recall.texts().contains("yes (AP 1.000)") && recall.texts().contains("share of the class"))
  }

  @Test func aReportWithoutCurvesOrWithOneClassIsRefused() throws {
    #expect(throws: FeedForwardError.self) { try SVG.rocCurves(of: report(rows: 6, classes: 2, curves: false)) }
    let one = try report(rows: 6, classes: 2, only: 1)
    #expect(throws: FeedForwardError.self) { try SVG.rocCurves(of: one) }
    #expect(throws: FeedForwardError.self) { try SVG.precisionRecallCurves(of: one) }
    try checked(.confusion(one.confusion))
    try checked(.calibration(of: one))
    let scores = try ClassificationReport(scores: Matrix<Double>([[3, 1], [1, 3]]), classes: [0, 1])
    #expect(throws: FeedForwardError.self) { try SVG.calibration(of: scores) }
  }

  @Test func classesThatDoNotOccurAreCounted() throws {
    let p = try Matrix<Double>([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3]])
    let report = try ClassificationReport(probabilities: p, classes: [0, 1], curves: true)
    #expect(try checked(.rocCurves(of: report)).texts().contains("1 class does not occur"))
  }

  @Test func aHundredThousandRowsTakeNoMoreThanCanBeSeen() throws {
    let report = try report(rows: 100_000, classes: 2)
    for svg in [try SVG.rocCurves(of: report), try .precisionRecallCurves(of: report), try .calibration(of: report)] {
      try checked(svg)
      #expect(svg.text.utf8.count < 25_000, "\(svg.title): \(svg.text.utf8.count) bytes")
    }
  }

  @Test func calibrationShowsEachBinThatHasRows() throws {
    let p = try Matrix<Double>([[0.85, 0.15], [0.85, 0.15], [0.25, 0.75], [0.25, 0.75]])
    let report = try ClassificationReport(probabilities: p, classes: [0, 1, 1, 1])
    let svg = try SVG.calibration(of: report)
    try checked(svg)
    #expect(svg.summary.contains("0.15: 0.50, 0.75: 1.00"))
    // By hand: half of the rows are off by 0.35, half by 0.25.
    #expect(svg.text.contains("expected calibration error 0.3, "))
  }
}
