import Foundation
import NaiveFeedForward
import TestSupport
import Testing

/// What is a matter of convention, and what must hold where plain formulas overflow.
@Suite struct ConventionTests {
  /// σ′(0) = 1 of the rectifiers lets the gradient through a network whose parameters are all zero but the last ones.
  ///
  ///     x = 3, y = 1; Θ⁰ = (0, 0), Θ¹ = (0, 2): z¹ = 0, a¹ = (1, 0), t = 0, δ² = −2, δ¹ = 2 · −2 · σ′(0) = −4
  ///     ∂D/∂Θ⁰ = (−4, −12), ∂D/∂Θ¹ = (−2, 0)
  @Test(arguments: [NaiveActivation.relu, .leakyReLU(), .leakyReLU(slope: 0.3)])
  func rectifiersAreOpenAtZero(_ activation: NaiveActivation) {
    let network = NaiveFeedForward(sizes: [1, 1, 1], activations: [activation, .identity], parameters: [0, 0, 0, 2])
    let gradient = network.gradient(of: .squaredError, inputs: NaiveMatrix([[3]]), targets: NaiveMatrix([[1]]))
    #expect(gradient.parameters == [-4, -12, -2, 0])
    #expect(activation.derivative(z: 0, a: 0) == 1)
    #expect(activation.derivative(z: -0.0, a: -0.0) == 1)
  }

  /// With a rectified output and all parameters zero: t = z = 0, so ∂D/∂Θ = 2 (0 − y) · 1 · (1, x).
  @Test func allZeroParameters() {
    let network = NaiveFeedForward(sizes: [2, 1], activations: [.relu])
    let gradient = network.gradient(of: .squaredError, inputs: NaiveMatrix([[3, -5]]), targets: NaiveMatrix([[1]]))
    #expect(gradient.parameters == [-2, -6, 10])
  }

  @Test func otherValuesAtZero() {
    #expect(NaiveActivation.elu(alpha: 0.7).derivative(z: 0, a: 0) == 0.7)
    #expect(abs(NaiveActivation.selu.derivative(z: 0, a: 0) - 1.7580993408473768) <= 2 * Double.ulpOfOne)
    #expect(NaiveActivation.softsign.derivative(z: 0, a: 0) == 1)
    #expect(NaiveActivation.silu.derivative(z: 0, a: 0) == 0.5)
    #expect(NaiveActivation.gelu.derivative(z: 0, a: 0) == 0.5)
    // tanh(ln 2) = (2 − ½) / (2 + ½)
    #expect(abs(NaiveActivation.mish.derivative(z: 0, a: 0) - 0.6) <= Double.ulpOfOne)
    #expect(NaiveActivation.softplus.value(0) == log(2))
    #expect(NaiveLoss.absoluteError.gradient(t: [1, 2, 3], y: [2, 2, 2]) == [-1, 0, 1])
  }

  /// Values of the definitions, by hand, for three outputs: sums over outputs, without ½ and without division by K.
  @Test func lossesOfOneRow() {
    let t = [0.5, 0.25, 0.25]
    let y = [1.0, 0.0, 0.75]
    #expect(NaiveLoss.squaredError.value(t: t, y: y) == 0.25 + 0.0625 + 0.25)
    #expect(NaiveLoss.absoluteError.value(t: t, y: y) == 0.5 + 0.25 + 0.5)
    #expect(NaiveLoss.huber(delta: 0.375).value(t: t, y: y) == 0.375 * 0.3125 + 0.03125 + 0.375 * 0.3125)
    // −ln ½ − ¾ ln ¼ = 2.5 ln 2
    #expect(abs(NaiveLoss.crossEntropy.value(t: t, y: y) - 2.5 * log(2)) < 1e-15)
    // and − ln(1 − ¼) − ¼ ln(1 − ¼) for the other halves
    #expect(abs(NaiveLoss.binaryCrossEntropy.value(t: t, y: y) - 2.5 * log(2) + 1.25 * log(0.75)) < 1e-15)
    #expect(NaiveLoss.crossEntropy.value(t: [1, 0], y: [1, 0]) == 0)
    // The first and a half of the third label count twice: 2 ln 2 + 2 · ¾ · 2 ln 2
    let weighted = NaiveLoss.weightedBinaryCrossEntropy(positiveWeights: [2, 7, 2])
    #expect(abs(weighted.value(t: t, y: y) - 5 * log(2) + 1.25 * log(0.75)) < 1e-15)
    // ½ + ¼ + ¼ − ln ½ − ¾ ln ¼
    #expect(abs(NaiveLoss.poisson.value(t: t, y: y) - 1 - 2.5 * log(2)) < 1e-15)
    #expect(NaiveLoss.poisson.value(t: [0.5, 0], y: [1, 0]) == 0.5 + log(2))
    // Two means and their variances: ½ (ln ¼ + ¼ / ¼) + ½ (ln ½ + 1 / ½)
    #expect(abs(NaiveLoss.gaussian.value(t: [0.5, 2, 0.25, 0.5], y: [1, 1]) - 1.5 + 1.5 * log(2)) < 1e-15)
    // Distances ½ and ¾ below, ¼ above: the levels 0.25, 0.5 and 0.75
    let quantiles = NaiveLoss.quantile([0.25, 0.5, 0.75])
    #expect(quantiles.value(t: [0.5, 0.25, 1.25], y: [1]) == 0.125 + 0.375 + 0.0625)
    #expect(quantiles.gradient(t: [0.5, 1, 1.25], y: [1]) == [-0.25, 0, 0.25])
    // Two targets with two levels each
    #expect(NaiveLoss.quantile([0.25, 0.5]).value(t: [0, 0, 2, 2], y: [1, -1]) == 0.25 + 0.5 + 2.25 + 1.5)
  }

