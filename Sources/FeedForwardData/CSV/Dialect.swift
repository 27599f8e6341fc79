/// How records and fields are told apart.
struct Dialect {
  var delimiter: UInt8
  var quote: UInt8?
  var comment: UInt8?
  var trimsBlanks: Bool
  /// The markers of a missing value besides the empty field.
  var missing: [[UInt8]]

  init(_ options: TableOptions, delimiter: UInt8) {
    self.delimiter = delimiter
    (quote, comment, trimsBlanks) = (options.quote, options.comment, options.trimsBlanks)
    missing = options.missing.map { Array($0.utf8) }
  }

  /// Whether a field stands for a missing value.
  func isMissing(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    field.isEmpty || missing.contains { $0.count == field.count && $0.elementsEqual(field) }
  }

  /// Whether one of the markers is a number itself, so that it has to be looked for among numbers.
  var hasNumericMarker: Bool {
    missing.contains { marker in
      marker.withUnsafeBufferPointer { NumberScanner.scan($0, 0, $0.count) != .noNumber }
    }
  }
}
