import FeedForward

/// What a network says about rows, in the words of the table.
public enum Predictions<Scalar: BLASScalar>: Sendable {
  /// The class of each row as an index into the names, and the probability of each class, rows × classes.
  case classes([Int], names: [String], probabilities: Matrix<Scalar>)
  /// Values in the target's own unit, rows × targets.
  case values(Matrix<Scalar>, names: [String])
}

extension Pipeline {
  /// What outputs of a network say: the most probable class of each row, of equal ones the first; or values, scaled back.
  ///
  /// - Parameter outputs: rows × K.
  /// - Throws: ``DataError/engine(_:)`` for a number of columns that does not fit the target.
  /// - Complexity: O(rows · K).
  public func predictions<Scalar: BLASScalar>(
    from outputs: Matrix<Scalar>
  ) throws(DataError) -> Predictions<Scalar> {
    switch target {
    case nil:
      return .values(outputs, names: (0..<outputs.columns).map { "y\($0 + 1)" })
    case .classes(_, let classes):
      let isBinary = outputs.columns == 1 && classes.count == 2
      guard isBinary || outputs.columns == classes.count else {
        throw .engine(
          .wrongShape(what: "Outputs", found: "\(outputs.columns) columns", expected: "\(classes.count) classes"))
      }
      let predicted = (0..<outputs.rows).map { outputs.largestColumn(ofRow: $0) }
      let probabilities = isBinary ? outputs.elements.flatMap { [1 - $0, $0] } : outputs.elements
      let matrix = try DataError.wrapping { () throws(FeedForwardError) in
        try Matrix(rows: outputs.rows, columns: classes.count, elements: probabilities)
      }
      return .classes(predicted, names: classes, probabilities: matrix)
    case .values(let values):
      return .values(try scaledBack(outputs, values), names: values.map(\.name))
    }
  }

  /// Values in the target's own unit.
  private func scaledBack<Scalar: BLASScalar>(
    _ outputs: Matrix<Scalar>, _ values: [ValueTarget]
  ) throws(DataError) -> Matrix<Scalar> {
    try DataError.wrapping { () throws(FeedForwardError) in
      guard outputs.columns == values.count else {
        throw .wrongShape(what: "Outputs", found: "\(outputs.columns) columns", expected: "\(values.count) targets")
      }
      if values.allSatisfy({ $0.shift == 0 && $0.scale == 1 }) { return outputs }
      let elements = outputs.elements.enumerated().map { i, t in
        let value = values[i % values.count]
        return Scalar(Double(t) * value.scale + value.shift)
      }
      return try Matrix(rows: outputs.rows, columns: outputs.columns, elements: elements)
    }
  }
}
