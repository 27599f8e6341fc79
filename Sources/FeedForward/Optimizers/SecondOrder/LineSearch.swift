/// A step length α along a direction p with E(θ + α p) ≤ E + c₁ α ∇Eᵀp and |∇E(θ + α p)ᵀp| ≤ c₂ |∇Eᵀp|, the strong
/// Wolfe conditions. Nocedal, Wright, *Numerical optimization*, 2nd edition, algorithms 3.5 and 3.6, with cubic
/// interpolation.
///
/// Where rounding hides by how much E falls, slopes say it: the first condition is then that E does not rise by more
/// than rounding, and ∇E(θ + α p)ᵀp ≤ (2 c₁ − 1) ∇Eᵀp. Hager, Zhang, *A new conjugate gradient method with guaranteed
/// descent and an efficient line search*, 2005.
struct LineSearch<Scalar: BLASScalar> {
  let objective: Objective<Scalar>
  let direction: Vector<Scalar>
  /// ∇Eᵀp at θ, below 0.
  let slope: Double
  private let sufficientDecrease = 1e-4
  private let curvature = 0.9
  private let mostEvaluations = 30
  /// Differences of E that rounding may make.
  private let noise: Double

  private struct Point {
    var length = 0.0
    var value: Double
    var slope: Double
  }

  init(_ objective: Objective<Scalar>, along direction: Vector<Scalar>, slope: Double) {
    self.objective = objective
    self.direction = direction
    self.slope = slope
    noise = objective.noise
  }

  /// The place looked at last is then that of the length returned; nil if E cannot be lowered.
  func length(first: Double) throws(FeedForwardError) -> Double? {
    let start = Point(value: objective.loss, slope: slope)
    var before = start
    var length = first
    for count in 1...mostEvaluations {
      let point = try look(length)
      if !isLower(point, than: start) || count > 1 && isHigher(point, than: before) {
        return try narrow(before, point, start, mostEvaluations - count)
      }
      if abs(point.slope) <= -curvature * slope { return point.length }
      if point.slope >= 0 { return try narrow(point, before, start, mostEvaluations - count) }
      before = point
      // Where E has fallen along a straight line, the minimum is far: it may be in a unit of 10¹⁸.
      length *= abs(point.slope / slope - 1) < 1 - curvature ? 10 : 2
    }
    return before.length
  }

  /// `low` is the lowest so far that is low enough, and between it and `high` there are lengths that will do.
  private func narrow(
    _ low: Point, _ high: Point, _ start: Point, _ evaluations: Int
  ) throws(FeedForwardError) -> Double? {
    var (low, high) = (low, high)
    var last = high.length
    for _ in 0..<max(evaluations, 1) {
      let length = between(low, high)
      if length == low.length || length == high.length { break }
      let point = try look(length)
      last = length
      if !isLower(point, than: start) || isHigher(point, than: low) {
        high = point
        continue
      }
      if abs(point.slope) <= -curvature * slope { return length }
      if point.slope * (high.length - low.length) >= 0 { high = low }
      low = point
    }
    guard low.length > 0, low.value < start.value else { return nil }
    if last != low.length { _ = try look(low.length) }
    return low.length
  }

  private func look(_ length: Double) throws(FeedForwardError) -> Point {
    let value = try objective.evaluate(length, along: direction)
    return Point(
      length: length, value: value.isFinite ? value : .infinity, slope: objective.trialGradient.dot(direction))
  }

  private func isLower(_ point: Point, than start: Point) -> Bool {
    guard point.slope.isFinite else { return false }
    return point.value <= start.value + sufficientDecrease * point.length * slope
      || point.value <= start.value + noise && point.slope <= (2 * sufficientDecrease - 1) * slope
  }

  /// By values, or where they are equal up to rounding by whether E falls from the other point on.
  private func isHigher(_ point: Point, than other: Point) -> Bool {
    if abs(point.value - other.value) > noise { return point.value > other.value }
    return point.slope * (point.length - other.length) >= 0 && abs(point.slope) >= abs(other.slope)
  }

  /// The minimum of the cubic through both points and slopes, or the middle; well inside. Nearer to `a` where b is
  /// beyond the range of numbers.
  private func between(_ a: Point, _ b: Point) -> Double {
    guard b.value.isFinite, b.slope.isFinite else { return a.length + (b.length - a.length) / 10 }
    let middle = (a.length + b.length) / 2
    let margin = 0.1 * abs(b.length - a.length)
    let inside = { min(max($0, min(a.length, b.length) + margin), max(a.length, b.length) - margin) }
    if abs(a.value - b.value) <= noise {
      let length = a.length - a.slope * (b.length - a.length) / (b.slope - a.slope)
      return length.isFinite ? inside(length) : middle
    }
    let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length)
    let discriminant = d1 * d1 - a.slope * b.slope
    guard discriminant >= 0 else { return middle }
    let d2 = (b.length < a.length ? -1 : 1) * discriminant.squareRoot()
    let length = b.length - (b.length - a.length) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    return length.isFinite ? inside(length) : middle
  }
}
