import FeedForward

extension Table {
  /// A number; NaN where missing.
  func number(_ row: Int, _ column: Column) -> Double { numbers[row, column.slot] }

  /// What stands in a cell, as an error quotes it.
  func found(_ row: Int, _ column: Column) -> String {
    switch column.kind {
    case .number, .date:
      let value = number(row, column)
      return value.isNaN
        ? "a missing value" : column.kind == .date ? column.text(ofDays: value) : column.name(of: value)
    case .text:
      let texts = texts[column.slot]
      return texts.codes[row] < 0 ? "a missing value" : texts.distinct[Int(texts.codes[row])].quoted
    }
  }

  /// About a cell: by line and field of the file, if it was read from lines, else by row and column.
  func error(_ row: Int, _ column: Column, expected: String) -> DataError {
    guard let line = line(ofRow: row), let field = index(of: column) else {
      return FilePlace(table: name, column: column.name, row: row).error(found: found(row, column), expected: expected)
    }
    return FilePlace(file: places?.file(ofRow: row) ?? name, line: line, column: field + 1).error(
      found: found(row, column), expected: "\(expected) in column “\(column.name)”")
  }

  /// About a column of texts that should hold numbers: the first that is none.
  func notNumbers(_ column: Column) -> DataError {
    let texts = texts[column.slot]
    let isNumber = texts.distinct.map { Double($0) != nil }
    let row = texts.codes.firstIndex { $0 >= 0 && !isNumber[Int($0)] } ?? 0
    return error(row, column, expected: "a number")
  }

  /// Whether every value of the column is missing.
  func isEmpty(_ column: Column) -> Bool {
    switch column.kind {
    case .number, .date: numbers.column(column.slot, rows: .all(count)).allSatisfy(\.isNaN)
    case .text: texts[column.slot].codes.allSatisfy { $0 < 0 }
    }
  }
}
