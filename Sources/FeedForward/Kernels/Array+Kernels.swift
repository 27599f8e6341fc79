/// What values ask of their numbers without a pointer of their own.
extension Array where Element: BLASScalar {
  /// Lends the elements as a matrix without gaps.
  mutating func withMatrixView<Result, Failure: Error>(
    rows: Int, columns: Int, _ body: (MatrixView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(count == rows * columns, "\(count) elements for \(rows) × \(columns)")
    return try withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      // An empty array has no address; no kernel touches a view without elements.
      let base = buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)
      guard let base else { preconditionFailure("no address") }
      return try body(MatrixView(base: base, rows: rows, columns: columns, stride: columns))
    }
  }

  /// Index of the first element that is not finite; nil if all are. O(count).
  var firstNonFinite: Int? {
    let index = withUnsafeBufferPointer { Element._firstNonFinite($0) }
    return index < 0 ? nil : index
  }
}
