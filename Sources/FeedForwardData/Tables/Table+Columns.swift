import FeedForward

/// A column to make a table of.
public struct NewColumn: Sendable, Equatable {
  enum Values: Sendable, Equatable {
    case numbers([Double])
    case days([Double])
    case texts([String?])

    var count: Int {
      switch self {
      case .numbers(let numbers), .days(let numbers): numbers.count
      case .texts(let texts): texts.count
      }
    }
  }

  let name: String
  let values: Values

  /// Numbers, NaN where missing.
  public static func numbers(_ name: String, _ numbers: [Double]) -> NewColumn {
    NewColumn(name: name, values: .numbers(numbers))
  }

  /// Numbers, NaN where missing.
  @_disfavoredOverload
  public static func numbers(_ name: String, _ numbers: [Float]) -> NewColumn {
    .numbers(name, numbers.map { Double($0) })
  }

  /// Dates, days since the first of January 1970 with their share of a day; NaN where missing.
  public static func days(_ name: String, _ days: [Double]) -> NewColumn {
    NewColumn(name: name, values: .days(days))
  }

  /// Dates by their texts, such as 2024-01-31 and 2024-01-31T13:05:00+02:00, or times such as 13:05; nil where missing.
  ///
  /// - Throws: ``DataError`` for a text that is none of them.
  public static func dates(_ name: String, _ texts: [String?]) throws -> NewColumn {
    let days = try texts.enumerated().map { row, text in
      guard var text else { return Double.nan }
      let days = text.withUTF8 { bytes in
        DateScanner(bytes).flatMap { $0.days($0.isTime ? .time : .yearFirst) }
      }
      guard let days else {
        throw FilePlace(table: "The table", column: name, row: row).error(
          found: text.quoted, expected: "a date such as 2024-01-31, or a time")
      }
      return days
    }
    return .days(name, days)
  }

  /// Texts, nil where missing.
  public static func texts(_ name: String, _ texts: [String?]) -> NewColumn {
    NewColumn(name: name, values: .texts(texts))
  }
}

extension Table {
  /// A table of plain arrays. O(rows · columns).
  ///
  ///     let table = try Table(columns: [.numbers("area", [62, 80]), .texts("town", ["Ulm", nil])])
  ///
  /// - Throws: ``DataError`` for no columns and no rows, columns of different lengths, a second column of the same
  ///   name, and an infinity.
  public init(columns: [NewColumn], named name: String = "The table") throws {
    guard let count = columns.first?.values.count, count > 0 else { throw FilePlace(file: name).empty }
    var names: Set<CodePoints> = []
    var numeric: [[Double]] = []
    var texts: [Texts] = []
    for column in columns {
      func refusal(row: Int? = nil, _ found: String, _ expected: String) -> DataError {
        FilePlace(table: name, column: column.name, row: row).error(found: found, expected: expected)
      }
      guard names.insert(CodePoints(column.name)).inserted else { throw refusal("a second column", "one of each name") }
      guard column.values.count == count else {
        throw refusal("\(column.values.count) rows", "\(count), as in “\(columns[0].name)”")
      }
      switch column.values {
      case .numbers(let numbers), .days(let numbers):
        if let row = numbers.firstIndex(where: { $0.isInfinite }) {
          throw refusal(row: row, "\(numbers[row])", "a finite number, or NaN where missing")
        }
        numeric.append(numbers)
      case .texts(let values): texts.append(Texts(values))
      }
    }
    self.init(
      name: name,
      columns: columns.map { column in
        switch column.values {
        case .numbers: Form(column.name, .number)
        case .days: Form(column.name, .date)
        case .texts: Form(column.name, .text)
        }
      }, count: count, numbers: PackedNumbers(numeric, count: count), texts: texts)
  }

