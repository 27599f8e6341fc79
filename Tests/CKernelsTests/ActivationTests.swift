import CKernels
import FeedForward
import Foundation
import TestSupport
import Testing

/// The formulas of CKernels.h in `Double`, with libm, and the bound that each is held to here. The exhaustive checker
/// is stricter: here the reference has an error too when T is `Double`.
struct Reference: Sendable, CustomTestStringConvertible {
  let name: String
  let activation: ActivationCode
  let range: ClosedRange<Double>
  let value: @Sendable (Double) -> Double
  let slope: @Sendable (Double) -> Double
  var slopeFromValue = false

  var testDescription: String { name }
  static let alpha = 0.25

  static let all = [
    Reference(
      name: "identity", activation: .identity, range: -9...9, value: { $0 }, slope: { _ in 1 }, slopeFromValue: true),
    Reference(
      name: "logistic", activation: .logistic, range: -110...40, value: logistic, slope: { $0 * (1 - $0) },
      slopeFromValue: true),
    Reference(
      name: "tanh", activation: .tanh, range: -12...12, value: { tanh($0) }, slope: { (1 - $0) * (1 + $0) },
      slopeFromValue: true),
    Reference(
      name: "relu", activation: .relu, range: -9...9, value: { $0 < 0 ? -0.0 : $0 },
      slope: { $0.sign == .minus ? 0 : 1 }, slopeFromValue: true),
    Reference(
      name: "leaky relu", activation: .leakyReLU, range: -9...9, value: { $0 < 0 ? alpha * $0 : $0 },
      slope: { $0.sign == .minus ? alpha : 1 }, slopeFromValue: true),
    Reference(
      name: "elu", activation: .elu, range: -40...4, value: { $0 > 0 ? $0 : alpha * expm1($0) },
      slope: { $0 > 0 ? 1 : $0 + alpha }, slopeFromValue: true),
    Reference(
      name: "selu", activation: .selu, range: -40...4,
      value: { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) },
      slope: { $0 > 0 ? 1.0507009873554805 : $0 + 1.0507009873554805 * 1.6732632423543772 }, slopeFromValue: true),
    Reference(
      name: "softsign", activation: .softsign, range: -50...50, value: { $0 / (1 + abs($0)) },
      slope: { 1 / ((1 + abs($0)) * (1 + abs($0))) }),
    Reference(
      name: "softplus", activation: .softplus, range: -110...50, value: softplus, slope: logistic),
    Reference(
      name: "silu", activation: .silu, range: -110...50, value: { $0 * logistic($0) },
      slope: { logistic($0) * (1 + $0 * logistic(-$0)) }),
    Reference(
      name: "gelu", activation: .gelu, range: -15...9, value: { $0 * normal($0) },
      slope: { normal($0) + $0 * exp(-$0 * $0 / 2) / sqrt(2 * Double.pi) }),
    Reference(
      name: "mish", activation: .mish, range: -110...50, value: { $0 * tanh(softplus($0)) },
      slope: { tanh(softplus($0)) + $0 * logistic($0) / pow(cosh(softplus($0)), 2) }),
    Reference(
      name: "exponential", activation: .exponential, range: -110...88, value: { exp($0) }, slope: { $0 },
      slopeFromValue: true),
  ]

  static let logistic: @Sendable (Double) -> Double = { 1 / (1 + exp(-$0)) }
  static let softplus: @Sendable (Double) -> Double = { $0 > 0 ? $0 + log1p(exp(-$0)) : log1p(exp($0)) }
  static let normal: @Sendable (Double) -> Double = { erfc(-$0 / 2.0.squareRoot()) / 2 }

  /// In `Double` the reference's own error counts: GELU's rounding of z/√2 is multiplied by z² in a tail, and Mish is a
  /// chain of three functions, each of up to 1 unit.
  func bound<T: BLASScalar>(_ z: T) -> Double {
    guard T.self == Double.self else { return 4 }
    return 4 + (name == "gelu" ? 2 * Double(z * z) : name == "mish" ? 3 : 0)
  }
}

