/// How well outputs agree with targets: accuracy for classes and probabilities, R² and RMSE for values.
public struct Metrics: Sendable, Codable, Equatable {
  /// Share of rows whose class is right: the largest output, or with one output the side of ½. With several outputs
  /// judged one by one (binary cross-entropy) every side has to be right.
  public var accuracy: Double?
  /// Coefficient of determination 1 − Σ(t − y)² / Σ(y − ȳ)², the mean over the outputs. An output whose targets are
  /// all equal counts 1 if it is met exactly, else 0.
  public var r2: Double?
  /// √(mean over rows and outputs of (t − y)²).
  public var rmse: Double?
}

/// Adds up what ``Metrics`` needs, minibatch by minibatch.
final class MetricSums<Scalar: BLASScalar> {
  private enum Task {
    case largest
    case sides
    case values(spread: [Double])
  }

  private let task: Task
  private var residuals: [Double]
  private var correct = 0
  private(set) var rows = 0

  init(of data: Dataset<Scalar>, loss: Loss, outputs: Int) {
    residuals = [Double](repeating: 0, count: outputs)
    switch (data.targets, loss) {
    case (_, .binaryCrossEntropy): task = .sides
    case (.classes, _): task = outputs == 1 ? .sides : .largest
    case (_, .crossEntropy): task = .largest
    case (.values(let values), _): task = .values(spread: values.squaredDeviations())
    }
  }

  func reset() {
    for k in residuals.indices { residuals[k] = 0 }
    (correct, rows) = (0, 0)
  }

  /// Counts the rows whose outputs T and targets Y are in the workspace.
  func add(_ workspace: Workspace<Scalar>) {
    let (t, y) = (workspace.output.prefix(workspace.rows).asRows, workspace.targets.prefix(workspace.rows).asRows)
    rows += workspace.rows
    switch task {
    case .largest: correct += Scalar._countAgreement(t, y, threshold: nil)
    case .sides: correct += Scalar._countAgreement(t, y, threshold: 0.5)
    case .values:
      residuals.withUnsafeMutableBufferPointer {
        if let sums = $0.baseAddress { Scalar._addSquaredResiduals(t, y, to: sums) }
      }
    }
  }

  var metrics: Metrics {
    guard case .values(let spread) = task else { return Metrics(accuracy: Double(correct) / Double(rows)) }
    let shares = zip(residuals, spread).map { $1 > 0 ? 1 - $0 / $1 : ($0 == 0 ? 1 : 0) }
    let outputs = Double(residuals.count)
    return Metrics(
      r2: shares.reduce(0, +) / outputs, rmse: (residuals.reduce(0, +) / (Double(rows) * outputs)).squareRoot())
  }
}

extension Matrix {
  /// Σ (y − ȳ)² for each column, in two passes.
  fileprivate func squaredDeviations() -> [Double] {
    (0..<columns).map { c in
      let column = stride(from: c, to: elements.count, by: columns)
      let mean = column.reduce(0.0) { $0 + Double(elements[$1]) } / Double(rows)
      return column.reduce(0.0) { $0 + (Double(elements[$1]) - mean) * (Double(elements[$1]) - mean) }
    }
  }
}
