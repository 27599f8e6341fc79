/// What values ask of their numbers without a pointer of their own.
extension Array where Element: BLASScalar {
  /// Lends the elements as a matrix without gaps.
  mutating func withMatrixView<Result, Failure: Error>(
    rows: Int, columns: Int, _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(count == rows * columns, "\(count) elements for \(rows) × \(columns)")
    return try withVector { (elements) throws(Failure) in
      try body(MatrixView(base: elements.base, rows: rows, columns: columns, stride: columns))
    }
  }

  /// Lends the elements as a vector.
  mutating func withVector<Result, Failure: Error>(
    _ body: (Vector<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      // An empty array has no address; no kernel touches a vector without elements.
      let base = buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)
      guard let base else { preconditionFailure("no address") }
      return try body(Vector(base: base, count: buffer.count))
    }
  }

  /// Index of the first element that is not finite; nil if all are. O(count).
  var firstNonFinite: Int? {
    guard !isEmpty else { return nil }
    let index = Element.Kernels.firstNonfinite(count, self)
    return index < 0 ? nil : index
  }
}
