/// What one direction of a chart stands for.
public struct Axis: Sendable, Equatable {
  /// How numbers become places.
  public enum Scale: Sendable, Equatable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart; numbers of 0 or below have no place.
    case logarithmic
    /// Logarithmic if all numbers are above 0 and the largest is at least twenty times the smallest, else linear.
    case automatic
  }

  /// What stands beside it.
  public var label: String
  /// How numbers become places.
  public var scale: Scale
  /// From where to where it reaches; nil: as far as the numbers do.
  public var range: ClosedRange<Double>?
  /// Whether only whole numbers mean something, as with epochs.
  public var isWhole: Bool

  /// An axis that takes its range from the numbers by default.
  public init(_ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil, isWhole: Bool = false) {
    self.label = label
    self.scale = scale
    self.range = range
    self.isWhole = isWhole
  }
}

/// An axis with its numbers: from where to where, and where the ticks are.
package struct Extent: Equatable {
  /// A place that is named.
  package struct Tick: Equatable {
    package let value: Double
    package let label: String
  }

  package let lower: Double
  package let upper: Double
  package let isLogarithmic: Bool
  package let ticks: [Tick]
  /// How many numbers have no place: those not finite, and on a logarithmic axis those not above 0.
  package let omitted: Int

  /// - Parameter count: about how many ticks there is room for.
  package init(_ axis: Axis, of values: some Sequence<Double>, ticks count: Int) {
    var (low, high, positive) = (Double.infinity, -Double.infinity, Double.infinity)
    var (shown, total, above) = (0, 0, 0)
    for value in values {
      total += 1
      guard Self.isDrawable(value) else { continue }
      shown += 1
      (low, high) = (min(low, value), max(high, value))
      if value > 0 {
        above += 1
        positive = min(positive, value)
      }
    }
    isLogarithmic =
      switch axis.scale {
      case .linear: false
      case .logarithmic: axis.range.map { $0.lowerBound > 0 } ?? true
      case .automatic: shown > 0 && above == shown && high >= 20 * low && axis.range?.lowerBound ?? 1 > 0
      }
    omitted = total - (isLogarithmic ? above : shown)
    if let range = axis.range {
      (low, high) = (range.lowerBound, range.upperBound)
    } else if isLogarithmic {
      (low, high) = above > 0 ? (positive, max(high, positive)) : (0.1, 1)
    } else if shown == 0 {
      (low, high) = (0, 1)
    }
    (lower, upper) = Self.widened(
      low, high, isLogarithmic: isLogarithmic, isWhole: axis.isWhole, exact: axis.range != nil)
    ticks =
      isLogarithmic
      ? Ticks.logarithmic(lower...upper, count: count)
      : Ticks.linear(lower...upper, count: count, isWhole: axis.isWhole)
  }

  /// Where a number stands, 0 at the lower end and 1 at the upper; nil if it cannot be drawn. May be beyond the ends.
  package func fraction(_ value: Double) -> Double? {
    guard Self.isDrawable(value) else { return nil }
    guard isLogarithmic else { return (value - lower) / (upper - lower) }
    guard value > 0 else { return nil }
    let (a, b) = (decimalLogarithm(lower), decimalLogarithm(upper))
    return (decimalLogarithm(value) - a) / (b - a)
  }

  /// Numbers so large that their differences overflow are taken for infinite.
  static func isDrawable(_ value: Double) -> Bool { abs(value) < 1e300 }

  /// A little more than the numbers need, and something where they need nothing.
  private static func widened(
    _ low: Double, _ high: Double, isLogarithmic: Bool, isWhole: Bool, exact: Bool
  ) -> (Double, Double) {
    let isConstant = high - low <= 1e-9 * max(abs(low), abs(high))
    if isLogarithmic {
      if exact && !isConstant { return (low, high) }
      let ratio = min(high / low, .greatestFiniteMagnitude)
      let margin = isConstant ? 3 : powerOf(ratio, 0.04)
      return (max(low / margin, .leastNonzeroMagnitude), min(high * margin, .greatestFiniteMagnitude))
    }
    if isConstant {
      let half = isWhole ? 1 : low == 0 ? 1 : abs(low) * 0.1
      return (low - half, high + half)
    }
    if exact { return (low, high) }
    let margin = 0.04 * (high - low)
    // Numbers that are never negative do not look as if they were.
    return (low >= 0 ? max(0, low - margin) : low - margin, high + margin)
  }
}
