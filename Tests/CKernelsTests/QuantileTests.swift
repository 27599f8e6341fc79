import CKernels
import FeedForward
import Foundation
import TestSupport
import Testing

extension KernelTests {
  private func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

  @Test func increasingRows() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          let z = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -20...6, using: &numbers)) }
          var t = Grid<T>(rows, columns, gap: 2) { 0 }, same = z
          var delta = Grid<T>(rows, columns, gap: 1) { T(Double.random(in: -2...2, using: &numbers)) }
          let before = delta
          T._Kernels.increasing(rows, columns, z.storage, z.stride, &t.storage, t.stride)
          same.storage.withPointer { T._Kernels.increasing(rows, columns, $0, z.stride, $0, z.stride) }
          T._Kernels.increasingJacobian(rows, columns, z.storage, z.stride, &delta.storage, delta.stride)
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(numbers.seed)"
          // Sums of so many numbers, each with an error of its own.
          let unit = Double(columns + 4) * Double(T.ulpOfOne)
          for r in 0..<rows {
            var (sum, size) = (Double(z[r, 0]), abs(Double(z[r, 0])))
            for c in 0..<columns {
              if c > 0 {
                sum += softplus(Double(z[r, c]))
                size += softplus(Double(z[r, c]))
                #expect(t[r, c] >= t[r, c - 1], "\(message)")
              }
              #expect(abs(Double(t[r, c]) - sum) <= unit * size, "\(message)")
            }
            (sum, size) = (0, 0)
            for c in (0..<columns).reversed() {
              sum += Double(before[r, c])
              size += abs(Double(before[r, c]))
              let slope = c == 0 ? 1 : Reference.logistic(Double(z[r, c]))
              #expect(abs(Double(delta[r, c]) - sum * slope) <= unit * size * slope, "\(message)")
            }
          }
          #expect(same.values == t.values, "\(message)")
          #expect(t.canariesLive && same.canariesLive && delta.canariesLive, "\(message)")
        }
        // A row has the same bits in any company.
        let z: [T] = numbers.values(40, in: -3...3)
        for columns in [1, 2, 5, 20] {
          var together = z, alone: [T] = []
          T._Kernels.increasing(40 / columns, columns, z, columns, &together, columns)
          for r in 0..<40 / columns {
            var row = Array(z[r * columns..<(r + 1) * columns])
            row.withPointer { T._Kernels.increasing(1, columns, $0, columns, $0, columns) }
            alone += row
          }
          #expect(together == alone, "\(T.self) \(set) \(columns)")
        }
        for size in [1e4, 1e30] as [T] {
          var row = [-size, -size, size, 0]
          row.withPointer { T._Kernels.increasing(1, 4, $0, 4, $0, 4) }
          #expect(row[0] == -size && row[1] == -size && row[2] == 0 && row[3] > 0.69, "\(T.self) \(set) \(row)")
          var delta: [T] = [1, 2, 4, 8]
          T._Kernels.increasingJacobian(1, 4, [-size, -size, size, 0], 4, &delta, 4)
          #expect(delta == [15, 0, 12, 4], "\(T.self) \(set) \(delta)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func quantileLoss() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          // Quarters and powers of two: every sum is exact.
          let levels = (0..<columns).map { Double($0 % 7 + 1) / 8 }
          let t = Grid<T>(rows, columns, gap: gap) { T(Int.random(in: -3...3, using: &numbers)) / 4 }
          let y = Grid<T>(rows, 1, gap: gap) { T(Int.random(in: -3...3, using: &numbers)) / 4 }
          var gradient = Grid<T>(rows, columns, gap: 2) { 0 }, same = t
          let sum = T._Kernels.quantile(
            levels, rows, columns, t.storage, t.stride, y.storage, y.stride, 0.5, &gradient.storage, gradient.stride)
          let silent = T._Kernels.quantile(levels, rows, columns, t.storage, t.stride, y.storage, y.stride, 0.5, nil, 0)
          same.storage.withPointer {
            _ = T._Kernels.quantile(levels, rows, columns, $0, t.stride, y.storage, y.stride, 0.5, $0, t.stride)
          }
          var exact = 0.0
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(numbers.seed)"
          for r in 0..<rows {
            for (c, level) in levels.enumerated() {
              let distance = Double(y[r, 0]) - Double(t[r, c])
              exact += max(level * distance, (level - 1) * distance)
              let slope = distance > 0 ? -level : distance < 0 ? 1 - level : 0
              #expect(gradient[r, c] == T(0.5 * slope), "\(message)")
            }
          }
          #expect(sum == exact && silent == exact && same.values == gradient.values, "\(message)")
          #expect(gradient.canariesLive && same.canariesLive, "\(message)")
        }
        var gradient: [T] = [0, 0]
        #expect(
          T._Kernels.quantile([0.25, 0.5], 1, 2, [.nan, 0], 2, [0], 1, 1, &gradient, 2).isNaN, "\(T.self) \(set)")
        #expect(gradient[0].isNaN && gradient[1] == 0, "\(T.self) \(set)")
        #expect(
          T._Kernels.quantile([0.25, 0.5], 1, 2, [-1e30, 1e30], 2, [0], 1, 1, &gradient, 2) > 0, "\(T.self) \(set)")
        #expect(gradient == [-0.25, 0.5], "\(T.self) \(set) \(gradient)")
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
