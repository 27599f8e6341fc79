import LibC

/// How well classes are told apart: all of it in `Double`, exact for ties.
///
/// ```swift
/// let report = try network.classificationReport(on: test)
/// print(report.balancedAccuracy, report.macro.f1, report.rocAUC ?? .nan)
/// print(report.table(names: ["benign", "malignant"]))
/// ```
///
/// Every sum over rows is weighted where rows have weights. What rows of a single class leave undefined is nil.
public struct ClassificationReport: Sendable, Codable, Equatable {
  /// m.
  public let rows: Int
  /// One for each class.
  public let classes: [ClassScores]
  /// How often each class was taken for each; weights do not count here.
  public let confusion: ConfusionMatrix
  /// Share of the rows whose class is right: the highest score, of equal ones the first, or with one column
  /// whether it is above ½.
  public let accuracy: Double
  /// Mean recall of the classes that occur.
  public let balancedAccuracy: Double
  /// Element k − 1: share of the rows whose class is among the k with the highest scores, of equal ones the first.
  public let topKAccuracies: [Double]
  /// Every class counts the same.
  public let macro: ClassAverages
  /// Every row counts the same; with one class a row all three are the accuracy.
  public let micro: ClassAverages
  /// Every class counts by its rows.
  public let weighted: ClassAverages
  /// Correlation of actual and predicted classes, −1 … 1; nil if all rows are of one class or all are taken for one.
  /// Matthews 1975; for several classes Gorodkin, *Comparing two K-category assignments by a K-category correlation
  /// coefficient*, 2004.
  public let matthewsCorrelation: Double?
  /// Area under the ROC curve: of class 1 where there are two, otherwise the mean over the classes, each against all
  /// others. Classes without rows are left out; nil if nothing is left.
  public let rocAUC: Double?
  /// Area under the precision–recall curve, as average precision; of the same classes.
  public let averagePrecision: Double?
  /// Mean of −ln p, p the probability that the row's class was given, no smaller than 2⁻⁵²; nil for scores.
  public let logLoss: Double?
  /// Two classes: mean of (p − y)², p the probability of class 1. Several: mean of Σₖ (pₖ − yₖ)². So does
  /// scikit-learn; for two classes Brier's own sum (*Verification of forecasts expressed in terms of
  /// probability*, 1950) is twice that. nil for scores.
  public let brierScore: Double?
  /// Ten bins. Two classes: of the probability of class 1. Several: of the probability of the class taken, and whether
  /// it is right; Guo and others, *On calibration of modern neural networks*, arXiv 1706.04599. nil for scores.
  public let calibration: [CalibrationBin]?
  /// One for each class, if they were asked for. A table of one column is the score of class 1, its
  /// negative that of class 0.
  public let curves: [ThresholdCurve?]?

