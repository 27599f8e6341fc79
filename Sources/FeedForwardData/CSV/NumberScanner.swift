/// The decimal number in a field: an optional sign, digits with at most one point, an optional exponent.
///
/// Rounded once and correctly to `Double`: by Clinger's fast path, *How to read floating point numbers accurately*,
/// 1990, where mantissa and power of ten are exact; by the standard library elsewhere.
enum NumberScanner {
  enum Result: Equatable {
    /// A code says more by its text than by its value: a zero stands before its first digit, as in `007`.
    case number(Double, isCode: Bool)
    /// Spelled as an infinity, or too large for a `Double`.
    case outOfRange
    case noNumber
  }

  /// 10⁰ … 10²², which are exact.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let value = byte &- 0x30
    return value < 10 ? UInt64(value) : nil
  }

  /// A number as it is spelled, before it is rounded.
  private struct Decimal {
    var isNegative: Bool
    /// Whether a zero stands before its first digit.
    var isCode = false
    /// All digits as a whole number, if there are 19 at most.
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0

    /// By Clinger's fast path; nil where it is not exact.
    @inline(__always) var exact: Double? {
      // With 19 digits at most, the mantissa did not overflow.
      guard digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
      var value = Double(Int64(bitPattern: mantissa))
      if exponent != 0 { value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent] }
      return isNegative ? -value : value
    }
  }

  /// Goes past the number that begins at `i`; nil if there is none, and then `i` is anywhere up to the end.
  @inline(__always)
  private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Decimal? {
    let end = bytes.count
    guard i < end else { return nil }
    var number = Decimal(isNegative: bytes[i] == 0x2D)
    if number.isNegative || bytes[i] == 0x2B { i += 1 }
    let firstDigit = i
    while i < end, let digit = digit(bytes[i]) {
      number.mantissa = number.mantissa &* 10 &+ digit
      i += 1
    }
    number.digits = i - firstDigit
    number.isCode = number.digits > 1 && bytes[firstDigit] == 0x30
    if i < end, bytes[i] == 0x2E {
      i += 1
      let firstDecimal = i
      while i < end, let digit = digit(bytes[i]) {
        number.mantissa = number.mantissa &* 10 &+ digit
        i += 1
      }
      number.exponent = firstDecimal - i
      number.digits -= number.exponent
    }
    guard number.digits > 0 else { return nil }
    if i < end, bytes[i] | 0x20 == 0x65 {
      i += 1
      let isNegative = i < end && bytes[i] == 0x2D
      if i < end, isNegative || bytes[i] == 0x2B { i += 1 }
      let firstDigit = i
      var value = 0
      while i < end, let digit = digit(bytes[i]) {
        // Beyond a million, nothing but the sign counts.
        value = min(value * 10 + Int(digit), 1_000_000)
        i += 1
      }
      guard i > firstDigit else { return nil }
      number.exponent += isNegative ? -value : value
    }
    return number
  }

  /// Goes past the number that begins at `i`; nil if there is none whose value is exact at once, or if it is a code,
  /// and then `i` is anywhere up to the end. Its magnitude is 2⁵³ · 10²² at most.
  @inline(__always)
  static func exactNumber(_ bytes: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Double? {
    guard let number = decimal(bytes, &i), !number.isCode else { return nil }
    return number.exact
  }

  /// The number that `bytes[start..<end]` spells as a whole.
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Result {
    let field = UnsafeBufferPointer(rebasing: bytes[start..<end])
    var i = 0
    guard let number = decimal(field, &i) else { return spelledInfinity(field) ? .outOfRange : .noNumber }
    guard i == field.count else { return .noNumber }
    if let exact = number.exact { return .number(exact, isCode: number.isCode) }
    guard let value = rounded(field) else { return .noNumber }
    return value.isFinite ? .number(value, isCode: number.isCode) : .outOfRange
  }

  /// Rounded by the standard library, which takes this grammar and does not look at the locale.
  private static func rounded(_ field: UnsafeBufferPointer<UInt8>) -> Double? {
    Double(String(decoding: field, as: UTF8.self))
  }

  private static func spelledInfinity(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (3...9).contains(field.count) else { return false }
    let isSigned = field[0] == 0x2D || field[0] == 0x2B
    // Most texts are told by their first letter.
    guard field[isSigned ? 1 : 0] | 0x20 == UInt8(ascii: "i") else { return false }
    let word = field.dropFirst(isSigned ? 1 : 0).map { $0 | 0x20 }
    return word == Array("inf".utf8) || word == Array("infinity".utf8)
  }
}
