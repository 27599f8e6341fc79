import FeedForward
import FeedForwardData
import FeedForwardModels

extension Predictions where Scalar == Double {
  /// The best constant for a model's loss, in the form of its predictions.
  static func constant<Other: BLASScalar>(
    from training: JudgedRows<Other>, for model: TrainedModel<Other>, rows: Int
  ) throws -> Self {
    let weights = training.data.weights
    func matrix(_ row: [Double]) throws -> Matrix<Double> {
      try Matrix(rows: rows, columns: row.count, elements: (0..<rows).flatMap { _ in row })
    }
    switch (training.data.targets, model.pipeline?.target) {
    case (.classes(let seen), .classes(_, let names)):
      var shares = [Double](repeating: 0, count: names.count)
      for (i, k) in seen.enumerated() { shares[k] += weights?[i] ?? 1 }
      let total = shares.reduce(0, +)
      return .classes(
        Array(repeating: 0, count: rows), names: names, probabilities: try matrix(shares.map { $0 / total }))
    case (_, .values(let targets)):
      guard let values = training.values else { preconditionFailure("Numbers are to be predicted.") }
      let columns = (0..<values.columns).map { values.column($0) }
      let names = targets.map(\.name)
      // Of equal values, a distribution as narrow as one can be.
      let positive = { (number: Double) in max(number, .leastNormalMagnitude) }
      switch model.loss {
      case .quantile(let levels):
        let row = columns.flatMap { y in levels.map { BestConstant.quantile($0, of: y, weights: weights) } }
        return .quantiles(try matrix(row), levels: levels, names: names)
      case .gaussian:
        return .normal(
          means: try matrix(columns.map { BestConstant.mean(of: $0, weights: weights) }),
          deviations: try matrix(columns.map { positive(BestConstant.deviation(of: $0, weights: weights)) }),
          names: names)
      case .absoluteError:
        return .values(try matrix(columns.map { BestConstant.quantile(0.5, of: $0, weights: weights) }), names: names)
      case .huber(let delta):
        let row = zip(columns, targets).map { y, target in
          BestConstant.huber(delta: delta * target.scale, of: y, weights: weights)
        }
        return .values(try matrix(row), names: names)
      default:
        let means = columns.map { BestConstant.mean(of: $0, weights: weights) }
        let areCounts = if case .counts = model.loss.facts.targets { true } else { false }
        return .values(try matrix(areCounts ? means.map(positive) : means), names: names)
      }
    default: preconditionFailure("Targets and pipeline belong together.")
    }
  }
}

extension Loss {
  /// What the best constant is called.
  var constantName: String {
    if !isOfNumbers { return "shares of classes" }
    return switch self {
    case .absoluteError: "median"
    case .quantile: "quantiles of all"
    case .gaussian: "mean and deviation"
    case .huber: "best constant"
    default: "mean"
    }
  }
}
