import FeedForward

/// The columns of a pipeline in some rows of a table, and what is to be known of them for a review.
struct ReviewedTable {
  /// A column of classes to predict.
  struct Classes {
    let name: String
    let names: [String]
    /// By row; below 0 where missing or unknown.
    let indices: [Int]
    /// By class.
    let counts: [Int]
    /// From one row to the next of those that are looked at first: 1000 or somewhat more.
    var step: Int { max(1, indices.count / 1000) }
  }

  /// A column of numbers to predict.
  struct Target {
    let name: String
    let numbers: [Double]
  }

  let table: Table
  let rows: RowList
  /// Inputs that are there.
  private(set) var columns: [ReviewedColumn] = []
  private(set) var classes: Classes?
  private(set) var targets: [Target] = []
  /// Of the columns of numbers and the targets.
  private(set) var sample: LinearSample

  init(_ table: Table, rows: RowList, pipeline: Pipeline) {
    (self.table, self.rows) = (table, rows)
    sample = LinearSample(rows: rows.count)
    for input in pipeline.inputs {
      guard let column = try? table.column(named: input.name) else { continue }
      columns.append(ReviewedColumn(column))
    }
    switch pipeline.target {
    case nil: break
    case .classes(let name, let names):
      guard let column = try? table.column(named: name) else { break }
      let indices = table.indices(of: column, in: Vocabulary(names), rows: rows)
      var counts = [Int](repeating: 0, count: names.count)
      for index in indices where index >= 0 { counts[index] += 1 }
      classes = Classes(name: name, names: names, indices: indices, counts: counts)
    case .values(let values):
      for value in values {
        guard let column = try? table.column(named: value.name), column.kind != .text else { continue }
        targets.append(Target(name: value.name, numbers: table.numbers.column(column.slot, rows: rows)))
      }
    }
  }

  /// Looks at every value once, and where that asks for it once more. O(rows · columns).
  mutating func read() {
    let isLong = rows.count >= DataReview.leastRows
    if isLong { for target in targets { sample.add(target: target.name, target.numbers) } }
    for index in columns.indices {
      if columns[index].column.kind == .text {
        let texts = table.texts[columns[index].column.slot]
        columns[index].read(texts, rows)
        if isLong, let classes { columns[index].compare(texts, rows, classes) }
      } else {
        let numbers = table.numbers.column(columns[index].column.slot, rows: rows)
        columns[index].read(numbers, isDate: columns[index].column.kind == .date)
        guard isLong else { continue }
        if let classes { columns[index].compare(numbers, classes) }
        columns[index].given = targets.indices.filter { sample.gives($0, numbers) }
        if !targets.isEmpty, !columns[index].isConstant { sample.add(column: columns[index].name, numbers) }
      }
    }
  }

  /// Names of the columns of each group, at least two; those that are constant are none of them.
  var groupsOfEqualColumns: [[String]] {
    var groups: [UInt64: [[ReviewedColumn]]] = [:]
    var order: [UInt64] = []
    for column in columns where !column.isConstant {
      guard var known = groups[column.hash] else {
        groups[column.hash] = [[column]]
        order.append(column.hash)
        continue
      }
      if let place = known.firstIndex(where: { areEqual($0[0].column, column.column) }) {
        known[place].append(column)
      } else {
        known.append([column])
      }
      groups[column.hash] = known
    }
    return order.flatMap { groups[$0] ?? [] }.filter { $0.count > 1 }.map { $0.map(\.name) }
  }

  /// O(rows).
  private func areEqual(_ a: Table.Column, _ b: Table.Column) -> Bool {
    guard a.kind == b.kind else { return false }
    guard a.kind == .text else {
      let (x, y) = (table.numbers.column(a.slot, rows: rows), table.numbers.column(b.slot, rows: rows))
      return zip(x, y).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }
    let (x, y) = (table.texts[a.slot], table.texts[b.slot])
    // Each text is compared once with the one that stands beside it first.
    var pairs = [Int32](repeating: -2, count: x.distinct.count)
    return rows.allSatisfy { row in
      let (p, q) = (x.codes[row], y.codes[row])
      guard p >= 0, q >= 0 else { return p == q }
      if pairs[Int(p)] == q { return true }
      guard pairs[Int(p)] == -2, CodePoints(x.distinct[Int(p)]) == CodePoints(y.distinct[Int(q)]) else { return false }
      pairs[Int(p)] = q
      return true
    }
  }
}
