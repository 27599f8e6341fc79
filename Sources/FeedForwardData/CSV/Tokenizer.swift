/// A field of a record: where its text stands in the buffer, without quotes and blanks around it.
struct Field {
  var start: Int
  var end: Int
  var isQuoted = false
  /// Whether there are doubled quotes or escapes in it, each of which means one character.
  var isEscaped = false
}

/// Cuts bytes into records and these into fields: RFC 4180, with any line break and blanks around quotes, or fields
/// between runs of blanks.
enum Tokenizer {
  enum Outcome {
    /// Fields, the offset after them, and the number of line breaks they take.
    case record(next: Int, lines: Int)
    /// A blank line or a comment.
    case skipped(next: Int, lines: Int)
    /// The record goes on after the end of the bytes.
    case incomplete
    case failure(offset: Int, found: String, expected: String)
  }

  private static let (tab, lineFeed, carriageReturn, space): (UInt8, UInt8, UInt8, UInt8) = (9, 10, 13, 32)

  /// The record that begins at `start`, which is not the end.
  static func next(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool, _ dialect: Dialect, fields: inout [Field]
  ) -> Outcome {
    fields.removeAll(keepingCapacity: true)
    let (end, delimiter, isBlank) = (bytes.count, dialect.delimiter, dialect.isBlank)
    let trims = dialect.trimsBlanks || isBlank
    // Without a quote or an escape, one that no byte equals.
    let quote = dialect.quote.map { UInt16($0) } ?? 256
    let escape = dialect.escape.map { UInt16($0) } ?? 256
    let secondBlank = delimiter == tab ? space : tab
    var i = start
    var lines = 0
    if bytes[i] == dialect.comment {
      while i < end, bytes[i] != lineFeed, bytes[i] != carriageReturn { i += 1 }
      guard let next = afterLineBreak(bytes, i, isLast) else { return .incomplete }
      return .skipped(next: next, lines: 1)
    }
    while true {
      if trims {
        while i < end, bytes[i] == space || bytes[i] == secondBlank { i += 1 }
      }
      var field = Field(start: i, end: i)
      if i < end, UInt16(bytes[i]) == quote {
        switch closing(of: i, in: bytes, isLast, quote: bytes[i], escape: escape, &field, &lines) {
        case .record(let next, _): i = next
        case let other: return other
        }
        let closed = i
        while i < end, bytes[i] == space || bytes[i] == secondBlank { i += 1 }
        if isBlank, i > closed { i = closed }
        if i < end, bytes[i] != delimiter, bytes[i] != lineFeed, bytes[i] != carriageReturn,
          !(isBlank && bytes[i] == tab)
        {
          return .failure(
            offset: i, found: "\(described(bytes, i)) after a closing quote",
            expected: "a delimiter or a line break\(hint)")
        }
      } else {
        while i < end {
          let byte = bytes[i]
          if byte == delimiter { break }
          if byte <= carriageReturn, byte == lineFeed || byte == carriageReturn || byte == 0 || isBlank && byte == tab {
            break
          }
          if UInt16(byte) == escape {
            if i + 1 == end, !isLast { return .incomplete }
            (field.isEscaped, i) = (true, i + 1)
            if i < end, bytes[i] == lineFeed { lines += 1 }
          }
          i += 1
        }
        i = min(i, end)
        field.end = i
        if trims {
          while field.end > field.start, bytes[field.end - 1] == space || bytes[field.end - 1] == secondBlank {
            field.end -= 1
          }
        }
      }
      if i < end, bytes[i] == 0 { return nul(at: i) }
      fields.append(field)
      if isBlank {
        while i < end, bytes[i] == space || bytes[i] == tab { i += 1 }
        if i == end, !isLast { return .incomplete }
        if i < end, bytes[i] != lineFeed, bytes[i] != carriageReturn { continue }
      } else if i < end, bytes[i] == delimiter {
        i += 1
        continue
      }
      guard let next = afterLineBreak(bytes, i, isLast) else { return .incomplete }
      let isBlankLine = fields.count == 1 && field.start == field.end && !field.isQuoted
      return isBlankLine ? .skipped(next: next, lines: lines + 1) : .record(next: next, lines: lines + 1)
    }
  }

  /// From an opening quote to the offset after the closing one.
  private static func closing(
    of opening: Int, in bytes: UnsafeBufferPointer<UInt8>, _ isLast: Bool, quote: UInt8, escape: UInt16,
    _ field: inout Field, _ lines: inout Int
  ) -> Outcome {
    let end = bytes.count
    var i = opening + 1
    field = Field(start: i, end: i, isQuoted: true)
    while i < end {
      let byte = bytes[i]
      if UInt16(byte) == escape {
        if i + 1 >= end, !isLast { return .incomplete }
        (field.isEscaped, i) = (true, i + 1)
        if i < end, bytes[i] == lineFeed { lines += 1 }
        i += 1
        continue
      }
      if byte == quote {
        if i + 1 == end, !isLast { return .incomplete }
        if i + 1 < end, bytes[i + 1] == quote {
          field.isEscaped = true
          i += 2
          continue
        }
        field.end = i
        return .record(next: i + 1, lines: 0)
      }
      if byte == 0 { return nul(at: i) }
      if byte == lineFeed || (byte == carriageReturn && !(i + 1 < end && bytes[i + 1] == lineFeed)) { lines += 1 }
      i += 1
    }
    guard isLast else { return .incomplete }
    return .failure(offset: opening, found: "a quote that is not closed", expected: "a closing quote\(hint)")
  }

  /// The offset after the line break at `i`, or the end; nil if more bytes have to be seen.
  private static func afterLineBreak(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int, _ isLast: Bool) -> Int? {
    if i == bytes.count { return isLast ? i : nil }
    if bytes[i] == lineFeed { return i + 1 }
    if i + 1 == bytes.count { return isLast ? i + 1 : nil }
    return bytes[i + 1] == lineFeed ? i + 2 : i + 1
  }

  private static var hint: String { " (--quote none takes quotes for letters)" }

  private static func nul(at offset: Int) -> Outcome {
    .failure(offset: offset, found: "a NUL byte", expected: "text")
  }

  private static func described(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> String {
    if bytes[i] == 0 { return "a NUL byte" }
    let rest = UnsafeBufferPointer(rebasing: bytes[i..<min(i + 256, bytes.count)])
    return quoted(rest.prefix { $0 != lineFeed && $0 != carriageReturn })
  }
}

/// Bytes in an error; see ``Swift/String/quoted``.
func quoted(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self).quoted }
