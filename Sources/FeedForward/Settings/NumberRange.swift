/// A range of finite numbers, each end its own or not.
public struct NumberRange: Sendable, Equatable, CustomStringConvertible {
  /// The lower end.
  public let lower: Double
  /// The upper end; infinite where there is none.
  public let upper: Double
  /// Whether the lower end is in the range.
  public let includesLower: Bool
  /// Whether the upper end is in the range.
  public let includesUpper: Bool
  /// Whether only whole numbers are.
  public let isWhole: Bool

  static let all = Self(-.infinity, .infinity, false, false)
  static func wholeNumbers(from lower: Double) -> Self { Self(lower, .infinity, true, false, isWhole: true) }
  package static func atLeast(_ lower: Double) -> Self { Self(lower, .infinity, true, false) }
  package static func above(_ lower: Double) -> Self { Self(lower, .infinity, false, false) }
  static func from(_ lower: Double, below upper: Double) -> Self { Self(lower, upper, true, false) }
  static func from(_ lower: Double, upTo upper: Double) -> Self { Self(lower, upper, true, true) }
  static func above(_ lower: Double, below upper: Double) -> Self { Self(lower, upper, false, false) }
  static func above(_ lower: Double, upTo upper: Double) -> Self { Self(lower, upper, false, true) }

  private init(
    _ lower: Double, _ upper: Double, _ includesLower: Bool, _ includesUpper: Bool, isWhole: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.isWhole = isWhole
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// Whether the number is finite and in the range.
  public func contains(_ value: Double) -> Bool {
    value.isFinite && (includesLower ? value >= lower : value > lower)
      && (includesUpper ? value <= upper : value < upper) && (!isWhole || value == value.rounded())
  }

  /// As in `at least 1`, `a number ≥ 0` or `0 < x ≤ 1`.
  public var description: String {
    if isWhole { return "at least \(lower.shortestText)" }
    if lower == -.infinity { return "a finite number" }
    if upper == .infinity { return "a number \(includesLower ? "≥" : ">") \(lower.shortestText)" }
    return "\(lower.shortestText) \(includesLower ? "≤" : "<") x \(includesUpper ? "≤" : "<") \(upper.shortestText)"
  }
}
