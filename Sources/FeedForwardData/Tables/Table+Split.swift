import FeedForward

extension Table {
  /// Rows to train on and rows to judge by, drawn by `seed`, both ascending.
  ///
  /// The second part holds the share `fraction`, of each class alike if the target is one of classes. A row whose class or
  /// text no training row would have goes to the training part: nothing could be said of it otherwise.
  ///
  /// - Parameters:
  ///   - fraction: between 0 and 1, so that each part has a row.
  ///   - targets: the columns to predict.
  ///   - preprocessing: says which columns matter, and what the target is to be taken for.
  /// - Throws: ``DataError``.
  /// - Complexity: O(rows · log rows + rows · columns of texts).
  public func split(
    fraction: Double, targets: [String], _ preprocessing: Preprocessing = Preprocessing(), seed: UInt64
  ) throws(DataError) -> (training: [Int], held: [Int]) {
    var indices: [[Int32]] = []
    for column in try preprocessing.columns.chosen(from: self, without: targets)
    where column.kind == .text && !preprocessing.isTooVaried(column, of: self) {
      indices.append(texts[column.place].codes)
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
    let (rest, part) = try DataError.wrapping { () throws(FeedForwardError) in
      if let classes { return try classes.stratifiedRows(fraction: fraction, seed: seed) }
      return try splitRows(count, fraction: fraction, seed: seed)
    }
    let moved = Self.rows(of: part, unknownTo: rest, by: indices)
    return moved.count == part.count
      ? (rest, part) : ((rest + moved).sorted(), part.filter { !moved.contains($0) })
  }

  /// The same for one column to predict, or none.
  public func split(
    fraction: Double, target: String?, _ preprocessing: Preprocessing = Preprocessing(), seed: UInt64
  ) throws(DataError) -> (training: [Int], held: [Int]) {
    try split(fraction: fraction, targets: target.map { [$0] } ?? [], preprocessing, seed: seed)
  }

  /// Those rows of a part that have an index which no row of the rest has, nor an earlier one of those rows.
  private static func rows(of part: [Int], unknownTo rest: [Int], by indices: [[Int32]]) -> Set<Int> {
    var known = indices.map { indices in Set(rest.map { indices[$0] }) }
    var moved = Set<Int>()
    for row in part {
      for (i, indices) in indices.enumerated() where indices[row] >= 0 && known[i].insert(indices[row]).inserted {
        moved.insert(row)
      }
    }
    return moved
  }
}
