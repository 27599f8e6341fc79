import FeedForward

extension Table {
  /// The given rows, in the given order. They keep the lines they were read from. O(rows · columns).
  ///
  /// - Throws: ``DataError`` for an empty list and a row that is not there.
  public func selecting(rows: [Int]) throws -> Table {
    guard !rows.isEmpty else {
      throw FilePlace(file: name).error(found: "a selection of no rows", expected: "at least one")
    }
    if let row = rows.first(where: { $0 < 0 || $0 >= count }) {
      throw FilePlace(file: name).error(found: "no row \(row)", expected: "0 to \(count - 1)")
    }
    var table = Table(
      name: name, columns: columns.map(\.form), count: rows.count,
      numbers: PackedNumbers((0..<numbers.width).map { (numbers, $0) }, rows: .some(rows)),
      texts: texts.map { texts in Texts(distinct: texts.distinct, codes: rows.map { texts.codes[$0] }) },
      places: places?.selecting(rows))
    (table.notes, table.missing) = (notes, missing)
    return table
  }

  /// The columns of those names, in the order given. O(rows · columns).
  ///
  /// - Throws: ``DataError`` for an empty list, a name that no column has, and one given twice.
  public func selecting(columns names: [String]) throws -> Table {
    guard !names.isEmpty else {
      throw FilePlace(file: name).error(found: "a selection of no columns", expected: "at least one")
    }
    var columns: [Column] = []
    var chosen: Set<CodePoints> = []
    for name in names {
      guard chosen.insert(CodePoints(name)).inserted else {
        throw FilePlace(table: self.name, column: name).error(found: "a column selected twice", expected: "each once")
      }
      columns.append(try column(named: name))
    }
    let slots = columns.filter { $0.kind != .text }.map(\.slot)
    let areAll = slots == Array(0..<numbers.width)
    var table = Table(
      name: name, columns: columns.map(\.form), count: count,
      numbers: areAll ? numbers : PackedNumbers(slots.map { (numbers, $0) }, rows: .all(count)),
      texts: columns.compactMap(\.textSlot).map { texts[$0] },
      places: places)
    (table.notes, table.missing) = (notes, missing)
    return table
  }

  /// All columns but those of the names given.
  ///
  /// - Throws: ``DataError`` for a name that no column has, and if no column is left.
  public func dropping(columns names: [String]) throws -> Table {
    for name in names { _ = try column(named: name) }
    let dropped = Set(names.map { CodePoints($0) })
    return try selecting(columns: columnNames.filter { !dropped.contains(CodePoints($0)) })
  }
}
