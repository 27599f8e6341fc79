import FeedForward
import FeedForwardSearch
import Foundation
import TestSupport
import Testing

extension CrossValidationResult {
  /// All that does not depend on the clock.
  var bits: [[Double?]] {
    folds.map { fold in
      [Double(fold.fold), Double(fold.history.bestEpoch)]
        + [fold.training, fold.validation].flatMap { [$0.loss, $0.metrics.accuracy, $0.metrics.r2, Double($0.rows)] }
        + fold.history.epochs.flatMap { [$0.trainingLoss, $0.validationLoss] }
    }
  }
}

@Suite struct CrossValidationTests {
  private func seed(_ seed: UInt64, fold: Int, use: UInt32) -> UInt64 {
    var generator = Philox(seed: seed, purpose: .seedsOfFold, stream: UInt32(fold), substream: use)
    return generator.next()
  }

  /// The same by hand: a network and a training for each fold, with seeds of its own.
  @Test(arguments: [nil, EarlyStopping(patience: 2)]) func byHand(stopping: EarlyStopping?) async throws {
    let angles = try Angles(epochs: 25)
    var candidate = angles.candidate
    candidate.trainer.earlyStopping = stopping
    let folds = Folds.stratified(4, seed: 2)
    let result = try await CrossValidation(folds).run(candidate, on: angles.data)
    #expect(result.folds.map(\.fold) == [0, 1, 2, 3])
    for (index, fold) in try folds.folds(of: angles.data).enumerated() {
      let (training, held) = (
        try angles.data.selecting(rows: fold.training), try angles.data.selecting(rows: fold.validation)
      )
      var trainer = candidate.trainer
      trainer.seed = seed(4, fold: index, use: 1)
      var network = try FeedForwardNetwork<Float>(
        inputs: 2, layers: candidate.layers, seed: seed(9, fold: index, use: 0))
      let history = try trainer.fit(&network, to: training, validation: held)
      let found = result.folds[index]
      #expect(try found.training == network.evaluate(on: training))
      #expect(try found.validation == network.evaluate(on: held))
      #expect(found.history.epochs.map(\.validationLoss) == history.epochs.map(\.validationLoss))
      #expect(found.history.stopReason == history.stopReason && found.history.bestEpoch == history.bestEpoch)
    }
    let epochs = Double(result.folds.reduce(0) { $0 + $1.history.bestEpoch }) / 4
    #expect(result.bestEpoch == Int(epochs.rounded()))
    if stopping != nil { #expect(result.folds.contains { $0.history.stopReason == .noImprovement }) }
  }

  @Test func anyNumberOfThreads() async throws {
    let angles = try Angles()
    let expected = try await CrossValidation(.plain(5, repeats: 2), threads: 1).run(angles.candidate, on: angles.data)
    #expect(expected.folds.count == 10)
    for threads in [2, 3, 64, nil] {
      let found = try await CrossValidation(.plain(5, repeats: 2), threads: threads)
        .run(angles.candidate, on: angles.data)
      #expect(found.bits == expected.bits)
    }
  }

  @Test func scoresByHand() async throws {
    let angles = try Angles()
    let result = try await CrossValidation(.plain(3)).run(angles.candidate, on: angles.data)
    let scores = try #require(result.scores(by: .accuracy))
    let x = result.folds.compactMap(\.validation.metrics.accuracy)
    let mean = (x[0] + x[1] + x[2]) / 3
    let squares = x.map { ($0 - mean) * ($0 - mean) }
    #expect(scores.values == x && scores.mean == mean)
    #expect(abs(scores.standardDeviation - ((squares[0] + squares[1] + squares[2]) / 2).squareRoot()) < 1e-15)
    #expect(result.trainingScores(by: .loss)?.values == result.folds.map(\.training.loss))
    #expect(result.scores(by: .r2) == nil)
    let one = try await CrossValidation(.heldOut(fraction: 0.5)).run(angles.candidate, on: angles.data)
    #expect(one.scores(by: .loss)?.standardDeviation == 0)
    #expect(try JSONDecoder().decode(CrossValidationResult.self, from: JSONEncoder().encode(result)) == result)
  }

  /// The preparation sees the training rows of each fold, then the inputs of both parts, and the
  /// network what it returns.
  @Test func preparation() async throws {
    let angles = try Angles()
    let sizes = Sizes()
    let widening = FoldPreparation<Float> { training in
      sizes.seen.append(training.count)
      return Preparation { (inputs) throws(FeedForwardError) in
        sizes.seen.append(inputs.rows)
        return try Matrix((0..<inputs.rows).map { Array(inputs.row($0)) + [0.5] })
      }
    }
    let result = try await CrossValidation(.plain(4)).run(angles.candidate, on: angles.data, preparing: widening)
    #expect(sizes.seen == [[Int]](repeating: [45, 45, 15], count: 4).flatMap { $0 })
    let plain = try await CrossValidation(.plain(4)).run(angles.candidate, on: angles.data)
    #expect(result.bits != plain.bits)
  }

  /// Folds are prepared one after another.
  private final class Sizes: @unchecked Sendable {
    nonisolated(unsafe) var seen: [Int] = []
  }

  @Test func divergenceAndMistakesAreThrown() async throws {
    let angles = try Angles()
    var bad = angles.candidate
    bad.trainer.optimizer = .sgd(learningRate: 1e30)
    var error = await #expect(throws: FeedForwardError.self) { try await CrossValidation().run(bad, on: angles.data) }
    guard case .diverged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    error = await #expect(throws: FeedForwardError.self) {
      try await CrossValidation(threads: 0).run(angles.candidate, on: angles.data)
    }
    #expect(error?.description.contains("threads is 0") ?? false)
    bad.trainer = Trainer(batchSize: 0)
    error = await #expect(throws: FeedForwardError.self) { try await CrossValidation().run(bad, on: angles.data) }
    #expect(error?.description.contains("batchSize is 0") ?? false)
    bad.layers = [Layer(2, .softmax)]
    bad.trainer = Trainer()
    error = await #expect(throws: FeedForwardError.self) { try await CrossValidation().run(bad, on: angles.data) }
    #expect(error?.description.contains("expected 0 to 1") ?? false)
  }

