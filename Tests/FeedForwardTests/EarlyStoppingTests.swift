import FeedForward
import Foundation
import TestSupport
import Testing

/// Criteria on curves made by hand, then in runs of training.
@Suite struct EarlyStoppingTests {
  /// The epoch after which a run with these losses ends, and why; nil if it does not.
  private func stop(
    _ stopping: EarlyStopping, training: [Double]? = nil, validation: [Double]
  ) -> (epoch: Int, reason: TrainingHistory.StopReason)? {
    var judge = StoppingJudge(stopping)
    // A training loss that halves each epoch, unless given.
    let training = training ?? validation.indices.map { 1 / Double(1 << $0) }
    for (t, losses) in zip(training, validation).enumerated() {
      if let reason = judge.judge(training: losses.0, validation: losses.1) { return (t + 1, reason) }
    }
    return nil
  }

  private func expect(
    _ stopping: EarlyStopping, training: [Double]? = nil, _ validation: [Double], stopsAfter epoch: Int?,
    _ reason: TrainingHistory.StopReason? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = stop(stopping, training: training, validation: validation)
    #expect(found?.epoch == epoch && found?.reason == reason, "\(stopping)", sourceLocation: sourceLocation)
  }

  /// The best is 3, in epoch 3; two epochs later it is still the best.
  @Test func patience() {
    let curve = [5.0, 4, 3, 3.5, 3, 2]
    expect(EarlyStopping(patience: 2), curve, stopsAfter: 5, .noImprovement)
    expect(EarlyStopping(patience: 3), curve, stopsAfter: nil)
    // 4 and 3 are no improvement of more than 2 on 5; 2 is.
    expect(EarlyStopping(patience: 6, minimumImprovement: 2), curve, stopsAfter: nil)
    expect(EarlyStopping(patience: 5, minimumImprovement: 2), curve + [1], stopsAfter: nil)
    expect(EarlyStopping(patience: 5, minimumImprovement: 3), curve, stopsAfter: 6, .noImprovement)
  }

  /// 5 and 2.5 are new; 2.45 and 2.4 are each less than 0.1 below the lowest before, though both together are not.
  @Test func trainingPlateau() {
    let curve = [5, 2.5, 2.45, 2.4, 2.6, 2.2, 2.2]
    let nothing = [Double](repeating: .nan, count: curve.count)
    func plateau(_ patience: Int, _ tolerance: Double) -> EarlyStopping {
      EarlyStopping(.trainingPlateau(patience: patience, tolerance: tolerance))
    }
    expect(plateau(2, 0.1), training: curve, nothing, stopsAfter: 4, .trainingPlateau)
    expect(plateau(3, 0.1), training: curve, nothing, stopsAfter: 5, .trainingPlateau)
    expect(plateau(4, 0.1), training: curve, nothing, stopsAfter: nil)
    expect(plateau(1, 0), training: curve, nothing, stopsAfter: 5, .trainingPlateau)
    expect(plateau(2, 0), training: curve, nothing, stopsAfter: nil)
  }

