import FeedForward
import Testing

/// The reports say of small tables what scikit-learn says; see ScikitLearn/generate.py for the tables.
///
/// Both sides add up 60 terms, each rounded by 2⁻⁵³ of the sum at most: 10⁻¹⁴, relative to numbers above 1.
@Suite struct ReportsAgainstScikitLearnTests {
  private static let rows = 60

  private func weights(_ weighted: Bool) -> [Double]? {
    weighted ? (0..<Self.rows).map { Double($0 * 7 % 5) / 4 } : nil
  }

  private func table(_ name: String) throws -> (probabilities: Matrix<Double>, classes: [Int]) {
    let rows = 0..<Self.rows
    if name == "binary" {
      let p = rows.map { Double(min(max($0 * 37 % 16 + ($0 % 3 == 0 ? 5 : 0), 0), 20)) / 20 }
      return (try Matrix(p.map { [$0] }), rows.map { $0 % 3 == 0 || $0 % 7 == 0 ? 1 : 0 })
    }
    let (count, last) = name == "several" ? (4, 4) : (5, 3)
    let classes = rows.map { $0 * 5 % last }
    let p = rows.map { i in
      var raw = (0..<count).map { k in
        Double((i * 37 + k * 53) % 29 + 1) + 0.25 * Double(k) + (k == classes[i] ? 12 * Double(i % 4) : 0)
      }
      if last < count { raw[count - 1] = 0.5 }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
    return (try Matrix(p), classes)
  }

  private func compare(
    _ worst: inout WorstRatio, _ found: [Double?], _ name: String, in expected: [String: [Double]]
  ) throws {
    let expected = try #require(expected[name], "\(name)")
    guard found.count == expected.count else {
      Issue.record("\(name): \(found.count) numbers against \(expected.count)")
      return
    }
    for (index, (a, b)) in zip(found, expected).enumerated() {
      #expect((a == nil) == b.isNaN, "\(name) \(index): \(String(describing: a)) against \(b)")
      if let a, !b.isNaN { worst.compare(a, b, allowed: 1e-14 * max(1, abs(b)), "\(name) \(index)") }
    }
  }

  @Test(arguments: ["binary", "several", "missing"], [false, true])
  func classification(name: String, weighted: Bool) throws {
    let (p, y) = try table(name)
    let key = name + (weighted ? " weighted" : "")
    let expected = try #require(scikitLearnNumbers[key])
    let report = try ClassificationReport(probabilities: p, classes: y, weights: weights(weighted), curves: true)
    var worst = WorstRatio(key)
    func compare(_ found: [Double?], _ name: String) throws {
      try self.compare(&worst, found, name, in: expected)
    }
    #expect(report.rows == Self.rows)
    try compare([report.accuracy], "accuracy")
    try compare([report.balancedAccuracy], "balanced-accuracy")
    try compare([report.matthewsCorrelation], "matthews")
    try compare([report.logLoss], "log-loss")
    try compare([report.brierScore], "brier")
    try compare(report.confusion.counts.joined().map { Double($0) }, "confusion")
    for (average, name) in [(report.macro, "macro"), (report.micro, "micro"), (report.weighted, "weighted")] {
      try compare([average.precision, average.recall, average.f1], name)
    }
    try compare(report.classes.map(\.precision), "class-precision")
    try compare(report.classes.map(\.recall), "class-recall")
    try compare(report.classes.map(\.f1), "class-f1")
    if p.columns > 1 { try compare(report.topKAccuracies.dropLast(), "top") }
    #expect(report.topKAccuracies.last == 1)
    if name != "missing" {
      try compare([report.rocAUC], "roc-auc")
      try compare([report.averagePrecision], "average-precision")
    }
    for (c, scores) in report.classes.enumerated() {
      try compare([scores.rocAUC], "class \(c) roc-auc")
      try compare([scores.averagePrecision], "class \(c) average-precision")
      guard let curve = try #require(report.curves)[c] else { continue }
      #expect(curve.rocAUC == scores.rocAUC && curve.averagePrecision == scores.averagePrecision)
      try compare(curve.points.map(\.falsePositiveRate), "class \(c) false-positive-rate")
      try compare(curve.points.map(\.recall), "class \(c) true-positive-rate")
      try compare(curve.points.dropFirst().map(\.threshold), "class \(c) thresholds")
      if expected["class \(c) precision"] != [] { try compare(curve.points.map(\.precision), "class \(c) precision") }
    }
    if !weighted {
      let bins = try #require(report.calibration).filter { $0.weight > 0 }
      try compare(bins.map(\.observedShare), "calibration-observed")
      try compare(bins.map(\.meanProbability), "calibration-given")
    }
    worst.expectWithin()
  }

  /// Probabilities are scores too; only what needs probabilities is missing then.
  @Test(arguments: ["binary", "several", "missing"]) func scores(name: String) throws {
    let (p, y) = try table(name)
    let (report, scores) = (
      try ClassificationReport(probabilities: p, classes: y), try ClassificationReport(scores: p, classes: y)
    )
    #expect(scores.classes == report.classes && scores.macro == report.macro && scores.rocAUC == report.rocAUC)
    #expect(scores.logLoss == nil && scores.brierScore == nil && scores.calibration == nil && scores.curves == nil)
    #expect(report.logLoss != nil && report.calibration?.count == 10 && report.curves == nil)
  }

  @Test(arguments: [false, true]) func regression(weighted: Bool) throws {
    let rows = 0..<Self.rows
    let t = rows.map { i in (0..<3).map { Double(i * 37 % 101) / 50 + 0.5 * Double($0) } }
    let y = rows.map { i in
      (0..<3).map { $0 == 2 ? 3 : Double(i * 37 % 101) / 50 + Double(i * 11 % 13) / 10 - 0.45 - Double($0) }
    }
    let key = "regression" + (weighted ? " weighted" : "")
    let expected = try #require(scikitLearnNumbers[key])
    let report = try RegressionReport(outputs: Matrix(t), targets: Matrix(y), weights: weights(weighted))
    var worst = WorstRatio(key)
    #expect(report.rows == Self.rows)
    try compare(&worst, report.outputs.map(\.r2), "r2", in: expected)
    try compare(&worst, report.outputs.map(\.mae), "mae", in: expected)
    try compare(&worst, report.outputs.map { $0.rmse * $0.rmse }, "mse", in: expected)
    try compare(&worst, report.outputs.map(\.mape), "mape", in: expected)
    try compare(&worst, [report.average.r2], "mean-r2", in: expected)
    try compare(&worst, [report.average.mae], "mean-mae", in: expected)
    try compare(&worst, [report.average.rmse * report.average.rmse], "mean-mse", in: expected)
    try compare(&worst, [report.average.mape], "mean-mape", in: expected)
    worst.expectWithin()
  }
}
