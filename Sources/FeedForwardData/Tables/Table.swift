import FeedForward

/// A table of named, typed columns: numbers or texts, any of them missing.
///
/// Numbers stand in one row-major block, so that a table of numbers alone is the matrix it becomes; texts are indices into
/// the list of different texts of their column.
public struct Table<Scalar: BLASScalar>: Sendable {
  /// What a column holds.
  public typealias Kind = ColumnKind

  /// A column of the table.
  public struct Column: Sendable, Equatable {
    /// From the header, or `x1`, `x2`, … where there is none.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// Its place among the columns of its kind.
    let place: Int
  }

  /// The texts of a column.
  package struct Texts: Sendable {
    /// Each different text once, in the order in which they are met.
    var distinct: [String] = []
    /// For each row an index into `distinct`; −1 where missing.
    var codes: [Int32] = []

    package init(distinct: [String] = [], codes: [Int32] = []) { (self.distinct, self.codes) = (distinct, codes) }
  }

  /// What errors call the table: the name of its file, mostly.
  public let name: String
  /// In the order of the file.
  public let columns: [Column]
  /// Where in `columns` a name stands.
  private let index: [String: Int]
  /// Number of rows.
  public let count: Int
  /// count × number of numeric columns, row-major.
  var numbers: [Scalar]
  /// One for each text column.
  var texts: [Texts]
  /// The line of each row in the file, from 1; nil where row r stands in line `firstLine + r`.
  var lines: [Int]?
  var firstLine: Int?

  /// Names in the order of the file.
  public var columnNames: [String] { columns.map(\.name) }

  var numericColumns: Int { columns.count - texts.count }

  package init(
    name: String, columns: [(name: String, kind: Kind)], count: Int, numbers: [Scalar], texts: [Texts],
    lines: [Int]? = nil, firstLine: Int? = nil
  ) {
    self.name = name
    var places: [Kind: Int] = [:]
    self.columns = columns.map { name, kind in
      defer { places[kind, default: 0] += 1 }
      return Column(name: name, kind: kind, place: places[kind, default: 0])
    }
    index = Dictionary(columns.indices.map { (columns[$0].name, $0) }) { first, _ in first }
    (self.count, self.numbers, self.texts, self.lines, self.firstLine) = (count, numbers, texts, lines, firstLine)
  }

  /// The column of that name.
  ///
  /// - Throws: ``DataError/missingColumn(name:table:present:)``.
  public func column(named name: String) throws(DataError) -> Column {
    guard let index = index[name] else {
      throw .missingColumn(name: name, table: self.name, present: columnNames)
    }
    return columns[index]
  }

  /// Whether there is a column of that name.
  func hasColumn(named name: String) -> Bool { index[name] != nil }

  /// Where the column stands; nil for one of another table.
  func place(of column: Column) -> Int? {
    guard let index = index[column.name], columns[index] == column else { return nil }
    return index
  }

  /// The numbers of a column, NaN where missing; nil if it holds texts or is one of another table. A copy, O(rows).
  public func numbers(of column: Column) -> [Scalar]? {
    guard column.kind == .number, place(of: column) != nil else { return nil }
    let width = numericColumns
    return (0..<count).map { numbers[$0 * width + column.place] }
  }

  /// The texts of a column, nil where missing; nil if it holds numbers or is one of another table. A copy, O(rows).
  public func texts(of column: Column) -> [String?]? {
    guard column.kind == .text, place(of: column) != nil else { return nil }
    let texts = texts[column.place]
    return texts.codes.map { $0 < 0 ? nil : texts.distinct[Int($0)] }
  }

  /// The line of the file in which a row begins, from 1; nil for a table that was not read from lines, and for a row that is
  /// not there.
  public func line(ofRow row: Int) -> Int? {
    guard row >= 0, row < count else { return nil }
    return lines?[row] ?? firstLine.map { $0 + row }
  }
}
