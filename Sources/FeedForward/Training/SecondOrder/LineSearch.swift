/// A step length α along a direction p with E(θ + α p) ≤ E + c₁ α ∇Eᵀp and |∇E(θ + α p)ᵀp| ≤ c₂ |∇Eᵀp|, the strong Wolfe
/// conditions. Nocedal, Wright, *Numerical optimization*, 2nd edition, algorithms 3.5 and 3.6, with cubic interpolation.
struct LineSearch<Scalar: BLASScalar> {
  let objective: Objective<Scalar>
  let direction: Vector<Scalar>
  /// ∇Eᵀp at θ, below 0.
  let slope: Double
  private let sufficientDecrease = 1e-4
  private let curvature = 0.9
  private let mostEvaluations = 30

  private struct Point {
    var length = 0.0
    var value: Double
    var slope: Double
  }

  init(_ objective: Objective<Scalar>, along direction: Vector<Scalar>, slope: Double) {
    (self.objective, self.direction, self.slope) = (objective, direction, slope)
  }

  /// The place looked at last is then that of the length returned; nil if E cannot be lowered.
  func length(first: Double) -> Double? {
    let start = Point(value: objective.loss, slope: slope)
    var before = start
    var length = first
    for count in 1...mostEvaluations {
      let point = look(length)
      // Equal values say nothing where a unit is so large that a short step cannot be seen; slopes still do.
      let isNoLower = point.value > before.value || point.value == before.value && point.slope >= 0
      if !isLower(point, than: start) || count > 1 && isNoLower {
        return narrow(before, point, start, mostEvaluations - count)
      }
      if abs(point.slope) <= -curvature * slope { return point.length }
      if point.slope >= 0 { return narrow(point, before, start, mostEvaluations - count) }
      before = point
      // Where E has fallen along a straight line, the minimum is far: it may be in a unit of 10¹⁸.
      length *= abs(point.slope / slope - 1) < 1 - curvature ? 10 : 2
    }
    return before.length
  }

  /// `low` is the lowest so far that is low enough, and between it and `high` there are lengths that will do.
  private func narrow(_ low: Point, _ high: Point, _ start: Point, _ evaluations: Int) -> Double? {
    var (low, high) = (low, high)
    var last = high.length
    for _ in 0..<max(evaluations, 1) {
      let length = between(low, high)
      if length == low.length || length == high.length { break }
      let point = look(length)
      last = length
      if !isLower(point, than: start) || point.value >= low.value {
        high = point
        continue
      }
      if abs(point.slope) <= -curvature * slope { return length }
      if point.slope * (high.length - low.length) >= 0 { high = low }
      low = point
    }
    guard low.length > 0, low.value < start.value else { return nil }
    if last != low.length { _ = look(low.length) }
    return low.length
  }

  private func look(_ length: Double) -> Point {
    let value = objective.evaluate(length, along: direction)
    return Point(
      length: length, value: value.isFinite ? value : .infinity, slope: objective.trialGradient.dot(direction))
  }

  private func isLower(_ point: Point, than start: Point) -> Bool {
    point.value <= start.value + sufficientDecrease * point.length * slope && point.slope.isFinite
  }

  /// The minimum of the cubic through both points and slopes, or the middle; well inside. Nearer to `a` where b is beyond the
  /// range of numbers.
  private func between(_ a: Point, _ b: Point) -> Double {
    guard b.value.isFinite, b.slope.isFinite else { return a.length + (b.length - a.length) / 10 }
    let middle = (a.length + b.length) / 2
    let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length)
    let discriminant = d1 * d1 - a.slope * b.slope
    guard discriminant >= 0 else { return middle }
    let d2 = (b.length < a.length ? -1 : 1) * discriminant.squareRoot()
    let length = b.length - (b.length - a.length) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    let margin = 0.1 * abs(b.length - a.length)
    let (lower, upper) = (min(a.length, b.length) + margin, max(a.length, b.length) - margin)
    return length.isFinite ? min(max(length, lower), upper) : middle
  }
}
