import FeedForward

extension Table {
  /// Rows to train on and rows to judge by, drawn by `seed`, both ascending.
  ///
  /// The second part holds the share `fraction`, of each class alike if the target is one of classes. A row whose class
  /// or text no training row would have goes to the training part: nothing could be said of it otherwise. Where that
  /// would leave no row to judge by, others that training can spare are taken; there is none only if each row has a
  /// class or text of its own.
  ///
  /// - Parameters:
  ///   - fraction: between 0 and 1, so that each part has a row.
  ///   - targets: the columns to predict.
  ///   - preprocessing: says which columns matter, and what the target is to be taken for.
  ///   - seed: decides which rows are drawn.
  /// - Throws: ``DataError``.
  /// - Complexity: O(rows · log rows + rows · columns of texts).
  public func split(
    fraction: Double, targets: [String], _ preprocessing: Preprocessing = Preprocessing(), seed: UInt64
  ) throws -> (training: [Int], held: [Int]) {
    var indices: [[Int32]] = []
    for column in try preprocessing.columns.chosen(from: self, without: targets)
    where column.kind == .text && preprocessing.needsEachText(of: column, in: self) {
      indices.append(texts[column.slot].codes)
    }
    var classes: [Int]?
    if targets.count == 1 {
      let column = try column(named: targets[0])
      if (preprocessing.task ?? LearningTask(of: column, in: self)) == .classification {
        let names = differentValues(of: column, rows: .all(count))
        let found = self.indices(of: column, in: Vocabulary(names), rows: .all(count))
        classes = found
        indices.append(found.map(Int32.init))
      }
    }
    var rows = try RowSplit(count, classes: classes, fraction: fraction, seed: seed)
    rows.keepKnown(indices)
    return (rows.rest, rows.part)
  }

  /// The same for one column to predict, or none.
  public func split(
    fraction: Double, target: String?, _ preprocessing: Preprocessing = Preprocessing(), seed: UInt64
  ) throws -> (training: [Int], held: [Int]) {
    try split(fraction: fraction, targets: target.map { [$0] } ?? [], preprocessing, seed: seed)
  }
}
