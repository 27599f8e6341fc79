/// How the fields of a column of numbers or dates are read.
enum FieldReading {
  case plain
  case decorated(ColumnSpelling.DecimalMark, isPercent: Bool, currency: UInt64)
  case date(ColumnSpelling.DateOrder)

  init?(_ form: Table.Form) {
    switch form.kind {
    case .text: return nil
    case .date: self = .date(form.spelling.dateOrder ?? .yearFirst)
    case .number:
      let spelling = form.spelling
      if spelling.decimalMark == nil, !spelling.isPercent, spelling.currency == nil {
        self = .plain
      } else {
        self = .decorated(
          spelling.decimalMark ?? .point, isPercent: spelling.isPercent,
          currency: DecoratedNumber.number(of: (spelling.currency ?? "").utf8))
      }
    }
  }

  var isPlain: Bool { if case .plain = self { true } else { false } }

  /// What a field is worth that is not missing.
  @inline(__always)
  func value(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberScanner.Result {
    switch self {
    case .plain: return NumberScanner.scan(bytes, 0, bytes.count)
    case .decorated(let mark, let isPercent, let currency):
      guard let number = DecoratedNumber(bytes) else { return NumberScanner.scan(bytes, 0, bytes.count) }
      guard number.currency == 0 || number.currency == currency else { return .noNumber }
      let value = number.value(bytes, mark)
      guard number.isPercent == isPercent || value == .number(0, isCode: false) else { return .noNumber }
      return value
    case .date(.digits):
      guard case .number(let value, _) = NumberScanner.scan(bytes, 0, bytes.count),
        let days = DateScanner.days(ofDigits: value)
      else { return .noNumber }
      return .number(days, isCode: false)
    case .date(let order):
      guard let days = DateScanner(bytes)?.days(order) else { return .noNumber }
      return .number(days, isCode: false)
    }
  }

  /// For errors.
  var expected: String {
    switch self {
    case .plain, .decorated: "a number"
    case .date(.time): "a time of the day"
    case .date(.dayFirst): "a date, day, month, year,"
    case .date(.monthFirst): "a date, month, day, year,"
    case .date: "a date"
    }
  }
}
