/// A number with marks in it or around it, as people write them: 1,234.50 · 1.234,50 · 1 234 · 45 % · $12 · (7) · −3.
///
/// A comma and a point are each the decimal mark or stand between groups of three digits; where a field does not tell,
/// both readings are noted, and the column decides. Hexadecimal and what has a unit is no number.
struct DecoratedNumber {
  /// Whether the field is a number with this decimal mark.
  private(set) var (isPoint, isComma) = (false, false)
  private(set) var isPercent = false
  /// A currency's sign as its bytes, least significant first; 0 for none.
  private(set) var currency: UInt64 = 0
  private(set) var isNegative = false
  /// Whether that is said by parentheses, or by the minus of Unicode.
  private(set) var (isInParentheses, hasUnicodeMinus) = (false, false)
  /// Where digits and the marks between them stand.
  private var digits: Range<Int>
  /// Whether marks stand between groups of digits with a point, with a comma as the decimal mark.
  private(set) var (hasPointGroups, hasCommaGroups) = (false, false)

  /// Whether the two readings are different numbers, as of 1,234.
  var isAmbiguous: Bool { isPoint && isComma && hasPointGroups != hasCommaGroups }

  func isNumber(_ mark: ColumnSpelling.DecimalMark) -> Bool { mark == .point ? isPoint : isComma }