  /// A training that would never end.
  @Test func cancellation() async throws {
    var candidate = try Angles().candidate
    candidate.trainer.epochs = .max
    let (data, endless) = (try Angles().data, candidate)
    let task = Task { try await CrossValidation(.plain(3)).run(endless, on: data) }
    task.cancel()
    let result = try await task.value
    #expect(result.folds.isEmpty && result.scores(by: .loss) == nil)
  }

  /// A fold's rows bring their weights: the law holds through cross-validation.
  @Test func weightsOfRows() async throws {
    var samples = Samples(seed: 60)
    let data = try Dataset<Double>(
      inputs: samples.matrix(12, 2), values: samples.matrix(12, 1),
      weights: (0..<12).map { $0 < 6 ? 2 : 1 })
    let twice = try data.weighted(by: nil).selecting(rows: Array(0..<12) + Array(0..<6))
    let candidate = Candidate(
      Trainer(optimizer: .sgd(learningRate: 0.1), l2: 0.1, batchSize: 100, epochs: 5),
      layers: [Layer(3, .tanh), Layer(1, .identity)])
    let fold = Fold(training: [0, 1, 2, 6, 7, 8], validation: [3, 4, 5, 9, 10, 11])
    let same = Fold(
      training: fold.training + [12, 13, 14], validation: fold.validation + [15, 16, 17])
    let a = try await CrossValidation(.given([fold])).run(candidate, on: data).folds[0]
    let b = try await CrossValidation(.given([same])).run(candidate, on: twice).folds[0]
    #expect(abs(a.validation.loss - b.validation.loss) <= 1e-12 && abs(a.training.loss - b.training.loss) <= 1e-12)
    #expect(abs((a.validation.metrics.r2 ?? 0) - (b.validation.metrics.r2 ?? 1)) <= 1e-11)
    // The first row of a validation part may weigh nothing.
    let light = try data.weighted(by: (0..<12).map { $0 == 3 ? 0 : 1 })
    #expect(try await CrossValidation(.given([fold])).run(candidate, on: light).folds.count == 1)
  }

  /// The mean of ten times 0.1 is not 0.1: no row is explained by what that leaves.
  @Test func aConstantTargetThatHasNoExactMean() async throws {
    var samples = Samples(seed: 72)
    for value in [0.1, 1e9 + 0.1, -3e-7] {
      let data = try Dataset<Double>(
        inputs: samples.matrix(10, 1), values: Matrix([[Double]](repeating: [value], count: 10)),
        weights: (0..<10).map { 0.1 * Double($0) })
      let candidate = Candidate(Trainer(optimizer: .sgd(learningRate: 1e-3), epochs: 1), layers: [Layer(1, .identity)])
      let folds = try await CrossValidation(.plain(2)).run(candidate, on: data)
      #expect(folds.scores(by: .r2)?.values == [0, 0], "\(value)")
    }
  }
}
