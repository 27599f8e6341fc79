import FeedForward

/// What a column holds and how it is spelled, by what its fields were found to be.
struct ColumnDecision {
  private typealias Mark = ColumnSpelling.DecimalMark
  private typealias Order = ColumnSpelling.DateOrder

  private(set) var kind = ColumnKind.text
  private(set) var spelling = ColumnSpelling()
  /// Whether what does not fit is missing.
  private(set) var allowsMistakes = false
  /// What a user should know, without the column's name.
  private(set) var notes: [String] = []

  private let tally: ColumnTally
  private let present: Int
  private let votes: SpellingVotes
  private let files: [String]

  /// - Parameters:
  ///   - count: rows.
  ///   - given: what the column holds, if that is known.
  ///   - known: how it is spelled, if that is known and its fields do not tell.
  ///   - order: of its dates, whatever its fields tell.
  ///   - files: the names of the files, where there are several.
  init(
    _ tally: ColumnTally, count: Int, given: ColumnKind?, known: ColumnSpelling?, order: ColumnSpelling.DateOrder?,
    isNeeded: Bool, isExact: Bool, _ options: TableOptions, _ votes: SpellingVotes, files: [String]
  ) {
    (self.tally, self.votes, self.files) = (tally, votes, files)
    present = count - tally.missing
    if let known { spelling.missing = known.missing }
    guard given != .text else { return }
    let number = bestNumber(known)
    let mayBeDate = isNeeded && (!isExact || given == .date)
    let best = order.map { (order: $0, count: tally.count(of: $0)) } ?? bestDate(known, given)
    let date = mayBeDate ? best : (order: .yearFirst, count: 0)
    if given == .date || given == nil && date.count > number.count {
      decide(date.count, given, isNeeded: isNeeded, isExact: isExact, options, "dates") { $0.takeDates(date.order) }
    } else {
      if given == nil, tally.hasCodes {
        noteCodes(isNeeded)
        return
      }
      decide(number.count, given, isNeeded: isNeeded, isExact: isExact, options, "numbers") {
        $0.takeNumbers(number.mark, isPercent: number.isPercent)
      }
    }
    // What a model knows goes without saying.
    let isKnown = given != nil && (known.map { $0.isSpelled(as: spelling) } ?? false)
    if !isNeeded || isKnown { notes = [] }
  }

  // MARK: - Numbers

  private func bestNumber(_ known: ColumnSpelling?) -> (mark: Mark, isPercent: Bool, count: Int) {
    func best(_ mark: Mark) -> (mark: Mark, isPercent: Bool, count: Int) {
      let (plain, percent) = (tally.count(by: mark, percent: false), tally.count(by: mark, percent: true))
      return percent > plain ? (mark, true, percent) : (mark, false, plain)
    }
    let (point, comma) = (best(.point), best(.comma))
    // Where the comma is looked for, whole numbers are numbers by both marks.
    let isOpen = point.count == comma.count && tally.ambiguous + tally.plainDiffering > 0
    if isOpen { return preferred(known) == .comma ? comma : point }
    return comma.count > point.count ? comma : point
  }

  /// The mark of numbers such as 1,234 or, where commas are decimal marks elsewhere, 1.234.
  private func preferred(_ known: ColumnSpelling?) -> Mark { votes.mark ?? known?.decimalMark ?? votes.guess }

  private mutating func takeNumbers(_ mark: Mark, isPercent: Bool) {
    kind = .number
    (spelling.decimalMark, spelling.isPercent) = (mark, isPercent)
    spelling.currency = DecoratedNumber.text(ofCurrency: tally.currency)
    var marks: [String] = []
    if isPercent { marks.append("percent signs are left away, 45 % is 45") }
    if let currency = spelling.currency { marks.append("“\(currency)” is left away") }
    if tally.hasParentheses { marks.append("those in parentheses are negative") }
    if tally.hasUnicodeMinus { marks.append("“−” is a minus") }
    if mark == .comma { marks.append("the comma is the decimal mark") }
    if tally.ambiguous > 0, mark == .point {
      marks.append("commas stand between thousands (--decimal , takes them for decimal marks)")
    } else if tally.plainDiffering > 0, mark == .comma {
      marks.append("points stand between thousands (--decimal . takes them for decimal marks)")
    } else if tally.ambiguous > 0, mark == .comma {
      marks[marks.count - 1] += " (--decimal . takes it for a mark of thousands)"
    } else if tally.hasGroups {
      marks.append("marks between thousands are left away")
    }
    if !marks.isEmpty { notes.append("is read as numbers: " + marks.joined(separator: "; ")) }
    // Plain numbers need no marks.
    if notes.isEmpty { spelling.decimalMark = nil }
  }

  // MARK: - Dates

