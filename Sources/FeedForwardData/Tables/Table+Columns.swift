import FeedForward

/// A column to make a table of.
public struct NewColumn<Scalar: BLASScalar>: Sendable {
  enum Values: Sendable {
    case numbers([Scalar])
    case texts([String?])

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .texts(let texts): texts.count
      }
    }
  }

  let name: String
  let values: Values

  /// Numbers, NaN where missing.
  public static func numbers(_ name: String, _ numbers: [Scalar]) -> NewColumn {
    NewColumn(name: name, values: .numbers(numbers))
  }

  /// Texts, nil where missing.
  public static func texts(_ name: String, _ texts: [String?]) -> NewColumn {
    NewColumn(name: name, values: .texts(texts))
  }
}

extension Table {
  /// A table of plain arrays. O(rows · columns).
  ///
  ///     let table = try Table<Float>(columns: [.numbers("area", [62, 80]), .texts("town", ["Ulm", nil])])
  ///
  /// - Throws: ``DataError/engine(_:)`` for no columns and no rows; ``DataError/invalidColumn(name:table:row:found:expected:)`` for columns of
  ///   different lengths, a second column of the same name, and an infinity.
  public init(columns: [NewColumn<Scalar>], named name: String = "The table") throws(DataError) {
    guard let count = columns.first?.values.count, count > 0 else { throw .engine(.emptyData(what: name)) }
    var names: Set<String> = []
    var numeric: [[Scalar]] = []
    var texts: [Texts] = []
    for column in columns {
      func refusal(row: Int? = nil, _ found: String, _ expected: String) -> DataError {
        .invalidColumn(name: column.name, table: name, row: row, found: found, expected: expected)
      }
      guard names.insert(column.name).inserted else { throw refusal("a second column", "one of each name") }
      guard column.values.count == count else {
        throw refusal("\(column.values.count) rows", "\(count), as in “\(columns[0].name)”")
      }
      switch column.values {
      case .numbers(let numbers):
        if let row = numbers.firstIndex(where: { $0.isInfinite }) {
          throw refusal(row: row, "\(numbers[row])", "a finite number, or NaN where missing")
        }
        numeric.append(numbers)
      case .texts(let values): texts.append(Texts(values))
      }
    }
    let width = numeric.count
    var numbers = [Scalar](repeating: 0, count: count * width)
    for (c, column) in numeric.enumerated() {
      for r in 0..<count { numbers[r * width + c] = column[r] }
    }
    self.init(
      name: name,
      columns: columns.map { column in
        if case .numbers = column.values {
          (name: column.name, kind: .number)
        } else {
          (name: column.name, kind: .text)
        }
      }, count: count, numbers: numbers, texts: texts)
  }

  /// The rows of a matrix; the columns are called `x1`, `x2`, … unless names are given.
  ///
  /// - Throws: ``DataError`` for an empty matrix, an infinity, and unless there is a name of its own for each column.
  public init(_ matrix: Matrix<Scalar>, columnNames: [String]? = nil, named name: String = "The table")
    throws(DataError)
  {
    guard matrix.rows > 0, matrix.columns > 0 else { throw .engine(.emptyData(what: name)) }
    let names = columnNames ?? (1...matrix.columns).map { "x\($0)" }
    guard names.count == matrix.columns, Set(names).count == names.count else {
      throw .engine(
        .wrongShape(
          what: "Names of columns", found: "\(Set(names).count) different ones", expected: "\(matrix.columns)"))
    }
    if let index = matrix.elements.firstIndex(where: { $0.isInfinite }) {
      let (row, column) = (index / matrix.columns, index % matrix.columns)
      throw .invalidColumn(
        name: names[column], table: name, row: row, found: "\(matrix[row, column])",
        expected: "a finite number, or NaN where missing")
    }
    self.init(
      name: name, columns: names.map { (name: $0, kind: .number) }, count: matrix.rows, numbers: matrix.elements,
      texts: [])
  }
}

extension Table.Texts {
  init(_ texts: [String?]) {
    var codes: [String: Int32] = [:]
    for text in texts {
      guard let text else {
        self.codes.append(-1)
        continue
      }
      let code = codes[text] ?? Int32(distinct.count)
      if Int(code) == distinct.count {
        distinct.append(text)
        codes[text] = code
      }
      self.codes.append(code)
    }
  }
}

extension Table {
  /// The table as a matrix, NaN where a number is missing, without a copy.
  ///
  /// - Throws: ``DataError/invalidColumn(name:table:row:found:expected:)`` for a column of texts.
  public func matrix() throws(DataError) -> Matrix<Scalar> {
    if let column = columns.first(where: { $0.kind == .text }) {
      throw .invalidColumn(name: column.name, table: name, row: nil, found: "texts", expected: "numbers")
    }
    do throws(FeedForwardError) {
      return try Matrix(rows: count, columns: columns.count, elements: numbers)
    } catch {
      throw .engine(error)
    }
  }

  /// This table's columns and then those of another, row by row. O(rows · columns).
  ///
  /// - Throws: ``DataError/engine(_:)`` unless both have as many rows;
  ///   ``DataError/invalidColumn(name:table:row:found:expected:)`` for a name that both have.
  public func joined(with other: Table) throws(DataError) -> Table {
    guard count == other.count else {
      throw .engine(
        .wrongShape(what: other.name, found: "\(other.count) rows", expected: "\(count), as in \(name)"))
    }
    if let column = other.columns.first(where: { hasColumn(named: $0.name) }) {
      throw .invalidColumn(
        name: column.name, table: other.name, row: nil, found: "a column of \(name) too", expected: "another name")
    }
    let (left, right) = (numericColumns, other.numericColumns)
    var joined: [Scalar] = []
    joined.reserveCapacity(count * (left + right))
    for row in 0..<count {
      joined += numbers[row * left..<(row + 1) * left]
      joined += other.numbers[row * right..<(row + 1) * right]
    }
    return Table(
      name: name, columns: (columns + other.columns).map { (name: $0.name, kind: $0.kind) }, count: count,
      numbers: joined, texts: texts + other.texts, lines: lines, firstLine: firstLine)
  }
}
