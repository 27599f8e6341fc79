import FeedForward

extension Matrix {
  /// The matrix as an NPY file, version 1.0, in C's order. O(size).
  public func npy() -> [UInt8] {
    var bytes = npyHeader(rows: rows, columns: columns, size: MemoryLayout<Scalar>.size)
    append(elements, to: &bytes)
    return bytes
  }
}

extension Table {
  /// The table as an NPY file of `Double`, NaN where a number is missing. The names are lost. O(size).
  ///
  /// - Throws: ``DataError`` for a column of texts.
  public func npy() throws -> [UInt8] {
    if let column = columns.first(where: { $0.kind == .text }) {
      throw FilePlace(table: name, column: column.name).error(found: "texts", expected: "numbers, as NPY holds")
    }
    return try matrix(Double.self).npy()
  }
}

/// The numbers begin at a multiple of 64 bytes.
private func npyHeader(rows: Int, columns: Int, size: Int) -> [UInt8] {
  let dictionary = "{'descr': '<f\(size)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
  let length = (10 + dictionary.utf8.count + 1 + 63) / 64 * 64 - 10
  let padding = String(repeating: " ", count: length - dictionary.utf8.count - 1)
  return NPYHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array((dictionary + padding + "\n").utf8)
}

private func append<Scalar: BLASScalar>(_ numbers: [Scalar], to bytes: inout [UInt8]) {
  #if _endian(little)
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  #else
    #error("NPY is written on little-endian processors only.")
  #endif
}