  private func bestDate(_ known: ColumnSpelling?, _ given: ColumnKind?) -> (order: Order, count: Int) {
    if tally.areDays, tally.plain > 0, given == .date || tally.plain >= 3 && tally.plain == present {
      return (.digits, tally.plain + 1)
    }
    let days = [Order.dayFirst, .monthFirst].map { ($0, tally.count(of: $0)) }
    var best = (Order.yearFirst, tally.count(of: .yearFirst))
    if days[0].1 == days[1].1, days[0].1 > best.1 {
      let order = known?.dateOrder ?? votes.dateOrder ?? (tally.hasDottedDates ? .dayFirst : .monthFirst)
      best = (order, days[0].1)
    } else {
      for day in days where day.1 > best.1 { best = day }
    }
    return tally.count(of: .time) > best.1 ? (.time, tally.count(of: .time)) : best
  }

  private mutating func takeDates(_ order: Order) {
    kind = .date
    spelling.dateOrder = order
    let words =
      switch order {
      case .yearFirst: "year, month, day"
      case .dayFirst: "day, month, year"
      case .monthFirst: "month, day, year"
      case .digits: "such as 20240131; --number reads numbers"
      case .time: "times of the day"
      }
    let isOpen = tally.count(of: .dayFirst) == tally.count(of: .monthFirst) && tally.count(of: .dayFirst) > 0
    let other = order == .dayFirst ? "month-first" : "day-first"
    let choice =
      isOpen && [.dayFirst, .monthFirst].contains(order) ? " (--date NAME=\(other) for the other order)" : ""
    notes.append("is read as \(order == .time ? words : "dates, " + words)\(choice)")
  }

  // MARK: - What does not fit

  private mutating func decide(
    _ found: Int, _ given: ColumnKind?, isNeeded: Bool, isExact: Bool, _ options: TableOptions, _ what: String,
    take: (inout ColumnDecision) -> Void
  ) {
    // Numbers that are not finite are numbers, if not for long.
    let others = max(0, present - found - tally.outOfRange)
    // Nobody asks for a number that is none.
    if !isNeeded, others + tally.outOfRange > 0 { return }
    // Marks such as a dash say nothing that a column of texts would keep.
    let spelled = options.mistakes == .missing ? others - min(others, tally.marks) : others
    let areFew =
      others == 1 && found > 1
      || Double(spelled) <= options.maximumMistakes * Double(present) && found > others
        && tally.differentOthers <= ColumnTally.mostDifferent
    if given != nil || others == 0 || areFew {
      take(&self)
      allowsMistakes = !isExact && options.mistakes == .missing
      return
    }
    if 2 * found > present {
      let first = tally.firstOther.map { ", the first in \($0.place.words(files)): \($0.text)" } ?? ""
      notes.append(
        "is read as texts: it holds \(found) \(what) and \(others) others\(first) (--number reads the others as "
          + "missing, --missing-values names them)")
    }
  }

  private mutating func noteCodes(_ isNeeded: Bool) {
    guard isNeeded, let code = tally.firstCode else { return }
    notes.append(
      "is read as texts: in \(code.place.words(files)) a zero stands before the first digit, \(code.text) "
        + "(--number reads numbers)")
  }
}

extension ColumnSpelling {
  fileprivate func isSpelled(as other: ColumnSpelling) -> Bool {
    var other = other
    other.missing = missing
    return self == other
  }
}

/// What the other columns of a file say where the fields of a column do not tell.
struct SpellingVotes {
  /// The decimal mark that is given.
  var mark: ColumnSpelling.DecimalMark?
  /// The decimal mark that is likely.
  var guess = ColumnSpelling.DecimalMark.point
  /// Whether some column needs the comma for a decimal mark.
  private let hasComma: Bool
  /// The order of dates in columns that tell.
  var dateOrder: ColumnSpelling.DateOrder?

  /// - Parameter isComplete: whether plain numbers were looked at as if the comma were the decimal mark; if not, a
  ///   column may seem to need it that does not.
  init(_ columns: [ColumnTally], _ layout: CSVLayout, _ options: TableOptions, isComplete: Bool) {
    mark = options.decimalMark
    hasComma = columns.contains { tally in
      tally.mayNeedComma
        && (!isComplete
          || tally.count(by: .comma, percent: false) + tally.count(by: .comma, percent: true)
            > tally.count(by: .point, percent: false) + tally.count(by: .point, percent: true))
    }
    // A semicolon is there because the comma has another use.
    guess = hasComma || layout.dialect.delimiter == UInt8(ascii: ";") && !layout.hasDecimalPoints ? .comma : .point
    let (days, months) = (columns.map { $0.count(of: .dayFirst) }, columns.map { $0.count(of: .monthFirst) })
    if zip(days, months).contains(where: { $0 > $1 }) {
      dateOrder = .dayFirst
    } else if zip(days, months).contains(where: { $0 < $1 }) {
      dateOrder = .monthFirst
    }
  }

  /// Whether numbers with a point may be groups of digits.
  var mayGroupByPoints: Bool { mark == .comma || mark == nil && hasComma }
}