extension KernelTests {
  @Test(arguments: Reference.all) func activations(_ reference: Reference) {
    #expect(reference.activation.slopeNeedsLogits != reference.slopeFromValue)
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      let tiny = T.leastNonzeroMagnitude
      var z: [T] = [
        0, -0.0, tiny, -tiny, T.leastNormalMagnitude, -T.leastNormalMagnitude, 1e-5, -1e-5, 0.55, -0.55, 1, -1,
      ]
      z += numbers.values(300, in: reference.range) + numbers.values(300, in: -3...3)
      withEachInstructionSet { set in
        var a = [T](repeating: 0, count: z.count)
        T._Kernels.activate(reference.activation, T(Reference.alpha), 1, z.count, z, z.count, &a, z.count)
        for (z, a) in zip(z, a) {
          let exact = reference.value(Double(z)), error = ulps(a, exact)
          #expect(error <= reference.bound(z), "\(T.self) \(set) z = \(z): \(a), not \(exact); seed \(seed)")
        }
        let source = reference.slopeFromValue ? a : z
        var slopes = numbers.values(z.count, in: -2...2) as [T]
        let delta = slopes
        T._Kernels.multiplyBySlope(
          reference.activation, T(Reference.alpha), 1, z.count, source, z.count, &slopes, z.count)
        for i in z.indices {
          let exact = Double(delta[i]) * reference.slope(Double(source[i]))
          // Some slopes are differences: their error is that of a number near 1.
          let near = abs(Double(delta[i])) * Double(T.ulpOfOne)
          let error = abs(Double(slopes[i]) - exact)
          #expect(
            error <= 4 * (near + Double(T(exact).ulp)),
            "\(T.self) \(set) slope at \(source[i]): \(slopes[i]), not \(exact); seed \(seed)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func limitsOfActivations() {
    func check<T: BLASScalar>(_: T.Type) {
      let limits: [(ActivationCode, T, T)] = [  // at -∞ and ∞
        (.identity, -.infinity, .infinity), (.logistic, 0, 1), (.tanh, -1, 1), (.relu, -0.0, .infinity),
        (.leakyReLU, -.infinity, .infinity), (.elu, -0.25, .infinity), (.softsign, -1, 1),
        (.selu, -1.7580993408473768, .infinity), (.mish, -0.0, .infinity),
        (.softplus, 0, .infinity), (.silu, -0.0, .infinity), (.gelu, -0.0, .infinity),
        (.exponential, 0, .infinity),
      ]
      withEachInstructionSet { set in
        for (f, low, high) in limits {
          let z: [T] = [-.infinity, .infinity, .nan, -.greatestFiniteMagnitude, .greatestFiniteMagnitude]
          var a = z
          T._Kernels.activate(f, 0.25, 1, z.count, z, z.count, &a, z.count)
          #expect(a[0].isSame(as: low) && a[1].isSame(as: high), "\(T.self) \(set) \(f): \(a)")
          #expect(a[2].isNaN, "\(T.self) \(set) \(f): NaN is lost")
          #expect(!a[3].isNaN && !a[4].isNaN, "\(T.self) \(set) \(f): \(a)")
          var delta: [T] = [1, 1, 1, 1, 1]
          T._Kernels.multiplyBySlope(f, 0.25, 1, z.count, f.slopeNeedsLogits ? z : a, z.count, &delta, z.count)
          // The slope of SELU is 1.0507 at most; that of e^z is infinite where e^z is.
          for i in f == .exponential ? [0, 3] : [0, 1, 3, 4] {
            #expect(delta[i].isFinite && abs(delta[i]) <= 1.06, "\(T.self) \(set) \(f): \(delta)")
          }
          delta[0] = .nan
          T._Kernels.multiplyBySlope(f, 0.25, 1, 1, [-0.0], 1, &delta, 1)
          #expect(delta[0].isNaN, "\(T.self) \(set) \(f): a NaN in δ is lost")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func reluKeepsTheSign() {
    func check<T: BLASScalar>(_: T.Type) {
      withEachInstructionSet { set in
        for f in [ActivationCode.relu, .leakyReLU] {
          var a: [T] = [0, -0.0, 3, -3, T.leastNonzeroMagnitude, -T.leastNonzeroMagnitude, .nan, 1, -1]
          a.withPointer { T._Kernels.activate(f, 0, 1, 9, $0, 9, $0, 9) }
          let expected: [T] = [0, 0, 3, -0.0, T.leastNonzeroMagnitude, -0.0, .nan, 1, -0.0]
          #expect(zip(a, expected).allSatisfy { $0.isSame(as: $1) }, "\(T.self) \(set) \(a)")
          var delta: [T] = Array(repeating: 2, count: a.count)
          T._Kernels.multiplyBySlope(f, 0, 1, a.count, a, a.count, &delta, a.count)
          #expect(zip(delta, expected).allSatisfy { $0 == ($1.sign == .minus ? 0 : 2) }, "\(T.self) \(set) \(delta)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func exponentialAndLogarithm() {
    func check<T: BLASScalar>(_: T.Type, lowest: Double, highest: Double) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      var x: [T] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, T.leastNonzeroMagnitude, T.leastNormalMagnitude]
      x += [T.greatestFiniteMagnitude, -T.greatestFiniteMagnitude, T(lowest), T(highest)]
      x += numbers.values(500, in: lowest...highest) + numbers.values(500, in: 0...3)
      withEachInstructionSet { set in
        var y = x
        y.withPointer { T._Kernels.exp(x.count, $0, $0) }
        for (x, y) in zip(x, y) {
          #expect(ulps(y, Foundation.exp(Double(x))) <= 2, "\(T.self) \(set) exp \(x): \(y); seed \(seed)")
        }
        y = x
        y.withPointer { T._Kernels.log(x.count, $0, $0) }
        for (x, y) in zip(x, y) {
          #expect(ulps(y, Foundation.log(Double(x))) <= 2, "\(T.self) \(set) log \(x): \(y); seed \(seed)")
        }
        T._Kernels.exp(0, [], &y)
      }
    }
    check(Float.self, lowest: -105, highest: 89)
    check(Double.self, lowest: -750, highest: 710)
  }

  /// Strided, in place, and bit for bit as each element alone.
  @Test(arguments: Reference.all) func shapesOfActivations(_ reference: Reference) {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes where rows * columns < 200 {
          let z = Grid<T>(rows, columns, gap: gap) { T(Double.random(in: -5...5, using: &numbers)) }
          var a = Grid<T>(rows, columns, gap: 3) { 0 }, same = z, slopes = z
          T._Kernels.activate(reference.activation, 0.25, rows, columns, z.storage, z.stride, &a.storage, a.stride)
          same.storage.withPointer {
            T._Kernels.activate(reference.activation, 0.25, rows, columns, $0, z.stride, $0, z.stride)
          }
          T._Kernels.multiplyBySlope(
            reference.activation, 0.25, rows, columns, a.storage, a.stride, &slopes.storage, slopes.stride)
          let alone = z.values.map { z in
            var a: [T] = [0]
            T._Kernels.activate(reference.activation, 0.25, 1, 1, [z], 1, &a, 1)
            return a[0]
          }
          let slopeAlone = zip(z.values, alone).map { z, a in
            var delta = [z]
            T._Kernels.multiplyBySlope(reference.activation, 0.25, 1, 1, [a], 1, &delta, 1)
            return delta[0]
          }
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(seed)"
          #expect(a.values == alone && same.values == alone && slopes.values == slopeAlone, "\(message)")
          #expect(a.canariesLive && same.canariesLive && slopes.canariesLive, "\(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
