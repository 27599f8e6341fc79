import FeedForward
import Testing

@Suite struct InitializerTests {
  private let n = 300
  private let u = 200

  private func theta(_ initializer: Initializer, inputs: Int, units: Int) throws -> Matrix<Double> {
    try FeedForwardNetwork<Double>(inputs: inputs, layers: [Layer(units, .tanh, initializer: initializer)], seed: 5)
      .parameters.theta(0)
  }

  /// Variance of the weights within five standard errors, bounds never exceeded but nearly reached, biases zero.
  @Test(arguments: [Initializer.glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunNormal])
  func variance(initializer: Initializer) throws {
    let variance: Double =
      switch initializer {
      case .glorotUniform, .glorotNormal: 2.0 / 500
      case .heUniform, .heNormal: 2.0 / 300
      default: 1.0 / 300
      }
    let isUniform = initializer == .glorotUniform || initializer == .heUniform
    let theta = try theta(initializer, inputs: n, units: u)
    #expect((0..<u).allSatisfy { theta[$0, 0] == 0 })
    let weights = (0..<u).flatMap { j in (1...n).map { theta[j, $0] } }
    let found = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    let kurtosis: Double = isUniform ? 1.8 : 3
    let error = variance * ((kurtosis - 1) / Double(weights.count)).squareRoot()
    #expect(abs(found - variance) < 5 * error, "seed 5")
    let largest = weights.map { abs($0) }.max() ?? 0
    let bound = (3 * variance).squareRoot()
    #expect(isUniform ? largest <= bound && largest > 0.999 * bound : largest > bound)
  }

  @Test func aUniformRangeHoldsBiasesToo() throws {
    let theta = try theta(.uniform(-0.5...0.25), inputs: n, units: u)
    #expect(theta.elements.allSatisfy { $0 >= -0.5 && $0 <= 0.25 })
    #expect(Set((0..<u).map { theta[$0, 0] }).count == u)
  }

  @Test func zeros() throws {
    #expect(try theta(.zeros, inputs: 7, units: 3).elements.allSatisfy { $0 == 0 })
  }

  /// Rows are orthonormal where there are fewer of them than columns, else columns; times the gain. Householder QR is
  /// orthogonal to a small multiple of (its long side) · ε (Higham, 2002, §19.3).
  @Test(arguments: [(3, 17), (17, 3), (33, 33), (1, 5), (5, 1)])
  func orthogonal(units: Int, inputs: Int) throws {
    let gain = 1.5
    let theta = try theta(.orthogonal(gain: gain), inputs: inputs, units: units)
    let weight = { (j: Int, i: Int) in theta[j, i + 1] / gain }
    let (few, many) = (min(units, inputs), max(units, inputs))
    for a in 0..<few {
      for b in 0..<few {
        var dot = 0.0
        for i in 0..<many {
          dot += units <= inputs ? weight(a, i) * weight(b, i) : weight(i, a) * weight(i, b)
        }
        #expect(abs(dot - (a == b ? 1 : 0)) < 20 * Double(many) * Double.ulpOfOne, "\(units) × \(inputs), seed 5")
      }
    }
    #expect((0..<units).allSatisfy { theta[$0, 0] == 0 })
  }

  @Test func theDefaultFollowsTheActivation() {
    for activation in [Activation.relu, .leakyReLU(), .elu(), .softplus, .silu, .gelu, .mish] {
      #expect(Layer(3, activation).initializer == .heUniform)
    }
    #expect(Layer(3, .selu).initializer == .lecunNormal)
    for activation in [Activation.identity, .logistic, .tanh, .softsign, .softmax] {
      #expect(Layer(3, activation).initializer == .glorotUniform)
    }
  }

  @Test func oneSeedOneNetworkInEitherPrecision() throws {
    let layers = [Layer(17, .relu), Layer(3, .softmax)]
    let double = try FeedForwardNetwork<Double>(inputs: 5, layers: layers, seed: 8)
    let float = try FeedForwardNetwork<Float>(inputs: 5, layers: layers, seed: 8)
    #expect(float.parameters.elements == double.parameters.elements.map { Float($0) })
    let other = try FeedForwardNetwork<Double>(inputs: 5, layers: layers, seed: 9)
    #expect(other.parameters.elements != double.parameters.elements)
  }
}
