import FeedForward

/// Some products with operands of their own.
final class BareProducts<Scalar: BLASScalar> {
  private typealias Buffer = UnsafeMutablePointer<Scalar>
  private let products: [(shape: ProductShape, a: Buffer, b: Buffer, c: Buffer)]

  init(_ shapes: [ProductShape]) {
    let buffer = { (count: Int) in
      let buffer = Buffer.allocate(capacity: count)
      for i in 0..<count { buffer[i] = Scalar((i % 17) - 8) / 100 }
      return buffer
    }
    products = shapes.map { ($0, buffer($0.m * $0.k), buffer($0.k * $0.n), buffer($0.m * $0.n)) }
  }

  deinit {
    for product in products { [product.a, product.b, product.c].forEach { $0.deallocate() } }
  }

  /// All of them, one after another.
  func multiply() {
    for (shape, a, b, c) in products {
      Scalar._Kernels.gemm(
        transposeA: shape.transposeA, transposeB: shape.transposeB, m: Int32(shape.m), n: Int32(shape.n),
        k: Int32(shape.k), alpha: 1, a: a, lda: Int32(shape.transposeA ? shape.m : shape.k), b: b,
        ldb: Int32(shape.transposeB ? shape.k : shape.n), beta: 0, c: c, ldc: Int32(shape.n))
    }
  }
}
