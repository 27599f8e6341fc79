/// A number that a user sets: what errors call it, and where its value has to be. It stands beside the type whose it
/// is.
public struct Hyperparameter: Sendable, Equatable {
  /// What error messages call it.
  public let name: String
  /// Where its value has to be; never infinite.
  public let range: NumberRange
  /// Whether it is part of a product that is made in `Double`, of which nothing is to be feared alone.
  private let isComputedAsGiven: Bool

  package init(_ name: String, _ range: NumberRange, isComputedAsGiven: Bool = false) {
    self.name = name
    self.range = range
    self.isComputedAsGiven = isComputedAsGiven
  }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` unless the value lies in the range.
  public func check(_ value: Double) throws(FeedForwardError) {
    guard range.contains(value) else { throw .invalidSetting(name: name, value: "\(value)", expected: "\(range)") }
  }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` unless the value lies in the range.
  public func check(_ value: Int) throws(FeedForwardError) {
    guard range.contains(Double(value)) else {
      throw .invalidSetting(name: name, value: "\(value)", expected: "\(range)")
    }
  }

  /// Throws unless the value lies in the range, and would still do so when it is rounded to the scalar type that it
  /// is computed with in; a number that is not 0 must not become 0. One that becomes infinite is let pass: training
  /// says that it diverges.
  func check<Scalar: BLASScalar>(_ value: Double, in _: Scalar.Type) throws(FeedForwardError) {
    try check(value)
    let rounded = Double(Scalar(value))
    if isComputedAsGiven || rounded.isInfinite || (range.contains(rounded) && (rounded != 0 || value == 0)) { return }
    let expected =
      if rounded == 0 {
        (range.contains(0) ? "0, or " : "") + "at least \(Scalar.leastNonzeroMagnitude)"
      } else if rounded <= range.lower {
        "at least \(Scalar(range.lower).nextUp)"
      } else {
        "at most \(Scalar(range.upper).nextDown)"
      }
    throw .invalidSetting(
      name: name, value: "\(value), which is \(Scalar(value)) as a \(Scalar.self)", expected: "\(expected)")
  }
}
