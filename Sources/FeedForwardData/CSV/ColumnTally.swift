import FeedForward

/// What the fields of a column are, counted.
struct ColumnTally {
  typealias Mark = ColumnSpelling.DecimalMark
  typealias Order = ColumnSpelling.DateOrder

  private(set) var missing = 0
  /// Numbers as they are written in programs, with a point.
  private(set) var plain = 0
  /// How many of them are numbers too if the comma is the decimal mark, and different ones; not counted at once.
  private(set) var (plainByComma, plainDiffering) = (0, 0)
  /// Numbers with marks, by decimal mark: with a percent sign, and without.
  private var percents = [0, 0]
  private var decorated = [0, 0]
  /// Those that are another number by the other mark.
  private(set) var ambiguous = 0
  /// The first currency.
  private(set) var currency: UInt64 = 0
  private(set) var hasGroups = false
  private(set) var (hasParentheses, hasUnicodeMinus) = (false, false)
  /// Those that are numbers only if the comma is the decimal mark.
  private(set) var commasOnly = 0
  private var dates = [0, 0, 0, 0]
  private(set) var hasDottedDates = false
  /// Whether all numbers are days such as 20240131.
  private(set) var areDays = true
  /// Neither number nor date.
  private(set) var others = 0
  /// Those of them that have no letter and no digit, such as a dash.
  private(set) var marks = 0
  private(set) var outOfRange = 0
  private(set) var firstOther: (text: String, place: TextLine)?
  private(set) var firstCode: (text: String, place: TextLine)?
  /// The different ones of the others; no more than are of interest.
  private var interner = TextInterner()
  /// Whether a whole number is told from its neighbours by its text only.
  private(set) var hasLongWholes = false
  /// Whether numbers count 0, 1, 2, … or 1, 2, 3, …
  private(set) var countsRows = true
  private var (first, last) = (Double.nan, Double.nan)
  /// Whether the first of them may be any.
  private var beginsAnywhere = false

  static let mostDifferent = 20
  /// So many others tell whether they are many different ones.
  private static let mostCompared = 4096

  private static let orders: [Order] = [.yearFirst, .dayFirst, .monthFirst, .time]

  var hasCodes: Bool { firstCode != nil }

  var differentOthers: Int { interner.count }

  func count(by mark: Mark, percent: Bool) -> Int {
    let i = mark == .point ? 0 : 1
    return percent ? percents[i] : decorated[i] + (mark == .point ? plain : plainByComma)
  }

  /// Whether the comma may be the decimal mark: some numbers need it, and what is no number is not the half.
  var mayNeedComma: Bool { commasOnly > 0 && others <= plain + decorated[1] + percents[1] }

  func count(of order: Order) -> Int { Self.orders.firstIndex(of: order).map { dates[$0] } ?? 0 }

  // MARK: - Counting

  mutating func addMissing() { missing += 1 }

  /// Numbers of records that are nothing but numbers, each of which was watched while that was asked for.
  mutating func add(plain count: Int, missing: Int) {
    plain += count
    self.missing += missing
  }

  /// Whether more is to be found out of plain numbers than that they are some.
  var isWatched: Bool { areDays || countsRows }

  mutating func watch(_ number: Double) {
    if areDays, DateScanner.days(ofDigits: number) == nil { areDays = false }
    guard countsRows else { return }
    if last.isNaN {
      first = number
      countsRows = beginsAnywhere || number == 0 || number == 1
    } else {
      countsRows = number == last + 1
    }
    last = number
  }

  /// A field that is not missing.
  ///
  /// - Parameter byComma: whether plain numbers are looked at as if the comma were the decimal mark.
  /// - Returns: whether its line is to be noted: it is the first of its kind.
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, byComma: Bool) -> Bool {
    switch NumberScanner.scan(bytes, 0, bytes.count) {
    case .number(let value, let isCode):
      plain += 1
      if isWatched { watch(value) }
      if NumberName.isLongWhole(bytes, value) { hasLongWholes = true }
      if byComma, let number = DecoratedNumber(bytes), number.isComma {
        plainByComma += 1
        if number.isAmbiguous { plainDiffering += 1 }
      }
      guard isCode, firstCode == nil else { return false }
      firstCode = (quoted(bytes), .unknown)
      return true
    case .outOfRange:
      outOfRange += 1
      (areDays, countsRows) = (false, false)
      return false
    case .noNumber:
      (areDays, countsRows) = (false, false)
      return addText(bytes)
    }
  }

  /// The line of the field that was asked for.
  mutating func note(_ place: TextLine) {
    if firstCode?.place == .unknown { firstCode?.place = place }
    if firstOther?.place == .unknown { firstOther?.place = place }
  }

  private mutating func addText(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if let number = DecoratedNumber(bytes), add(number) { return false }
    if let date = DateScanner(bytes) {
      for (i, order) in Self.orders.enumerated() where date.isDate(order) { dates[i] += 1 }
      if date.separator == UInt8(ascii: ".") { hasDottedDates = true }
      return false
    }
    others += 1
    if bytes.isMark { marks += 1 }
    if others <= Self.mostCompared, interner.count <= Self.mostDifferent { _ = interner.code(of: bytes) }
    guard firstOther == nil else { return false }
    firstOther = (quoted(bytes), .unknown)
    return true
  }

  /// Whether it goes with those before.
  private mutating func add(_ number: DecoratedNumber) -> Bool {
    if number.currency != 0 {
      guard currency == 0 || currency == number.currency else { return false }
      currency = number.currency
    }
    for (i, mark) in Mark.allCases.enumerated() where number.isNumber(mark) {
      if number.isPercent { percents[i] += 1 } else { decorated[i] += 1 }
    }
    if number.isAmbiguous { ambiguous += 1 }
    if !number.isPoint { commasOnly += 1 }
    if number.isInParentheses { hasParentheses = true }
    if number.hasUnicodeMinus { hasUnicodeMinus = true }
    if number.isPoint && number.hasPointGroups || number.isComma && number.hasCommaGroups { hasGroups = true }
    return true
  }
}

