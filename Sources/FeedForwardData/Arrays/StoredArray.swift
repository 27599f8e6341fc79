import FeedForward

/// An array of numbers in a file: its header, read and found to fit the file before any memory is
/// taken for its numbers.
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
  ) throws {
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
    self.source = source
    self.offset = offset
    self.type = type
    self.rows = rows
    self.columns = columns
    self.isColumnMajor = isColumnMajor && columns > 1
    dimensions = shape.count
  }

  /// The numbers, row by row.
  ///
  /// - Throws: for an infinity; NaN is a missing number.
  func numbers() throws -> PackedNumbers {
    guard isColumnMajor else {
      var packer = NumberPacker(width: columns, capacity: rows)
      try read { packer.append($0) }
      return packer.finish()
    }
    var columns: [[Double]] = []
    var values: [Double] = []
    values.reserveCapacity(rows)
    try read { piece in
      for value in piece {
        values.append(value)
        if values.count == rows {
          columns.append(values)
          values.removeAll(keepingCapacity: true)
        }
      }
    }
    return PackedNumbers(columns, count: rows)
  }

  /// Hands out the numbers in the order of the file, some at a time.
  ///
  /// - Throws: for an infinity.
  func read(_ take: (ArraySlice<Double>) -> Void) throws {
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
      if let i = values[..<count].firstIndex(where: { $0.isInfinite }) {
        let index = done + i
        let (row, column) = isColumnMajor ? (index % rows, index / rows) : (index / columns, index % columns)
        throw source.error(
          found: "\(values[i]) in row \(row), column \(column) of the array", expected: "a finite number")
      }
      take(values[..<count])
      done += count
    }
  }

  private func skip(_ count: Int) throws {
    var bytes = [UInt8](repeating: 0, count: min(count, 1 << 16))
    var left = count
    while left > 0 {
      let part = min(left, bytes.count)
      try fill(&bytes, part)
      left -= part
    }
  }

  private func fill(_ bytes: inout [UInt8], _ count: Int) throws {
    var filled = 0
    while filled < count {
      let read = try source.read(into: &bytes, at: filled..<count)
      guard read > 0 else { throw FileError(source.name, "It changed while it was read") }
      filled += read
    }
  }
}

extension ByteSource {
  /// The number of bytes, counted where it is not known; the next read is anywhere.
  func length() throws -> Int {
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