  /// The rows of a matrix; the columns are called `x1`, `x2`, … unless names are given.
  ///
  /// - Throws: ``DataError`` for an empty matrix, an infinity, and unless there is a name of its own for each column.
  public init<Scalar: BLASScalar>(
    _ matrix: Matrix<Scalar>, columnNames: [String]? = nil, named name: String = "The table"
  ) throws {
    guard matrix.rows > 0, matrix.columns > 0 else { throw FilePlace(file: name).empty }
    let names = columnNames ?? (1...matrix.columns).map { "x\($0)" }
    let different = Set(names.map { CodePoints($0) }).count
    guard names.count == matrix.columns, different == names.count else {
      throw FilePlace(file: name).error(
        found: "\(different) different names of columns", expected: "\(matrix.columns)")
    }
    if let index = matrix.elements.firstIndex(where: { $0.isInfinite }) {
      let (row, column) = (index / matrix.columns, index % matrix.columns)
      throw FilePlace(table: name, column: names[column], row: row).error(
        found: "\(matrix[row, column])", expected: "a finite number, or NaN where missing")
    }
    self.init(
      name: name, columns: names.map { Form($0, .number) }, count: matrix.rows,
      numbers: PackedNumbers(matrix.elements, width: matrix.columns, count: matrix.rows), texts: [])
  }
}

extension Table.Texts {
  init(_ texts: [String?]) {
    var codes: [CodePoints: Int32] = [:]
    for text in texts {
      guard let text else {
        self.codes.append(-1)
        continue
      }
      let code = codes[CodePoints(text)] ?? Int32(distinct.count)
      if Int(code) == distinct.count {
        distinct.append(text)
        codes[CodePoints(text)] = code
      }
      self.codes.append(code)
    }
  }
}

extension Table {
  /// The table as a matrix, NaN where a number is missing, each number rounded to the nearest
  /// scalar. O(rows · columns).
  ///
  /// - Throws: ``DataError`` for a column of texts, and for a number that is infinite as a scalar.
  public func matrix<Scalar: BLASScalar>(_: Scalar.Type = Scalar.self) throws -> Matrix<Scalar> {
    if let column = columns.first(where: { $0.kind == .text }) {
      throw FilePlace(table: name, column: column.name).error(found: "texts", expected: "numbers")
    }
    let width = columns.count
    var elements = try [Scalar](zeros: count * width)
    var piece = [Double](repeating: 0, count: numbers.pieceRows)
    for rows in numbers.pieces(of: .all(count)) {
      for (c, column) in columns.enumerated() {
        numbers.gather(c, rows: rows, into: &piece)
        for (i, row) in rows.enumerated() {
          let scalar = Scalar(piece[i])
          guard !scalar.isInfinite else { throw error(row, column, expected: "a finite number of \(Scalar.self)") }
          elements[row * width + c] = scalar
        }
      }
    }
    return try Matrix(rows: count, columns: width, elements: elements)
  }

  /// The rows of tables of numbers, one table below the other.
  ///
  /// - Throws: ``DataError`` unless all have the columns of the first.
  init(below tables: [Table]) throws {
    let first = tables[0]
    var packer = NumberPacker(width: first.columns.count, capacity: tables.reduce(0) { $0 + $1.count })
    for table in tables {
      guard table.columnNames.map({ CodePoints($0) }) == first.columnNames.map({ CodePoints($0) }) else {
        throw FilePlace(file: table.name).error(
          found: "the columns \(Vocabulary.list(table.columnNames))",
          expected: "those of \(first.name), \(Vocabulary.list(first.columnNames))")
      }
      for row in 0..<table.count { packer.append(table.columns.map { table.number(row, $0) }) }
    }
    self.init(
      name: "\(first.name) and \(tables.count - 1) more", columns: first.columns.map(\.form),
      count: tables.reduce(0) { $0 + $1.count }, numbers: packer.finish(), texts: [])
  }

  /// This table's columns and then those of another, row by row. O(rows · columns).
  ///
  /// - Throws: ``DataError`` unless both have as many rows, and for a name that both have.
  public func joined(with other: Table) throws -> Table {
    guard count == other.count else {
      throw FilePlace(file: other.name).error(found: "\(other.count) rows", expected: "\(count), as in \(name)")
    }
    if let column = other.columns.first(where: { hasColumn(named: $0.name) }) {
      throw FilePlace(table: other.name, column: column.name).error(
        found: "a column of \(name) too", expected: "another name")
    }
    let slots = [numbers, other.numbers].flatMap { numbers in (0..<numbers.width).map { (numbers, $0) } }
    var table = Table(
      name: name, columns: (columns + other.columns).map(\.form), count: count,
      numbers: PackedNumbers(slots, rows: .all(count)), texts: texts + other.texts, places: places)
    (table.notes, table.missing) = (notes + other.notes, missing)
    return table
  }
}
