import CKernels
import FeedForward
import TestSupport
import Testing

/// Products of small integers are exact whatever the order of the sums, so nothing but the right answer is allowed.
extension KernelTests {
  func integers<T: BLASScalar>(_ rows: Int, _ columns: Int, gap: Int, _ numbers: inout SplitMix64) -> Grid<
    T
  > {
    Grid(rows, columns, gap: gap) { T(Int.random(in: -4...4, using: &numbers)) }
  }

  private func exact<T: BLASScalar>(_ a: Grid<T>, _ b: Grid<T>) -> [T] {
    (0..<a.rows).flatMap { i in
      (0..<b.columns).map { j in (0..<a.columns).reduce(T(0)) { $0 + a[i, $1] * b[$1, j] } }
    }
  }

  /// Heights around the tiles' 12, widths around the panels and their parts, depths around the blocks' 256.
  private var productShapes: [(m: Int, n: Int, k: Int)] {
    let heights = [1, 2, 3, 4, 11, 12, 13, 25], widths = [1, 7, 8, 15, 16, 17, 31, 32, 33, 65, 130, 257]
    return heights.flatMap { m in widths.flatMap { n in [0, 1, 5, 33].map { (m, n, $0) } } }
      + [(13, 33, 256), (2, 129, 257), (5, 17, 300), (12, 40, 513), (1, 300, 700)]
  }

  @Test func products() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      let width = Int(FF_PANEL_BYTES) / MemoryLayout<T>.stride
      withEachInstructionSet { _ in
        for (m, n, k) in productShapes {
          let a: Grid<T> = integers(m, k, gap: 3, &numbers), b: Grid<T> = integers(k, n, gap: 1, &numbers)
          let wanted = exact(a, b)
          var c = Grid<T>(m, n, gap: 2) { .nan }
          T._Kernels.product(m, n, k, a.storage, a.stride, 1, b.storage, b.stride, width, &c.storage, c.stride, 0)
          #expect(c.values == wanted && c.canariesLive, "\(T.self) \(m) × \(k) × \(n); seed \(seed)")

          T._Kernels.product(m, n, k, a.storage, a.stride, 1, b.storage, b.stride, width, &c.storage, c.stride, 1)
          #expect(
            c.values == wanted.map { 2 * $0 } && c.canariesLive, "\(T.self) added, \(m) × \(k) × \(n); seed \(seed)")

          // A as it lies in its transpose, B in panels.
          var transposed = Grid<T>(k, m, gap: 1) { 0 }
          for i in 0..<m { for p in 0..<k { transposed[p, i] = a[i, p] } }
          var panels = [T](repeating: .nan, count: (n + width - 1) / width * width * k)
          for p in 0..<k { for j in 0..<n { panels[j / width * width * k + p * width + j % width] = b[p, j] } }
          c = Grid<T>(m, n, gap: 2) { .nan }
          T._Kernels.product(
            m, n, k, transposed.storage, 1, transposed.stride, panels, width, width * k, &c.storage, c.stride, 0)
          #expect(c.values == wanted && c.canariesLive, "\(T.self) \(m) × \(k) × \(n) in panels; seed \(seed)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// The bits of a row depend on nothing beside it.
  @Test func bitsOfARow() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      let width = Int(FF_PANEL_BYTES) / MemoryLayout<T>.stride
      withEachInstructionSet { _ in
        for (n, k) in [(10, 65), (130, 300), (257, 785)] {
          let m = 40
          let a: [T] = numbers.values(m * k, in: -1...1), b: [T] = numbers.values(k * n, in: -1...1)
          var whole = [T](repeating: 0, count: m * n)
          T._Kernels.product(m, n, k, a, k, 1, b, n, width, &whole, n, 0)
          for rows in [1, 2, 3, 5, 12, 17] {
            for first in stride(from: 0, to: m - rows, by: 7) {
              var part = [T](repeating: 0, count: rows * n)
              a.withUnsafeBufferPointer { a in
                if let start = a.baseAddress {
                  T._Kernels.product(rows, n, k, start + first * k, k, 1, b, n, width, &part, n, 0)
                }
              }
              #expect(part == Array(whole[first * n..<(first + rows) * n]), "\(T.self) \(rows) rows; seed \(seed)")
            }
          }
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func transposes() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { _ in
        for (rows, columns, gap) in shapes + [(16, 16, 0), (48, 65, 2)] {
          let x: Grid<T> = integers(rows, columns, gap: gap, &numbers)
          // A row may be filled up to whole vectors, and no further.
          let lanes = Int(FF_PANEL_BYTES) / 2 / MemoryLayout<T>.stride
          let whole = (rows + lanes - 1) / lanes * lanes
          var out = Grid<T>(columns, whole, gap: gap + 1) { 0 }
          T._Kernels.transpose(rows, columns, x.storage, x.stride, &out.storage, out.stride)
          let right = (0..<whole).allSatisfy { r in
            (0..<columns).allSatisfy { out[$0, r] == (r < rows ? x[r, $0] : 0) }
          }
          #expect(right && out.canariesLive, "\(T.self) \(rows) × \(columns)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
