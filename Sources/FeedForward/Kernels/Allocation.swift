import LibC

/// a · b, or an error that says the product is too large for any memory.
package func product(_ a: Int, _ b: Int) throws(FeedForwardError) -> Int {
  let (result, overflow) = a.multipliedReportingOverflow(by: b)
  guard !overflow else {
    throw .wrongShape(what: "A buffer", found: "\(a) × \(b) elements", expected: "at most \(Int.max)")
  }
  return result
}

/// Throws where an array of Swift's own would trap because the memory is not there. A system call for large sizes;
/// nothing is touched.
package func requireMemory<Element>(for count: Int, of _: Element.Type) throws(FeedForwardError) {
  let bytes = try product(count, MemoryLayout<Element>.stride)
  var probe: UnsafeMutableRawPointer?
  // Not malloc: the compiler knows that a malloc which is only freed can be left out, and then it never fails.
  guard bytes <= Int.max - 64, posix_memalign(&probe, 64, bytes + 64) == 0 else { throw .outOfMemory(bytes: bytes) }
  free(probe)
}

extension Array where Element: BLASScalar {
  /// Zeros, or an error if there is no memory for them.
  package init(zeros count: Int) throws(FeedForwardError) {
    try requireMemory(for: count, of: Element.self)
    self.init(repeating: 0, count: count)
  }
}

/// One block of zeros, aligned to a cache line, whose allocation throws instead of trapping.
final class Arena<Scalar: BLASScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let capacity: Int
  private var used = 0

  private static var hugePage: Int { 2 << 20 }

  /// Scalars are handed out in units of a cache line, so that no two buffers share one.
  static func rounded(_ count: Int) -> Int {
    let line = 64 / MemoryLayout<Scalar>.stride
    return (count + line - 1) / line * line
  }

  init(capacity: Int) throws(FeedForwardError) {
    self.capacity = max(capacity, 1)
    let bytes = try product(self.capacity, MemoryLayout<Scalar>.stride)
    var raw: UnsafeMutableRawPointer?
    let isLarge = bytes >= 2 * Self.hugePage
    guard bytes <= Int.max - 64, posix_memalign(&raw, isLarge ? Self.hugePage : 64, bytes) == 0, let raw else {
      throw .outOfMemory(bytes: bytes)
    }
    #if os(Linux)
      // The products walk down columns, a page a row: with small pages that is a miss of the translation cache a step.
      if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
    #endif
    base = raw.bindMemory(to: Scalar.self, capacity: self.capacity)
    // Zeroed once: no kernel then ever meets memory nobody wrote.
    base.initialize(repeating: 0, count: self.capacity)
  }

  deinit { free(base) }

  /// The next `count` scalars.
  func take(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    defer { used += Self.rounded(count) }
    precondition(used + count <= capacity, "an arena of \(capacity) scalars was asked for \(used + count)")
    return base + used
  }

  /// The next `count` scalars as a vector.
  func vector(_ count: Int) -> Vector<Scalar> { Vector(base: take(count), count: count) }

  /// Scalars from one row to the next where rows begin at cache lines, and not all of them in the same part of the
  /// cache.
  static func paddedStride(_ columns: Int) -> Int {
    let stride = rounded(columns)
    return stride % 256 == 0 ? stride + rounded(1) : stride
  }

  /// Scalars that ``withLeadingColumn(_:_:)`` takes of an arena.
  static func countWithLeadingColumn(_ rows: Int, _ columns: Int) throws(FeedForwardError) -> Int {
    try product(rows, paddedStride(columns + 1)) + rounded(1)
  }

  /// A matrix with one column in front of `columns` others, of which the first begins at a cache line in every row.
  func withLeadingColumn(_ rows: Int, _ columns: Int) -> MatrixView<Scalar> {
    let stride = Self.paddedStride(columns + 1)
    let base = take(rows * stride + Self.rounded(1)) + Self.rounded(1) - 1
    return MatrixView(base: base, rows: rows, columns: columns + 1, stride: stride)
  }

  /// The next rows × columns scalars as a matrix, without gaps unless a stride is given.
  func matrix(_ rows: Int, _ columns: Int, stride: Int? = nil) -> MatrixView<Scalar> {
    let stride = stride ?? columns
    return MatrixView(base: take(rows * stride), rows: rows, columns: columns, stride: stride)
  }
}
