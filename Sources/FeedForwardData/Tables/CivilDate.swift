/// A day of the Gregorian calendar, also before it was in use.
///
/// By the arithmetic of whole numbers in which the year begins in March, so that the leap day is its last: H. Hinnant,
/// *chrono-compatible low-level date algorithms*, 2013.
package struct CivilDate: Equatable, Sendable {
  /// Of the calendar's years; 0 is the one before 1.
  package let year: Int
  /// 1 to 12.
  package let month: Int
  /// 1 to 31.
  package let day: Int

  /// nil for a day that is none, such as the 30th of February.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(of: month, year) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day so many days after the first of January 1970.
  package init(days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * march + 2) / 5 + 1
    month = march < 10 ? march + 3 : march - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since the first of January 1970.
  package var days: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func days(of month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: CustomStringConvertible {
  /// As in `2024-02-29`.
  package var description: String { "\(year.digits(4))-\(month.digits(2))-\(day.digits(2))" }

  /// A day, with the time where there is one: `2024-02-29 13:05`, to the second.
  ///
  /// - Parameters:
  ///   - days: since the first of January 1970, midnight.
  ///   - isTime: whether it is the share of a day of a time without a day, as in `13:05`.
  package static func text(ofDays days: Double, isTime: Bool = false) -> String {
    guard days.isFinite, abs(days) < 1e9 else { return "\(days)" }
    let seconds = Int((days * 86_400).rounded())
    let day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    let rest = seconds - day * 86_400
    let date = CivilDate(days: day).description
    guard rest > 0 || isTime else { return date }
    let second = rest % 60 == 0 ? "" : ":\((rest % 60).digits(2))"
    let time = "\((rest / 3600).digits(2)):\((rest / 60 % 60).digits(2))\(second)"
    return isTime && day == 0 ? time : "\(date) \(time)"
  }
}

extension Int {
  fileprivate func digits(_ count: Int) -> String {
    let text = "\(magnitude)"
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, count - text.utf8.count)) + text
  }
}