  /// Outputs of rows, by hand: ln(1 + e⁰) = ln 2.
  @Test func outputsOfRows() {
    #expect(NaiveActivation.meanAndVariance.values([3, -1, 0, 1]) == [3, -1, 1, M_E])
    let step = log(2.0)
    #expect(NaiveActivation.increasing().values([3, 0, 0]) == [3, 3 + step, 3 + step + step])
    #expect(NaiveActivation.increasing(groups: 2).values([3, 0, -1, 0]) == [3, 3 + step, -1, -1 + step])
    // Of v = (1, 2, 4): z₁ moves all three, z₂ the last two by half, z₃ the last one by half.
    #expect(NaiveActivation.increasing().chain([1, 2, 4], z: [3, 0, 0], t: [0, 0, 0]) == [7, 3, 2])
  }

  /// A network of no hidden layer whose logits are the inputs.
  private func logits(_ count: Int, _ output: NaiveActivation) -> NaiveFeedForward {
    var network = NaiveFeedForward(sizes: [count, count], activations: [output])
    for k in 0..<count { network.parameters[0][k, k + 1] = 1 }
    return network
  }

  /// Logits of ±10⁴ and a target at each end. Softmax: ln Σ e^z − z₀ = 0 and z₀ − z₂ = 2·10⁴.
  @Test func softmaxOfHugeLogits() {
    let network = logits(3, .softmax)
    let inputs = NaiveMatrix([[1e4, 0, -1e4], [1e4, 0, -1e4]])
    let targets = NaiveMatrix([[1, 0, 0], [0, 0, 1]])
    let gradient = network.gradient(of: .crossEntropy, inputs: inputs, targets: targets)
    #expect(gradient.loss == 1e4)
    #expect(gradient.parameters.allSatisfy { $0.isFinite })
    #expect(
      network.inputGradient(of: .crossEntropy, inputs: inputs, targets: targets).elements == [0, 0, 0, 0.5, 0, -0.5])
  }

  /// Logistic: each right answer costs 0, each wrong one 10⁴, and the slope of a wrong one is ±1.
  @Test func logisticOfHugeLogits() {
    let network = logits(3, .logistic)
    let inputs = NaiveMatrix([[1e4, -1e4, -1e4]])
    let targets = NaiveMatrix([[1, 1, 0]])
    let gradient = network.gradient(of: .binaryCrossEntropy, inputs: inputs, targets: targets)
    #expect(gradient.loss == 1e4)
    #expect(gradient.parameters.allSatisfy { $0.isFinite })
    #expect(
      network.inputGradient(of: .binaryCrossEntropy, inputs: inputs, targets: targets).elements == [0, -1, 0])
  }

  /// Expected counts of e^−10⁴ = 0, and one of e^10⁴, which is infinite; the loss says so.
  @Test func poissonOfHugeLogits() {
    let small = logits(2, .exponential).gradient(
      of: .poisson, inputs: NaiveMatrix([[-1e4, -1e4]]), targets: NaiveMatrix([[0, 3]]))
    #expect(small.loss == 3e4)
    #expect(small.parameters == [0, 0, 0, -3, 3e4, 3e4])
    let large = logits(2, .exponential).loss(
      .poisson, inputs: NaiveMatrix([[1e4, 0]]), targets: NaiveMatrix([[0, 3]]))
    #expect(large == .infinity)
  }

  /// Logarithms of variances s = ±10⁴: ½ s where the mean is right, also where e^−s is infinite.
  @Test func gaussianOfHugeLogits() {
    let network = logits(2, .meanAndVariance)
    for (s, loss) in [(1e4, 5e3), (-1e4, -5e3)] {
      let inputs = NaiveMatrix([[2, s]])
      let right = network.inputGradient(of: .gaussian, inputs: inputs, targets: NaiveMatrix([[2]])).elements
      #expect(network.loss(.gaussian, inputs: inputs, targets: NaiveMatrix([[2]])) == loss && right == [0, 0.5])
    }
    let wide = NaiveMatrix([[7, 1e4]])
    #expect(network.loss(.gaussian, inputs: wide, targets: NaiveMatrix([[2]])) == 5e3)
    #expect(network.inputGradient(of: .gaussian, inputs: wide, targets: NaiveMatrix([[2]])).elements == [0, 0.5])
    #expect(network.loss(.gaussian, inputs: NaiveMatrix([[7, -1e4]]), targets: NaiveMatrix([[2]])) == .infinity)
  }

  /// Values and derivatives of every activation at ±10⁴ are finite, and are their limits.
  @Test func activationsOfHugeLogits() {
    let limits: [(NaiveActivation, low: Double, high: Double, slopes: (Double, Double))] = [
      (.logistic, 0, 1, (0, 0)), (.tanh, -1, 1, (0, 0)), (.relu, 0, 1e4, (0, 1)),
      (.leakyReLU(), -100, 1e4, (0.01, 1)), (.elu(), -1, 1e4, (0, 1)), (.softplus, 0, 1e4, (0, 1)),
      (.silu, 0, 1e4, (0, 1)), (.gelu, 0, 1e4, (0, 1)), (.softsign, -1e4 / 10001, 1e4 / 10001, (9.998e-9, 9.998e-9)),
      (.selu, -1.0507009873554805 * 1.6732632423543772, 10507.009873554805, (0, 1.0507009873554805)),
      (.mish, 0, 1e4, (0, 1)),
    ]
    for (activation, low, high, slopes) in limits {
      #expect(activation.value(-1e4) == low && activation.value(1e4) == high, "\(activation)")
      #expect(abs(activation.derivative(z: -1e4, a: low) - slopes.0) < 1e-12, "\(activation)")
      #expect(abs(activation.derivative(z: 1e4, a: high) - slopes.1) < 1e-12, "\(activation)")
    }
  }

  /// A value that is not a number is not swallowed.
  @Test(arguments: [
    NaiveActivation.relu, .leakyReLU(), .elu(), .selu, .softplus, .silu, .gelu, .mish, .logistic, .softsign,
  ])
  func notANumberStaysSo(_ activation: NaiveActivation) {
    #expect(activation.value(.nan).isNaN)
  }

  /// The pairs that start from the logits agree with the definition and the Jacobian where those can be computed:
  /// at logits in [−3, 3], where t ≥ e⁻⁶/17. Losses are below 17·6 and slopes 1/t below 17 e⁶ times a t as small, so
  /// the results differ by some ten roundings of numbers below 100.
  @Test(arguments: [1, 3, 5, 17]) func stablePairsAreTheChainRule(_ K: Int) {
    for seed in UInt64(0)..<20 {
      var numbers = SplitMix64(seed: seed)
      let z = numbers.vector(K, in: -3...3)
      let y = numbers.vector(K, in: 0...1)
      let weights = numbers.vector(K, in: 0.1...5)
      let pairs: [(NaiveLoss, NaiveActivation)] = [
        (.crossEntropy, .softmax), (.binaryCrossEntropy, .logistic), (.poisson, .exponential),
        (.weightedBinaryCrossEntropy(positiveWeights: weights), .logistic), (.gaussian, .meanAndVariance),
      ]
      let more = numbers.vector(K, in: -3...3)
      for (loss, g) in pairs {
        let z = loss.targets(outputs: 2 * K) == K ? z + more : z
        let t = g.values(z)
        let tolerance = 1000 * Double.ulpOfOne
        let values = abs(loss.value(z: z, t: t, y: y, output: g) - loss.value(t: t, y: y))
        #expect(values <= tolerance, "\(loss), K = \(K), seed \(seed)")
        let chained = g.chain(loss.gradient(t: t, y: y), z: z, t: t)
        let deltas = distance(loss.delta(z: z, t: t, y: y, output: g), chained)
        #expect(deltas <= tolerance, "\(loss), K = \(K), seed \(seed)")
      }
    }
  }

  /// Softmax with K = 2 is the logistic network with one output whose parameters are the difference of the two rows:
  /// t₀ = e^z₀ / (e^z₀ + e^z₁) = logistic(z₀ − z₁), with the same loss, and the gradient of row 0 the same.
  @Test func softmaxOfTwoIsLogistic() {
    for seed in UInt64(0)..<20 {
      var numbers = SplitMix64(seed: seed)
      let two = NaiveFeedForward(sizes: [3, 2], activations: [.softmax], parameters: numbers.vector(8, in: -2...2))
      let difference = zip(two.parameters[0].row(0), two.parameters[0].row(1)).map { $0 - $1 }
      let one = NaiveFeedForward(sizes: [3, 1], activations: [.logistic], parameters: difference)
      let inputs = numbers.matrix(5, 3, in: -2...2)
      let yes = numbers.vector(5, in: 0...1)
      let both = NaiveMatrix(yes.map { [$0, 1 - $0] })
      let p = one.predict(inputs).elements
      let tolerance = 100 * Double.ulpOfOne
      #expect(distance(two.predict(inputs).elements, p.flatMap { [$0, 1 - $0] }) <= tolerance, "seed \(seed)")
      let a = two.gradient(of: .crossEntropy, inputs: inputs, targets: both)
      let b = one.gradient(
        of: .binaryCrossEntropy, inputs: inputs, targets: NaiveMatrix(rows: 5, columns: 1, elements: yes))
      #expect(abs(a.loss - b.loss) <= tolerance, "seed \(seed)")
      #expect(distance(a.parameters, b.parameters + b.parameters.map { -$0 }) <= tolerance, "seed \(seed)")
    }
  }
}
