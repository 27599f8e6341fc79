import LibC

/// Rows of cells as text: columns of numbers to the right, all others and the first one to the left, two spaces between
/// them.
///
/// - Parameters:
///   - rows: the first may be a head.
///   - width: places of a line. Where they do not suffice, the widest columns are wrapped; where that is not
///     enough, the columns come in groups, one below the other, the first one beside each.
///   - areNumbers: which columns hold numbers; nil to be seen by their cells.
package func textTable(_ rows: [[String]], width: Int = .max, areNumbers: [Bool]? = nil) -> String {
  let rows = rows.map { $0.map(\.shown) }
  let columns = (0..<(rows.map(\.count).max() ?? 0)).map { c in rows.map { c < $0.count ? $0[c] : "" } }
  let areNumbers =
    areNumbers
    ?? columns.enumerated().map { c, cells in
      c > 0 && cells.dropFirst(cells.count > 1 ? 1 : 0).allSatisfy(\.isNumeric)
    }
  // Heads are wrapped too, numbers are not.
  func widest(_ cells: some Sequence<String>) -> Int { cells.map(\.places).max() ?? 0 }
  let leasts = zip(columns, areNumbers).map { $1 ? max(8, widest($0.dropFirst())) : 16 }
  let widths = narrowed(columns.map { widest($0) }, to: width, notBelow: leasts)
  let cells = zip(columns, widths).map { column, width in column.map { $0.wrapped(to: width) } }
  let groups = grouped(widths, to: width).map { group in
    rows.indices.flatMap { row in lines(of: group.map { cells[$0][row] }, group.map { (widths[$0], areNumbers[$0]) }) }
  }
  return groups.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
}

/// Cells side by side, each of some lines; without blanks at the ends.
private func lines(of cells: [[String]], _ columns: [(width: Int, isNumber: Bool)]) -> [String] {
  (0..<(cells.map(\.count).max() ?? 0)).map { number in
    var (line, used, start) = ("", 0, 0)
    for (cell, column) in zip(cells, columns) {
      if number < cell.count, !cell[number].isEmpty {
        let place = start + (column.isNumber ? column.width - cell[number].places : 0)
        line += String(repeating: " ", count: place - used) + cell[number]
        used = place + cell[number].places
      }
      start += column.width + 2
    }
    return line
  }
}

/// Takes places from the widest columns until all fit, or none of them may give any more.
private func narrowed(_ widths: [Int], to room: Int, notBelow leasts: [Int]) -> [Int] {
  var widths = widths
  while true {
    let excess = widths.reduce(-2) { $0 + $1 + 2 } - room
    let wide = widths.indices.filter { widths[$0] > leasts[$0] }.sorted { widths[$0] > widths[$1] }
    guard excess > 0, let widest = wide.first else { return widths }
    let next = max(leasts[widest], wide.count > 1 ? widths[wide[1]] : 0)
    widths[widest] = max(widths[widest] - excess, min(next, widths[widest] - 1))
  }
}

/// As many columns in a group as fit beside the first, at least one.
private func grouped(_ widths: [Int], to room: Int) -> [[Int]] {
  guard let first = widths.first else { return [] }
  var (groups, used) = ([[0]], first)
  for c in widths.indices.dropFirst() {
    if groups[groups.count - 1].count > 1, used + 2 + widths[c] > room {
      groups.append([0])
      used = first
    }
    groups[groups.count - 1].append(c)
    used += 2 + widths[c]
  }
  return groups
}

extension String {
  /// Whether it is a number, perhaps with a unit, or nothing.
  package var isNumeric: Bool {
    guard let first else { return true }
    return count < 24 && (first.isNumber || "−-–∞.·".contains(first))
  }
}

/// A number in a table, in the precision that it deserves: so many decimals, but no more than five digits from the
/// first on; thousands apart from 10 000 on, a power of ten from 10⁹ on. A dash for none.
package func decimals(_ number: Double?, _ digits: Int = 4) -> String {
  guard let number else { return "–" }
  guard number.magnitude < 1e9 else { return scientific(number) }
  let exponent = number.magnitude < 1 ? 0 : Int(log10(number.magnitude))
  return grouped(fixedText(number, max(0, min(digits, 4 - exponent))))
}

/// Three digits and a power of ten.
private func scientific(_ number: Double) -> String {
  guard number.isFinite else { return "\(number)" }
  let exponent = Int(log10(number.magnitude))
  let mantissa = (number / pow(10, Double(exponent))).text(digits: 3)
  return mantissa.hasSuffix("10") ? "\(mantissa.dropLast())e\(exponent + 1)" : "\(mantissa)e\(exponent)"
}

/// A number below 10⁹ with so many decimals.
package func fixedText(_ number: Double, _ digits: Int) -> String {
  let power = (0..<digits).reduce(1) { power, _ in power * 10 }
  let scaled = Int((number.magnitude * Double(power)).rounded())
  let sign = number < 0 && scaled > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(scaled)" }
  let fraction = String(scaled % power)
  return "\(sign)\(scaled / power).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// Five digits and more before the point by threes.
private func grouped(_ number: String) -> String {
  let sign = number.prefix { $0 == "-" }
  let whole = number.dropFirst(sign.count).prefix { $0 != "." }
  guard whole.count > 4 else { return number }
  let rest = number.dropFirst(sign.count + whole.count)
  let parts = whole.enumerated().reduce(into: "") { text, digit in
    if digit.offset > 0, (whole.count - digit.offset) % 3 == 0 { text += " " }
    text.append(digit.element)
  }
  return sign + parts + rest
}
