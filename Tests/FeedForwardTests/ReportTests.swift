import FeedForward
import Foundation
import TestSupport
import Testing

/// Reports by definitions written down plainly, by hand, and by laws.
@Suite struct ReportTests {
  /// Scores from a short list, so that many are equal, and weights of which some are 0.
  private func ranked(seed: UInt64) -> (scores: [Double], positives: [Bool], weights: [Double]?) {
    var samples = Samples(seed: seed)
    let count = 2 + samples.index(below: 120)
    let levels = [2, 7, 1000][samples.index(below: 3)]
    let scores = (0..<count).map { _ in Double(samples.index(below: levels)) / 8 - 3 }
    let positives = (0..<count).map { _ in samples.index(below: 3) == 0 }
    return (scores, positives, seed % 2 == 0 ? nil : (0..<count).map { _ in Double(samples.index(below: 4)) })
  }

  /// Every pair of a positive and a negative row, and every positive row's precision at its own score: O(m²).
  @Test func areasByDefinition() throws {
    var (areas, precisions, empty) = (WorstRatio("ROC-AUC"), WorstRatio("average precision"), 0)
    for seed in 0..<300 as Range<UInt64> {
      let (s, isPositive, weights) = ranked(seed: seed)
      let w = weights ?? [Double](repeating: 1, count: s.count)
      if !w.contains(where: { $0 > 0 }) { continue }
      let rows = s.indices.filter { w[$0] > 0 }
      let (positives, negatives) = (rows.filter { isPositive[$0] }, rows.filter { !isPositive[$0] })
      let curve = try ThresholdCurve(scores: s, positives: isPositive, weights: weights)
      guard !positives.isEmpty, !negatives.isEmpty else {
        #expect(curve == nil)
        empty += 1
        continue
      }
      let (p, n) = (positives.reduce(0) { $0 + w[$1] }, negatives.reduce(0) { $0 + w[$1] })
      var (area, precision) = (0.0, 0.0)
      for i in positives {
        for j in negatives { area += w[i] * w[j] * (s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0) }
        let taken = rows.filter { s[$0] >= s[i] }
        let right = taken.filter { isPositive[$0] }
        precision += w[i] * right.reduce(0) { $0 + w[$1] } / taken.reduce(0) { $0 + w[$1] }
      }
      let found = try #require(curve)
      // Weights are small whole numbers, so all sums for the area are exact; precisions are rounded 120 times at most.
      areas.compare(found.rocAUC, area / (p * n), allowed: 0, "seed \(seed)")
      precisions.compare(found.averagePrecision, precision / p, allowed: 120 * 0x1p-53, "seed \(seed)")
      #expect(found.points.count == Set(rows.map { s[$0] }).count + 1)
      #expect(found.points[0].threshold == nil && found.points[0].precision == 1)
      #expect(found.points.last?.recall == 1 && found.points.last?.falsePositiveRate == 1)
    }
    areas.expectWithin()
    precisions.expectWithin()
    #expect(empty > 0 && areas.comparisons > 200)
  }

  private func table(seed: UInt64, rows: Int, columns: Int) throws -> (scores: Matrix<Double>, classes: [Int]) {
    var samples = Samples(seed: seed)
    let scores = (0..<rows * columns).map { _ in Double(samples.index(below: 9)) / 8 }
    return (
      try Matrix(rows: rows, columns: columns, elements: scores),
      (0..<rows).map { _ in samples.index(below: max(columns, 2)) }
    )
  }

