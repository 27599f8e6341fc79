import CKernels
import FeedForward
import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// Numbers whose loss and slopes are to be compared, one kernel call: from a copy of z, with and without slopes.
  private struct Call<T: BLASScalar> {
    let t: Grid<T>
    let delta: Grid<T>
    let value: Double

    /// Expects that the call without slopes gives the same, and that nothing beside the columns is touched.
    init(_ z: Grid<T>, _ message: String, _ kernel: (inout [T], UnsafeMutablePointer<T>?, Int) -> Double) {
      var (t, delta, silent) = (z, Grid<T>(z.rows, z.columns, gap: 2) { 0 }, z)
      let stride = delta.stride
      value = delta.storage.withUnsafeMutableBufferPointer { kernel(&t.storage, $0.baseAddress, stride) }
      let again = kernel(&silent.storage, nil, 0)
      #expect(again == value && silent.values == t.values, "\(message)")
      #expect(t.canariesLive && delta.canariesLive && silent.canariesLive, "\(message)")
      self.t = t
      self.delta = delta
    }
  }

  /// |value - exact| ≤ 8 ε · size, the size of the numbers that were added up; many of them, here
  /// and there in `Double`.
  private func isNear<T: BLASScalar>(
    _: T.Type, _ value: Double, _ exact: Double, size: Double, terms: Int = 0
  ) -> Bool {
    abs(value - exact) <= (8 * Double(T.ulpOfOne) + Double(terms) * Double.ulpOfOne) * max(abs(exact), size)
  }

  @Test func weightedCrossEntropy() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          let z = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -6...6, using: &numbers)) }
          let y = Grid<T>(rows, columns, gap: 1) { T(Double.random(in: 0...1, using: &numbers)) }
          let weights = (0..<columns).map { _ in Double.random(in: 0.1...20, using: &numbers) }
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(numbers.seed)"
          let call = Call(z, message) {
            T._Kernels.logitLoss(
              .logisticCrossEntropy, weights, rows, columns, &$0, z.stride, y.storage, y.stride, 0.5, $1, $2)
          }
          var exact = 0.0
          for r in 0..<rows {
            for c in 0..<columns {
              let (x, target) = (Double(z[r, c]), Double(y[r, c]))
              let (p, yes, no) = (Reference.logistic(x), weights[c] * target, 1 - target)
              exact += yes * log1p(exp(-x)) + no * log1p(exp(x))
              #expect(ulps(call.t[r, c], p) <= 4, "\(message)")
              let slope = no * p - yes * (1 - p)
              #expect(isNear(T.self, Double(call.delta[r, c]), 0.5 * slope, size: yes + no), "\(message)")
            }
          }
          #expect(
            isNear(T.self, call.value, exact, size: exact, terms: rows * columns),
            "\(message): \(call.value), not \(exact)")
          // Weights of 1 are none.
          let ones = [Double](repeating: 1, count: columns)
          let unweighted = Call(z, message) {
            T._Kernels.logitLoss(
              .logisticCrossEntropy, nil, rows, columns, &$0, z.stride, y.storage, y.stride, 0.5, $1, $2)
          }
          let weighted = Call(z, message) {
            T._Kernels.logitLoss(
              .logisticCrossEntropy, ones, rows, columns, &$0, z.stride, y.storage, y.stride, 0.5, $1, $2)
          }
          #expect(weighted.t.values == unweighted.t.values, "\(message)")
          #expect(isNear(T.self, weighted.value, unweighted.value, size: 0, terms: rows * columns), "\(message)")
          for (a, b) in zip(weighted.delta.values, unweighted.delta.values) {
            #expect(isNear(T.self, Double(a), Double(b), size: 1), "\(message)")
          }
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func poisson() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          let z = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -6...6, using: &numbers)) }
          let y = Grid<T>(rows, columns, gap: 1) { T(Int.random(in: 0...9, using: &numbers)) }
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(numbers.seed)"
          let call = Call(z, message) {
            T._Kernels.logitLoss(.poisson, nil, rows, columns, &$0, z.stride, y.storage, y.stride, 0.5, $1, $2)
          }
          var (exact, size) = (0.0, 0.0)
          for r in 0..<rows {
            for c in 0..<columns {
              let (x, target) = (Double(z[r, c]), Double(y[r, c]))
              exact += exp(x) - target * x
              size += exp(x) + abs(target * x)
              #expect(ulps(call.t[r, c], exp(x)) <= 2, "\(message)")
              let slope = 0.5 * (exp(x) - target)
              #expect(isNear(T.self, Double(call.delta[r, c]), slope, size: exp(x) + target), "\(message)")
            }
          }
          #expect(
            isNear(T.self, call.value, exact, size: size, terms: rows * columns),
            "\(message): \(call.value), not \(exact)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func gaussian() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          let z = Grid<T>(rows, 2 * columns, gap: gap) { T(Double.random(in: -6...6, using: &numbers)) }
          let y = Grid<T>(rows, columns, gap: 1) { T(Double.random(in: -6...6, using: &numbers)) }
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(numbers.seed)"
          let call = Call(z, message) {
            T._Kernels.logitLoss(.gaussian, nil, rows, columns, &$0, z.stride, y.storage, y.stride, 0.5, $1, $2)
          }
          var (exact, size) = (0.0, 0.0)
          for r in 0..<rows {
            for c in 0..<columns {
              let (mean, s) = (Double(z[r, c]), Double(z[r, columns + c]))
              let distance = mean - Double(y[r, c])
              let square = distance * distance * exp(-s)
              exact += 0.5 * (s + square)
              size += 0.5 * (abs(s) + square)
              #expect(call.t[r, c] == z[r, c] && ulps(call.t[r, columns + c], exp(s)) <= 2, "\(message)")
              let slopes = [distance * exp(-s), 0.5 * (1 - square)]
              #expect(isNear(T.self, Double(call.delta[r, c]), 0.5 * slopes[0], size: 0), "\(message)")
              #expect(
                isNear(T.self, Double(call.delta[r, columns + c]), 0.5 * slopes[1], size: 1 + square), "\(message)")
            }
          }
          #expect(
            isNear(T.self, call.value, exact, size: size, terms: rows * columns),
            "\(message): \(call.value), not \(exact)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func hugeLogitsOfLikelihoods() {
    func check<T: BLASScalar>(_: T.Type) {
      withEachInstructionSet { set in
        for size in [1e4, 1e30] as [T] {
          var delta: [T] = [0, 0, 0]
          var z = [size, -size, 1]
          let weighted = T._Kernels.logitLoss(
            .logisticCrossEntropy, [3, 5, 7], 1, 3, &z, 3, [0, 1, 0], 3, 1, &delta, 3)
          #expect(weighted.isFinite && weighted >= 5.99 * Double(size) && z[0] == 1 && z[1] == 0, "\(T.self) \(set)")
          #expect(delta[0] == 1 && delta[1] == -5, "\(T.self) \(set) \(delta)")
          z = [size, -size, 1]
          #expect(
            T._Kernels.logitLoss(.logisticCrossEntropy, [3, 5, 7], 1, 2, &z, 3, [1, 0], 2, 1, &delta, 3) == 0,
            "\(T.self) \(set)")

          z = [-size, -size, -size]
          #expect(
            T._Kernels.logitLoss(.poisson, nil, 1, 3, &z, 3, [0, 2, 0], 3, 1, &delta, 3) == 2 * Double(size),
            "\(T.self) \(set)")
          #expect(z == [0, 0, 0] && delta == [0, -2, 0], "\(T.self) \(set)")
          z = [size, 0, 0]
          #expect(
            T._Kernels.logitLoss(.poisson, nil, 1, 3, &z, 3, [0, 2, 0], 3, 1, &delta, 3) == .infinity,
            "\(T.self) \(set)")

          // A mean that is right, whatever its variance; then one that is wrong.
          for s in [size, -size] {
            var z = [4, s], delta: [T] = [9, 9]
            #expect(
              T._Kernels.logitLoss(.gaussian, nil, 1, 1, &z, 2, [4], 1, 1, &delta, 2) == 0.5 * Double(s),
              "\(T.self) \(set)")
            #expect(delta == [0, 0.5] && z == [4, s < 0 ? 0 : .infinity], "\(T.self) \(set) \(delta)")
            z = [4, s]
            let wrong = T._Kernels.logitLoss(.gaussian, nil, 1, 1, &z, 2, [5], 1, 1, &delta, 2)
            #expect(wrong == (s > 0 ? 0.5 * Double(s) : .infinity), "\(T.self) \(set) \(wrong)")
            #expect(s > 0 ? delta == [0, 0.5] : delta == [-.infinity, -.infinity], "\(T.self) \(set) \(delta)")
          }
        }
        // NaN is not lost.
        for (loss, columns) in [(LogitLossCode.poisson, 1), (.gaussian, 1), (.gaussian, 2)] {
          var z: [T] = [.nan, 0, 0, 0], delta: [T] = [0, 0, 0, 0]
          #expect(
            T._Kernels.logitLoss(loss, nil, 1, columns, &z, 4, [0, 0], 2, 1, &delta, 4).isNaN, "\(T.self) \(set)")
          if columns == 1 {
            z = [0, .nan]
            #expect(T._Kernels.logitLoss(.gaussian, nil, 1, 1, &z, 2, [0], 1, 1, &delta, 2).isNaN, "\(T.self) \(set)")
          }
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
