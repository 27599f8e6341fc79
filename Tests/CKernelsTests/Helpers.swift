import CKernels
import FeedForward
import Foundation
import TestSupport
import Testing

/// Runs `body` with each instruction set that the processor has, on this thread only: other
/// suites run at the same time.
func withEachInstructionSet(_ body: (String) -> Void) {
  defer { _ = ff_kernels_use_in_thread(nil) }
  for name in ["baseline", "avx2", "avx512"] where ff_kernels_use_in_thread(name) != 0 { body(name) }
}

extension SplitMix64 {
  mutating func values<T: BLASScalar>(_ count: Int, in range: ClosedRange<Double>) -> [T] {
    (0..<count).map { _ in T(Double.random(in: range, using: &self)) }
  }
}

/// Error of `value` in units of the last place of T at `exact`. Overflow to ∞ is right where `exact` rounds to it.
func ulps<T: BLASScalar>(_ value: T, _ exact: Double) -> Double {
  if exact.isNaN { return value.isNaN ? 0 : .infinity }
  let rounded = T(exact)
  if value == rounded { return 0 }
  if value.isNaN || rounded.isInfinite || value.isInfinite { return .infinity }
  return abs(Double(value) - exact) / Double(rounded.ulp)
}

/// A matrix inside a wider one; every scalar outside the columns is a canary.
struct Grid<T: BLASScalar> {
  static var canary: T { T(-123_456) }
  let rows: Int
  let columns: Int
  let stride: Int
  var storage: [T]

  init(_ rows: Int, _ columns: Int, gap: Int, fill: () -> T) {
    self.rows = rows
    self.columns = columns
    stride = columns + gap
    storage = Array(repeating: Self.canary, count: rows * (columns + gap) + 8)
    for r in 0..<rows { for c in 0..<columns { self[r, c] = fill() } }
  }

  subscript(r: Int, c: Int) -> T {
    get { storage[r * stride + c] }
    set { storage[r * stride + c] = newValue }
  }

  var canariesLive: Bool {
    storage.indices.allSatisfy { i in
      (i < rows * stride && i % stride < columns) || storage[i] == Self.canary
    }
  }

  var values: [T] { (0..<rows).flatMap { r in (0..<columns).map { self[r, $0] } } }
}

extension Array {
  /// For calls that read and write one array: `&array` twice would be a copy, or refused.
  mutating func withPointer(_ body: (UnsafeMutablePointer<Element>) -> Void) {
    withUnsafeMutableBufferPointer {
      guard let start = $0.baseAddress else { preconditionFailure("an empty array has no address") }
      body(start)
    }
  }
}

let sizes = [1, 2, 3, 7, 17, 33]
let shapes = sizes.flatMap { rows in sizes.flatMap { columns in [0, 1, 5].map { (rows, columns, $0) } } }

extension BinaryFloatingPoint {
  /// Equal, or both NaN; +0 and -0 differ.
  func isSame(as other: Self) -> Bool { (isNaN && other.isNaN) || (self == other && sign == other.sign) }
}
