/// Records of nothing but numbers and empty fields, without quotes and blanks: most records of most tables of numbers.
/// They are read without noting where each field stands; any other record is left to the ``Tokenizer``.
enum NumberRecord {
  private static let (lineFeed, carriageReturn): (UInt8, UInt8) = (10, 13)

  /// Reads the record that begins at `start` into a row that has a place for each field, NaN where one is empty.
  ///
  /// - Returns: the offset after it and the number of empty fields; nil if it is another record, or if
  ///   bytes of it are missing.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, delimiter: UInt8, into row: inout MutableSpan<Double>
  ) -> (next: Int, missing: Int)? {
    let (end, last) = (bytes.count, row.count - 1)
    var (i, missing) = (start, 0)
    for column in row.indices {
      let first = i
      if let number = NumberScanner.exactNumber(bytes, &i) {
        row[column] = number
      } else {
        // A line with nothing in it is no record.
        guard i == first, last > 0 else { return nil }
        row[column] = .nan
        missing += 1
      }
      guard i < end, column == last || bytes[i] == delimiter else { return nil }
      if column < last { i += 1 }
    }
    if bytes[i] == lineFeed { return (i + 1, missing) }
    guard bytes[i] == carriageReturn, i + 1 < end else { return nil }
    return (bytes[i + 1] == lineFeed ? i + 2 : i + 1, missing)
  }
}
