import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// Laws of whole steps and epochs.
@Suite struct TrainingLawTests {
  /// m of the penalty is the number of training rows, also in minibatches of other sizes; biases stay out of it.
  ///
  /// Inputs and targets are zero, so that only the penalty moves the weights: each of the steps of an epoch multiplies
  /// them by 1 − η 2λ/m, whatever B is.
  @Test(arguments: [1, 3, 4, 10, 64]) func penaltyUsesTrainingRows(batchSize: Int) throws {
    let (rows, l2, rate) = (10, 0.5, 0.25)
    let data = try Dataset<Double>(inputs: Matrix(zeros: rows, by: 3), values: Matrix(zeros: rows, by: 1))
    var network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(1, .identity)], parameters: [0, 1, -2, 4])
    let history = try Trainer(optimizer: .sgd(learningRate: rate), l2: l2, batchSize: batchSize, epochs: 1)
      .fit(&network, to: data)
    let steps = (rows + min(batchSize, rows) - 1) / min(batchSize, rows)
    let factor = (0..<steps).reduce(1.0) { product, _ in product * (1 - rate * 2 * l2 / Double(rows)) }
    for (found, start) in zip(network.parameters.elements, [0, 1.0, -2, 4]) {
      #expect(abs(found - start * factor) <= Double(2 * steps) * Double.ulpOfOne * abs(start))
    }
    // The penalty in the history is the mean over the rows of that before each update.
    var (theta, penalty, done) = (21.0, 0.0, 0)
    while done < rows {
      let count = min(batchSize, rows - done)
      penalty += Double(count) * l2 / Double(rows) * theta
      theta *= (1 - rate * 2 * l2 / Double(rows)) * (1 - rate * 2 * l2 / Double(rows))
      done += count
    }
    #expect(abs(history.epochs[0].trainingLoss - penalty / Double(rows)) <= 32 * Double.ulpOfOne)
    #expect(history.epochs[0].trainingLossWithoutPenalty == 0)
  }

  @Test func biasesAreNotPenalized() throws {
    var samples = Samples(seed: 13)
    let pair = try Pair<Double>(
      sizes: [3, 4, 2], hidden: .tanh, output: .identity, loss: .squaredError, rows: 7, samples: &samples)
    let plain = try pair.engine.gradients(on: pair.data)
    let both = try pair.engine.gradients(on: pair.data, l2: 1000, l1: 1000, trainingExamples: 1)
    for layer in 0..<2 {
      let (a, b) = (plain.parameters.theta(layer), both.parameters.theta(layer))
      for j in 0..<a.rows {
        #expect(a[j, 0] == b[j, 0])
        for i in 1..<a.columns { #expect(abs(a[j, i] - b[j, i]) >= 1000, "seed \(samples.seed)") }
      }
    }
  }

  /// The last, shorter minibatch counts by its rows: with η = 0 the loss of an epoch is that of all rows.
  @Test(arguments: [1, 3, 4, 7, 10, 11]) func lossOfAnEpoch(batchSize: Int) throws {
    var samples = Samples(seed: 14)
    var worst = WorstRatio("loss of an epoch, batch \(batchSize)", seed: samples.seed)
    var pair = try Pair<Double>(
      sizes: [3, 17, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 10, samples: &samples)
    let all = try pair.engine.gradients(on: pair.data, l2: 0.5)
    let evaluation = try pair.engine.evaluate(on: pair.data)
    let before = pair.engine.parameters
    for optimizer in [.sgd(learningRate: 0), .adam(learningRate: 0)] as [any Optimizer] {
      let history = try Trainer(optimizer: optimizer, l2: 0.5, batchSize: batchSize, epochs: 2)
        .fit(&pair.engine, to: pair.data, validation: pair.data)
      for epoch in history.epochs {
        worst.compare(epoch.trainingLoss, all.loss, allowed: 16 * Double.ulpOfOne * all.loss, "E")
        worst.compare(
          epoch.trainingLossWithoutPenalty, all.lossWithoutPenalty, allowed: 16 * Double.ulpOfOne * all.loss, "D")
        worst.compare(
          epoch.validationLoss ?? .nan, evaluation.loss, allowed: 16 * Double.ulpOfOne * all.loss, "validation D")
        #expect(epoch.training == evaluation.metrics)
        #expect(epoch.validation == evaluation.metrics)
      }
    }
    #expect(pair.engine.parameters == before, "a learning rate of 0 moves nothing")
    worst.expectWithin()
  }

  /// A seed says everything, and another seed something else.
  @Test func seeds() throws {
    var samples = Samples(seed: 15)
    let pair = try Pair<Float>(
      sizes: [3, 17, 3], hidden: .relu, output: .softmax, loss: .crossEntropy, rows: 33, samples: &samples)
    func run(seed: UInt64, shuffle: Bool = true) throws -> (parameters: [Float], losses: [Double], orders: [[Double]]) {
      var network = pair.engine
      let recording = Recording(.sgd(learningRate: 0.125))
      let history = try Trainer(optimizer: recording, batchSize: 7, epochs: 3, shuffle: shuffle, seed: seed)
        .fit(&network, to: pair.data)
      return (network.parameters.elements, history.epochs.map(\.trainingLoss), recording.log.steps.map(\.gradient))
    }
    let (a, again, other) = (try run(seed: 1), try run(seed: 1), try run(seed: 2))
    #expect(a.parameters == again.parameters && a.losses == again.losses && a.orders == again.orders)
    #expect(a.orders.first != other.orders.first && a.parameters != other.parameters)
    // In order, the seed plays no part.
    #expect(try run(seed: 1, shuffle: false).parameters == run(seed: 2, shuffle: false).parameters)

    func initial(_ seed: UInt64) throws -> [Double] {
      try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(4, .relu)], seed: seed).parameters.elements
    }
    #expect(try initial(1) == initial(1))
    #expect(try initial(1) != initial(2))
    // The upper half of the seed counts too.
    #expect(try initial(1) != initial(1 + 1 << 32))
  }

  /// Each epoch visits each row once, in an order of its own.
  @Test func shufflesVisitEachRowOnce() throws {
    // Row i has the input i and D = (t − y)² with t = 0: the gradient by the bias is −2y, so it tells the row.
    let rows = 11
    let data = try Dataset<Double>(
      inputs: Matrix(zeros: rows, by: 1),
      values: Matrix(rows: rows, columns: 1, elements: (0..<rows).map { Double($0) }))
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)], parameters: [0, 0])
    func orders(shuffle: Bool) throws -> [[Int]] {
      let recording = Recording(.sgd(learningRate: 0))
      try Trainer(optimizer: recording, batchSize: 1, epochs: 4, shuffle: shuffle, seed: 3).fit(&network, to: data)
      let seen = recording.log.steps.map { Int($0.gradient[0] / -2) }
      return (0..<4).map { Array(seen[$0 * rows..<($0 + 1) * rows]) }
    }
    let shuffled = try orders(shuffle: true)
    for order in shuffled { #expect(order.sorted() == Array(0..<rows)) }
    #expect(Set(shuffled).count == 4)
    #expect(try orders(shuffle: false) == [[Int]](repeating: Array(0..<rows), count: 4))
  }

  /// `Float` and `Double` of one seed are one network up to rounding.
  @Test(arguments: [Activation.relu, .tanh, .identity]) func precisionsAgree(activation: Activation) throws {
    let layers = [Layer(17, activation), Layer(3, .softmax)]
    let double = try FeedForwardNetwork<Double>(inputs: 7, layers: layers, seed: 16)
    let float = try FeedForwardNetwork<Float>(inputs: 7, layers: layers, seed: 16)
    #expect(float.parameters.elements == double.parameters.elements.map { Float($0) })
    #expect(try double.converted(to: Float.self).parameters == float.parameters)
    var samples = Samples(seed: 16)
    let x: Matrix<Double> = try samples.matrix(33, 7)
    let (t, s) = (try double.predict(x), try float.predict(x.converted(to: Float.self)))
    // 7 + 17 products, and the inputs and parameters rounded.
    var worst = WorstRatio("precisions", seed: samples.seed)
    worst.compare(s.elements, t.elements, allowed: 2 * 26 * Double(Float.ulpOfOne) / 2, "T")
    worst.expectWithin()
  }

  /// Arrays handed in are as they were.
  @Test func dataStayUnchanged() throws {
    var samples = Samples(seed: 17)
    let numbers = samples.vector(30).map { Float($0) }
    let copy = numbers.map { $0 }
    let inputs = try Matrix(rows: 10, columns: 3, elements: numbers)
    let classes = (0..<10).map { _ in samples.index(below: 2) }
    let data = try Dataset(inputs: inputs, classes: classes)
    let same = data
    var network = try FeedForwardNetwork<Float>(inputs: 3, layers: [Layer(4, .relu), Layer(2, .softmax)])
    try Trainer(batchSize: 4, epochs: 3).fit(&network, to: data, validation: data)
    _ = try network.predict(inputs)
    _ = try network.gradients(on: data)
    _ = try network.evaluate(on: data)
    _ = try network.confusionMatrix(on: data)
    #expect(numbers == copy && inputs.elements == copy && data == same)
  }
}
