import CKernels
import FeedForward
import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// |value - exact| ≤ `units` · ε · scale, where scale is the size of the numbers that were added up.
  private func isNear<T: BLASScalar>(_ value: T, _ exact: Double, scale: Double = 0, units: Double = 8) -> Bool {
    abs(Double(value) - exact) <= units * Double(T.ulpOfOne) * max(abs(exact), scale)
  }

  private func softmax(_ z: [Double]) -> [Double] {
    let most = z.max() ?? 0
    let powers = z.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  @Test func rowsOfSoftmax() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          let z = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -6...6, using: &numbers)) }
          var t = Grid<T>(rows, columns, gap: 2) { 0 }, same = z
          var delta = Grid<T>(rows, columns, gap: 1) { T(Double.random(in: -2...2, using: &numbers)) }
          let before = delta
          T._Kernels.softmax(rows, columns, z.storage, z.stride, &t.storage, t.stride)
          same.storage.withPointer { T._Kernels.softmax(rows, columns, $0, z.stride, $0, z.stride) }
          T._Kernels.softmaxJacobian(rows, columns, t.storage, t.stride, &delta.storage, delta.stride)
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(seed)"
          for r in 0..<rows {
            let row = (0..<columns).map { Double(z[r, $0]) }, exact = softmax(row)
            let dot = (0..<columns).reduce(0) { $0 + Double(t[r, $1]) * Double(before[r, $1]) }
            for c in 0..<columns {
              #expect(isNear(t[r, c], exact[c], units: 16), "\(message)")
              let slope = Double(t[r, c]) * (Double(before[r, c]) - dot)
              #expect(isNear(delta[r, c], slope, scale: 2 * Double(t[r, c])), "\(message)")
            }
          }
          #expect(same.values == t.values, "\(message)")
          #expect(t.canariesLive && same.canariesLive && delta.canariesLive, "\(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func hugeLogits() {
    func check<T: BLASScalar>(_: T.Type) {
      let huge = T.greatestFiniteMagnitude / 2
      withEachInstructionSet { set in
        for z in [[1e4, -1e4, 0], [-1e4, -1e4, -1e4], [huge, -huge, 1], [-.infinity, 0, 0]] as [[T]] {
          var t = z, delta = z
          let y: [T] = [0, 1, 0], last: [T] = [0, 0, 1]
          T._Kernels.softmax(1, 3, z, 3, &t, 3)
          #expect(abs(t.reduce(0, +) - 1) <= 4 * T.ulpOfOne, "\(T.self) \(set) \(z) \(t)")
          for y in [y, last] {
            var copy = z
            let value = T._Kernels.logitLoss(.softmaxCrossEntropy, nil, 1, 3, &copy, 3, y, 3, 1, &delta, 3)
            #expect(value >= 0 && value.isFinite && delta.allSatisfy { $0.isFinite }, "\(T.self) \(set) \(z) \(value)")
          }
          guard z[0].isFinite else { continue }
          var copy = z
          let value = T._Kernels.logitLoss(.logisticCrossEntropy, nil, 1, 3, &copy, 3, y, 3, 1, &delta, 3)
          #expect(value >= 0 && value.isFinite && delta.allSatisfy { $0.isFinite }, "\(T.self) \(set) \(z) \(value)")
        }
        var z: [T] = [1e4, -1e4]
        #expect(
          T._Kernels.logitLoss(.softmaxCrossEntropy, nil, 1, 2, &z, 2, [0, 1], 2, 1, nil, 0) == 2e4, "\(T.self) \(set)")
        z = [1e4, -1e4]
        #expect(
          T._Kernels.logitLoss(.logisticCrossEntropy, nil, 1, 2, &z, 2, [0, 1], 2, 1, nil, 0) == 2e4, "\(T.self) \(set)"
        )
        z = [1e4, -1e4]
        #expect(
          T._Kernels.logitLoss(.logisticCrossEntropy, nil, 1, 2, &z, 2, [1, 0], 2, 1, nil, 0) == 0, "\(T.self) \(set)")
        for position in 0..<40 {
          var row = [T](repeating: 1, count: 40)
          row[position] = .nan
          let value = T._Kernels.logitLoss(
            .softmaxCrossEntropy, nil, 1, 40, &row, 40, row.map { _ in 1 }, 40, 1, nil, 0)
          #expect(value.isNaN && row.allSatisfy { $0.isNaN }, "\(T.self) \(set) NaN at \(position)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func crossEntropies() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          // Multiples of 2⁻¹⁸, so that the distance of two logits is exact even in float: where the loss is but a small
          // e^(z - max), rounding that distance alone may take 4 of the bound's 4 ε.
          let z = Grid<T>(rows, columns, gap: gap) {
            T((Double.random(in: -6...6, using: &numbers) * 0x1p18).rounded() * 0x1p-18)
          }
          let y = Grid<T>(rows, columns, gap: 1) { T(max(0, Double.random(in: -1...1, using: &numbers))) }
          let scale = T(0.37)
          var t = z, delta = Grid<T>(rows, columns, gap: 2) { 0 }, silent = z
          var u = z, slope = delta, softmaxOnly = z
          let soft = T._Kernels.logitLoss(
            .softmaxCrossEntropy, nil, rows, columns, &t.storage, t.stride, y.storage, y.stride, scale, &delta.storage,
            delta.stride)
          let again = T._Kernels.logitLoss(
            .softmaxCrossEntropy, nil, rows, columns, &silent.storage, silent.stride, y.storage, y.stride, scale, nil, 0
          )
          let logistic = T._Kernels.logitLoss(
            .logisticCrossEntropy, nil, rows, columns, &u.storage, u.stride, y.storage, y.stride, scale, &slope.storage,
            slope.stride)
          T._Kernels.softmax(rows, columns, z.storage, z.stride, &softmaxOnly.storage, z.stride)
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(seed)"
          var exactSoft = 0.0, exactLogistic = 0.0
          for r in 0..<rows {
            let row = (0..<columns).map { Double(z[r, $0]) }, exact = softmax(row)
            let targets = (0..<columns).reduce(0) { $0 + Double(y[r, $1]) }
            for c in 0..<columns {
              let target = Double(y[r, c]), p = Reference.logistic(row[c])
              exactSoft -= target * log(exact[c])
              exactLogistic -= target * log(p) + (1 - target) * log(Reference.logistic(-row[c]))
              let difference = Double(scale) * (Double(t[r, c]) * targets - target)
              #expect(isNear(delta[r, c], difference, scale: targets), "\(message)")
              #expect(ulps(u[r, c], p) <= 4, "\(message)")
              #expect(isNear(slope[r, c], Double(scale) * (Double(u[r, c]) - target), scale: 1), "\(message)")
            }
          }
          // The reference adds in `Double` too, and takes the logarithm of numbers near 1.
          let sums = Double(rows * columns) * Double.ulpOfOne
          for (value, exact) in [(soft, exactSoft), (logistic, exactLogistic)] {
            let bound = (4 * Double(T.ulpOfOne) + sums) * exact + 4 * sums
            #expect(abs(value - exact) <= bound, "\(message): \(value), not \(exact)")
          }
          #expect(again == soft && silent.values == t.values && softmaxOnly.values == t.values, "\(message)")
          #expect([t, delta, silent, u, slope].allSatisfy { $0.canariesLive }, "\(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func losses() {
    let parameter = 0.75
    func value(_ kind: LossCode, _ r: Double) -> Double {
      switch kind {
      case .squaredError: r * r
      case .absoluteError: abs(r)
      case .huber: abs(r) <= parameter ? r * r / 2 : parameter * (abs(r) - parameter / 2)
      }
    }
    func slope(_ kind: LossCode, _ r: Double) -> Double {
      switch kind {
      case .squaredError: 2 * r
      case .absoluteError: r > 0 ? 1 : r < 0 ? -1 : 0
      case .huber: max(-parameter, min(parameter, r))
      }
    }
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for kind in [LossCode.squaredError, .absoluteError, .huber] {
          for (rows, columns, gap) in shapes {
            let t = Grid<T>(rows, columns, gap: gap) { T(Int.random(in: -3...3, using: &numbers)) / 4 }
            let y = Grid<T>(rows, columns, gap: 1) { T(Int.random(in: -3...3, using: &numbers)) / 4 }
            var gradient = Grid<T>(rows, columns, gap: 2) { 0 }, same = t
            let sum = T._Kernels.loss(
              kind, T(parameter), rows, columns, t.storage, t.stride, y.storage, y.stride, 0.5, &gradient.storage,
              gradient.stride)
            let silent = T._Kernels.loss(
              kind, T(parameter), rows, columns, t.storage, t.stride, y.storage, y.stride, 0.5, nil, 0)
            same.storage.withPointer {
              _ = T._Kernels.loss(
                kind, T(parameter), rows, columns, $0, t.stride, y.storage, y.stride, 0.5, $0, t.stride)
            }
            // Quarters: every sum is exact.
            let r = zip(t.values, y.values).map { Double($0) - Double($1) }
            let message = "\(T.self) \(set) \(kind) \(rows)×\(columns) + \(gap); seed \(seed)"
            #expect(sum == r.reduce(0) { $0 + value(kind, $1) } && silent == sum, "\(message)")
            #expect(
              gradient.values == r.map { T(0.5 * slope(kind, $0)) } && same.values == gradient.values, "\(message)")
            #expect(gradient.canariesLive && same.canariesLive, "\(message)")
          }
          var gradient: [T] = [0, 0]
          #expect(
            T._Kernels.loss(kind, 1, 1, 2, [.nan, 0], 2, [0, 0], 2, 1, &gradient, 2).isNaN, "\(T.self) \(set) \(kind)")
          #expect(gradient[0].isNaN && gradient[1] == 0, "\(T.self) \(set) \(kind)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
