import FeedForward

/// Shifts and scales columns: v ↦ m v + c in each of them.
struct ColumnMap<Scalar: BLASScalar> {
  private var factors: [Scalar]
  private var terms: [Scalar]

  /// Of so many columns, each as it is.
  init(columns: Int) { (factors, terms) = (.init(repeating: 1, count: columns), .init(repeating: 0, count: columns)) }

  /// This map after an operator that has a constant in each column.
  ///
  /// - Parameter isFirst: whether the constant is what the columns are subtracted from.
  func after(_ operation: String, _ constants: [Scalar], isFirst: Bool) -> ColumnMap {
    var map = self
    for (i, constant) in constants.enumerated() {
      switch operation {
      case "Add": map.terms[i] += factors[i] * constant
      case "Sub" where isFirst: (map.factors[i], map.terms[i]) = (-factors[i], terms[i] + factors[i] * constant)
      case "Sub": map.terms[i] -= factors[i] * constant
      case "Mul": map.factors[i] *= constant
      default: map.factors[i] /= constant
      }
    }
    return map
  }

  /// Θ of a layer whose outputs are mapped.
  func apply(toRowsOf theta: inout Matrix<Scalar>) {
    for k in 0..<theta.rows {
      for i in 0..<theta.columns { theta[k, i] *= factors[k] }
      theta[k, 0] += terms[k]
    }
  }

  /// Θ of a layer whose inputs are mapped.
  func apply(toColumnsOf theta: inout Matrix<Scalar>) {
    for j in 0..<theta.rows {
      for i in 1..<theta.columns {
        theta[j, 0] += theta[j, i] * terms[i - 1]
        theta[j, i] *= factors[i - 1]
      }
    }
  }
}
