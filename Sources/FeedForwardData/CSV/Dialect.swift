/// How records and fields are told apart.
struct Dialect {
  var delimiter: UInt8
  var quote: UInt8?
  var escape: UInt8?
  var comment: UInt8?
  var trimsBlanks: Bool
  let missing: MissingMarkers

  init(_ options: TableOptions, delimiter: UInt8) {
    self.delimiter = delimiter
    (quote, escape, comment) = (options.quote, options.escape, options.comment)
    trimsBlanks = options.trimsBlanks
    missing = MissingMarkers(options.missing)
  }

  /// Whether fields stand between runs of blanks.
  var isBlank: Bool { delimiter == 0x20 }

  /// Whether no mark and no marker may be taken for part of a number or of a line break, or one mark for another.
  var hasDistinctMarks: Bool {
    let marks = [delimiter, quote, escape, comment].compactMap(\.self)
    let taken = Array("0123456789+-.eE \n\r\0".utf8)
    return Set(marks).count == marks.count && !marks.contains { taken.contains($0) } && !missing.areNumeric
  }
}

/// The texts that stand for a missing value, besides the empty field and one of blanks.
struct MissingMarkers {
  private let texts: [[UInt8]]
  /// By the first byte, whether a marker may begin so.
  private let begins: [Bool]
  private let numbers: [Double]

  init(_ texts: [String]) {
    self.texts = texts.map { Array($0.utf8) }
    var begins = [Bool](repeating: false, count: 256)
    for text in self.texts { if let first = text.first { begins[Int(first)] = true } }
    self.begins = begins
    numbers = texts.compactMap { text in
      var text = text
      return text.withUTF8 { bytes in
        if case .number(let value, _) = NumberScanner.scan(bytes, 0, bytes.count) { value } else { nil }
      }
    }
  }

  /// Whether one of them is a number itself, so that it has to be looked for among numbers.
  var areNumeric: Bool { !numbers.isEmpty }

  /// Whether a field stands for a missing value. One that is a number does however it is spelled: −999 and −999.0.
  @inline(__always)
  func contain(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = field.first else { return true }
    if first == 0x20 || first == 0x09 { return field.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    if begins[Int(first)], texts.contains(where: { $0.count == field.count && $0.elementsEqual(field) }) { return true }
    guard areNumeric, case .number(let value, _) = NumberScanner.scan(field, 0, field.count) else { return false }
    return contain(value)
  }

  /// Whether a number is one of them.
  func contain(_ number: Double) -> Bool { numbers.contains(number) }
}
