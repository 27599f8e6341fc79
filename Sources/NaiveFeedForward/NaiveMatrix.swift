/// A `rows` × `columns` matrix of `Double`, row after row in one flat array.
public struct NaiveMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The `rows * columns` elements, row-major: element (i, j) is `elements[i * columns + j]`.
  public var elements: [Double]

  /// A `rows` × `columns` matrix of the given elements, row-major; zeros when none are given.
  ///
  /// - Precondition: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Double]? = nil) {
    let elements = elements ?? [Double](repeating: 0, count: rows * columns)
    precondition(
      elements.count == rows * columns,
      "A \(rows) × \(columns) matrix has \(rows * columns) elements, but \(elements.count) were given.")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Element (i, j), both counted from 0.
  public subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// Row i, an array of `columns` elements.
  public func row(_ i: Int) -> [Double] {
    Array(elements[i * columns..<(i + 1) * columns])
  }
}
