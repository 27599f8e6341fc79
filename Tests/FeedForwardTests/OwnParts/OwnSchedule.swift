import FeedForward
import Testing

@Suite struct OwnScheduleTests {
  /// A schedule of one's own is a function of time, with a name if it is to be known again.
  @Test func schedule() throws {
    let own = Schedule.custom(name: "square root of time") { 1 / (1 + $0).squareRoot() }
    #expect("\(own)" == #"custom(name: "square root of time")"#)
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(5, .tanh), Layer(1, .identity)], seed: 1)
    let trainer = Trainer(optimizer: .adam(learningRate: 0.05), schedule: own, batchSize: 16, epochs: 100)
    try OwnParts.expectLearning(trainer, network)
    var fitted = network
    let rates = try trainer.fit(&fitted, to: OwnParts.data()).epochs.map(\.learningRate)
    // Of the last of three steps of an epoch.
    for (i, rate) in rates.enumerated() {
      #expect(abs(rate - 0.05 / (1 + Double(i) + 2.0 / 3).squareRoot()) <= 2 * rate.ulp)
    }
  }
}