  /// Judges probabilities.
  ///
  /// - Parameters:
  ///   - probabilities: `m × K`, rows that sum to 1, or m × 1, the probability of class 1 of two.
  ///   - classes: `m`.
  ///   - weights: `m` numbers ≥ 0; nil for 1 each.
  ///   - curves: whether ``curves`` are wanted, which take memory for m · K points.
  /// - Throws: ``FeedForwardError`` for shapes that differ, no rows, numbers that are no probabilities, classes out of
  ///   range, and weights that are negative or all 0.
  /// - Complexity: O(K · m log m).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init<Scalar: BLASScalar>(
    probabilities: Matrix<Scalar>, classes: [Int], weights: [Double]? = nil, curves: Bool = false
  ) throws(FeedForwardError) {
    for r in 0..<(probabilities.columns > 0 ? probabilities.rows : 0) {
      let row = probabilities.row(r)
      if let p = row.first(where: { !($0 >= 0 && $0 <= 1) }) {
        throw .invalidSetting(name: "A probability of row \(r)", value: "\(p)", expected: "a number in 0 … 1")
      }
      // Probabilities rounded to three digits are still probabilities.
      let sum = row.reduce(0.0) { $0 + Double($1) }
      if row.count > 1 && abs(sum - 1) > 1e-3 * Double(row.count) {
        throw .invalidSetting(name: "The sum of the probabilities of row \(r)", value: "\(sum)", expected: "1")
      }
    }
    try self.init(probabilities, areProbabilities: true, classes, weights: weights, curves: curves)
  }

  /// Judges scores, the highest of a row being the class it is taken for; with one column, those above ½ are taken for
  /// class 1. What needs probabilities is nil.
  ///
  /// Parameters and errors are those of ``init(probabilities:classes:weights:curves:)``; scores may
  /// be any finite numbers.
  public init<Scalar: BLASScalar>(
    scores: Matrix<Scalar>, classes: [Int], weights: [Double]? = nil, curves: Bool = false
  ) throws(FeedForwardError) {
    try self.init(scores, areProbabilities: false, classes, weights: weights, curves: curves)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private init<Scalar: BLASScalar>(
    _ t: Matrix<Scalar>, areProbabilities: Bool, _ actual: [Int], weights: [Double]?, curves wantsCurves: Bool
  ) throws(FeedForwardError) {
    guard t.columns > 0 else { throw .emptyData(what: "The table to judge") }
    guard actual.count == t.rows else {
      throw .wrongShape(what: "Classes", found: "\(actual.count)", expected: "\(t.rows), one a row")
    }
    let weights = try checked(weights: weights, rows: t.rows)
    let count = max(t.columns, 2)
    if let row = actual.firstIndex(where: { $0 < 0 || $0 >= count }) {
      throw .classOutOfRange(row: row, found: actual[row], classes: count)
    }
    try t.requireFinite("Scores")
    try requireMemory(for: try product(count, count), of: Int.self)

    let rows = 0..<t.rows
    let total = weights.reduce(0, +)
    let mean = { (value: (Int) -> Double) in rows.reduce(0.0) { $0 + weights[$1] * value($1) } / total }
    let predicted = rows.map { t.largestColumn(ofRow: $0) }
    let zeros = [Double](repeating: 0, count: count)
    var (right, support, taken) = (zeros, zeros, zeros)
    for row in rows {
      support[actual[row]] += weights[row]
      taken[predicted[row]] += weights[row]
      if actual[row] == predicted[row] { right[actual[row]] += weights[row] }
    }
    // One ranking after the other: each has a step a row.
    var (classes, curves) = ([ClassScores](), [ThresholdCurve?]())
    for c in 0..<count {
      let ranking = Ranking(scores: t.scores(ofClass: c), weights: weights) { actual[$0] == c }
      classes.append(ClassScores(right: right[c], support: support[c], predicted: taken[c], ranking: ranking))
      if wantsCurves { curves.append(ranking.map { ThresholdCurve($0) }) }
    }

    self.rows = t.rows
    self.classes = classes
    self.curves = wantsCurves ? curves : nil
    confusion = ConfusionMatrix(actual: actual, predicted: predicted, classes: count)
    accuracy = right.reduce(0, +) / total
    let recalls = classes.compactMap(\.recall)
    balancedAccuracy = recalls.reduce(0, +) / Double(recalls.count)
    topKAccuracies = t.topKAccuracies(classes: actual, predicted: predicted, weights: weights, total: total)
    let occurring = classes.filter { $0.support + $0.predicted > 0 }
    macro = ClassAverages(of: occurring) { _ in 1 }
    micro = ClassAverages(all: accuracy)
    weighted = ClassAverages(of: occurring, weight: \.support)
    matthewsCorrelation = correlation(right: right.reduce(0, +), support, taken, total: total)
    let judged = count == 2 ? [classes[1]] : classes
    rocAUC = judged.compactMap(\.rocAUC).mean
    averagePrecision = judged.compactMap(\.averagePrecision).mean

    guard areProbabilities else {
      (logLoss, brierScore, calibration) = (nil, nil, nil)
      return
    }
    let positive = t.scores(ofClass: 1)
    let given = rows.map { t.probability(row: $0, class: actual[$0]) }
    logLoss = mean { -log(max(given[$0], .ulpOfOne)) }
    if count == 2 {
      brierScore = mean { (positive[$0] - Double(actual[$0])) * (positive[$0] - Double(actual[$0])) }
      calibration = CalibrationBin.bins(10, of: positive, weights: weights) { actual[$0] == 1 }
    } else {
      brierScore = mean { row in
        (0..<count).reduce(0) { sum, k in
          let difference = Double(t[row, k]) - (k == actual[row] ? 1 : 0)
          return sum + difference * difference
        }
      }
      let confidence = rows.map { t.probability(row: $0, class: predicted[$0]) }
      calibration = CalibrationBin.bins(10, of: confidence, weights: weights) { actual[$0] == predicted[$0] }
    }
  }
}

/// (c s − Σ pₖ aₖ) / √((s² − Σ pₖ²)(s² − Σ aₖ²)) with c right of s rows, aₖ of class k and pₖ taken for it.
private func correlation(right: Double, _ actual: [Double], _ predicted: [Double], total: Double) -> Double? {
  let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  let spread = (total * total - dot(predicted, predicted), total * total - dot(actual, actual))
  guard spread.0 > 0, spread.1 > 0 else { return nil }
  return (right * total - dot(predicted, actual)) / (spread.0 * spread.1).squareRoot()
}

extension [Double] {
  /// nil if there are none.
  package var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}

extension Matrix {
  /// What orders rows by how likely they are of class c; a single column speaks for class 1.
  fileprivate func scores(ofClass c: Int) -> [Double] {
    columns > 1 ? column(c) : c == 1 ? column(0) : column(0).map { -$0 }
  }

  fileprivate func probability(row r: Int, class c: Int) -> Double {
    columns > 1 ? Double(self[r, c]) : c == 1 ? Double(self[r, 0]) : 1 - Double(self[r, 0])
  }

  fileprivate func topKAccuracies(
    classes: [Int], predicted: [Int], weights: [Double], total: Double
  ) -> [Double] {
    var ofRank = [Double](repeating: 0, count: max(columns, 2))
    for (r, c) in classes.enumerated() {
      let rank =
        columns == 1
        ? (predicted[r] == c ? 0 : 1)
        : (0..<columns).count { self[r, $0] > self[r, c] || (self[r, $0] == self[r, c] && $0 < c) }
      ofRank[rank] += weights[r]
    }
    var sum = 0.0
    return ofRank.map {
      sum += $0
      return sum / total
    }
  }
}
