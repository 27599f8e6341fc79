import FeedForward

/// What a network is to predict.
public enum LearningTask: String, CaseIterable, Sendable, Codable {
  /// One of some classes.
  case classification
  /// A number.
  case regression

  /// What the values of a target say: texts are classes; so are whole numbers if there are two different ones, or at most 20
  /// and no more than a twentieth of the rows; other numbers are to be predicted as such. O(rows).
  public init<Scalar: BLASScalar>(of target: Table<Scalar>.Column, in table: Table<Scalar>) {
    self.init(of: target, in: table, rows: .all(table.count))
  }

  init<Scalar: BLASScalar>(of target: Table<Scalar>.Column, in table: Table<Scalar>, rows: RowList) {
    guard target.kind == .number else {
      self = .classification
      return
    }
    let (mostClasses, rowsOfAClass) = (20, 20)
    var different = Set<Scalar>()
    for row in rows {
      let value = table.number(row, target)
      if value.isNaN { continue }
      different.insert(value)
      guard value == value.rounded(), different.count <= mostClasses else {
        self = .regression
        return
      }
    }
    let areFew = different.count * rowsOfAClass <= rows.count
    self = different.count == 2 || areFew ? .classification : .regression
  }
}
