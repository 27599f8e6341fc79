/// Numbers that people would choose: 1, 2 or 5 times a power of ten. Heckbert, *Nice numbers for graph labels*, 1990.
package enum Ticks {
  /// Ticks in a range, about so many of them.
  package static func linear(_ range: ClosedRange<Double>, count: Int, isWhole: Bool = false) -> [Extent.Tick] {
    var step = nice((range.upperBound - range.lowerBound) / Double(max(count, 1)), [1.2, 2.6, 6.5])
    if isWhole { step = max(1, step) }
    let (first, last) = ((range.lowerBound / step - 1e-9).rounded(.up), (range.upperBound / step + 1e-9).rounded(.down))
    guard step > 0, step.isFinite, last >= first, last - first < 1000 else { return [] }
    let values = (0...Int(last - first)).map { (first + Double($0)) * step }
    return zip(values, labels(values, step: step)).map { Extent.Tick(value: $0, label: $1) }
  }

  /// 1, 2 or 5 times a power of ten, the least that is not below.
  package static func niceStep(_ least: Double) -> Double { nice(least, [1, 2, 5]) }

  /// - Parameter bounds: up to where 1, 2 and 5 stand for a number of 1 to 10.
  private static func nice(_ number: Double, _ bounds: [Double]) -> Double {
    guard number > 0, number.isFinite else { return 1 }
    let power = powerOfTen(exponentOfTen(number))
    // A rounding above a bound is that bound.
    let index = bounds.firstIndex { number / power <= $0 * (1 + 1e-9) } ?? 3
    return [1, 2, 5, 10][index] * power
  }

  /// With as many decimals as the step has, or with a power of ten in common where there would be too many digits.
  private static func labels(_ values: [Double], step: Double) -> [String] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    let decimals = max(0, -exponentOfTen(step))
    if largest < 1e6 && decimals <= 5 { return values.map { fixed($0, decimals) } }
    return values.map { value in
      guard value != 0, largest > 0 else { return "0" }
      let exponent = exponentOfTen(value)
      return scientific(value, exponent, decimals: min(15, max(0, exponent - exponentOfTen(step))))
    }
  }

  /// Powers of ten, at most about so many; with fewer than two of them, 1, 2 and 5 times powers of ten; with fewer than
  /// three of those, ticks as of a linear axis.
  package static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> [Extent.Tick] {
    let (low, high) = (decimalLogarithm(range.lowerBound), decimalLogarithm(range.upperBound))
    let (first, last) = (Int((low - 1e-9).rounded(.up)), Int((high + 1e-9).rounded(.down)))
    if last > first {
      let step = max(1, Int((Double(last - first + 1) / Double(max(count, 1))).rounded(.up)))
      let powers = (first...last).filter { $0 % step == 0 }
      if powers.count >= 2 { return powers.map { Extent.Tick(value: powerOfTen($0), label: label(ofPower: $0)) } }
    }
    let exponents = Int(low.rounded(.down))...Int(high.rounded(.up))
    let nice = exponents.flatMap { exponent in [1.0, 2, 5].map { (value: $0 * powerOfTen(exponent), exponent) } }
      .filter { range.contains($0.value) }
    guard nice.count >= 3 else { return linear(range, count: count).filter { $0.value > 0 } }
    return nice.map { Extent.Tick(value: $0.value, label: readable($0.value, digits: 1)) }
  }

  private static func label(ofPower exponent: Int) -> String {
    abs(exponent) <= 4
      ? fixed(powerOfTen(exponent), max(0, -exponent)) : scientific(powerOfTen(exponent), exponent, decimals: 0)
  }
}
