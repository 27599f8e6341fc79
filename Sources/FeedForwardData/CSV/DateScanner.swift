/// A date, a time, or both, as a field spells it.
///
/// Days: 2024-01-31, 2024/1/31, 31.01.2024, 31/1/24, 01/31/2024, 31 Jan 2024, Jan 31, 2024, 2024-01, with or without a
/// day of the week before. Times: 13:05, 13:05:59.5, 1:05 PM. Zones: Z, UTC, +02:00; a date with one is moved to UTC.
/// Years of two digits are those from 1969 to 2068.
struct DateScanner {
  typealias Order = ColumnSpelling.DateOrder

  /// Whether the field is a date in this order, for the three that fields may be in.
  private(set) var (isYearFirst, isDayFirst, isMonthFirst) = (false, false, false)
  /// Whether it is a time without a day.
  private(set) var isTime = false
  /// What stands between its numbers.
  private(set) var separator: UInt8 = 0
  private var numbers = (0, 0, 0)
  /// Of the day, less the zone.
  private var seconds = 0.0

  /// nil for a field that is neither.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard (4...40).contains(bytes.count) else { return nil }
    var cursor = Cursor(bytes)
    guard cursor.mayBegin else { return nil }
    if let time = cursor.time(), cursor.isAtEnd {
      (isTime, seconds) = (true, time)
      return
    }
    cursor = Cursor(bytes)
    cursor.skipWeekday()
    guard readDay(&cursor) else { return nil }
    guard !cursor.isAtEnd else { return }
    guard cursor.skipBetweenDayAndTime(), let time = cursor.time(), let zone = cursor.zone(), cursor.isAtEnd else {
      return nil
    }
    seconds = time - zone
  }

  func isDate(_ order: Order) -> Bool {
    switch order {
    case .yearFirst: isYearFirst
    case .dayFirst: isDayFirst
    case .monthFirst: isMonthFirst
    case .time: isTime
    case .digits: false
    }
  }

  /// Days since the first of January 1970, or of a time alone the share of a day; nil where it is no date in this
  /// order.
  func days(_ order: Order) -> Double? {
    if isTime { return order == .time ? seconds / 86_400 : nil }
    guard isDate(order) else { return nil }
    let (a, b, c) = numbers
    let date =
      isYearFirst
      ? CivilDate(year: a, month: b, day: c)
      : order == .dayFirst ? CivilDate(year: c, month: b, day: a) : CivilDate(year: c, month: a, day: b)
    return date.map { Double($0.days) + seconds / 86_400 }
  }

  /// The day that a number such as 20240131 spells; nil for one that spells none from 1800 to 2199.
  static func days(ofDigits number: Double) -> Double? {
    guard number >= 18_000_101, number <= 21_991_231, number == number.rounded(.towardZero) else { return nil }
    let digits = Int(number)
    return CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100).map { Double($0.days) }
  }

  // MARK: - Days

  private mutating func readDay(_ cursor: inout Cursor) -> Bool {
    if let month = cursor.month() {
      // Jan 31, 2024, and Jan 2024.
      guard cursor.skipSeparators(), let day = cursor.number(digits: 1...4) else { return false }
      if day.count == 4 { return setNamed(day.value, month, 1) }
      guard day.count <= 2, cursor.skipSeparators(), let year = cursor.number(digits: 2...4) else { return false }
      return setNamed(Self.year(year), month, day.value)
    }
    guard let first = cursor.number(digits: 1...4) else { return false }
    let mark = cursor.separator
    guard cursor.skipSeparators() else { return false }
    if let month = cursor.month() {
      // 31 Jan 2024, and 2024 Jan 31.
      guard cursor.skipSeparators(), let last = cursor.number(digits: 1...4) else { return false }
      return first.count == 4
        ? setNamed(first.value, month, last.value)
        : last.count == 2 || last.count == 4 ? setNamed(Self.year(last), month, first.value) : false
    }
    guard mark == 0x2D || mark == 0x2F || mark == 0x2E, let second = cursor.number(digits: 1...2) else { return false }
    separator = mark
    if first.count == 4, cursor.isAtEnd {
      // A month alone; a point would make it a number.
      guard mark != 0x2E, second.count == 2 else { return false }
      return setNamed(first.value, second.value, 1)
    }
    guard cursor.separator == mark else { return false }
    _ = cursor.skipSeparators()
    guard let third = cursor.number(digits: 1...4) else { return false }
    if first.count == 4 {
      return third.count <= 2 && setNamed(first.value, second.value, third.value)
    }
    guard first.count <= 2, third.count == 2 || third.count == 4 else { return false }
    numbers = (first.value, second.value, Self.year(third))
    isDayFirst = CivilDate(year: numbers.2, month: second.value, day: first.value) != nil
    isMonthFirst = CivilDate(year: numbers.2, month: first.value, day: second.value) != nil
    return isDayFirst || isMonthFirst
  }

  /// A day whose parts cannot be mistaken.
  private mutating func setNamed(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard CivilDate(year: year, month: month, day: day) != nil else { return false }
    numbers = (year, month, day)
    isYearFirst = true
    return true
  }

  private static func year(_ number: (value: Int, count: Int)) -> Int {
    number.count == 2 ? number.value + (number.value < 69 ? 2000 : 1900) : number.value
  }
}

