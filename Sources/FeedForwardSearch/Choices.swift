import FeedForward
import LibC

/// The values that a setting is searched over: a list, written as one, or a range that a random search draws from.
///
/// ```swift
/// let rates: Choices<Double> = .logUniform(from: 1e-4, to: 1e-1)
/// let sizes: Choices<Int> = [16, 32, 64]
/// ```
public struct Choices<Value: Sendable>: Sendable, ExpressibleByArrayLiteral {
  enum Kind: Sendable {
    case list([Value])
    case range(DrawnRange, @Sendable (Double) -> Value)
  }
  let kind: Kind

  /// Each of these.
  public static func values(_ values: [Value]) -> Self { Self(kind: .list(values)) }

  /// Each of these.
  public init(arrayLiteral elements: Value...) { self.init(kind: .list(elements)) }

  private init(kind: Kind) { self.kind = kind }

  fileprivate init(_ range: DrawnRange, _ value: @escaping @Sendable (Double) -> Value) {
    kind = .range(range, value)
  }

  func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Choices<Other> {
    switch kind {
    case .list(let values): .values(values.map(transform))
    case .range(let range, let value): Choices<Other>(range) { transform(value($0)) }
    }
  }
}

extension Choices where Value == Double {
  /// Every number from `from` to `to` equally likely; the range is checked when it is used.
  public static func uniform(from: Double, to: Double) -> Self {
    Self(DrawnRange(from: from, to: to, isLogarithmic: false, isWhole: false)) { $0 }
  }

  /// The logarithm uniform: as many below √(from · to) as above it. 0 < from.
  public static func logUniform(from: Double, to: Double) -> Self {
    Self(DrawnRange(from: from, to: to, isLogarithmic: true, isWhole: false)) { $0 }
  }
}

extension Choices where Value == Int {
  /// Every whole number from `from` to `to` equally likely.
  public static func uniform(from: Int, to: Int) -> Self {
    Self(DrawnRange(from: Double(from), to: Double(to), isLogarithmic: false, isWhole: true)) { Int($0) }
  }

  /// Whole numbers, rounded down from one whose logarithm is uniform. 0 < from.
  public static func logUniform(from: Int, to: Int) -> Self {
    Self(DrawnRange(from: Double(from), to: Double(to), isLogarithmic: true, isWhole: true)) { Int($0) }
  }
}

/// A range of numbers, both ends in it.
struct DrawnRange: Sendable {
  let from: Double
  let to: Double
  let isLogarithmic: Bool
  let isWhole: Bool

  /// The number at `u` in 0 ..< 1.
  func value(at u: Double) -> Double {
    let end = isWhole ? to + 1 : to
    let x = isLogarithmic ? from * pow(end / from, u) : from * (1 - u) + end * u
    return max(from, min(to, isWhole ? x.rounded(.down) : x))
  }

  func validate(named name: String) throws(FeedForwardError) {
    let isRange = from.isFinite && to.isFinite && from <= to && (!isLogarithmic || from > 0)
    // Whole numbers beyond 2⁵³ are not all there.
    guard isRange, !isWhole || max(abs(from), abs(to)) <= 0x1p53 else {
      let text = { (x: Double) in SettingValue.number(x).description }
      throw .invalidSetting(
        name: "The range of \(name)", value: "\(text(from)) to \(text(to))",
        expected: "from a number \(isLogarithmic ? "above 0 " : "")to one that is not smaller, both finite")
    }
  }
}

/// A value of a setting, as it stands in a table of results.
public enum SettingValue: Sendable, Equatable, CustomStringConvertible {
  /// A number, whole or not.
  case number(Double)
  /// Anything else, in words.
  case text(String)

  init(_ value: some Any) {
    switch value {
    case let number as any BinaryInteger: self = .number(Double(number))
    case let number as any BinaryFloatingPoint: self = .number(Double(number))
    case let optional as any OptionalValue: self = optional.wrapped.map { Self($0) } ?? .text("none")
    case let rule as any Optimizer: self = .text(rule.setting?.description ?? "an optimizer without a text")
    default: self = .text("\(value)")
    }
  }

  /// The number in its shortest decimals, or the words.
  public var description: String {
    switch self {
    case .number(let number): number.shortestText
    case .text(let text): text
    }
  }

  /// With numbers of so many digits, as in ``Swift/Double/text(digits:)``.
  package func text(digits: Int) -> String {
    switch self {
    case .number(let number): number.text(digits: digits)
    case .text(let text):
      (try? SettingText(parsing: text, as: "value"))?.rounded(digits: digits).description ?? text
    }
  }
}

/// What may be nil.
private protocol OptionalValue {
  var wrapped: Any? { get }
}

extension Optional: OptionalValue {
  fileprivate var wrapped: Any? { map { $0 } }
}

extension SettingValue: Codable {
  /// From a number or a string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// As a number or a string; a number that is not finite as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .number(let number) = self, number.isFinite {
      try container.encode(number)
    } else {
      try container.encode(description)
    }
  }
}