  /// nil for a field that is no number in either reading.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    digits = 0..<bytes.count
    guard bytes.count <= Self.longest, strip(bytes), classify(bytes) else { return nil }
  }

  private static let longest = 64

  // MARK: - Around the digits

  /// Takes away blanks, signs, parentheses, currency and percent; whether digits are left.
  private mutating func strip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var (start, end) = (0, bytes.count)
    var (hasSign, hasParentheses) = (false, false)
    func blank(at i: Int) -> Int { Self.blank(bytes, i, end) }
    while start < end {
      let byte = bytes[start]
      if byte &- 0x30 < 10 || byte == 0x2E || byte == 0x2C { break }
      if blank(at: start) > 0 {
        start += blank(at: start)
      } else if byte == 0x28, !hasParentheses, bytes[end - 1] == 0x29 {
        (hasParentheses, start, end) = (true, start + 1, end - 1)
      } else if !hasSign, byte == 0x2D || byte == 0x2B {
        (hasSign, isNegative, start) = (true, byte == 0x2D, start + 1)
      } else if !hasSign, Self.has(bytes, start, end, [0xE2, 0x88, 0x92]) {
        (hasSign, isNegative, start) = (true, true, start + 3)
        hasUnicodeMinus = true
      } else if currency == 0, let length = Self.currency(bytes, start, end) {
        currency = Self.number(of: bytes[start..<start + length])
        start += length
      } else {
        return false
      }
    }
    while start < end {
      let byte = bytes[end - 1]
      if byte &- 0x30 < 10 || byte == 0x2E || byte == 0x2C { break }
      if byte == 0x25, !isPercent {
        (isPercent, end) = (true, end - 1)
      } else if let length = Self.blankBefore(bytes, start, end) {
        end -= length
      } else if currency == 0, let length = Self.currencyBefore(bytes, start, end) {
        currency = Self.number(of: bytes[end - length..<end])
        end -= length
      } else {
        return false
      }
    }
    guard !(hasParentheses && hasSign), !(isPercent && currency != 0) else { return false }
    if hasParentheses { (isNegative, isInParentheses) = (true, true) }
    digits = start..<end
    return start < end
  }

  private static func has(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int, _ end: Int, _ mark: [UInt8]) -> Bool {
    i + mark.count <= end && bytes[i] == mark[0] && mark.indices.allSatisfy { bytes[i + $0] == mark[$0] }
  }

  /// Bytes of the blank at `i`, a space that does not break among them; 0 for none.
  private static func blank(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int, _ end: Int) -> Int {
    if bytes[i] == 0x20 || bytes[i] == 0x09 { return 1 }
    if bytes[i] == 0xC2 { return i + 1 < end && bytes[i + 1] == 0xA0 ? 2 : 0 }
    guard bytes[i] == 0xE2, i + 2 < end, bytes[i + 1] == 0x80 else { return 0 }
    return bytes[i + 2] == 0xAF || bytes[i + 2] == 0x89 ? 3 : 0
  }

  private static func blankBefore(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    (1...3).first { end - $0 >= start && blank(bytes, end - $0, end) == $0 }
  }

  private static let codes = [
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "BRL", "US$",
    "R$",
  ].map { Array($0.utf8) }

  /// Bytes of the currency at `i`: a sign, or a usual code.
  private static func currency(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int, _ end: Int) -> Int? {
    switch bytes[i] {
    case UInt8(ascii: "$"): return 1
    // £ and ¥.
    case 0xC2: return i + 1 < end && (bytes[i + 1] == 0xA3 || bytes[i + 1] == 0xA5) ? 2 : nil
    // U+20A0 to U+20CF, € among them.
    case 0xE2:
      guard i + 2 < end else { return nil }
      let (second, third) = (bytes[i + 1], bytes[i + 2])
      return second == 0x82 && third >= 0xA0 || second == 0x83 && third <= 0x8F ? 3 : nil
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return codes.first { has(bytes, i, end, $0) }?.count
    default: return nil
    }
  }

  private static func currencyBefore(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    [3, 2, 1].first { end - $0 >= start && currency(bytes, end - $0, end) == $0 }
  }

  /// The sign of a currency as its bytes.
  static func number(of bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The sign of a currency as a text.
  static func text(ofCurrency currency: UInt64) -> String? {
    guard currency != 0 else { return nil }
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: currency >> (8 * UInt64($0))) }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  // MARK: - Between the digits

  /// Finds out what commas and points may be; whether the digits are a number at all.
  private mutating func classify(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    /// Marks that stand between groups so far: one kind only.
    var group: UInt8 = 0
    var (run, groups, commas, points) = (0, 0, 0, 0)
    /// Whether all groups after the first have three digits, or two as in 1,23,456.
    var (areGroups, lastGroup, first) = (true, 0, 0)
    var exponent = false
    let start = digits.lowerBound
    var i = start
    // The last comma or point is perhaps the decimal mark; what stands before it are groups.
    var (decimal, decimalMark): (Int?, UInt8) = (nil, 0)
    for j in digits.reversed() where bytes[j] == 0x2C || bytes[j] == 0x2E {
      (decimal, decimalMark) = (j, bytes[j])
      break
    }
    let end = decimal ?? digits.upperBound
    func isGroupRun(_ run: Int) -> Bool { run == 3 || run == 2 }
    while i < end {
      let byte = bytes[i]
      if byte &- 0x30 < 10 {
        run += 1
        i += 1
        continue
      }
      var length = Self.blank(bytes, i, end)
      if length == 0, byte == 0x27 { length = 1 }
      if length == 0, Self.has(bytes, i, end, [0xE2, 0x80, 0x99]) { length = 3 }
      if byte == 0x2C || byte == 0x2E { length = 1 }
      guard length > 0, group == 0 || group == byte else { return false }
      if byte == 0x2C { commas += 1 }
      if byte == 0x2E { points += 1 }
      group = byte
      if groups == 0 { first = run } else if !isGroupRun(run) { areGroups = false }
      groups += 1
      (run, i) = (0, i + length)
    }
    if groups == 0 { first = run } else { lastGroup = run }
    // Two zeros before other digits are a code; so is a zero before a group.
    let startsWithZero = first > 0 && bytes[start] == 0x30
    guard !(startsWithZero && (first > 1 || groups > 0)) else { return false }
    let areWholeGroups = areGroups && first >= 1 && first <= 3 && (groups == 0 || lastGroup == 3)
    guard let decimal else {
      (isPoint, isComma) = (areWholeGroups, areWholeGroups)
      (hasPointGroups, hasCommaGroups) = (groups > 0, groups > 0)
      return areWholeGroups
    }
    // After the mark: decimals, and an exponent.
    var (after, j) = (0, decimal + 1)
    while j < digits.upperBound, bytes[j] &- 0x30 < 10 { (after, j) = (after + 1, j + 1) }
    if j < digits.upperBound {
      exponent = true
      guard bytes[j] | 0x20 == 0x65 else { return false }
      j += 1
      if j < digits.upperBound, bytes[j] == 0x2D || bytes[j] == 0x2B { j += 1 }
      let from = j
      while j < digits.upperBound, bytes[j] &- 0x30 < 10 { j += 1 }
      guard j == digits.upperBound, j > from, j - from < 4 else { return false }
    }
    let isDecimal =
      (groups == 0 ? first + after > 0 : areWholeGroups && group != decimalMark) && (decimalMark == 0x2E || after > 0)
    // The same mark again, or the only one with three digits after it, may stand between groups.
    let isGroup =
      !exponent && after == 3 && first >= 1 && first <= 3 && !startsWithZero
      && (groups == 0 || areGroups && isGroupRun(lastGroup) && group == decimalMark)
    if decimalMark == 0x2E {
      (isPoint, isComma) = (isDecimal, isGroup)
    } else {
      (isPoint, isComma) = (isGroup, isDecimal)
    }
    hasPointGroups = decimalMark == 0x2C || groups > 0
    hasCommaGroups = decimalMark == 0x2E || groups > 0
    return isPoint || isComma
  }

  // MARK: - Its value

  /// The number with that decimal mark, rounded once; as ``NumberScanner`` gives it.
  func value(_ bytes: UnsafeBufferPointer<UInt8>, _ mark: ColumnSpelling.DecimalMark) -> NumberScanner.Result {
    guard isNumber(mark) else { return .noNumber }
    let decimal: UInt8 = mark == .point ? 0x2E : 0x2C
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longest + 1) { plain in
      var count = 0
      func put(_ byte: UInt8) {
        plain[count] = byte
        count += 1
      }
      if isNegative { put(0x2D) }
      for i in digits {
        let byte = bytes[i]
        if byte &- 0x30 < 10 || byte | 0x20 == 0x65 || byte == 0x2D || byte == 0x2B {
          put(byte)
        } else if byte == decimal {
          put(0x2E)
        }
      }
      return NumberScanner.scan(UnsafeBufferPointer(rebasing: plain[..<count]), 0, count)
    }
  }
}
