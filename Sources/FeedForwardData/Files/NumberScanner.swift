/// The decimal number in a field: an optional sign, digits with at most one point, an optional exponent.
///
/// Rounded once and correctly to `Double`: by Clinger's fast path, *How to read floating point numbers accurately*, 1990,
/// where mantissa and power of ten are exact; by the standard library elsewhere.
enum NumberScanner {
  enum Result: Equatable {
    case number(Double)
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

  /// The number that `bytes[start..<end]` spells as a whole.
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Result {
    var i = start
    guard i < end else { return .noNumber }
    let isNegative = bytes[i] == 0x2D
    if isNegative || bytes[i] == 0x2B { i += 1 }
    let firstDigit = i
    var mantissa: UInt64 = 0
    while i < end, let digit = digit(bytes[i]) {
      mantissa = mantissa &* 10 &+ digit
      i += 1
    }
    var digits = i - firstDigit
    if i == end, digits > 0, digits <= 15 {
      return .number(isNegative ? -Double(mantissa) : Double(mantissa))
    }
    var exponent = 0
    if i < end, bytes[i] == 0x2E {
      i += 1
      let firstDecimal = i
      while i < end, let digit = digit(bytes[i]) {
        mantissa = mantissa &* 10 &+ digit
        i += 1
      }
      exponent = firstDecimal - i
      digits -= exponent
    }
    guard digits > 0 else { return spelledInfinity(bytes, firstDigit, end) ? .outOfRange : .noNumber }
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
      guard i > firstDigit else { return .noNumber }
      exponent += isNegative ? -value : value
    }
    guard i == end else { return .noNumber }
    // With 19 digits at most, the mantissa did not overflow.
    if digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let exact = Double(mantissa)
      let value = exponent < 0 ? exact / powers[-exponent] : exact * powers[exponent]
      return .number(isNegative ? -value : value)
    }
    return slow(bytes, start, end)
  }

  /// Rounded by the standard library, which takes this grammar and does not look at the locale.
  private static func slow(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Result {
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    guard let value = Double(text) else { return .noNumber }
    return value.isFinite ? .number(value) : .outOfRange
  }

  private static func spelledInfinity(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard end - start == 3 || end - start == 8 else { return false }
    let word = bytes[start..<end].map { $0 | 0x20 }
    return word == Array("inf".utf8) || word == Array("infinity".utf8)
  }
}
