import FeedForward

extension Table {
  /// The rows that have a value in each of some columns, such as targets; ``notes`` says how many have none. O(rows).
  ///
  /// - Throws: ``DataError`` for a column that is not there, and if no row is left.
  public func droppingRows(without names: [String]) throws -> Table {
    var isKept = [Bool](repeating: true, count: count)
    for name in names {
      let column = try column(named: name)
      switch column.kind {
      case .number, .date:
        for (row, number) in numbers.column(column.slot, rows: .all(count)).enumerated() where number.isNaN {
          isKept[row] = false
        }
      case .text:
        for (row, code) in texts[column.slot].codes.enumerated() where code < 0 { isKept[row] = false }
      }
    }
    let rows = isKept.indices.filter { isKept[$0] }
    guard rows.count < count else { return self }
    let list = names.map { "“\($0)”" }.joined(separator: ", ")
    guard !rows.isEmpty else {
      throw FilePlace(file: name).error(found: "no value in column \(list)", expected: "one in some row at least")
    }
    var table = try selecting(rows: rows)
    let dropped = count - rows.count
    let isOne = dropped == 1
    table.notes.append(
      "\(dropped) row\(isOne ? " has" : "s have") no value in \(list) and \(isOne ? "is" : "are") left out.")
    return table
  }
}
