/// How well outputs agree with targets: accuracy for classes and probabilities, R² and RMSE for values. Where outputs
/// are means and variances, the means are judged. Quantiles have none of these: their loss says how good they are.
public struct Metrics: Sendable, Codable, Equatable {
  /// Share of rows, by their weights, whose class is right: the largest output, or with one output the side of ½. With
  /// several outputs judged one by one (binary cross-entropy) every side has to be right.
  public var accuracy: Double?
  /// Coefficient of determination 1 − Σ(t − y)² / Σ(y − ȳ)², the mean over the outputs. An output whose targets are
  /// all equal counts 1 if it is met exactly, else 0.
  public var r2: Double?
  /// √(mean over rows and outputs of (t − y)²).
  public var rmse: Double?

  package init(accuracy: Double? = nil, r2: Double? = nil, rmse: Double? = nil) {
    (self.accuracy, self.r2, self.rmse) = (accuracy, r2, rmse)
  }
}

/// Adds up what ``Metrics`` needs, block of rows by block of rows. Blocks of different numbers may be counted at the
/// same time; what is added up under one number is added in the order of the calls.
final class MetricSums<Scalar: BLASScalar> {
  private enum Task {
    case nothing
    case largest
    case sides
    case values(spread: [Double])
  }

  private let task: Task
  /// Columns of the targets, which are compared with as many outputs, the first ones.
  private let columns: Int
  private let blocks: Int
  /// For each block, the rows that are right and the squared residuals of each output, a cache line or more apart.
  private let sums: UnsafeMutablePointer<Double>
  private let stride: Int
  private let arena: Arena<Double>
  /// What the numbers of blocks are counted from.
  @exclusivity(unchecked) var firstBlock = 0

  /// A call of all ranks, where each holds a share of the rows.
  init(of data: SharedDataset<Scalar>, loss: Loss, outputs: Int, blocks: Int) throws(FeedForwardError) {
    columns = loss.targetColumns(outputs: outputs)
    self.blocks = blocks
    stride = Arena<Double>.rounded(1 + columns)
    arena = try Arena(capacity: try product(blocks, stride))
    sums = arena.take(blocks * stride)
    let facts = loss.facts
    switch (data.held.targets, facts.targets) {
    case (_, .probabilities): task = .sides
    case (.classes, _): task = outputs == 1 ? .sides : .largest
    case (_, .distributions): task = .largest
    case (.values(let values), _):
      if case .ofQuantiles = facts.computation {
        task = .nothing
      } else {
        task = .values(spread: try values.squaredDeviations(data.held.weights, of: data))
      }
    }
  }

  /// Begins anew, or with what was counted before.
  func reset(to counts: [Double] = []) {
    sums.update(repeating: 0, count: blocks * stride)
    precondition(counts.count <= blocks * stride, "\(counts.count) sums for \(blocks) blocks of \(stride)")
    for (i, count) in counts.enumerated() { sums[i] = count }
  }

  /// Gets what other ranks have counted of their blocks.
  func collect(
    over ranks: RankExchange<Scalar>, blocks: (_ rank: Int) -> Range<Int>
  ) throws(FeedForwardError) {
    try ranks.spread(sums, each: stride, blocks: blocks)
  }

  /// What was counted so far.
  var counts: [Double] { counts(ofBlocks: 0..<blocks) }

  /// The same of some blocks.
  func counts(ofBlocks blocks: Range<Int>) -> [Double] {
    Array(UnsafeBufferPointer(start: sums + blocks.lowerBound * stride, count: blocks.count * stride))
  }

  /// Counts rows whose outputs T and targets Y are in the workspace, by their weights.
  func add(_ workspace: Workspace<Scalar>, rows: Range<Int>, block: Int) {
    workspace.isWeighted
      ? addByWeight(workspace, rows: rows, block: block) : addAlike(workspace, rows: rows, block: block)
  }

