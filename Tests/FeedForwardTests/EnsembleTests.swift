import FeedForward
import Foundation
import TestSupport
import Testing

/// Networks that answer together.
@Suite struct EnsembleTests {
  private func members<Scalar: BLASScalar>(
    _ count: Int, outputs: Int, _ output: Activation, _: Scalar.Type
  ) throws -> [FeedForwardNetwork<Scalar>] {
    try (0..<count).map { i in
      try FeedForwardNetwork(
        inputs: 5, layers: [Layer(3 + 4 * i, .tanh), Layer(outputs, output, initializer: .glorotUniform)],
        seed: UInt64(40 + i))
    }
  }

  private func rows<Scalar: BLASScalar>(_ count: Int, _: Scalar.Type) throws -> Matrix<Scalar> {
    var samples = Samples(seed: 91)
    return try samples.matrix(count, 5)
  }

  /// Mean and deviation by plain sums in `Double`.
  @Test func meanAndSpread() throws {
    try meanAndSpread(Float.self)
    try meanAndSpread(Double.self)
  }

  private func meanAndSpread<Scalar: BLASScalar>(_: Scalar.Type) throws {
    let x = try rows(33, Scalar.self)
    for (outputs, activation) in [(3, Activation.softmax), (1, .logistic), (2, .identity), (4, .meanAndVariance)] {
      let members = try members(4, outputs: outputs, activation, Scalar.self)
      let ensemble = try Ensemble(members)
      let (mean, spread) = (try ensemble.predict(x), try ensemble.spread(for: x))
      let each = try members.map { try $0.predict(x).elements.map { Double($0) } }
      for i in mean.elements.indices {
        let values = each.map { $0[i] }
        var expected = values.reduce(0, +) / 4
        let squares = values.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / 4
        if case .meanAndVariance = activation, i % 4 >= 2 {
          let means = each.map { $0[i - 2] }
          let center = means.reduce(0, +) / 4
          expected += means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 4
        }
        let unit = ErrorBound.unit(Scalar.self)
        // A rounding of the result, and some of `Double`, by the size of what is added.
        let size = each.reduce(0) { max($0, abs($1[i]), $1[i - i % outputs].magnitude) }
        #expect(abs(Double(mean.elements[i]) - expected) <= abs(expected) * unit + 0x1p-49 * size, "\(activation) \(i)")
        let deviation = squares.squareRoot()
        #expect(
          abs(Double(spread.elements[i]) - deviation) <= deviation * unit + 0x1p-49 * size, "\(activation)")
      }
      if case .softmax = activation {
        for r in 0..<33 { #expect(abs(mean.row(r).reduce(0) { $0 + Double($1) } - 1) <= 1e-6) }
      }
    }
  }

  @Test func ofOne() throws {
    let network = try members(1, outputs: 3, .softmax, Float.self)[0]
    let x = try rows(7, Float.self)
    let ensemble = Ensemble(network)
    #expect(try ensemble.predict(x) == network.predict(x))
    #expect(try ensemble.spread(for: x).elements.allSatisfy { $0 == 0 })
    let data = try Dataset(inputs: x, classes: [0, 1, 2, 0, 1, 2, 0])
    #expect(try ensemble.evaluate(on: data) == network.evaluate(on: data))
    #expect("\(ensemble)" == "\(network)")
  }

  /// The loss of the mean outputs, from its formula.
  @Test func evaluation() throws {
    let x = try rows(7, Double.self)
    let classes = [0, 1, 2, 0, 1, 2, 0]
    let weights = [1, 2, 0, 1, 0.5, 3, 1.0]
    let softmax = try Ensemble(try members(3, outputs: 3, .softmax, Double.self))
    var t = try softmax.predict(x)
    var evaluation = try softmax.evaluate(on: Dataset(inputs: x, classes: classes, weights: weights))
    var expected = (0..<7).reduce(0.0) { $0 - weights[$1] * log(t[$1, classes[$1]]) } / weights.reduce(0, +)
    #expect(abs(evaluation.loss - expected) <= 1e-14)
    let right = (0..<7).reduce(0.0) { sum, r in
      sum + ((0..<3).max { t[r, $0] < t[r, $1] } == classes[r] ? weights[r] : 0)
    }
    #expect(abs((evaluation.metrics.accuracy ?? 0) - right / weights.reduce(0, +)) <= 1e-14)

    let logistic = try Ensemble(try members(3, outputs: 1, .logistic, Double.self))
    t = try logistic.predict(x)
    evaluation = try logistic.evaluate(on: Dataset(inputs: x, classes: [0, 1, 1, 0, 1, 0, 0]))
    expected =
      [0, 1, 1, 0, 1, 0, 0].enumerated().reduce(0.0) {
        $0 - ($1.element == 1 ? log(t[$1.offset, 0]) : log(1 - t[$1.offset, 0]))
      } / 7
    #expect(abs(evaluation.loss - expected) <= 1e-14)

    let y = try Matrix<Double>((0..<7).map { [Double($0) / 3] })
    let values = try Ensemble(try members(3, outputs: 1, .identity, Double.self))
    t = try values.predict(x)
    evaluation = try values.evaluate(on: Dataset(inputs: x, values: y))
    expected = (0..<7).reduce(0.0) { $0 + pow(t[$1, 0] - y[$1, 0], 2) } / 7
    #expect(
      abs(evaluation.loss - expected) <= 1e-14 && abs((evaluation.metrics.rmse ?? 0) - expected.squareRoot()) <= 1e-14)

    let quantiles = try Ensemble(try members(3, outputs: 2, .increasing(), Double.self))
    t = try quantiles.predict(x)
    evaluation = try quantiles.evaluate(on: Dataset(inputs: x, values: y), loss: .quantile([0.2, 0.7]))
    expected =
      (0..<7).reduce(0.0) { sum, r in
        sum
          + [0.2, 0.7].enumerated().reduce(0.0) { part, level in
            let residual = y[r, 0] - t[r, level.offset]
            return part + residual * (level.element - (residual < 0 ? 1 : 0))
          }
      } / 7
    #expect(abs(evaluation.loss - expected) <= 1e-13)

    let normal = try Ensemble(try members(3, outputs: 2, .meanAndVariance, Double.self))
    t = try normal.predict(x)
    evaluation = try normal.evaluate(on: Dataset(inputs: x, values: y), loss: .gaussian)
    expected = (0..<7).reduce(0.0) { $0 + (log(t[$1, 1]) + pow(t[$1, 0] - y[$1, 0], 2) / t[$1, 1]) / 2 } / 7
    #expect(abs(evaluation.loss - expected) <= 1e-13)
  }

  @Test func refused() throws {
    #expect(throws: FeedForwardError.self) { try Ensemble([FeedForwardNetwork<Float>]()) }
    let members = try members(2, outputs: 3, .softmax, Float.self)
    for other in [
      try FeedForwardNetwork<Float>(inputs: 5, layers: [Layer(2, .softmax)]),
      try FeedForwardNetwork<Float>(inputs: 4, layers: [Layer(3, .softmax)]),
      try FeedForwardNetwork<Float>(inputs: 5, layers: [Layer(3, .logistic)]),
    ] {
      do {
        _ = try Ensemble(members + [other])
        Issue.record("\(other) was taken")
      } catch {
        #expect("\(error)".contains("Member 2 of an ensemble"), "\(error)")
      }
    }
  }
}
