/// The lines of a text that are not empty, and where they stand.
struct NumberedLines {
  private let file: String
  private let lines: [ArraySlice<UInt8>]
  /// The line that was read last, from 1.
  private var line = 0

  init(_ text: [UInt8], file: String) {
    self.file = file
    lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  /// The next line that is not blank, without the blanks around it; nil at the end.
  mutating func next() -> Substring? {
    while line < lines.count {
      line += 1
      let fields = lines[line - 1]
      if let first = fields.firstIndex(where: { !$0.isBlank }), let last = fields.lastIndex(where: { !$0.isBlank }) {
        return Substring(decoding: fields[first...last], as: UTF8.self)
      }
    }
    return nil
  }

  /// The finite numbers of the next line.
  mutating func numbers(count: Int) throws -> [Double] {
    guard let text = next() else { throw error(found: "the end of the file", expected: "\(count) numbers") }
    let fields = text.utf8.split(whereSeparator: \.isBlank)
    guard fields.count == count else {
      throw error(found: "\(fields.count) numbers", expected: "\(count)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for field in fields {
      guard let number = Double(Substring(field)), number.isFinite else {
        throw error(found: String(Substring(field)).quoted, expected: "a finite number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// About the line that was read last.
  func error(found: String, expected: String) -> DataError {
    FilePlace(file: file, line: max(1, line)).error(found: found, expected: expected)
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}
