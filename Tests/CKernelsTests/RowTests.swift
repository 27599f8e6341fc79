import CKernels
import FeedForward
import TestSupport
import Testing

extension KernelTests {
  @Test func sumsPlacesAndGathering() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes + [(40, 10, 0), (3, 100, 1)] {
          let x: Grid<T> = integers(rows, columns, gap: gap, &numbers),
            y: Grid<T> = integers(rows, columns, gap: 1, &numbers)
          var sums = Grid<T>(columns, 1, gap: 2) { .nan }
          T._Kernels.columnSums(rows, columns, x.storage, x.stride, &sums.storage, sums.stride)
          let exact = (0..<columns).map { c in (0..<rows).reduce(T(0)) { $0 + x[$1, c] } }
          #expect(sums.values == exact && sums.canariesLive, "\(T.self) \(set) \(rows) × \(columns); seed \(seed)")

          var dots = Grid<T>(columns, 1, gap: 2) { .nan }
          T._Kernels.columnDots(
            rows, columns, x.storage, x.stride, y.storage, y.stride, &dots.storage, dots.stride)
          let products = (0..<columns).map { c in (0..<rows).reduce(T(0)) { $0 + x[$1, c] * y[$1, c] } }
          #expect(dots.values == products && dots.canariesLive, "\(T.self) \(set) \(rows) × \(columns); seed \(seed)")

          // Small integers: ties abound, and the first of equals counts.
          let place = { (grid: Grid<T>, r: Int) in (0..<columns).reduce(0) { grid[r, $1] > grid[r, $0] ? $1 : $0 } }
          let same = (0..<rows).filter { place(x, $0) == place(y, $0) }.count
          #expect(
            T._Kernels.countSameArgmax(rows, columns, x.storage, x.stride, y.storage, y.stride) == same,
            "\(T.self) \(set) \(rows) × \(columns); seed \(seed)")

          let table: Grid<T> = integers(rows, columns, gap: 0, &numbers)
          let indices = (0..<2 * rows).map { _ in Int.random(in: 0..<rows, using: &numbers) }
          var gathered = Grid<T>(indices.count, columns, gap: gap) { .nan }
          T._Kernels.gatherRows(indices.count, columns, indices, table.storage, &gathered.storage, gathered.stride)
          let right = indices.indices.allSatisfy { r in
            (0..<columns).allSatisfy { gathered[r, $0] == table[indices[r], $0] }
          }
          #expect(right && gathered.canariesLive, "\(T.self) \(rows) × \(columns)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func productsSidesAndResiduals() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes + [(40, 10, 0), (3, 100, 1)] {
          let message = "\(T.self) \(set) \(rows) × \(columns) + \(gap); seed \(seed)"
          let x: Grid<T> = integers(rows, columns, gap: gap, &numbers)
          let y: Grid<T> = integers(rows, columns, gap: 1, &numbers)
          var product = y
          T._Kernels.multiply(rows, columns, x.storage, x.stride, &product.storage, product.stride)
          #expect(product.values == zip(x.values, y.values).map { $0 * $1 } && product.canariesLive, "\(message)")

          var sum = y
          T._Kernels.add(rows, columns, x.storage, x.stride, &sum.storage, sum.stride)
          #expect(sum.values == zip(x.values, y.values).map { $0 + $1 } && sum.canariesLive, "\(message)")

          // Small integers: many are the threshold itself, which is below.
          let same = (0..<rows).filter { r in (0..<columns).allSatisfy { (x[r, $0] > 1) == (y[r, $0] > 1) } }.count
          #expect(
            T._Kernels.countSameSide(rows, columns, x.storage, x.stride, y.storage, y.stride, 1) == same, "\(message)")

          // Each square and each sum is rounded, whatever the instruction set.
          let t = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -1...1, using: &numbers)) }
          var sums = [Double](repeating: 0.5, count: columns + 1)
          T._Kernels.addSquaredResiduals(rows, columns, t.storage, t.stride, y.storage, y.stride, &sums)
          let exact = (0..<columns).map { c in
            (0..<rows).reduce(0.5) { sum, r in
              let residual = Double(t[r, c]) - Double(y[r, c])
              let square = residual * residual
              return sum + square
            }
          }
          #expect(sums == exact + [0.5], "\(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