  /// The best epoch by accuracy or RMSE, and of equal ones the first or the last; patience counts from the first.
  @Test(arguments: EarlyStopping.Measure.allCases, EarlyStopping.Ties.allCases)
  func measures(measure: EarlyStopping.Measure, ties: EarlyStopping.Ties) throws {
    var samples = Samples(seed: 95)
    let x: Matrix<Float> = try samples.matrix(60, 3)
    let isValues = measure == .rmse
    let data =
      isValues
      ? try Dataset(inputs: x, values: Matrix(rows: 60, columns: 1, elements: (0..<60).map { x[$0, 0] * x[$0, 1] }))
      : try Dataset(inputs: x, classes: (0..<60).map { x[$0, 0] + x[$0, 1] > 0 ? 1 : 0 })
    let held = try data.selecting(rows: Array(0..<20))
    let rest = try data.selecting(rows: Array(20..<60))
    let network = try FeedForwardNetwork<Float>(
      inputs: 3, layers: [Layer(8, .tanh), isValues ? Layer(1, .identity) : Layer(2, .softmax)], seed: 1)
    let trainer = Trainer(
      optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: 40,
      earlyStopping: EarlyStopping(.never, measure: measure, ties: ties))
    let training = try Training(trainer, of: network, on: rest, validation: held)
    var values: [Double] = []
    while let epoch = try training.runEpoch() {
      let metrics = try #require(epoch.validation)
      let now =
        switch measure {
        case .loss: try #require(epoch.validationLoss)
        case .error: 1 - (metrics.accuracy ?? .nan)
        case .rmse: metrics.rmse ?? .nan
        }
      values.append(now)
    }
    let least = try #require(values.min())
    let expected = ties == .later ? values.lastIndex(of: least) : values.firstIndex(of: least)
    let epoch = (expected ?? -1) + 1
    #expect(training.history.bestEpoch == epoch)
    var best = network
    try Trainer(optimizer: .adam(learningRate: 0.05), batchSize: 8, epochs: epoch).fit(&best, to: rest)
    #expect(training.network.parameters == best.parameters)
    if measure == .error { #expect(values.filter { $0 == least }.count > 1, "no ties: the test says nothing") }
  }

  @Test func measuresThatAreNotThere() throws {
    let (start, training, held) = try problem()
    let isClasses = if case .classes = training.targets { true } else { false }
    let trainer = Trainer(epochs: 1, earlyStopping: EarlyStopping(.never, measure: isClasses ? .rmse : .error))
    #expect(throws: FeedForwardError.self) { try Training(trainer, of: start, on: training, validation: held) }
  }

  /// Without validation data: the last parameters stay, the penalty counts, and a run that is broken off goes on alike.
  @Test func trainingPlateauOfARun() throws {
    let (start, training, _) = try problem()
    let stopping = EarlyStopping(.trainingPlateau(patience: 3, tolerance: 1e-3))
    var trainer = Trainer(
      optimizer: .adam(learningRate: 0.02), l2: 0.1, batchSize: 8, epochs: 2000, earlyStopping: stopping)
    var whole = start
    let history = try trainer.fit(&whole, to: training)
    #expect(history.stopReason == .trainingPlateau && history.epochs.count < 2000)
    let losses = history.epochs.map(\.trainingLoss)
    let lowest = losses.indices.map { losses[..<$0].min() ?? .infinity }
    let slow = losses.indices.map { losses[$0] > lowest[$0] - 1e-3 }
    let end = slow.indices.first { $0 >= 2 && slow[$0] && slow[$0 - 1] && slow[$0 - 2] }
    #expect(end.map { $0 + 1 } == losses.count)
    var last = start
    trainer.earlyStopping = nil
    trainer.epochs = losses.count
    try trainer.fit(&last, to: training)
    #expect(whole.parameters == last.parameters)

    (trainer.earlyStopping, trainer.epochs) = (stopping, 4)
    var (parts, state) = (start, TrainingState<Double>())
    while state.history.stopReason != .trainingPlateau {
      try #require(state.epochs < losses.count)
      try trainer.fit(&parts, to: training, continuing: &state)
    }
    #expect(state.epochs == losses.count && parts.parameters == whole.parameters)

    // A criterion of the training loss alone needs no validation data either; the others do.
    trainer.earlyStopping = EarlyStopping(.any([.trainingProgress(below: 5), .trainingPlateau()]))
    try trainer.fit(&parts, to: training)
    trainer.earlyStopping = EarlyStopping(.any([.trainingPlateau(), .patience(3)]))
    let error = #expect(throws: FeedForwardError.self) { try trainer.fit(&parts, to: training) }
    #expect(error?.description.contains(".trainingPlateau()") ?? false)
  }

  /// GL = 100 (E / least − 1): 0, 0, 25, 0, 50, 100 %.
  @Test func generalizationLoss() {
    let curve = [8.0, 4, 5, 2, 3, 4]
    expect(EarlyStopping(.generalizationLoss(above: 24)), curve, stopsAfter: 3, .generalizationLoss)
    expect(EarlyStopping(.generalizationLoss(above: 25)), curve, stopsAfter: 5, .generalizationLoss)
    expect(EarlyStopping(.generalizationLoss(above: 50)), curve, stopsAfter: 6, .generalizationLoss)
    expect(EarlyStopping(.generalizationLoss(above: 100)), curve, stopsAfter: nil)
    // Below zero, by the magnitude of the least: 0, then 100 · (−2 − −4) / 4 = 50 %.
    expect(EarlyStopping(.generalizationLoss(above: 49)), [-4, -2], stopsAfter: 2, .generalizationLoss)
    // Above a least of 0 every loss is infinitely larger; 0 itself is not.
    expect(EarlyStopping(.generalizationLoss(above: 1e9)), [0, 0, 1e-9], stopsAfter: 3, .generalizationLoss)
    expect(EarlyStopping(.generalizationLoss(above: 1)), [1, .nan, .nan], stopsAfter: nil)
  }

  /// Strips of two: P₂ = 1000 (mean / least − 1) is 1000 (3/2 − 1) = 500 for 4, 2, then 1000 (1.25/1 − 1) = 250 for
  /// 1.5, 1, then 1000 (1.1/1 − 1) = 100 for 1, 1.2, then 0 for 1, 1.
  @Test func trainingProgress() {
    let training = [4.0, 2, 1.5, 1, 1, 1.2, 1, 1]
    let flat = [Double](repeating: 1, count: 8)
    for (beta, epoch) in [(501.0, 2), (500, 4), (251, 4), (250, 6), (101, 6), (99, 8), (1e-9, 8)] {
      expect(
        EarlyStopping(.trainingProgress(below: beta, strip: 2)), training: training, flat, stopsAfter: epoch,
        .trainingProgress)
    }
    // Strips of three end with epochs 3 and 6: 1000 (2.5/1.5 − 1) = 667 and 1000 (3.2/3 − 1) = 67.
    expect(
      EarlyStopping(.trainingProgress(below: 67, strip: 3)), training: training, flat, stopsAfter: 6, .trainingProgress)
    expect(EarlyStopping(.trainingProgress(below: 66, strip: 3)), training: training, flat, stopsAfter: nil)
    // Each strip has a least of its own: 1000 (1.5/1 − 1) = 500, then 1000 (3.5/3 − 1) = 167.
    expect(
      EarlyStopping(.trainingProgress(below: 167, strip: 2)), training: [1, 2, 4, 3], flat, stopsAfter: 4,
      .trainingProgress)
    // Nothing is left to learn: the progress is 0. And ten times 0.1 is not 1, which is no progress, either.
    for loss in [0, 0.1] {
      let training = [Double](repeating: loss, count: 10)
      expect(
        EarlyStopping(.trainingProgress(below: 1e-300, strip: 10)), training: training, training, stopsAfter: 10,
        .trainingProgress)
    }
  }

  /// Ends of strips of two: 3, 4, 5, 2, 3, 4, 5. They rise at epochs 4 and 6, then at 10, 12 and 14.
  @Test func risingStrips() {
    let curve = [9.0, 3, 9, 4, 9, 5, 9, 2, 1, 3, 1, 4, 1, 5]
    for (strips, epoch) in [(1, 4), (2, 6), (3, 14)] {
      expect(EarlyStopping(.risingStrips(strips, strip: 2)), curve, stopsAfter: epoch, .risingValidationLoss)
    }
    expect(EarlyStopping(.risingStrips(4, strip: 2)), curve, stopsAfter: nil)
    // Equal is not risen.
    expect(EarlyStopping(.risingStrips(1, strip: 1)), [1, 1, 1, 1.5], stopsAfter: 4, .risingValidationLoss)
  }

  /// P₂ as above: 500, 250, 100, 0. GL at epochs 2, 4, 6, 8: 0, 50, 100, 100 %. Quotients: 0, 0.2, 1, ∞.
  @Test func quotient() {
    let training = [4.0, 2, 1.5, 1, 1, 1.2, 1, 1]
    let validation = [8.0, 4, 9, 6, 9, 8, 8, 8]
    for (alpha, epoch) in [(0, 4), (0.19, 4), (0.21, 6), (0.99, 6), (1.01, 8), (1e9, 8)] {
      expect(
        EarlyStopping(.quotient(above: alpha, strip: 2)), training: training, validation, stopsAfter: epoch, .quotient)
    }
    // No loss by no progress is no overfitting.
    let flat = [Double](repeating: 1, count: 8)
    expect(EarlyStopping(.quotient(above: 0, strip: 2)), training: flat, flat, stopsAfter: nil)
  }

  /// GL > 20 in epoch 3 alone (25 %), a rise at the end of a strip of two in epoch 6 alone (from 2 to 2.25, GL 12.5 %).
  @Test func combinations() {
    let curve = [8.0, 4, 5, 2, 2, 2.25, 2, 2]
    let (loss, rise) = (
      EarlyStopping.Criterion.generalizationLoss(above: 20), EarlyStopping.Criterion.risingStrips(1, strip: 2)
    )
    expect(EarlyStopping(.any([rise, loss])), curve, stopsAfter: 3, .generalizationLoss)
    expect(EarlyStopping(.any([rise, .patience(9)])), curve, stopsAfter: 6, .risingValidationLoss)
    expect(EarlyStopping(.eachOnce([rise, loss])), curve, stopsAfter: 6, .criteriaMet)
    expect(EarlyStopping(.eachOnce([rise, loss, .patience(9)])), curve, stopsAfter: nil)
    expect(EarlyStopping(.any([.eachOnce([rise, loss]), .patience(4)])), curve, stopsAfter: 6, .criteriaMet)
    expect(EarlyStopping(.any([.eachOnce([rise, .patience(9)]), .patience(4)])), curve, stopsAfter: 8, .noImprovement)
  }

  /// The rule of PROBEN1, strips of five.
  @Test func proben1() {
    // The validation loss falls to 1 and then rises by 1 % an epoch for 60 epochs; ends of strips
    // rise from epoch 25 on.
    let validation = (1...80).map { (t: Int) -> Double in
      let distance = Double(t - 20)
      return distance <= 0 ? 1 - 0.1 * distance : 1 + 0.01 * distance
    }
    // P₅ of a loss that falls by a factor q each epoch is 1000 ((q⁻⁴ + q⁻³ + q⁻² + q⁻¹ + 1)/5 − 1): 20.4 for q = 0.99
    // and 2.0 for q = 0.999.
    func falling(_ q: Double) -> [Double] { (0..<80).map { pow(q, Double($0)) } }
    // GL > 5 from epoch 26 on (25 by rounding), the eighth rise in epoch 60 (25, 30, …, 60), when GL = 40 and GL / P₅
    // is 1.96: not yet. In epoch 80 it is 60 / 20.4 = 2.94.
    expect(EarlyStopping(.proben1), training: falling(0.99), validation, stopsAfter: nil)
    // With P₅ = 2, GL / P₅ = 10 / 2 = 5 in epoch 30 already: the eighth rise is the last.
    expect(EarlyStopping(.proben1), training: falling(0.999), validation, stopsAfter: 60, .criteriaMet)
    // P₅ = 0.2 for q = 0.9999, 0.02 for q = 0.99999: the training makes no progress in its first strip.
    expect(EarlyStopping(.proben1), training: falling(0.9999), validation, stopsAfter: 60, .criteriaMet)
    expect(EarlyStopping(.proben1), training: falling(0.99999), validation, stopsAfter: 5, .trainingProgress)
  }

  // MARK: - Runs

  /// Noisy labels in the plane and a network too large for them.
  private func problem() throws -> (
    network: FeedForwardNetwork<Double>, training: Dataset<Double>, held: Dataset<Double>
  ) {
    var samples = Samples(seed: 41)
    func plane(rows: Int) throws -> Dataset<Double> {
      let x: Matrix<Double> = try samples.matrix(rows, 2)
      let classes = (0..<rows).map { r in (x[r, 0] * x[r, 1] > 0) != (samples.vector(1, in: 0...1)[0] < 0.2) ? 1 : 0 }
      return try Dataset(inputs: x, classes: classes)
    }
    return (
      try FeedForwardNetwork(inputs: 2, layers: [Layer(16, .tanh), Layer(2, .softmax)], seed: 1), try plane(rows: 40),
      try plane(rows: 60)
    )
  }

  private static let criteria: [(EarlyStopping.Criterion, TrainingHistory.StopReason)] = [
    (.patience(30), .noImprovement), (.generalizationLoss(above: 20), .generalizationLoss),
    (.quotient(above: 0.5), .quotient), (.risingStrips(3), .risingValidationLoss),
    (.trainingProgress(below: 5), .trainingProgress),
    (.eachOnce([.generalizationLoss(above: 20), .risingStrips(2), .quotient(above: 0.25)]), .criteriaMet),
  ]

  /// Stopped for the reason asked for, with the best parameters; alike if it was broken off now and then.
  @Test(arguments: criteria.indices) func runs(index: Int) throws {
    let (criterion, reason) = Self.criteria[index]
    let (start, training, held) = try problem()
    var trainer = Trainer(optimizer: .rprop(), epochs: 2000, earlyStopping: EarlyStopping(criterion))
    var whole = start
    let history = try trainer.fit(&whole, to: training, validation: held)
    #expect(history.stopReason == reason)
    let losses = history.epochs.compactMap(\.validationLoss)
    #expect(losses[history.bestEpoch - 1] == losses.min() && history.bestEpoch < losses.count)
    #expect(try whole.evaluate(on: held).loss == losses.min())
    // The curve alone says the same.
    let found = stop(
      EarlyStopping(criterion), training: history.epochs.map(\.trainingLossWithoutPenalty), validation: losses)
    #expect(found?.epoch == losses.count && found?.reason == reason)

    var (parts, state) = (start, TrainingState<Double>())
    trainer.epochs = 7
    while state.history.stopReason != reason {
      try #require(state.epochs < losses.count)
      try trainer.fit(&parts, to: training, validation: held, continuing: &state)
    }
    #expect(state.epochs == losses.count && state.history.bestEpoch == history.bestEpoch)
    #expect(parts.parameters == whole.parameters)
  }

  /// The penalty has no part in the progress of training.
  @Test func progressWithoutPenalty() throws {
    let (start, training, held) = try problem()
    var network = start
    let history = try Trainer(
      optimizer: .rprop(), l2: 10, epochs: 2000, earlyStopping: EarlyStopping(.trainingProgress(below: 5))
    ).fit(&network, to: training, validation: held)
    func stopping(_ losses: KeyPath<EpochRecord, Double>) -> Int? {
      stop(
        EarlyStopping(.trainingProgress(below: 5)), training: history.epochs.map { $0[keyPath: losses] },
        validation: history.epochs.compactMap(\.validationLoss))?.epoch
    }
    #expect(stopping(\.trainingLossWithoutPenalty) == history.epochs.count)
    #expect(stopping(\.trainingLoss) != history.epochs.count, "the two differ here")
  }

  @Test func coding() throws {
    let stopping = EarlyStopping(.proben1, minimumImprovement: 0.5)
    #expect(try JSONDecoder().decode(EarlyStopping.self, from: JSONEncoder().encode(stopping)) == stopping)
  }

  /// Ranges are those of its numbers; parts of a combination are looked at, too.
  @Test func settings() throws {
    let mistakes: [(EarlyStopping.Criterion, FeedForwardError)] = [
      (.any([]), .invalidSetting(name: "criteria", value: "an empty list", expected: "at least one criterion")),
      (.eachOnce([]), .invalidSetting(name: "criteria", value: "an empty list", expected: "at least one criterion")),
      (
        .any([.patience(1), .eachOnce([.patience(-1)])]),
        .invalidSetting(name: "The epochs of patience", value: "-1", expected: "at least 1")
      ),
    ]
    for (criterion, error) in mistakes {
      var (network, training, held) = try problem()
      let before = network.parameters
      #expect(throws: error) {
        try Trainer(earlyStopping: EarlyStopping(criterion)).fit(&network, to: training, validation: held)
      }
      #expect(network.parameters == before)
    }
  }
}
