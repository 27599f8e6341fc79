/// A window on numbers one after another, as long as θ. It owns nothing.
struct Vector<Scalar: BLASScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let count: Int

  subscript(i: Int) -> Scalar {
    get { base[i] }
    nonmutating set { base[i] = newValue }
  }

  /// Window `index` of those of `count` numbers each.
  func part(_ index: Int, of count: Int) -> Vector { Vector(base: base + index * count, count: count) }

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

  func copy(_ elements: [Scalar]) {
    precondition(elements.count == count, "\(elements.count) numbers for a vector of \(count)")
    elements.withUnsafeBufferPointer { if let start = $0.baseAddress { base.update(from: start, count: count) } }
  }

  /// Copies the numbers into an array of the same length.
  func store(into elements: inout [Scalar]) {
    precondition(elements.count == count, "\(count) numbers into an array of \(elements.count)")
    elements.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: base, count: count) }
  }

  /// A copy.
  var elements: [Scalar] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// The index of the first NaN or infinity.
  var firstNonFinite: Int? {
    let index = Scalar.Kernels.firstNonfinite(count, base)
    return index < 0 ? nil : index
  }

  /// Lets `rule` change the numbers, by another vector of the same length.
  func change(along other: Vector, _ rule: (inout MutableSpan<Scalar>, Span<Scalar>) -> Void) {
    var numbers = UnsafeMutableBufferPointer(start: base, count: count).mutableSpan
    rule(&numbers, UnsafeBufferPointer(start: other.base, count: count).span)
  }

  func copy(_ other: Vector) { base.update(from: other.base, count: count) }

  /// self ← self + factor · other.
  func add(_ factor: Double, _ other: Vector) { Scalar.Kernels.axpy(count, Scalar(factor), other.base, base) }

  func scale(by factor: Double) {
    Scalar.Kernels.multiplyBy(count, Scalar(factor), base)
  }
}
