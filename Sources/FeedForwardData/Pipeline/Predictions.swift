import FeedForward

/// What a network says about rows, in the words of the table. Numbers are in the target's own unit, in `Double`.
public enum Predictions<Scalar: BLASScalar>: Sendable, Equatable, Codable {
  /// The class of each row as an index into the names, and the probability of each class, rows × classes.
  case classes([Int], names: [String], probabilities: Matrix<Scalar>)
  /// Values, rows × targets.
  case values(Matrix<Double>, names: [String])
  /// Quantiles, rows × (targets · levels): those of the first target by rising level, then those of the second.
  case quantiles(Matrix<Double>, levels: [Double], names: [String])
  /// Means and standard deviations of normal distributions, rows × targets each.
  case normal(means: Matrix<Double>, deviations: Matrix<Double>, names: [String])
}

extension Predictions {
  /// The columns of numbers that a table of predictions has, and their names: `y` for a value, `y_q0.1` for a quantile,
  /// `y` and `y_sd` for mean and deviation; nil for classes.
  public var columns: (names: [String], numbers: Matrix<Double>)? {
    switch self {
    case .classes: nil
    case .values(_, let names): (names, numbers)
    case .quantiles(_, let levels, let names): (names.quantileNames(levels), numbers)
    case .normal(_, _, let names): (names.normalNames, numbers)
    }
  }
}

extension Predictions {
  /// Every number: the probability of each class, or those of the columns.
  package var numbers: Matrix<Double> {
    switch self {
    case .classes(_, _, let t): Matrix(unchecked: t.elements.map { Double($0) }, rows: t.rows, columns: t.columns)
    case .values(let values, _), .quantiles(let values, _, _): values
    case .normal(let means, let deviations, _): means.interleaved(with: deviations)
    }
  }
}

extension [String] {
  /// `y_q0.1`, `y_q0.5`, … for each name.
  package func quantileNames(_ levels: [Double]) -> [String] { flatMap { name in levels.map { "\(name)_q\($0)" } } }

  /// `y`, `y_sd` for each name.
  package var normalNames: [String] { flatMap { [$0, "\($0)_sd"] } }
}

extension Matrix where Scalar == Double {
  /// Column 0 of this one, column 0 of the other, column 1 of this one, … Both have the same shape.
  fileprivate func interleaved(with other: Matrix) -> Matrix {
    Matrix(
      unchecked: zip(elements, other.elements).flatMap { [$0, $1] }, rows: rows, columns: 2 * columns)
  }

  /// Some of the columns.
  fileprivate func columns(_ range: Range<Int>) -> Matrix {
    let elements = (0..<rows).flatMap { row($0)[$0 * columns + range.lowerBound..<$0 * columns + range.upperBound] }
    return Matrix(unchecked: elements, rows: rows, columns: range.count)
  }
}

extension Pipeline {
  /// What outputs of a network say: the most probable class of each row, of equal ones the first;
  /// or numbers, scaled back.
  ///
  /// - Parameters:
  ///   - outputs: rows × K.
  ///   - loss: the one that the network was trained with, which tells quantiles and distributions from values; nil for
  ///     a network whose outputs are values or probabilities.
  /// - Throws: ``/FeedForward/FeedForwardError`` for a number of columns that does not fit the target.
  /// - Complexity: O(rows · K).
  public func predictions<Scalar: BLASScalar>(
    from outputs: Matrix<Scalar>, loss: Loss? = nil
  ) throws -> Predictions<Scalar> {
    switch target {
    case nil:
      let names = (0..<outputs.columns).map { "y\($0 + 1)" }
      return .values(
        try outputs.inDouble(outputs.columns, "as there are", map: { t, _ in Double(t) }), names: names)
    case .classes(_, let classes):
      return try predictions(of: classes, from: outputs)
    case .values(let values):
      let names = values.map(\.name)
      let (n, targets) = (values.count, values.count == 1 ? "1 target" : "\(values.count) targets")
      switch loss {
      case .quantile(let levels) where levels.count > 1:
        let quantiles = try outputs.inDouble(n * levels.count, "\(levels.count) levels of \(targets)") { t, column in
          values[column / levels.count].scaledBack(t)
        }
        return .quantiles(quantiles, levels: levels, names: names)
      case .quantile(let levels):
        let quantiles = try outputs.inDouble(n, targets) { t, column in values[column].scaledBack(t) }
        return .quantiles(quantiles, levels: levels, names: names)
      case .gaussian:
        if let value = values.first(where: { $0.logarithmOffset != nil }) {
          throw FeedForwardError.invalidSetting(
            name: "The loss of “\(value.name)”", value: "gaussian of a logarithm",
            expected: "quantiles of it, or numbers as they stand")
        }
        let numbers = try outputs.inDouble(2 * n, "mean and variance of \(targets)") { t, column in
          column < n ? values[column].scaledBack(t) : Double(t).squareRoot() * values[column - n].scale
        }
        return .normal(
          means: numbers.columns(0..<n), deviations: numbers.columns(n..<2 * n), names: names)
      default:
        return .values(try outputs.inDouble(n, targets) { t, column in values[column].scaledBack(t) }, names: names)
      }
    }
  }

  private func predictions<Scalar: BLASScalar>(
    of classes: [String], from outputs: Matrix<Scalar>
  ) throws -> Predictions<Scalar> {
    let isBinary = outputs.columns == 1 && classes.count == 2
    guard isBinary || outputs.columns == classes.count else {
      throw FeedForwardError.wrongShape(
        what: "Outputs", found: "\(outputs.columns) columns", expected: "\(classes.count) classes")
    }
    let predicted = (0..<outputs.rows).map { outputs.largestColumn(ofRow: $0) }
    let probabilities = isBinary ? outputs.elements.flatMap { [1 - $0, $0] } : outputs.elements
    let matrix = try Matrix(rows: outputs.rows, columns: classes.count, elements: probabilities)
    return .classes(predicted, names: classes, probabilities: matrix)
  }
}

extension Matrix {
  /// Each element by a function of it and its column.
  ///
  /// - Throws: unless there are `count` columns.
  fileprivate func inDouble(
    _ count: Int, _ what: String, map: (Scalar, Int) -> Double
  ) throws -> Matrix<Double> {
    guard columns == count else {
      throw FeedForwardError.wrongShape(what: "Outputs", found: "\(columns) columns", expected: "\(count), for \(what)")
    }
    let numbers = elements.enumerated().map { i, t in map(t, i % count) }
    return Matrix<Double>(unchecked: numbers, rows: rows, columns: count)
  }
}
