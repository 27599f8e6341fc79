import FeedForward
import FeedForwardData

/// Columns of dates in C: whole numbers in double, which holds them exactly.
extension CSource {
  mutating func writeCalendar() {
    line("/* The year of a day since the first of January 1970, and from 0 its month and its place in the year. */")
    line("static void date_of(double day, double *year, double *month, double *day_of_year) {")
    line("  const double z = day + 719468, era = floor(z / 146097), e = z - era * 146097;")
    line("  const double y = floor((e - floor(e / 1460) + floor(e / 36524) - floor(e / 146096)) / 365);")
    line("  const double d = e - (365 * y + floor(y / 4) - floor(y / 100)), m = floor((5 * d + 2) / 153);")
    line("  const double p = era * 400 + y + (m < 10 ? 0 : 1) - 1;")
    line("  *year = p + 1;")
    line("  *month = m < 10 ? m + 2 : m - 10;")
    line("  *day_of_year = day - (365 * p + floor(p / 4) - floor(p / 100) + floor(p / 400) - 719162);")
    line("}")
    line()
    line("static void encode_angle(double turns, \(type) *inputs) {")
    line("  const double angle = \(CText.literal(2 * Double.pi)) * turns;")
    line("  inputs[0] = (\(type))sin(angle);")
    line("  inputs[1] = (\(type))cos(angle);")
    line("}")
    line()
  }

  /// What a row has for dates, and how to get it.
  mutating func writeDays(_ pipeline: Pipeline) {
    let hasDates = pipeline.inputs.contains { column in
      if case .number(let encoding) = column.encoding { encoding.isDate } else { false }
    }
    guard hasDates else { return }
    let signature = "double \(name("days"))(int year, int month, int day, double seconds)"
    line(
      "/* Columns of dates hold days since the first of January 1970, those of times shares of a day: days of a date,")
    line("   with the seconds since midnight. */")
    line("\(signature);")
    line("\(signature) {")
    line("  const double y = month <= 2 ? year - 1 : year, era = floor(y / 400), e = y - era * 400;")
    line("  const double d = floor((153.0 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;")
    line("  return era * 146097 + e * 365 + floor(e / 4) - floor(e / 100) + d - 719468 + seconds / 86400;")
    line("}")
    line()
  }

  mutating func write(_ calendar: NumberEncoding.Calendar, refusal: Int, at offset: Int) {
    let largest = CText.literal(NumberEncoding.Calendar.largest)
    line("  if (number <= -\(largest) || number >= \(largest)) return \(refusal);")
    line("  {")
    line("    const double date = floor(number);")
    line("    double year, month, day_of_year;")
    line("    date_of(date, &year, &month, &day_of_year);")
    // Not every part is used.
    line("    (void)year, (void)month, (void)day_of_year;")
    var offset = offset
    for part in calendar.parts {
      let count =
        switch part {
        case .year: "year"
        case .month: "month"
        case .dayOfYear: "day_of_year"
        case .dayOfWeek: "(date + 3 - 7 * floor((date + 3) / 7))"
        case .timeOfDay: "(number - date)"
        }
      if let period = part.period {
        line("    encode_angle(\(count) / \(CText.literal(period)), &inputs[\(offset)]);")
      } else {
        let (shift, scale) = (CText.literal(calendar.yearShift), CText.literal(calendar.yearScale))
        line("    inputs[\(offset)] = (\(type))((\(count) - \(shift)) / \(scale));")
      }
      offset += part.width
    }
    line("  }")
  }
}
