/// Whether a record holds the names of the columns below it.
struct HeaderGuess {
  private let first: SampleRecord
  private let rest: [SampleRecord]

  /// - Parameter records: that record first.
  init(_ records: ArraySlice<SampleRecord>) {
    first = records.first ?? SampleRecord(cells: [], line: 1)
    rest = Array(records.dropFirst())
  }

  var areNames: Bool {
    if first.cells.isEmpty { return true }
    let numbers = first.cells.filter { $0.kind.isNumber }
    if numbers.isEmpty { return standsOverNumbers || !isFoundAgain }
    return numbersAreNames(numbers.map(\.text)) && !isFoundAgain
  }

  /// Whether it has a text, or a date, over numbers.
  var standsOverNumbers: Bool {
    first.cells.indices.contains { c in
      [.other, .date].contains(first.cells[c].kind) && rest.areNumbers(c)
    }
  }

  /// Whether one of its texts stands below, too.
  private var isFoundAgain: Bool {
    first.cells.indices.contains { c in
      let cell = first.cells[c]
      guard cell.kind == .other || cell.kind == .date else { return false }
      return rest.column(c).contains { $0.text == cell.text }
        || cell.kind == .date && rest.column(c).first?.kind == .date
    }
  }

  /// Whether numbers among the names can only be names: places from 0 or 1, or years over what are none.
  private func numbersAreNames(_ texts: [[UInt8]]) -> Bool {
    let areWhole = texts.allSatisfy { $0.count <= 9 && $0.allSatisfy { $0 &- 0x30 < 10 } }
    guard areWhole, Set(texts).count == texts.count else { return false }
    let numbers = texts.map { text in text.reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
    let areAll = texts.count == first.width
    let steps = zip(numbers, numbers.dropFirst()).map { $1 - $0 }
    let isCount = numbers.count >= 3 && numbers[0] <= 1 && steps.allSatisfy { $0 == 1 }
    if isCount {
      // A column of row numbers has no name.
      let hasIndex = first.cells[0].kind == .missing
      return !goesOn(numbers) && (numbers.count >= 5 || hasIndex || areOther(numbers.count))
    }
    guard !areAll else { return false }
    if standsOverNumbers { return true }
    // A record without a text over numbers may be a row as any other: it has to lie apart from those below.
    let isRegular = steps.isEmpty || steps[0] != 0 && steps.allSatisfy { $0 == steps[0] }
    guard isRegular, numbers.allSatisfy({ (1500...2200).contains($0) }) else { return false }
    let places = first.cells.indices.filter { first.cells[$0].kind == .number }
    let apart = zip(places, numbers).count { place, number in liesApart(Double(number), place) }
    return 2 * apart > places.count
  }

  /// Whether the next record counts on, so that a first one of 1, 2, 3 is a row.
  private func goesOn(_ numbers: [Int]) -> Bool {
    guard let next = rest.first else { return true }
    let places = first.cells.indices.filter { first.cells[$0].kind == .number }
    return zip(places, numbers).allSatisfy { place, number in
      guard place < next.width, let value = Self.value(next.cells[place]) else { return false }
      return abs(value - Double(number)) <= Double(numbers.count)
    }
  }

  /// Whether numbers below are such as count nothing: fractions, negative ones, or far beyond the count.
  private func areOther(_ count: Int) -> Bool {
    first.cells.indices.contains { c in
      first.cells[c].kind == .number
        && rest.column(c).contains { cell in
          guard let x = Self.value(cell) else { return false }
          return x != x.rounded() || x < 0 || x > Double(10 * count)
        }
    }
  }

  private func liesApart(_ number: Double, _ column: Int) -> Bool {
    let values = rest.column(column).compactMap { Self.value($0) }
    guard let least = values.min(), let most = values.max() else { return false }
    let distance = max(least - number, number - most)
    let areYears = least >= 1500 && most <= 2200 && values.allSatisfy { $0 == $0.rounded() }
    return distance > (most - least) && !areYears
      || values.contains { $0 != $0.rounded() } && !areYears && distance > 0
  }

  private static func value(_ cell: SampleRecord.Cell) -> Double? {
    guard cell.kind == .number else { return nil }
    return cell.text.withUnsafeBufferPointer { bytes in
      if case .number(let value, _) = NumberScanner.scan(bytes, 0, bytes.count) { value } else { nil }
    }
  }
}
