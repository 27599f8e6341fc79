/// A sum of products as if in twice the precision of `Double`: the error of each rounding is known exactly, and added
/// up beside. Ogita, Rump, Oishi, *Accurate sum and dot product*, 2005, algorithm 5.3.
struct CompensatedSum {
  /// The sum, rounded.
  private(set) var high: Double
  /// What was lost.
  private(set) var low = 0.0

  init(_ value: Double = 0) { high = value }

  var value: Double { high + low }

  @inline(__always)
  mutating func add(_ x: Double) {
    let sum = high + x
    let part = sum - high
    low += (high - (sum - part)) + (x - part)
    high = sum
  }

  @inline(__always)
  mutating func add(_ a: Double, times b: Double) {
    let product = a * b
    low += (-product).addingProduct(a, b)
    add(product)
  }

  /// Adds a times (b.high + b.low).
  @inline(__always)
  mutating func add(_ a: Double, times b: CompensatedSum) {
    low += a * b.low
    add(a, times: b.high)
  }

  /// So that |low| is at most half a unit in the last place of `high`.
  mutating func normalize() {
    let sum = high + low
    low -= sum - high
    high = sum
  }
}