// MARK: - Shares

extension ColumnTally {
  /// Says before the first field that others may stand before it.
  mutating func beginAnywhere() { beginsAnywhere = true }

  /// Adds what was counted of the fields that follow.
  ///
  /// - Returns: whether that is what would have been counted of all of them.
  mutating func merge(_ next: ColumnTally) -> Bool {
    countsRows =
      countsRows && next.countsRows
      && (next.first.isNaN || (last.isNaN ? next.first == 0 || next.first == 1 : next.first == last + 1))
    if first.isNaN { first = next.first }
    if !next.last.isNaN { last = next.last }
    // Numbers of a second currency are texts.
    var isExact = currency == 0 || next.currency == 0 || currency == next.currency
    if currency == 0 { currency = next.currency }
    if others < Self.mostCompared, interner.count <= Self.mostDifferent {
      isExact = isExact && (others + next.others <= Self.mostCompared || next.interner.count == 0)
      for index in 0..<next.interner.count where interner.count <= Self.mostDifferent {
        _ = next.interner.withText(index) { interner.code(of: $0) }
      }
    }
    missing += next.missing
    plain += next.plain
    (plainByComma, plainDiffering) = (plainByComma + next.plainByComma, plainDiffering + next.plainDiffering)
    for i in percents.indices { percents[i] += next.percents[i] }
    for i in decorated.indices { decorated[i] += next.decorated[i] }
    for i in dates.indices { dates[i] += next.dates[i] }
    (ambiguous, commasOnly) = (ambiguous + next.ambiguous, commasOnly + next.commasOnly)
    (others, marks, outOfRange) = (others + next.others, marks + next.marks, outOfRange + next.outOfRange)
    hasGroups = hasGroups || next.hasGroups
    hasParentheses = hasParentheses || next.hasParentheses
    hasUnicodeMinus = hasUnicodeMinus || next.hasUnicodeMinus
    hasDottedDates = hasDottedDates || next.hasDottedDates
    hasLongWholes = hasLongWholes || next.hasLongWholes
    areDays = areDays && next.areDays
    firstOther = firstOther ?? next.firstOther
    firstCode = firstCode ?? next.firstCode
    return isExact
  }

  mutating func shiftLines(by lines: Int, part: Int) {
    if firstOther?.place.part == part { firstOther?.place.line += lines }
    if firstCode?.place.part == part { firstCode?.place.line += lines }
  }

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&missing)
    try message.transfer(&plain)
    try message.transfer(&plainByComma)
    try message.transfer(&plainDiffering)
    try message.transfer(&percents)
    try message.transfer(&decorated)
    try message.transfer(&dates)
    try message.transfer(&ambiguous)
    try message.transfer(&currency)
    try message.transfer(&commasOnly)
    try message.transfer(&others)
    try message.transfer(&marks)
    try message.transfer(&outOfRange)
    try message.transfer(&hasGroups)
    try message.transfer(&hasParentheses)
    try message.transfer(&hasUnicodeMinus)
    try message.transfer(&hasDottedDates)
    try message.transfer(&hasLongWholes)
    try message.transfer(&areDays)
    try message.transfer(&countsRows)
    try message.transfer(&first)
    try message.transfer(&last)
    try Self.transfer(&firstOther, &message)
    try Self.transfer(&firstCode, &message)
    try interner.transfer(&message)
    guard percents.count == 2, decorated.count == 2, dates.count == Self.orders.count else { throw message.error }
  }

  private static func transfer(
    _ first: inout (text: String, place: TextLine)?, _ message: inout RankMessage
  ) throws(FeedForwardError) {
    var isThere = first != nil
    try message.transfer(&isThere)
    guard isThere else { return first = nil }
    var (text, place) = first ?? ("", .unknown)
    try message.transfer(&text)
    try message.transfer(&place)
    first = (text, place)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it is a few characters without a letter or a digit: what people write for nothing. Dashes and points
  /// beyond ASCII are three bytes from E2 80 on.
  fileprivate var isMark: Bool {
    count <= 6
      && allSatisfy { byte in
        let isLetterOrDigit = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
        return !isLetterOrDigit && (byte < 0x80 || self[0] == 0xE2 && count > 1 && self[1] == 0x80)
      }
  }
}