/// Where one is in a field.
private struct Cursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var i = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { i == bytes.count }

  /// Whether a date may begin so: with a digit, or the name of a month or a day. Most texts end here.
  var mayBegin: Bool {
    bytes[0] &- 0x30 < 10 || name(at: 0, among: Self.months) != nil || name(at: 0, among: Self.weekdays) != nil
  }

  private static let months = names("jan feb mar apr may jun jul aug sep oct nov dec")
  private static let weekdays = names("mon tue wed thu fri sat sun")

  private static func names(_ text: String) -> [UInt32] {
    text.split(separator: " ").map { key(Array($0.utf8)[0], Array($0.utf8)[1], Array($0.utf8)[2]) }
  }

  private static func key(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt32 {
    UInt32(a | 0x20) << 16 | UInt32(b | 0x20) << 8 | UInt32(c | 0x20)
  }

  private func name(at i: Int, among names: [UInt32]) -> Int? {
    guard i + 3 <= bytes.count, bytes[i] >= 0x41 else { return nil }
    return names.firstIndex(of: Self.key(bytes[i], bytes[i + 1], bytes[i + 2]))
  }

  /// A month by its English name, or the first three letters of it.
  mutating func month() -> Int? {
    guard let index = name(at: i, among: Self.months) else { return nil }
    skipLetters()
    return index + 1
  }

  mutating func skipWeekday() {
    guard name(at: i, among: Self.weekdays) != nil else { return }
    skipLetters()
    _ = skipSeparators()
  }

  private mutating func skipLetters() {
    while i < bytes.count, (0x61...0x7A).contains(bytes[i] | 0x20) { i += 1 }
  }

  /// Digits, if there are so many and no more.
  mutating func number(digits: ClosedRange<Int>) -> (value: Int, count: Int)? {
    var (value, count) = (0, 0)
    while i < bytes.count, bytes[i] &- 0x30 < 10, count <= digits.upperBound {
      value = value * 10 + Int(bytes[i] &- 0x30)
      (i, count) = (i + 1, count + 1)
    }
    return digits.contains(count) ? (value, count) : nil
  }

  /// Two digits, whatever comes after them.
  private mutating func pair() -> Int? {
    guard i + 1 < bytes.count, bytes[i] &- 0x30 < 10, bytes[i + 1] &- 0x30 < 10 else { return nil }
    defer { i += 2 }
    return Int(bytes[i] &- 0x30) * 10 + Int(bytes[i + 1] &- 0x30)
  }

  var separator: UInt8 { i < bytes.count ? bytes[i] : 0 }

  /// Past what stands between the parts of a day; whether there was something.
  mutating func skipSeparators() -> Bool {
    let start = i
    while i < bytes.count, i - start < 2, [0x20, 0x2C, 0x2D, 0x2E, 0x2F].contains(bytes[i]) { i += 1 }
    return i > start
  }

  /// Past a T, or blanks, or a comma and blanks.
  mutating func skipBetweenDayAndTime() -> Bool {
    if bytes[i] | 0x20 == 0x74 {
      i += 1
      return true
    }
    let start = i
    while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x2C { i += 1 }
    return i > start
  }

  /// Seconds since midnight.
  mutating func time() -> Double? {
    guard let hours = number(digits: 1...2), separator == 0x3A else { return nil }
    i += 1
    guard let minutes = number(digits: 2...2), minutes.value < 60 else { return nil }
    var (hour, seconds) = (hours.value, 0.0)
    if separator == 0x3A {
      i += 1
      guard let whole = number(digits: 2...2), whole.value < 60 else { return nil }
      seconds = Double(whole.value)
      if separator == 0x2E || separator == 0x2C {
        i += 1
        var (fraction, power, count) = (0.0, 1.0, 0)
        while i < bytes.count, bytes[i] &- 0x30 < 10, count < 9 {
          (fraction, power) = (fraction * 10 + Double(bytes[i] &- 0x30), power * 10)
          (i, count) = (i + 1, count + 1)
        }
        guard count > 0 else { return nil }
        seconds += fraction / power
      }
    }
    let start = i
    while separator == 0x20 { i += 1 }
    let letter = separator | 0x20
    if letter == 0x61 || letter == 0x70, i + 1 < bytes.count, bytes[i + 1] | 0x20 == 0x6D {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (letter == 0x70 ? 12 : 0)
      i += 2
    } else {
      i = start
    }
    guard hour < 24 else { return nil }
    return Double(hour * 3600 + minutes.value * 60) + seconds
  }

  /// Seconds by which the zone is before UTC, 0 where none is said; nil for what is no zone.
  mutating func zone() -> Double? {
    while separator == 0x20 { i += 1 }
    switch separator {
    case 0: return 0
    case 0x5A, 0x7A:
      i += 1
      return 0
    case 0x2B, 0x2D:
      let sign = bytes[i] == 0x2B ? 1.0 : -1.0
      i += 1
      guard let hours = pair() else { return nil }
      if separator == 0x3A { i += 1 }
      guard let minutes = isAtEnd ? 0 : pair(), hours <= 14, minutes < 60 else { return nil }
      return sign * Double(hours * 3600 + minutes * 60)
    default:
      guard bytes.count - i == 3 else { return nil }
      let name = [bytes[i], bytes[i + 1], bytes[i + 2]]
      guard name == Array("UTC".utf8) || name == Array("GMT".utf8) else { return nil }
      i += 3
      return 0
    }
  }
}
