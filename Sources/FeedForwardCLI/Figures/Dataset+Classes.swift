import FeedForward

extension Dataset {
  /// The class of each row; none where targets are values.
  var classes: [Int] {
    if case .classes(let classes) = targets { classes } else { [] }
  }

  /// The first two inputs and the class of each row.
  var points: [(x: Double, y: Double, class: Int)] {
    classes.enumerated().map { (Double(inputs[$0, 0]), Double(inputs[$0, 1]), $1) }
  }
}
