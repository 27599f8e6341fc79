import FeedForward
import Foundation
import Testing

/// Settings that a scalar type rounds away.
@Suite struct ScalarRangeTests {
  private func train<Scalar: BLASScalar>(_ trainer: Trainer, _: Scalar.Type) throws {
    let data = try Dataset<Scalar>(inputs: Matrix([[1], [2]]), values: Matrix([[1], [3]]))
    var network = try FeedForwardNetwork<Scalar>(inputs: 1, layers: [Layer(1, .identity)], seed: 1)
    try trainer.fit(&network, to: data) { _ in .stop }
  }

  private static let inDouble: [(any Optimizer, String, String)] = [
    (.adam(epsilon: 1e-50), "epsilon of adam is 1e-50", "at least 1e-45"),
    (.nadam(epsilon: 1e-50), "epsilon of nadam is 1e-50", "at least 1e-45"),
    (.rmsprop(epsilon: 1e-50), "epsilon of rmsprop is 1e-50", "at least 1e-45"),
    (.adagrad(epsilon: 1e-50), "epsilon of adagrad is 1e-50", "at least 1e-45"),
    (.adam(beta1: 1 - 1e-9), "beta1 of adam is 0.999999999", "at most 0.99999994"),
    (.adam(beta2: 1 - 1e-9), "beta2 of adam is 0.999999999", "at most 0.99999994"),
    (.lion(beta2: 1 - 1e-9), "beta2 of lion is 0.999999999", "at most 0.99999994"),
    (.rmsprop(decay: 1 - 1e-9), "decay of rmsprop is 0.999999999", "at most 0.99999994"),
    (.sgd(learningRate: 0.1, momentum: 1 - 1e-9), "momentum of sgd is 0.999999999", "at most 0.99999994"),
    (.sgd(learningRate: 1e-50), "learning rate is 1e-50", "0, or at least 1e-45"),
    (.rprop(increase: 1 + 1e-9), "increase of rprop is 1.000000001", "at least 1.0000001"),
    (.rprop(decrease: 1 - 1e-9), "decrease of rprop is 0.999999999", "at most 0.99999994"),
    (.rprop(smallestStep: 1e-50), "smallestStep of rprop is 1e-50", "0, or at least 1e-45"),
  ]

  @Test(arguments: inDouble.indices) func roundedAway(index: Int) throws {
    let (rule, found, expected) = Self.inDouble[index]
    let error = try #require(
      #expect(throws: FeedForwardError.self) { try train(Trainer(optimizer: rule), Float.self) })
    #expect(error.description.contains(found) && error.description.contains(expected), "\(error)")
    try train(Trainer(optimizer: rule), Double.self)
  }

  @Test func roundedAwayBesideTheRule() throws {
    var clipped = Trainer()
    clipped.clipping = .norm(1e-50)
    for (trainer, text) in [
      (Trainer(l2: 1e-50), "l2 is 1e-50"), (Trainer(l1: 1e-50), "l1 is 1e-50"),
      (Trainer(loss: .huber(delta: 1e-50)), "delta of huber is 1e-50"), (clipped, "limit of norm is 1e-50"),
    ] {
      let error = try #require(#expect(throws: FeedForwardError.self) { try train(trainer, Float.self) })
      #expect(error.description.contains(text), "\(error)")
      try train(trainer, Double.self)
    }
  }

  /// (1 − η λ)ᵏ over k steps without a gradient, though `Float` takes 1 − η λ for 1, and θ − η λ θ for θ.
  @Test(arguments: [(1e-4, 1e-4), (1e-3, 1e-2), (1e-4, 1e-3), (1e-5, 1e-5)])
  func decays(rate: Double, decay: Double) throws {
    func check<Scalar: BLASScalar>(_ rule: some Optimizer, _: Scalar.Type) throws {
      let steps = 100_000
      let start: [Scalar] = [1, -0.7, 1.9, 0]
      var theta = start
      let zeros = [Scalar](repeating: 0, count: theta.count)
      var state = try OptimizerState<Scalar>(vectors: rule.stateVectors, scalars: rule.stateScalars, count: theta.count)
      for _ in 0..<steps {
        state.step += 1
        var span = theta.mutableSpan
        rule.update(&span, along: zeros.span, state: &state)
      }
      // What is due and not yet taken is below 8 ε, and each time it is taken rounding makes up at most ε of it.
      let exact = -Double(steps) * rate * decay
      let taken = (log(Double(theta[0])), log(Double(theta[1] / start[1])), log(Double(theta[2] / start[2])))
      for found in [taken.0, taken.1, taken.2] {
        #expect(
          abs(found - exact) <= 0.08 * abs(exact) + 8 * Double(Scalar.ulpOfOne), "\(Scalar.self): \(found), \(exact)")
      }
      #expect(theta[3] == 0)
    }
    try check(Adam(learningRate: rate, weightDecay: decay), Float.self)
    try check(Adam(learningRate: rate, weightDecay: decay), Double.self)
    try check(Lion(learningRate: rate, weightDecay: decay), Float.self)
    try check(Lion(learningRate: rate, weightDecay: decay), Double.self)
  }
}
