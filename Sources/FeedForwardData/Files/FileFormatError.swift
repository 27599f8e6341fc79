import FeedForward

/// A place in a file that is not as its format says.
public struct FileFormatError: Error, Equatable, Sendable {
  /// The name of the file.
  public let file: String
  /// The line, from 1; nil where the file has no lines or the file as a whole is meant.
  public let line: Int?
  /// The column, from 1: in a table the field, not the character; nil where the whole line is meant.
  public let column: Int?
  /// What stands there.
  public let found: String
  /// What should.
  public let expected: String

  /// An error about a place in a file.
  public init(file: String, line: Int? = nil, column: Int? = nil, found: String, expected: String) {
    (self.file, self.line, self.column, self.found, self.expected) = (file, line, column, found, expected)
  }
}

extension FileFormatError: DescribedError {
  /// As in `cancer1.dt:9: found 10 numbers, expected 11.` and `prices.csv:12:3: found “abc”, expected a number.`
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return "\(file)\(place): found \(found), expected \(expected)."
  }
}

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
  mutating func numbers(count: Int) throws(FileFormatError) -> [Double] {
    guard let text = next() else { throw error(found: "the end of the file", expected: "\(count) numbers") }
    let fields = text.utf8.split(whereSeparator: \.isBlank)
    guard fields.count == count else {
      throw error(found: "\(fields.count) numbers", expected: "\(count)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for field in fields {
      guard let number = Double(Substring(field)), number.isFinite else {
        throw error(found: Self.quoted(Substring(field)), expected: "a finite number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A text in an error, or its beginning.
  static func quoted(_ text: Substring) -> String { "“\(text.prefix(40))\(text.dropFirst(40).isEmpty ? "" : "…")”" }

  /// About the line that was read last.
  func error(found: String, expected: String) -> FileFormatError {
    FileFormatError(file: file, line: max(1, line), found: found, expected: expected)
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}
