import FeedForward

/// What a network is to predict.
public enum LearningTask: String, CaseIterable, Sendable, Codable {
  /// One of some classes.
  case classification
  /// A number.
  case regression

  /// What the values of targets say: of several, that they are numbers.
  init(of targets: [Table.Column], in table: Table) {
    self = targets.count == 1 ? LearningTask(of: targets[0], in: table) : .regression
  }

  /// What the values of a target say: texts are classes; so are whole numbers if there are two different ones, or at
  /// most 20 and no more than a twentieth of the rows; other numbers are to be predicted as such. All rows of the table
  /// count, those that are held for validation too. O(rows).
  public init(of target: Table.Column, in table: Table) {
    guard target.kind == .number else {
      self = .classification
      return
    }
    let (mostClasses, rowsOfAClass) = (20, 20)
    var different = Set<Double>()
    for rows in table.numbers.pieces(of: .all(table.count)) {
      for value in table.numbers.column(target.slot, rows: rows) where !value.isNaN {
        different.insert(value)
        guard value == value.rounded(), different.count <= mostClasses else {
          self = .regression
          return
        }
      }
    }
    // Whole numbers that only their texts tell apart are more than there are values.
    let count =
      target.textsOfNumbers == nil ? different.count : table.differentValues(of: target, rows: .all(table.count)).count
    self = count == 2 || count <= mostClasses && count * rowsOfAClass <= table.count ? .classification : .regression
  }
}
