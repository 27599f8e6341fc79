import TestSupport
import Testing

@testable import FeedForward

/// What J and r come to, over all rows in one chain or over groups joined by a tree.
@Suite struct JacobianSumTests {
  private func sum<Sum: JacobianSum>(
    _: Sum.Type, groups: Int, rows: Int, isWeighted: Bool
  ) throws -> Sum {
    var samples = Samples(seed: 41)
    let network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(4, .tanh), Layer(2, .identity)], seed: 4)
    let data = try Dataset<Double>(
      inputs: samples.matrix(rows, 3), values: samples.matrix(rows, 2),
      weights: isWeighted ? (0..<rows).map { Double($0 % 3) } : nil)
    let jacobian = try Jacobian(
      of: network, on: Minibatches(of: data, batchSize: rows), by: GradientGroups(groups), over: nil)
    var theta = network.parameters.elements
    return try theta.withVector { try jacobian.sum(Sum.self, at: $0) }
  }

  /// RᵀR of a factor, which has no signs, or JᵀJ as it is, and all else.
  private func invariants(_ factor: TriangularFactor) -> [Double] {
    let width = factor.count + 1
    let numbers = factor.numbers
    func element(_ r: Int, _ c: Int) -> Double { numbers[c * (c + 1) / 2 + r] }
    let products = (0..<width).flatMap { i in
      (i..<width).map { j in (0...i).reduce(0) { $0 + element($1, i) * element($1, j) } }
    }
    return products + [factor.squaredNoise]
  }

  /// Each is a sum of some 100 products of numbers below 10.
  @Test(arguments: [(61, false), (61, true), (5, true), (3, false)]) func groupsAreJoined(
    _ rows: Int, _ isWeighted: Bool
  )
    throws
  {
    for groups in [2, 4, 8] {
      let equations = try [1, groups].map {
        try sum(NormalEquations.self, groups: $0, rows: rows, isWeighted: isWeighted).numbers
      }
      let factors = try [1, groups].map {
        invariants(try sum(TriangularFactor.self, groups: $0, rows: rows, isWeighted: isWeighted))
      }
      for (plain, grouped) in [(equations[0], equations[1]), (factors[0], factors[1])] {
        let noise = (plain.last ?? 0, grouped.last ?? 1)
        #expect(abs(noise.0 - noise.1) <= 1e-12 * noise.0 && noise.0 > 0)
        for (x, y) in zip(plain.dropLast(), grouped.dropLast()) { #expect(abs(x - y) < 1e-11, "\(groups): \(x), \(y)") }
      }
      #expect(equations[0] != equations[1] || rows < 5)
    }
  }

  /// What travels is all there is.
  @Test func numbersAreAll() throws {
    let equations = try sum(NormalEquations.self, groups: 4, rows: 20, isWeighted: true)
    let numbers = try equations.numbers
    #expect(numbers.count == (try NormalEquations.count(parameters: equations.count)))
    let again = try NormalEquations(parameters: equations.count, numbers: numbers)
    #expect(again.gram == equations.gram && again.slope == equations.slope)
    #expect(try again.numbers == numbers)
    let factor = try sum(TriangularFactor.self, groups: 4, rows: 20, isWeighted: true)
    #expect(factor.numbers.count == (try TriangularFactor.count(parameters: factor.count)))
    let same = try TriangularFactor(parameters: factor.count, numbers: factor.numbers)
    #expect(same.numbers == factor.numbers)
    #expect(try same.step(damping: 0.5)?.elements == factor.step(damping: 0.5)?.elements)
  }
}
