/// How the values of a column are spelled, where that is more than plain numbers and texts: found out from all of its
/// fields, and kept with a model, so that later rows are read alike.
public struct ColumnSpelling: Sendable, Equatable, Codable {
  /// What stands before the decimals of a number.
  public enum DecimalMark: String, CaseIterable, Sendable, Codable {
    /// As in 1.5 and 1,234.5.
    case point = "."
    /// As in 1,5 and 1.234,5.
    case comma = ","
  }

  /// The order of year, month and day.
  public enum DateOrder: String, CaseIterable, Sendable, Codable {
    /// 2024-01-31, or with the month by its name.
    case yearFirst = "year-first"
    /// 31/01/2024 and 31.1.24.
    case dayFirst = "day-first"
    /// 01/31/2024.
    case monthFirst = "month-first"
    /// 20240131, one number.
    case digits
    /// 13:05, a time without a day.
    case time
  }

  /// Of numbers.
  public var decimalMark: DecimalMark?
  /// Whether each number has a percent sign: 45 % is 45.
  public var isPercent = false
  /// A sign of a currency before or after numbers; nil for none.
  public var currency: String?
  /// Of dates.
  public var dateOrder: DateOrder?
  /// Texts that stand for a missing value in this column, beside those of the table.
  public var missing: [String] = []

  /// Plain numbers or texts.
  public init() {}
}