  /// A row of weight 2 is that row twice, one of weight 0 is none; the order of the rows is nothing.
  @Test(arguments: [1, 2, 5]) func weightsAreRows(columns: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      let (t, classes) = try table(seed: seed, rows: 33, columns: columns)
      var samples = Samples(seed: seed + 1000)
      let copies = (0..<33).map { $0 == 0 ? 1 : samples.index(below: 4) }
      let repeated = samples.permutation(33).flatMap { [Int](repeating: $0, count: copies[$0]) }
      let weighted = try ClassificationReport(
        scores: t, classes: classes, weights: copies.map { Double($0) }, curves: true)
      let whole = try ClassificationReport(
        scores: t.selecting(rows: repeated), classes: repeated.map { classes[$0] }, curves: true)
      #expect(weighted.classes == whole.classes && weighted.curves == whole.curves, "seed \(seed)")
      #expect(weighted.macro == whole.macro && weighted.weighted == whole.weighted, "seed \(seed)")
      #expect(weighted.topKAccuracies == whole.topKAccuracies, "seed \(seed)")
      #expect(weighted.matthewsCorrelation == whole.matthewsCorrelation, "seed \(seed)")
    }
  }

  @Test func weightsOfRegressionAreRows() throws {
    var worst = WorstRatio("regression")
    for seed in 0..<20 as Range<UInt64> {
      var samples = Samples(seed: seed)
      let (t, y): (Matrix<Float>, Matrix<Float>) = (try samples.matrix(17, 3), try samples.matrix(17, 3))
      let copies = (0..<17).map { $0 == 0 ? 1 : samples.index(below: 4) }
      let rows = copies.enumerated().flatMap { [Int](repeating: $0, count: $1) }
      let weighted = try RegressionReport(outputs: t, targets: y, weights: copies.map { Double($0) })
      let whole = try RegressionReport(outputs: t.selecting(rows: rows), targets: y.selecting(rows: rows))
      for (a, b) in zip(weighted.outputs + [weighted.average], whole.outputs + [whole.average]) {
        // 51 terms at most on either side, and the spread of y once more.
        for (x, z) in [(a.r2, b.r2), (a.mae, b.mae), (a.rmse, b.rmse), (a.mape ?? 0, b.mape ?? 0)] {
          worst.compare(x, z, allowed: 300 * 0x1p-53 * max(1, abs(z)), "seed \(seed)")
        }
      }
    }
    worst.expectWithin()
  }

  @Test func byHand() throws {
    // Three rows of two classes; one is given probability 0 and was so.
    let report = try ClassificationReport(probabilities: Matrix<Double>([[0.5], [0], [1]]), classes: [1, 1, 1])
    #expect(report.accuracy == 1.0 / 3 && report.balancedAccuracy == 1.0 / 3)
    #expect(report.logLoss == (log(2) + 52 * log(2)) / 3)
    #expect(report.brierScore == (0.25 + 1) / 3)
    #expect(report.rocAUC == nil && report.averagePrecision == nil && report.matthewsCorrelation == nil)
    #expect(report.classes[0].recall == nil && report.classes[0].precision == 0 && report.classes[0].f1 == 0)
    #expect(report.macro.recall == 1.0 / 6, "a class that is only predicted counts 0")
    #expect(report.topKAccuracies == [1.0 / 3, 1])

    // A class that is neither in the rows nor among the predictions.
    let absent = try ClassificationReport(
      scores: Matrix<Double>([[1, 0, -1], [0, 1, -1], [0, 1, -1]]), classes: [0, 0, 1])
    #expect(absent.classes[2].f1 == nil && absent.macro.recall == 0.75 && absent.balancedAccuracy == 0.75)
    #expect(absent.rocAUC == 0.75 && absent.classes[2].rocAUC == nil)

    // Every row taken for one class: no correlation; three classes, all right: 1.
    let one = try ClassificationReport(
      scores: Matrix<Double>([[1, 0], [1, 0]]), classes: [0, 1], weights: [0.1, 0.3])
    #expect(one.matthewsCorrelation == nil && one.rocAUC == 0.5)
    let scores = try Matrix<Float>([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]])
    let right = try ClassificationReport(probabilities: scores, classes: [0, 1, 2, 1])
    #expect(right.matthewsCorrelation == 1 && right.rocAUC == 1 && right.averagePrecision == 1 && right.brierScore == 0)
    #expect(right.logLoss == 0 && right.calibration?.expectedCalibrationError == 0)
  }

  @Test func calibrationByHand() throws {
    // 0.3 is on an edge and belongs to 0.2 … 0.3.
    let report = try ClassificationReport(
      probabilities: Matrix<Double>([[0.3], [0.25], [0.95], [0]]), classes: [1, 0, 1, 0], weights: [1, 1, 2, 4])
    let bins = try #require(report.calibration)
    #expect(bins.map(\.weight) == [4, 0, 2, 0, 0, 0, 0, 0, 0, 2])
    #expect(bins[2].meanProbability == 0.275 && bins[2].observedShare == 0.5 && bins[3].meanProbability == nil)
    let expected = (2 * 0.225 + 2 * 0.05) / 8
    #expect(abs(bins.expectedCalibrationError - expected) < 1e-16)
  }

  @Test func shareOfATargetThatIsZero() throws {
    let (t, y) = (try Matrix<Double>([[1, 2], [3, 5]]), try Matrix<Double>([[0, 4], [4, 4]]))
    let report = try RegressionReport(outputs: t, targets: y)
    #expect(report.outputs.map(\.mape) == [nil, 0.375] && report.average.mape == nil)
    #expect(report.outputs[0].r2 == 0.75 && report.outputs[1].r2 == 0 && report.average.r2 == 0.375)
    #expect(try RegressionReport(outputs: t, targets: y, weights: [0, 2]).outputs.map(\.mape) == [0.25, 0.25])
    // A constant whose mean is off by a rounding is still a constant.
    let tenths = try Matrix<Double>([[0.1], [0.1], [0.1]])
    #expect(try RegressionReport(outputs: tenths, targets: tenths).average.r2 == 1)
    #expect(try RegressionReport(outputs: Matrix([[0.1], [0.1], [0.2]]), targets: tenths).average.r2 == 0)
  }

  @Test func ofANetwork() throws {
    var samples = Samples(seed: 3)
    let x: Matrix<Float> = try samples.matrix(50, 4)
    let classes = try Dataset(inputs: x, classes: (0..<50).map { $0 * 7 % 3 })
    let softmax = try FeedForwardNetwork<Float>(inputs: 4, layers: [Layer(5, .tanh), Layer(3, .softmax)], seed: 1)
    let report = try softmax.classificationReport(on: classes)
    let evaluation = try softmax.evaluate(on: classes)
    #expect(try report.confusion == softmax.confusionMatrix(on: classes))
    #expect(report.accuracy == evaluation.metrics.accuracy && report.accuracy == report.confusion.accuracy)
    // The engine's loss comes from the logits in `Float`.
    #expect(abs(try #require(report.logLoss) - evaluation.loss) < 50 * 0x1p-24)

    let oneHot = try Matrix((0..<50).map { r in (0..<3).map { $0 == r * 7 % 3 ? Float(1) : 0 } })
    #expect(try softmax.classificationReport(on: Dataset(inputs: x, values: oneHot)) == report)
    let scores = try FeedForwardNetwork<Float>(inputs: 4, layers: [Layer(3, .tanh)], seed: 1)
    #expect(try scores.classificationReport(on: classes, curves: true).curves?.count == 3)
    #expect(try scores.classificationReport(on: classes).logLoss == nil)

    let values = try Dataset(inputs: x, values: samples.matrix(50, 3))
    let fit = try scores.regressionReport(on: values).average
    let metrics = try scores.evaluate(on: values).metrics
    #expect(abs(fit.r2 - (metrics.r2 ?? .nan)) < 1e-12 && abs(fit.rmse - (metrics.rmse ?? .nan)) < 1e-12)
    #expect(throws: FeedForwardError.self) { try scores.regressionReport(on: classes) }
    #expect(throws: FeedForwardError.self) { try scores.classificationReport(on: values) }
  }

  @Test func asJSON() throws {
    let (t, classes) = try table(seed: 5, rows: 20, columns: 3)
    let report = try ClassificationReport(scores: t, classes: classes, curves: true)
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: JSONEncoder().encode(report)) == report)
    let values = try RegressionReport(outputs: t, targets: t)
    #expect(try JSONDecoder().decode(RegressionReport.self, from: JSONEncoder().encode(values)) == values)
  }

  @Test func asText() throws {
    let report = try ClassificationReport(
      probabilities: Matrix<Double>([[0.25], [0.75], [1], [0.5]]), classes: [0, 1, 1, 1])
    #expect(
      report.table(names: ["no", "yes"]) == """
                  precision  recall      F1  support
        no           0.5000  1.0000  0.6667        1
        yes          1.0000  0.6667  0.8000        3
        macro        0.7500  0.8333  0.7333
        weighted     0.8750  0.7500  0.7667

        accuracy           0.7500
        balanced accuracy  0.8333
        ROC-AUC            1.0000
        PR-AUC             1.0000
        log-loss           0.3171
        Brier score        0.0938
        """)
  }

  @Test func mistakes() throws {
    let p = try Matrix<Double>([[0.5, 0.5], [1, 0]])
    func refused(_ words: String..., body: () throws -> Void) {
      let error = #expect(throws: FeedForwardError.self) { try body() }
      for word in words {
        #expect(error?.description.contains(word) ?? false, "\(error?.description ?? "") lacks \(word)")
      }
    }
    refused("1", "2, one a row") { _ = try ClassificationReport(scores: p, classes: [1]) }
    refused("row 1", "2", "0 to 1") { _ = try ClassificationReport(scores: p, classes: [1, 2]) }
    refused("empty") { _ = try ClassificationReport(scores: Matrix<Double>([]), classes: []) }
    refused("empty") {
      _ = try ClassificationReport(scores: Matrix<Double>(rows: 0, columns: 2, elements: []), classes: [])
    }
    refused("Scores, row 0, column 1", "nan") {
      _ = try ClassificationReport(scores: Matrix([[1, Double.nan]]), classes: [0])
    }
    for value in [-0.1, 1.5, .nan] {
      refused("row 0", "\(value)", "0 … 1") {
        _ = try ClassificationReport(probabilities: Matrix([[value]]), classes: [0])
      }
    }
    refused("row 1", "0.5", "1") {
      _ = try ClassificationReport(probabilities: Matrix([[1, 0], [0.25, 0.25]]), classes: [0, 0])
    }
    refused("Weights", "found 1", "2") { _ = try ClassificationReport(scores: p, classes: [0, 1], weights: [1]) }
    for weight in [-1, .nan, .infinity] {
      refused("row 1", "\(weight)", "≥ 0") {
        _ = try ClassificationReport(scores: p, classes: [0, 1], weights: [1, weight])
      }
    }
    refused("weights", "0") { _ = try RegressionReport(outputs: p, targets: p, weights: [0, 0]) }
    refused("2 × 2", "1 × 1") { _ = try RegressionReport(outputs: p, targets: Matrix([[1]])) }
    refused("Targets, row 0, column 0", "inf") {
      _ = try RegressionReport(outputs: Matrix([[1]]), targets: Matrix([[Double.infinity]]))
    }
    refused("empty") { _ = try RegressionReport(outputs: Matrix<Double>([]), targets: Matrix<Double>([])) }
    refused("Positives", "1", "2") { _ = try ThresholdCurve(scores: [1, 2], positives: [true]) }
  }
}
