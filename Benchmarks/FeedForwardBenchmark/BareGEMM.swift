import FeedForward

/// The products that a step needs and nothing else: what BLAS alone would take on one thread.
enum BareGEMM {
  /// m × k times k × n.
  struct Shape {
    let m, n, k: Int
    let transposeA, transposeB: Bool
  }

  static func ofPrediction(sizes: [Int], batch: Int) -> [Shape] {
    (0..<sizes.count - 1).map { Shape(m: batch, n: sizes[$0 + 1], k: sizes[$0], transposeA: false, transposeB: true) }
  }

  static func ofStep(sizes: [Int], batch: Int) -> [Shape] {
    var shapes = ofPrediction(sizes: sizes, batch: batch)
    for l in (0..<sizes.count - 1).reversed() {
      shapes.append(Shape(m: sizes[l + 1], n: sizes[l], k: batch, transposeA: true, transposeB: false))
      if l > 0 {
        shapes.append(Shape(m: batch, n: sizes[l], k: sizes[l + 1], transposeA: false, transposeB: false))
      }
    }
    return shapes
  }

  /// Median time of all products one after another.
  static func microseconds<Scalar: BLASScalar>(_: Scalar.Type, _ shapes: [Shape], seconds: Double) -> Double {
    let operands = shapes.map { shape in
      (
        shape, buffer(Scalar.self, shape.m * shape.k), buffer(Scalar.self, shape.k * shape.n),
        buffer(Scalar.self, shape.m * shape.n)
      )
    }
    defer {
      for (_, a, b, c) in operands { [a, b, c].forEach { $0.deallocate() } }
    }
    return time(seconds: seconds) {
      for (shape, a, b, c) in operands {
        Scalar._gemm(
          transposeA: shape.transposeA, transposeB: shape.transposeB, m: Int32(shape.m), n: Int32(shape.n),
          k: Int32(shape.k), alpha: 1, a: a, lda: Int32(shape.transposeA ? shape.m : shape.k), b: b,
          ldb: Int32(shape.transposeB ? shape.k : shape.n), beta: 0, c: c, ldc: Int32(shape.n))
      }
    }.median * 1e6
  }

  private static func buffer<Scalar: BLASScalar>(_: Scalar.Type, _ count: Int) -> UnsafeMutablePointer<Scalar> {
    let buffer = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
    for i in 0..<count { buffer[i] = Scalar((i % 17) - 8) / 100 }
    return buffer
  }
}
