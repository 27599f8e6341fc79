/// A window on numbers one after another, as long as θ. It owns nothing.
struct Vector<Scalar: BLASScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let count: Int

  subscript(i: Int) -> Scalar {
    get { base[i] }
    nonmutating set { base[i] = newValue }
  }

  /// Σ x y, added up in `Double`.
  func dot(_ other: Vector) -> Double { Scalar.Kernels.dot(count, base, other.base) }

  /// The Euclidean norm, also where the squares are beyond the range of `Double`.
  var norm: Double {
    let square = dot(self)
    if square.isNormal { return square.squareRoot() }
    let most = largestMagnitude
    guard most > 0, most.isFinite else { return most }
    var sum = 0.0
    for i in 0..<count { sum += (Double(base[i]) / most) * (Double(base[i]) / most) }
    return most * sum.squareRoot()
  }

  /// The largest |x|; NaN if there is one.
  var largestMagnitude: Double {
    var most: Scalar = 0
    for i in 0..<count where !(base[i].magnitude <= most) { most = base[i].magnitude }
    return Double(most)
  }

  /// Whether no element differs. O(count).
  func equals(_ other: Vector) -> Bool { (0..<count).allSatisfy { base[$0] == other.base[$0] } }

  func copy(_ other: Vector) { base.update(from: other.base, count: count) }

  /// self ← self + factor · other.
  func add(_ factor: Double, _ other: Vector) { Scalar.Kernels.axpy(count, Scalar(factor), other.base, base) }

  func scale(by factor: Double) {
    Scalar.Kernels.multiplyBy(count, Scalar(factor), base)
  }
}

extension UnsafeBufferPointer where Element: BLASScalar {
  /// Index of the first NaN or infinity.
  var firstNonFinite: Int? {
    guard let baseAddress else { return nil }
    let index = Element.Kernels.firstNonfinite(count, baseAddress)
    return index < 0 ? nil : index
  }
}
