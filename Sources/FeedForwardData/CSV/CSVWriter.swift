import FeedForward

/// Writes records as text, RFC 4180 but for the line break, which is LF.
///
/// Numbers are written by the fewest digits that read back as the same number; a missing value is an empty field.
public struct CSVWriter: Sendable {
  /// What separates fields.
  public let delimiter: UInt8
  /// What was written and not yet taken.
  public private(set) var bytes: [UInt8] = []
  private var isFirst = true
  private var recordStart = 0

  /// A writer with nothing written.
  public init(delimiter: UInt8 = UInt8(ascii: ",")) { self.delimiter = delimiter }

  /// Takes what was written so far.
  public mutating func take() -> [UInt8] {
    precondition(isFirst, "Bytes are taken between records, not within one.")
    defer {
      bytes.removeAll(keepingCapacity: true)
      recordStart = 0
    }
    return bytes
  }

  /// Adds a text to the record, nil where missing; it is quoted where it has to be.
  public mutating func append(_ text: String?) {
    separate()
    guard let text else { return }
    let quote = UInt8(ascii: "\"")
    let (first, last) = (text.utf8.first, text.utf8.last)
    let isPlain =
      !text.utf8.contains { $0 == delimiter || $0 == quote || $0 == 10 || $0 == 13 } && !isBlank(first)
      && !isBlank(last)
    guard !isPlain else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  /// Adds a number to the record, NaN where missing.
  public mutating func append<Scalar: BLASScalar>(_ number: Scalar) {
    separate()
    guard !number.isNaN else { return }
    let text = "\(number)"
    bytes.append(contentsOf: text.utf8)
    if text.hasSuffix(".0") { bytes.removeLast(2) }
  }

  /// Ends the record.
  public mutating func endRecord() {
    // A line without anything in it would be passed over.
    if bytes.count == recordStart { bytes += Array("\"\"".utf8) }
    bytes.append(10)
    (isFirst, recordStart) = (true, bytes.count)
  }

  /// A line with nothing in it, which readers pass over.
  mutating func endBlankLine() {
    bytes.append(10)
    recordStart = bytes.count
  }

  private mutating func separate() {
    if !isFirst { bytes.append(delimiter) }
    isFirst = false
  }

  private func isBlank(_ byte: UInt8?) -> Bool { byte == 32 || byte == 9 }
}

extension Table {
  /// The table as text with a header. A text that is a marker of missing values is one when it is read again. O(size).
  public func csv(delimiter: UInt8 = UInt8(ascii: ",")) -> [UInt8] {
    var writer = CSVWriter(delimiter: delimiter)
    writeHeader(&writer)
    for row in 0..<count { write(row: row, &writer) }
    return writer.take()
  }

  func writeHeader(_ writer: inout CSVWriter) {
    for column in columns { writer.append(column.name) }
    writer.endRecord()
  }

  func write(row: Int, _ writer: inout CSVWriter) {
    for column in columns {
      switch column.kind {
      case .number where column.textsOfNumbers == nil: writer.append(number(row, column))
      case .date:
        let days = number(row, column)
        writer.append(days.isNaN ? nil : column.text(ofDays: days))
      case .number, .text:
        guard let slot = column.textSlot else { continue }
        let code = Int(texts[slot].codes[row])
        writer.append(code < 0 ? nil : texts[slot].distinct[code])
      }
    }
    writer.endRecord()
  }
}
