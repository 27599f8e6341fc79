import FeedForward

/// An array of numbers in a file: its header, read and found to fit the file before any memory is taken for its numbers.
struct StoredArray {
  let source: any ByteSource
  /// Where the numbers begin.
  let offset: Int
  let type: ElementType
  /// The first dimension.
  let rows: Int
  /// The product of all others.
  let columns: Int
  /// Whether the numbers of a column stand together, not those of a row.
  let isColumnMajor: Bool
  let dimensions: Int

  /// - Throws: unless the source holds as many bytes as the shape says, and at least one number.
  init(
    _ source: any ByteSource, offset: Int, type: ElementType, shape: [Int], isColumnMajor: Bool = false
  ) throws(DataError) {
    let text = "(" + shape.map { "\($0)" }.joined(separator: ", ") + ")"
    guard let rows = shape.first, shape.allSatisfy({ $0 > 0 }) else {
      throw source.error(found: "an array of shape \(text)", expected: "rows and columns, at least one each")
    }
    var (columns, bytes) = (1, type.size)
    for (index, size) in shape.enumerated() {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw source.error(found: "an array of shape \(text)", expected: "one that fits into memory")
      }
      bytes = product
      if index > 0 { columns *= size }
    }
    guard !isColumnMajor || shape.count <= 2 else {
      throw source.error(
        found: "an array of shape \(text) in Fortran's order", expected: "at most 2 dimensions, or C's order")
    }
    let present = try source.length() - offset
    guard bytes == present else {
      throw source.error(
        found: "\(present) bytes of numbers", expected: "\(bytes) for shape \(text) of \(type.size) bytes each")
    }
    (self.source, self.offset, self.type, self.rows, self.columns) = (source, offset, type, rows, columns)
    self.isColumnMajor = isColumnMajor && columns > 1
    dimensions = shape.count
  }

  /// Writes the numbers into columns `first`… of a row-major block with rows of `width`.
  ///
  /// - Throws: for an infinity, and a number out of the scalar's range; NaN is a missing number.
  func read<Scalar: BLASScalar>(into block: inout [Scalar], first: Int, width: Int) throws(DataError) {
    try source.seek(to: 0)
    try skip(offset)
    let piece = (1 << 16) / type.size
    var bytes = [UInt8](repeating: 0, count: piece * type.size)
    var values = [Double](repeating: 0, count: piece)
    var done = 0
    while done < rows * columns {
      let count = min(piece, rows * columns - done)
      try fill(&bytes, count * type.size)
      type.decode(bytes, count: count, into: &values)
      for i in 0..<count where !(values[i].magnitude < Scalar.firstInfinite) && !values[i].isNaN {
        let place = done + i
        let (row, column) = isColumnMajor ? (place % rows, place / rows) : (place / columns, place % columns)
        throw source.error(
          found: "\(values[i]) in row \(row), column \(column) of the array", expected: "a finite \(Scalar.self)")
      }
      if isColumnMajor {
        block.scatter(values, count, at: done, rows: rows, first: first, width: width)
      } else {
        block.place(values, count, at: done, columns: columns, first: first, width: width)
      }
      done += count
    }
  }

  private func skip(_ count: Int) throws(DataError) {
    var bytes = [UInt8](repeating: 0, count: min(count, 1 << 16))
    var left = count
    while left > 0 {
      let part = min(left, bytes.count)
      try fill(&bytes, part)
      left -= part
    }
  }

  private func fill(_ bytes: inout [UInt8], _ count: Int) throws(DataError) {
    var filled = 0
    while filled < count {
      let read = try source.read(into: &bytes, at: filled..<count)
      guard read > 0 else { throw .inaccessible(file: source.name, reason: "It changed while it was read") }
      filled += read
    }
  }
}

extension ByteSource {
  /// The number of bytes, counted where it is not known; the next read is anywhere.
  func length() throws(DataError) -> Int {
    if let size { return size }
    try seek(to: 0)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var length = 0
    while true {
      let count = try read(into: &piece, at: 0..<piece.count)
      if count == 0 { return length }
      length += count
    }
  }
}

extension Array where Element: BLASScalar {
  /// Numbers `start`… of a row-major array of `columns`, rounded, into columns `first`… of rows of `width`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func place(_ values: [Double], _ count: Int, at start: Int, columns: Int, first: Int, width: Int) {
    var (row, column) = (start / columns, start % columns)
    for i in 0..<count {
      self[row * width + first + column] = Element(values[i])
      column += 1
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }

  /// The same of a column-major array of `rows`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func scatter(_ values: [Double], _ count: Int, at start: Int, rows: Int, first: Int, width: Int) {
    var (row, column) = (start % rows, start / rows)
    for i in 0..<count {
      self[row * width + first + column] = Element(values[i])
      row += 1
      if row == rows { (row, column) = (0, column + 1) }
    }
  }
}