  private func addByWeight(_ workspace: Workspace<Scalar>, rows: Range<Int>, block: Int) {
    let own = sums + (firstBlock + block) * stride
    for r in rows {
      let (t, y, weight) = (
        workspace.output.rows(r..<r + 1), workspace.targets.rows(r..<r + 1), workspace.weight(of: r)
      )
      switch task {
      case .nothing: break
      case .largest: own[0] += weight * Double(t.rowsOfSameLargest(as: y))
      case .sides: own[0] += weight * Double(t.rowsOfSameSide(as: y, threshold: 0.5))
      case .values:
        for c in 0..<columns {
          let residual = Double(t.base[c]) - Double(y.base[c])
          own[1 + c] += weight * residual * residual
        }
      }
    }
  }

  @inline(__always)
  private func addAlike(_ workspace: Workspace<Scalar>, rows: Range<Int>, block: Int) {
    let (t, y) = (workspace.output.rows(rows), workspace.targets.rows(rows))
    let own = sums + (firstBlock + block) * stride
    switch task {
    case .nothing: break
    case .largest: own[0] += Double(t.rowsOfSameLargest(as: y))
    case .sides: own[0] += Double(t.rowsOfSameSide(as: y, threshold: 0.5))
    case .values: t.columns(0..<columns).addSquaredResiduals(y, to: own + 1)
    }
  }

  /// - Parameter rows: how many were counted.
  func metrics(rows: Int) -> Metrics {
    let total = { [sums, stride, blocks] (column: Int) in (0..<blocks).reduce(0.0) { $0 + sums[$1 * stride + column] } }
    if case .nothing = task { return Metrics() }
    guard case .values(let spread) = task else { return Metrics(accuracy: total(0) / Double(rows)) }
    let residuals = (1...columns).map(total)
    let shares = zip(residuals, spread).map { Determination.r2(squares: $0, spread: $1) }
    return Metrics(
      r2: shares.reduce(0, +) / Double(columns),
      rmse: (residuals.reduce(0, +) / (Double(rows) * Double(columns))).squareRoot())
  }
}

/// R², wherever it is told.
enum Determination {
  /// 1 − Σ w (t − y)² / Σ w (y − ȳ)². Where all targets are equal: 1 if they are met exactly, else 0.
  static func r2(squares: Double, spread: Double) -> Double {
    spread > 0 ? 1 - squares / spread : (squares == 0 ? 1 : 0)
  }

  /// Σ w (y − ȳ)² over some rows.
  static func spread(_ rows: Range<Int>, weight: (Int) -> Double, target y: (Int) -> Double) -> Double {
    var sums = TargetSums()
    for r in rows { sums.addToMean(y(r), weight: weight(r)) }
    for r in rows { sums.addSquare(y(r), weight: weight(r)) }
    return sums.spread
  }
}

/// Σ w (y − ȳ)², in two passes over the rows; exactly 0 where all y of a weight above 0 are equal, for their mean may
/// be off by a rounding.
private struct TargetSums: BitwiseCopyable {
  private var first = Double.nan
  private var areEqual = true
  private var weight = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// The first pass.
  mutating func addToMean(_ y: Double, weight w: Double) {
    if w > 0 {
      if first.isNaN { first = y }
      if y != first { areEqual = false }
    }
    weight += w
    sum += w * y
  }

  /// The second pass.
  mutating func addSquare(_ y: Double, weight w: Double) {
    let mean = sum / weight
    squares += w * (y - mean) * (y - mean)
  }

  var spread: Double { areEqual ? 0 : squares }
}

extension Matrix {
  /// Σ w (y − ȳ)² for each column of all rows, of which these are here; the mean of the weights is 1.
  fileprivate func squaredDeviations(
    _ weights: [Double]?, of data: SharedDataset<Scalar>
  ) throws(FeedForwardError) -> [Double] {
    let factor = data.weightFactor
    let weights = weights?.map { $0 * factor }
    let none = [TargetSums](repeating: TargetSums(), count: columns)
    let means = try data.shares.chain(none) { sums in
      for c in 0..<columns { for r in 0..<rows { sums[c].addToMean(Double(self[r, c]), weight: weights?[r] ?? 1) } }
    }
    return try data.shares.chain(means) { sums in
      for c in 0..<columns { for r in 0..<rows { sums[c].addSquare(Double(self[r, c]), weight: weights?[r] ?? 1) } }
    }.map(\.spread)
  }
}
