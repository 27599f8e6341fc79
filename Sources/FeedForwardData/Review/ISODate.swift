/// Days since 1970-01-01 as dates of the Gregorian calendar.
package enum ISODate {
  /// As in `2024-02-29`; the number itself where it is so large that no calendar would be asked.
  package static func text(days: Double) -> String {
    guard days.magnitude < 1e8 else { return "\(days)" }
    // Counted from the first of March of the year 0, so that the day that some years have more is the last one.
    let (era, day) = floored(Int(days.rounded(.down)) + 719_468, by: 146_097)
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    // Months from March on have 153 days in five.
    let month = (5 * dayOfYear + 2) / 153
    let isAfterDecember = month > 9
    return padded(400 * era + year + (isAfterDecember ? 1 : 0), 4) + "-"
      + padded(isAfterDecember ? month - 9 : month + 3, 2) + "-" + padded(dayOfYear - (153 * month + 2) / 5 + 1, 2)
  }

  private static func floored(_ number: Int, by divisor: Int) -> (Int, Int) {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
