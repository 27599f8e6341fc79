/// m × k times k × n.
struct ProductShape {
  let m, n, k: Int
  var transposeA = false
  var transposeB = false

  static func ofPrediction(sizes: [Int], rows: Int) -> [ProductShape] {
    zip(sizes, sizes.dropFirst()).map { ProductShape(m: rows, n: $1, k: $0, transposeB: true) }
  }

  /// Forward, then for each layer the gradient of its parameters and, but for the first, the deltas below.
  static func ofStep(sizes: [Int], rows: Int) -> [ProductShape] {
    var shapes = ofPrediction(sizes: sizes, rows: rows)
    for l in (0..<sizes.count - 1).reversed() {
      shapes.append(ProductShape(m: sizes[l + 1], n: sizes[l], k: rows, transposeA: true))
      if l > 0 { shapes.append(ProductShape(m: rows, n: sizes[l], k: sizes[l + 1])) }
    }
    return shapes
  }
}
