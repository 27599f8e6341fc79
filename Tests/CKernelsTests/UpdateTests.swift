import CKernels
import FeedForward
import TestSupport
import Testing

/// A step of a rule on as many numbers as there are gradients.
private func update<T: BLASScalar>(
  _ rule: UpdateCode, _ g: [T], _ m: inout [T], _ v: inout [T], _ theta: inout [T],
  _ numbers: (inout StepNumbers) -> Void
) {
  var step = StepNumbers()
  numbers(&step)
  T._Kernels.update(rule, &step, g.count, g, &m, &v, &theta)
}

extension KernelTests {
  private var lengths: [Int] { [0, 1, 2, 3, 7, 8, 15, 16, 17, 33, 100] }

  /// One step, with a canary behind the end, against the formulas in `Double`.
  @Test func optimizers() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for n in lengths {
          let g: [T] = numbers.values(n, in: -1...1), theta: [T] = numbers.values(n, in: -1...1)
          let m: [T] = numbers.values(n, in: -1...1), v: [T] = numbers.values(n, in: 0...1)
          let end: [T] = [Grid<T>.canary], unit = 4 * Double(T.ulpOfOne)
          func expect(_ got: [T], _ exact: (Int) -> Double, _ what: String) {
            let ok = (0..<n).allSatisfy { abs(Double(got[$0]) - exact($0)) <= unit * (1 + abs(exact($0))) }
            #expect(ok && got.count == n + 1 && got[n] == end[0], "\(T.self) \(set) \(what) n = \(n); seed \(seed)")
          }
          func d(_ x: T) -> Double { Double(x) }

          var after = theta + end
          var (none, unused): ([T], [T]) = ([], [])
          update(.descent, g, &none, &unused, &after) { $0.rate = 0.25 }
          expect(after, { d(theta[$0]) - 0.25 * d(g[$0]) }, "sgd")

          for nesterov in [false, true] {
            var velocity = m + end
            after = theta + end
            update(nesterov ? .nesterov : .momentum, g, &velocity, &unused, &after) {
              ($0.rate, $0.momentum) = (0.25, 0.5)
            }
            let exact = (0..<n).map { 0.5 * d(m[$0]) + d(g[$0]) }
            expect(velocity, { exact[$0] }, "velocity")
            expect(
              after, { d(theta[$0]) - 0.25 * (nesterov ? d(g[$0]) + 0.5 * exact[$0] : exact[$0]) },
              nesterov ? "Nesterov" : "momentum")
          }

          let beta1 = T(0.9), beta2 = T(0.999), scale = T(1.5), epsilon = T(1e-3)
          var first = m + end, second = v + end
          after = theta + end
          let decay = T(0.25), moment = T(0.125), plain = T(0.0625)
          update(.adam, g, &first, &second, &after) {
            ($0.rate, $0.gradientRate, $0.beta1, $0.beta2) = (d(moment), d(plain), d(beta1), d(beta2))
            ($0.scale, $0.epsilon, $0.decay) = (d(scale), d(epsilon), d(decay))
          }
          let exact1 = (0..<n).map { d(beta1) * d(m[$0]) + (1 - d(beta1)) * d(g[$0]) }
          let exact2 = (0..<n).map { d(beta2) * d(v[$0]) + (1 - d(beta2)) * d(g[$0]) * d(g[$0]) }
          expect(first, { exact1[$0] }, "first moment")
          expect(second, { exact2[$0] }, "second moment")
          expect(
            after,
            {
              let direction = d(moment) * d(first[$0]) + d(plain) * d(g[$0])
              return (1 - d(decay)) * d(theta[$0]) - direction / (d(second[$0]).squareRoot() * d(scale) + d(epsilon))
            }, "Adam")

          var squares = v + end
          after = theta + end
          update(.rootMeanSquare, g, &squares, &unused, &after) {
            ($0.rate, $0.momentum, $0.gain, $0.epsilon) = (d(moment), d(beta1), d(plain), d(epsilon))
          }
          expect(squares, { d(beta1) * d(v[$0]) + d(plain) * d(g[$0]) * d(g[$0]) }, "squares")
          expect(
            after, { d(theta[$0]) - d(moment) * d(g[$0]) / (d(squares[$0]).squareRoot() + d(epsilon)) }, "RMSprop")

          first = m + end
          after = theta + end
          update(.lion, g, &first, &unused, &after) {
            ($0.rate, $0.beta1, $0.beta2, $0.decay) = (d(moment), d(beta1), d(beta2), d(decay))
          }
          expect(first, { d(beta2) * d(m[$0]) + (1 - d(beta2)) * d(g[$0]) }, "Lion's moment")
          expect(
            after, { (1 - d(decay)) * d(theta[$0]) - d(moment) * (exact1[$0] > 0 ? 1 : -1) }, "Lion")

          after = theta + end
          T._Kernels.clip(n, 0.5, &after)
          expect(after, { min(max(d(theta[$0]), -0.5), 0.5) }, "clip")
          T._Kernels.multiplyBy(n, 0.25, &after)
          expect(after, { min(max(d(theta[$0]), -0.5), 0.5) / 4 }, "scale")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// Where there is no direction Lion and Rprop do not step; a NaN is not hidden by a sign or a bound.
  @Test func zerosAndNaN() {
    func check<T: BLASScalar>(_: T.Type) {
      withEachInstructionSet { set in
        var theta: [T] = [1, 1, 1], m: [T] = [0, 0, 0], unused: [T] = []
        update(.lion, [0, -0.0, .nan], &m, &unused, &theta) { ($0.rate, $0.beta1, $0.beta2) = (0.5, 0.5, 0.5) }
        #expect(theta[0] == 1 && theta[1] == 1 && theta[2].isNaN, "\(T.self) \(set)")
        var before: [T] = [1, 1, 1], size: [T] = [1, 1, 1]
        theta = [1, 1, 1]
        update(.rpropUndo, [0, -0.0, .nan], &before, &size, &theta) {
          ($0.increase, $0.decrease, $0.largest) = (2, 0.5, 2)
        }
        #expect(theta[0] == 1 && theta[1] == 1 && theta[2].isNaN && size == [1, 1, 1], "\(T.self) \(set)")
        var x: [T] = [.nan, .infinity, -.infinity]
        T._Kernels.clip(3, 2, &x)
        #expect(x[0].isNaN && x[1] == 2 && x[2] == -2, "\(T.self) \(set)")
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// Every combination of signs, zeros and the smallest numbers among them, whose product is 0.
  @Test func rprop() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      let slopes: [T] = [0, 1, -1, 0.25, -0.25, .leastNonzeroMagnitude, -.leastNonzeroMagnitude]
      withEachInstructionSet { set in
        for (n, turn) in lengths.flatMap({ n in [UpdateCode.rpropGoOn, .rpropStay, .rpropUndo].map { (n, $0) } }) {
          let g = (0..<n).map { _ in slopes[Int.random(in: 0..<7, using: &numbers)] }
          let before = (0..<n).map { _ in slopes[Int.random(in: 0..<7, using: &numbers)] }
          let old: [T] = (0..<n).map { _ in T(Int.random(in: 1...16, using: &numbers)) / 8 }
          let theta: [T] = (0..<n).map { _ in T(Int.random(in: -16...16, using: &numbers)) / 8 }
          let end: [T] = [Grid<T>.canary]
          var (previous, size, after) = (before + end, old + end, theta + end)
          update(turn, g, &previous, &size, &after) {
            ($0.increase, $0.decrease, $0.smallest, $0.largest) = (1.25, 0.5, 0.25, 1.5)
          }
          var exact: (previous: [T], size: [T], theta: [T]) = ([], [], [])
          for i in 0..<n {
            let sign: T = g[i] > 0 ? 1 : g[i] < 0 ? -1 : 0
            let turned = sign != 0 && before[i] != 0 && (before[i] > 0) != (g[i] > 0)
            let goesOn = sign != 0 && before[i] != 0 && !turned
            let new = goesOn ? min(old[i] * 1.25, 1.5) : turned ? max(old[i] / 2, 0.25) : old[i]
            let move = !turned || turn == .rpropGoOn ? new : turn == .rpropUndo ? old[i] : 0
            exact.previous.append(turned && turn != .rpropGoOn ? 0 : g[i])
            exact.size.append(new)
            exact.theta.append(theta[i] - sign * move)
          }
          let message = "\(T.self) \(set) turn \(turn), n = \(n); seed \(seed)"
          #expect(previous == exact.previous + end, "gradient before: \(message)")
          #expect(size == exact.size + end, "size: \(message)")
          #expect(after == exact.theta + end, "θ: \(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func penalties() {
    func check<T: BLASScalar>(_: T.Type) {
      var numbers = SplitMix64()
      let seed = numbers.seed
      withEachInstructionSet { set in
        for (rows, columns, gap) in shapes {
          // Quarters: every sum is exact.
          let theta = Grid<T>(rows, columns, gap: gap) { T(Int.random(in: -4...4, using: &numbers)) / 4 }
          var g = Grid<T>(rows, columns, gap: 2) { T(Int.random(in: -4...4, using: &numbers)) / 4 }
          let before = g.values
          var squares = 1.0, magnitudes = 2.0
          T._Kernels.penalty(rows, columns, theta.storage, theta.stride, &squares, &magnitudes)
          T._Kernels.addPenaltyGradient(rows, columns, 0.5, 0.25, theta.storage, theta.stride, &g.storage, g.stride)
          let message = "\(T.self) \(set) \(rows)×\(columns) + \(gap); seed \(seed)"
          #expect(squares == theta.values.reduce(1) { $0 + Double($1 * $1) }, "\(message)")
          #expect(magnitudes == theta.values.reduce(2) { $0 + abs(Double($1)) }, "\(message)")
          let exact = zip(before, theta.values).map { g, x in g + x / 2 + (x == 0 ? 0 : x > 0 ? 0.25 : -0.25) }
          #expect(g.values == exact && g.canariesLive, "\(message)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func firstNonfinite() {
    func check<T: BLASScalar>(_: T.Type) {
      withEachInstructionSet { set in
        for n in lengths {
          let finite = [T](repeating: .greatestFiniteMagnitude, count: n)
          #expect(T._Kernels.firstNonfinite(n, finite + [.nan]) == -1, "\(T.self) \(set) \(n)")
          for bad in [T.nan, .infinity, -.infinity] {
            for i in 0..<n {
              var x = finite
              x[i] = bad
              x[n - 1] = bad
              #expect(T._Kernels.firstNonfinite(n, x) == i, "\(T.self) \(set) \(bad) at \(i) of \(n)")
            }
          }
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
