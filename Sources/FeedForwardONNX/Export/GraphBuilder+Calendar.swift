import FeedForwardData
import FeedForwardModels

/// Columns of dates, days since the first of January 1970: whole numbers in `Double`, which holds them exactly.
extension GraphBuilder {
  /// The inputs of all dates, column by column.
  mutating func calendars(of values: String, _ encodings: [NumberEncoding]) -> String {
    let columns = encodings.indices.filter { encodings[$0].calendar != nil }
    let calendars = columns.compactMap { encodings[$0].calendar }
    let days = add("Gather", [values, constant(columns)], ["axis": .integer(1)])
    let counts = parts(of: days)
    var pieces: [String] = []
    // Where the inputs of each column and part stand among the pieces.
    var places = Array(repeating: [Int](), count: columns.count)
    var next = 0
    for part in NumberEncoding.Calendar.Part.allCases {
      let holders = calendars.indices.filter { calendars[$0].parts.contains(part) }
      guard let count = counts[part], !holders.isEmpty else { continue }
      let gathered = add("Gather", [count, constant(holders)], ["axis": .integer(1)])
      if let period = part.period {
        let angle = times(divided(gathered, period), 2 * Double.pi)
        pieces += [add("Sin", [angle]), add("Cos", [angle])]
      } else {
        let row = [1, holders.count]
        let shift = constant(holders.map { calendars[$0].yearShift }, shape: row, type: .double)
        let scale = constant(holders.map { calendars[$0].yearScale }, shape: row, type: .double)
        pieces.append(add("Div", [add("Sub", [gathered, shift]), scale]))
      }
      for (i, holder) in holders.enumerated() {
        places[holder] += (0..<part.width).map { next + $0 * holders.count + i }
      }
      next += part.width * holders.count
    }
    return add("Gather", [concatenated(pieces), constant(Array(places.joined()))], ["axis": .integer(1)])
  }

  /// As ``/FeedForwardData/CivilDate``, floor by floor.
  private mutating func parts(of days: String) -> [NumberEncoding.Calendar.Part: String] {
    let day = add("Floor", [days])
    let z = plus(day, 719_468)
    let era = floored(z, by: 146_097)
    let e = add("Sub", [z, times(era, 146_097)])
    let leaps = add(
      "Sub", [add("Add", [add("Sub", [e, floored(e, by: 1460)]), floored(e, by: 36_524)]), floored(e, by: 146_096)])
    let y = floored(leaps, by: 365)
    let d = add("Sub", [e, add("Sub", [add("Add", [times(y, 365), floored(y, by: 4)]), floored(y, by: 100)])])
    let m = floored(plus(times(d, 5), 2), by: 153)
    let isLate = add("GreaterOrEqual", [m, number(10)])
    let month = add("Where", [isLate, plus(m, -10), plus(m, 2)])
    let march = add("Add", [times(era, 400), y])
    let year = add("Where", [isLate, plus(march, 1), march])
    let p = plus(year, -1)
    let start = add(
      "Add",
      [
        add("Sub", [add("Add", [times(p, 365), floored(p, by: 4)]), floored(p, by: 100)]), floored(p, by: 400),
      ])
    let week = plus(day, 3)
    return [
      .year: year, .month: month, .dayOfYear: plus(add("Sub", [day, start]), 719_162),
      .dayOfWeek: add("Sub", [week, times(floored(week, by: 7), 7)]), .timeOfDay: add("Sub", [days, day]),
    ]
  }

  private mutating func number(_ value: Double) -> String { constant([value], shape: [], type: .double) }

  private mutating func plus(_ a: String, _ b: Double) -> String { add("Add", [a, number(b)]) }

  private mutating func times(_ a: String, _ b: Double) -> String { add("Mul", [a, number(b)]) }

  private mutating func divided(_ a: String, _ b: Double) -> String { add("Div", [a, number(b)]) }

  private mutating func floored(_ a: String, by b: Double) -> String { add("Floor", [divided(a, b)]) }
}
