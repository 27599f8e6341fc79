/// A dense matrix, row-major: element (r, c) stands at `elements[r * columns + c]`.
///
/// Tables of examples have one example a row.
public struct Matrix<Scalar: BLASScalar>: Sendable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// rows · columns elements, row after row.
  public private(set) var elements: [Scalar]

  /// A matrix of the given elements, row after row.
  ///
  /// - Throws: ``FeedForwardError/wrongShape(what:found:expected:)`` unless `elements.count == rows * columns`
  ///   and neither is negative.
  public init(rows: Int, columns: Int, elements: [Scalar]) throws(FeedForwardError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == count else {
      throw .wrongShape(
        what: "Matrix", found: "\(elements.count) elements", expected: "\(rows) × \(columns)")
    }
    self.init(unchecked: elements, rows: rows, columns: columns)
  }

  /// A matrix from its rows.
  ///
  /// - Throws: ``FeedForwardError/wrongShape(what:found:expected:)`` if the rows differ in length.
  public init(_ rows: [[Scalar]]) throws(FeedForwardError) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      throw .wrongShape(
        what: "Row \(index) of a matrix", found: "\(row.count) columns", expected: "\(columns) as in row 0")
    }
    self.init(unchecked: Array(rows.joined()), rows: rows.count, columns: columns)
  }

  /// A matrix of `rows × columns` zeros.
  ///
  /// - Throws: ``FeedForwardError/outOfMemory(bytes:)`` or ``FeedForwardError/wrongShape(what:found:expected:)``.
  public init(zeros rows: Int, by columns: Int) throws(FeedForwardError) {
    guard rows >= 0, columns >= 0 else {
      throw .wrongShape(what: "Matrix", found: "\(rows) × \(columns)", expected: "no negative size")
    }
    self.init(unchecked: try [Scalar](zeros: try product(rows, columns)), rows: rows, columns: columns)
  }

  package init(unchecked elements: [Scalar], rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Element in row `r`, column `c`. Stops the program, as an array does, for one that is not there.
  public subscript(r: Int, c: Int) -> Scalar {
    get {
      precondition(contains(r, c), "element (\(r), \(c)) of a \(rows) × \(columns) matrix")
      return elements[r * columns + c]
    }
    set {
      precondition(contains(r, c), "element (\(r), \(c)) of a \(rows) × \(columns) matrix")
      elements[r * columns + c] = newValue
    }
  }

  private func contains(_ r: Int, _ c: Int) -> Bool {
    r >= 0 && r < rows && c >= 0 && c < columns
  }

  /// Row `r`, without a copy of its elements. Stops the program, as an array does, for one that is not there.
  public func row(_ r: Int) -> ArraySlice<Scalar> {
    elements[r * columns..<(r + 1) * columns]
  }

  /// Column `c` in `Double`. O(rows).
  package func column(_ c: Int) -> [Double] { (0..<rows).map { Double(elements[$0 * columns + c]) } }

  /// The given rows, in the given order. O(rows · columns).
  ///
  /// - Throws: ``FeedForwardError/wrongShape(what:found:expected:)`` for a row that is not there.
  public func selecting(rows indices: [Int]) throws(FeedForwardError) -> Matrix {
    var selected: [Scalar] = []
    selected.reserveCapacity(indices.count * columns)
    for index in indices {
      guard index >= 0, index < rows else {
        throw .wrongShape(what: "Row index", found: "\(index)", expected: "0 to \(rows - 1)")
      }
      selected += row(index)
    }
    return Matrix(unchecked: selected, rows: indices.count, columns: columns)
  }

  /// Rows that follow each other.
  func part(_ range: Range<Int>) -> Matrix {
    Matrix(
      unchecked: Array(elements[range.lowerBound * columns..<range.upperBound * columns]), rows: range.count,
      columns: columns)
  }

  /// The same numbers in another precision. Throws nothing: a number out of range becomes an
  /// infinity, as in `Other(x)`.
  public func converted<Other: BLASScalar>(to type: Other.Type) -> Matrix<Other> {
    Matrix<Other>(unchecked: elements.map { Other($0) }, rows: rows, columns: columns)
  }

  mutating func withView<Result, Failure: Error>(
    _ body: (MatrixView<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try elements.withMatrixView(rows: rows, columns: columns, body)
  }

  mutating func scale(by factor: Scalar) {
    for i in elements.indices { elements[i] *= factor }
  }

  /// The first element that is not finite.
  func firstNonFinite() -> (row: Int, column: Int, value: Scalar)? {
    elements.firstNonFinite.map { ($0 / columns, $0 % columns, elements[$0]) }
  }

  func requireFinite(_ what: String) throws(FeedForwardError) {
    if let found = firstNonFinite() {
      throw .nonFinite(what: what, row: found.row, column: found.column, value: "\(found.value)")
    }
  }
}

extension Matrix: Codable {
  private enum CodingKeys: CodingKey {
    case rows, columns, elements
  }

  /// Decodes a matrix.
  ///
  /// - Throws: `DecodingError`; ``FeedForwardError/wrongShape(what:found:expected:)`` unless there are as many elements
  ///   as the shape says.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      rows: container.decode(Int.self, forKey: .rows), columns: container.decode(Int.self, forKey: .columns),
      elements: container.decode([Scalar].self, forKey: .elements))
  }
}
