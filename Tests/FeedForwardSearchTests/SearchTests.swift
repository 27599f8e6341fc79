import FeedForward
import FeedForwardSearch
import Foundation
import TestSupport
import Testing

extension SearchResult {
  /// All that does not depend on the clock.
  var bits: [[[Double?]]] {
    trials.map { trial in
      [[Double(trial.candidate), Double(trial.epochs), Double(trial.roundsMissed), trial.rank.map { Double($0) }]]
        + (trial.result?.bits ?? [])
    }
  }
}

extension Trial {
  /// As in `l2=0.1 batch size=8`.
  var text: String { settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
}

@Suite struct SearchTests {
  private let angles: Angles
  init() throws { angles = try Angles() }

  private func search(_ space: [SearchDimension], _ strategy: SearchStrategy = .grid()) -> HyperparameterSearch {
    HyperparameterSearch(from: angles.candidate, over: space, strategy: strategy, folds: .stratified(3), seed: 1)
  }

  // MARK: - What is searched

  @Test func gridInOrder() async throws {
    let result = try await search([.l2([0, 0.5]), .batchSize([8, 16, 60])]).run(on: angles.data)
    #expect(
      result.trials.map(\.text) == [
        "l2=0 batch size=8", "l2=0 batch size=16", "l2=0 batch size=60", "l2=0.5 batch size=8",
        "l2=0.5 batch size=16", "l2=0.5 batch size=60",
      ])
    #expect(result.candidates.map(\.trainer.l2) == [0, 0, 0, 0.5, 0.5, 0.5])
    #expect(result.candidates.map(\.trainer.batchSize) == [8, 16, 60, 8, 16, 60])
    #expect(result.isComplete && result.trials.compactMap(\.rank).sorted() == Array(1...6))
    #expect(result.trials.allSatisfy { $0.epochs == 6 && $0.epochsUsed == 18 && $0.roundsMissed == 0 })
    let scores = result.ranked.compactMap(\.score)
    #expect(scores == scores.sorted() && result.best?.score == scores[0])
  }

  /// The score of a candidate is that of a cross-validation by itself.
  @Test func everyScoreIsThatOfACrossValidation() async throws {
    var search = search([.hidden([[], [3], [4, 3]]), .learningRate([0.01, 0.1])])
    search.scoring = .accuracy
    let result = try await search.run(on: angles.data)
    for trial in result.trials {
      let own = try await CrossValidation(.stratified(3)).run(result.candidates[trial.candidate], on: angles.data)
      #expect(trial.result?.bits == own.bits && trial.score == own.scores(by: .accuracy)?.mean)
    }
    let scores = result.ranked.compactMap(\.score)
    #expect(scores == scores.sorted(by: >), "the higher the better")
  }

  @Test func everyKindOfDimension() async throws {
    let space: [SearchDimension] = [
      .optimizer([.sgd(learningRate: 1, momentum: 0.5), .adam()]), .learningRate([0.25]), .l1([0.125]), .epochs([2]),
      .hidden([[7, 6]]), .activation([.relu]), .setting("clipping", \.trainer.clipping, [nil, .norm(1)]),
      .setting("shuffle", \.trainer.shuffle, [false]),
      .setting("slope", [0.5]) { $0.layers[1].activation = .leakyReLU(slope: $1) },
    ]
    let result = try await search(space).run(on: angles.data)
    #expect(result.candidates.count == 4 && result.trials.allSatisfy { $0.settings.count == 9 && $0.score != nil })
    let first = result.candidates[0]
    let sgd = try #require(first.trainer.optimizer as? StochasticGradientDescent)
    #expect(sgd.learningRate == 0.25 && sgd.momentum == 0.5)
    #expect((result.candidates[2].trainer.optimizer as? Adam)?.learningRate == 0.25)
    #expect(first.trainer.l1 == 0.125 && first.trainer.epochs == 2 && !first.trainer.shuffle)
    #expect(first.layers.map(\.units) == [7, 6, 3])
    #expect(first.layers.map { "\($0.activation)" } == ["relu", "leaky-relu(slope: 0.5)", "softmax"])
    #expect(result.trials[0].text.hasSuffix("clipping=none shuffle=false slope=0.5"))
    #expect(first.trainer.clipping == nil && result.candidates[1].trainer.clipping != nil)

    let rules = try await search([.optimizer("beta1", \Adam.beta1, [0.5, 0.75])]).run(on: angles.data)
    #expect(rules.candidates.compactMap { ($0.trainer.optimizer as? Adam)?.beta1 } == [0.5, 0.75])
  }

  /// Every dimension that has a name sets what it is called after.
  @Test func namedDimensions() async throws {
    let angles = try Angles(epochs: 2)
    let search = HyperparameterSearch(
      from: angles.candidate,
      over: [
        .dropout([0.25]), .inputDropout([0.1]), .inputNoise([0.5]), .labelSmoothing([0.125]), .maxNorm([2]),
        .classWeights([.balanced]), .schedule([.exponential(factor: 0.5)]), .clipping([.norm(1)]),
        .loss([.squaredError, .crossEntropy]), .earlyStopping([EarlyStopping(patience: 1)]),
        .initializer([.uniform(-0.5...0.5)]),
      ], folds: .plain(2))
    // Smoothing has no meaning for squared error, which is the first candidate.
    let error = await #expect(throws: FeedForwardError.self) { _ = try await search.run(on: angles.data) }
    #expect(error?.description.contains("label smoothing") == true)
    var sensible = search
    sensible.space[8] = .loss([.crossEntropy])
    let result = try await sensible.run(on: angles.data)
    let trainer = try #require(result.bestCandidate).trainer
    #expect(trainer.noise.dropout == Dropout(0.25, inputs: 0.1) && trainer.noise.inputs == 0.5 && trainer.maxNorm == 2)
    #expect(trainer.noise.labelSmoothing == 0.125 && trainer.classWeights == .balanced && trainer.clipping == .norm(1))
    #expect(trainer.earlyStopping != nil)
  }

  @Test func randomDraws() async throws {
    var base = angles.candidate
    base.trainer.epochs = 1
    func draw(_ space: [SearchDimension], count: Int = 60, seed: UInt64 = 1) async throws -> [[SettingValue]] {
      let search = HyperparameterSearch(
        from: base, over: space, strategy: .random(count), folds: .heldOut(fraction: 0.1), seed: seed)
      return try await search.run(on: angles.data).trials.map { $0.settings.map(\.value) }
    }
    let space: [SearchDimension] = [
      .learningRate(.logUniform(from: 1e-4, to: 1e-2)), .l2(.uniform(from: -0.0, to: 3)),
      .batchSize(.uniform(from: 5, to: 7)), .setting("seed", .logUniform(from: 1, to: 100)) { $0.seed = UInt64($1) },
    ]
    let drawn = try await draw(space)
    #expect(drawn.count == 60 && Set(drawn.map(\.description)).count == 60)
    let columns = (0..<4).map { d in
      drawn.map { values -> Double in if case .number(let x) = values[d] { x } else { .nan } }
    }
    // Of 60 fair coins fewer than 15 or more than 45 fall on one side in one of 10⁴ cases; the seed is fixed.
    func expectSpread(_ x: [Double], _ range: ClosedRange<Double>, middle: Double) {
      #expect(x.allSatisfy { range.contains($0) })
      #expect((15...45).contains(x.count { $0 < middle }), "\(x)")
    }
    expectSpread(columns[0], 1e-4...1e-2, middle: 1e-3)
    expectSpread(columns[1], 0...3, middle: 1.5)
    #expect(Set(columns[2]) == [5, 6, 7])
    expectSpread(columns[3], 1...100, middle: 10)
    #expect(columns[3].allSatisfy { $0 == $0.rounded() })

    #expect(try await draw(space) == drawn, "the same seed draws the same")
    #expect(try await draw(space, seed: 2) != drawn)
    #expect(try await draw(space, count: 7) == Array(drawn.prefix(7)), "more candidates leave the first as they are")
    let fewer = try await draw(Array(space.dropLast()))
    #expect(fewer == drawn.map { Array($0.dropLast()) }, "another dimension leaves the values of the others")

    // Lists only: all different, and the whole grid if that is no more.
    let lists: [SearchDimension] = [.l2([0, 1, 2, 3]), .batchSize([5, 6, 7])]
    let some = try await draw(lists, count: 11)
    #expect(some.count == 11 && Set(some.map(\.description)).count == 11)
    #expect(try await draw(lists, count: 50).count == 12)
  }

  // MARK: - Halving

  /// At each round the better ones go on from where they stand: their scores are those of unbroken trainings.
  @Test(arguments: [nil, EarlyStopping(patience: 3)]) func halving(stopping: EarlyStopping?) async throws {
    var base = angles.candidate
    (base.trainer.epochs, base.trainer.earlyStopping) = (18, stopping)
    let rates = [0.3, 0.001, 0.1, 0.03, 0.01, 0.003, 1e-5]
    let search = HyperparameterSearch(
      from: base, over: [.learningRate(.values(rates))], strategy: .grid(halving: SuccessiveHalving(minimumEpochs: 2)),
      folds: .stratified(3))
    let result = try await search.run(on: angles.data)

    func scores(_ candidates: [Int], epochs: Int) async throws -> [Int: CrossValidationResult] {
      var found: [Int: CrossValidationResult] = [:]
      for index in candidates {
        var candidate = result.candidates[index]
        candidate.trainer.epochs = epochs
        found[index] = try await CrossValidation(.stratified(3)).run(candidate, on: angles.data)
      }
      return found
    }
    var racing = Array(rates.indices)
    for (round, (count, epochs)) in [(7, 2), (2, 6), (1, 18)].enumerated() {
      #expect(racing.count == count)
      let found = try await scores(racing, epochs: epochs)
      let order = racing.sorted {
        (found[$0]?.scores(by: .loss)?.mean ?? 0) < (found[$1]?.scores(by: .loss)?.mean ?? 0)
      }
      let next = order.prefix([2, 1, 1][round])
      for index in racing where round == 2 || !next.contains(index) {
        let trial = result.trials[index]
        #expect(trial.epochs == epochs && trial.roundsMissed == 2 - round, "candidate \(index)")
        #expect(trial.result?.bits == found[index]?.bits, "candidate \(index)")
      }
      if round < 2 {
        #expect(order.dropFirst(next.count).map { result.trials[$0].rank } == (next.count + 1...count).map { $0 })
      }
      racing = Array(next)
    }
    #expect(result.best?.candidate == racing[0])
  }

  @Test func hyperband() async throws {
    var base = angles.candidate
    base.trainer.epochs = 9
    let search = HyperparameterSearch(
      from: base, over: [.learningRate(.logUniform(from: 1e-3, to: 1))], strategy: .hyperband(),
      folds: .heldOut(fraction: 0.3))
    var epochs: [Int] = []
    let result = try await search.run(on: angles.data) {
      epochs.append($0.epochs)
      return .proceed
    }
    // 9 candidates for 1 epoch, 3 of them for 3, 1 for 9; 5 for 3, 1 for 9; 3 for 9.
    let expected = [(9, 1), (3, 3), (1, 9), (5, 3), (1, 9), (3, 9)].flatMap { [Int](repeating: $1, count: $0) }
    #expect(epochs == expected)
    #expect(result.trials.count == 17 && result.trials.map(\.epochs).count { $0 == 9 } == 5)
    // Whoever was trained to the end comes before all others, whatever the bracket.
    #expect(result.ranked.prefix(5).allSatisfy { $0.epochs == 9 })
  }

  // MARK: - Results

  @Test func anyNumberOfThreads() async throws {
    let space: [SearchDimension] = [.learningRate(.logUniform(from: 1e-3, to: 1)), .hidden([[4], [3, 3]])]
    var search = search(space, .random(9, halving: SuccessiveHalving(factor: 2)))
    search.threads = 1
    let expected = try await search.run(on: angles.data)
    for threads in [2, 3, nil] {
      search.threads = threads
      var order: [Int] = []
      let found = try await search.run(on: angles.data) {
        order.append($0.candidate)
        return .proceed
      }
      #expect(found.bits == expected.bits)
      #expect(Array(order.prefix(9)) == Array(0..<9), "results come in the order of the candidates")
      #expect(order.count == 9 + 4 + 2)
    }
  }

  /// y is a straight line: without penalty and with a sensible rate it is found, with much of either it is not.
  @Test func findsWhatIsKnownToBeBest() async throws {
    var samples = Samples(seed: 8)
    let x: Matrix<Double> = try samples.matrix(80, 3)
    let y = try Matrix((0..<80).map { [2 * x[$0, 0] - x[$0, 1] + 0.5] })
    let data = try Dataset(inputs: x, values: y)
    let base = Candidate(
      Trainer(optimizer: .sgd(learningRate: 1), batchSize: 16, epochs: 60), layers: [Layer(1, .identity)])
    let space: [SearchDimension] = [.l2([100, 0, 1000]), .learningRate([1e-6, 0.1, 1e-4])]
    for strategy in [SearchStrategy.grid(), .grid(halving: SuccessiveHalving(minimumEpochs: 2))] {
      let search = HyperparameterSearch(from: base, over: space, strategy: strategy, scoring: .r2)
      let result = try await search.run(on: data)
      #expect(result.best?.text == "l2=0 learning rate=0.1")
      #expect(try #require(result.best?.score) > 0.999)
      let refit = try result.refit(on: data)
      #expect(refit.history.epochs.count == 60 && refit.preparation == nil)
      #expect(try #require(refit.network.evaluate(on: data).metrics.r2) > 0.999)
      let own = try #require(result.bestCandidate).fit(data)
      #expect(own.network.parameters == refit.network.parameters)
      #expect(try refit.predict(x) == own.network.predict(x))
    }
  }

  @Test func divergenceIsTheWorstAndSaysSo() async throws {
    var base = angles.candidate
    base.trainer.optimizer = .sgd(learningRate: 0.1)
    let strategies: [SearchStrategy] = [.grid(), .grid(halving: SuccessiveHalving())]
    for strategy in strategies {
      let search = HyperparameterSearch(
        from: base, over: [.learningRate([1e30, 1e-6, 0.1])], strategy: strategy, scoring: .accuracy)
      var seen = 0
      let result = try await search.run(on: angles.data) { trial in
        if trial.divergence != nil { seen += 1 }
        return .proceed
      }
      #expect(seen == 1 && result.isComplete)
      #expect(result.trials[0].divergence != nil && result.trials[0].rank == 3 && result.trials[0].score == nil)
      #expect(result.best?.candidate == 2)
      #expect(result.table().split(separator: "\n").last?.contains("diverged") ?? false)
      let trials = try JSONDecoder().decode([Trial].self, from: JSONEncoder().encode(result.trials))
      #expect(trials == result.trials)
    }
    // All of them: there is no best, and nothing to fit again.
    let all = HyperparameterSearch(
      from: base, over: [.learningRate([1e30, 1e31])], strategy: .grid(halving: SuccessiveHalving()))
    let result = try await all.run(on: angles.data)
    #expect(result.best == nil && result.bestCandidate == nil && result.ranked.count == 2)
    let error = #expect(throws: FeedForwardError.self) { try result.refit(on: angles.data) }
    #expect(error?.description.contains("best candidate is missing") ?? false)
  }

  /// Without rows to judge by, a network that was stopped early is trained for as long as those of the folds were.
  @Test func refitAfterEarlyStopping() async throws {
    var base = angles.candidate
    (base.trainer.epochs, base.trainer.earlyStopping) = (200, EarlyStopping(patience: 2))
    let search = HyperparameterSearch(from: base, over: [.l2([0, 0.01])], folds: .stratified(3))
    let result = try await search.run(on: angles.data)
    let folds = try #require(result.best?.result?.folds)
    let mean = Double(folds.reduce(0) { $0 + $1.history.bestEpoch }) / 3
    let history = try result.refit(on: angles.data).history
    #expect(history.epochs.count == Int(mean.rounded()) && history.epochs.count < 200)
  }

  @Test func asText() async throws {
    let result = try await search([.l2([0, 0.5]), .hidden([[4]])]).run(on: angles.data)
    let lines = result.table().split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
    #expect(lines[0].joined(separator: " ") == "rank l2 hidden loss ± epochs")
    #expect(lines.count == 3 && lines[1][0] == "1" && lines[2][0] == "2" && lines[1].last == "6")
    #expect(lines[1][2] == "[4]")
  }

  // MARK: - Ends before the end

  @Test(arguments: [1, 3]) func stoppedByTheCallback(threads: Int) async throws {
    var search = search([.l2([0, 0.1, 0.2, 0.3, 0.4, 0.5])])
    search.threads = threads
    var seen = 0
    let result = try await search.run(on: angles.data) { trial in
      seen += 1
      return trial.candidate == 2 ? .stop : .proceed
    }
    #expect(seen == 3 && !result.isComplete)
    #expect(result.trials.map { $0.score != nil } == [true, true, true, false, false, false])
    #expect(result.ranked.count == 3 && result.trials[4].rank == nil && result.best != nil)
  }

  @Test func cancelled() async throws {
    let search = search([.l2([0, 0.1]), .epochs([1, .max])])
    let data = angles.data
    let task = Task {
      var seen = 0
      let result = try await search.run(on: data) { _ in
        seen += 1
        withUnsafeCurrentTask { $0?.cancel() }
        return .proceed
      }
      return (result, seen)
    }
    let (result, seen) = try await task.value
    #expect(seen == 1 && !result.isComplete && result.best?.candidate == 0)
  }

  // MARK: - Misuse

  @Test func mistakes() async throws {
    func refused(
      _ words: String..., space: [SearchDimension], _ strategy: SearchStrategy = .grid(), scoring: Scoring = .loss,
      threads: Int? = nil
    ) async {
      var search = search(space, strategy)
      (search.scoring, search.threads) = (scoring, threads)
      let error = await #expect(throws: FeedForwardError.self) {
        try await search.run(on: angles.data) { _ in
          Issue.record("a candidate was trained: \(words)")
          return .stop
        }
      }
      for word in words {
        #expect(error?.description.contains(word) ?? false, "\(error?.description ?? "") lacks \(word)")
      }
    }
    await refused("dimensions", "empty", space: [])
    await refused("values of l2", "empty", "at least one", space: [.l2([])])
    await refused("values of l2", "empty", space: [.l2([])], .random(3))
    await refused("l2, twice", space: [.l2([1]), .setting("l2", \.trainer.l2, [2])])
    await refused("dimension l2 of a grid", "a range", "list", space: [.l2(.uniform(from: 0, to: 1))])
    for count in [0, -1] { await refused("candidates is \(count)", "at least 1", space: [.l2([0])], .random(count)) }
    let ranges: [(Choices<Double>, String)] = [
      (.uniform(from: 1, to: 0), "1 to 0"), (.logUniform(from: 0.1, to: 0.01), "0.1 to 0.01"),
      (.logUniform(from: 0, to: 1), "above 0"), (.logUniform(from: -1, to: 1), "-1 to 1"),
      (.uniform(from: 0, to: .infinity), "inf"), (.uniform(from: .nan, to: 1), "nan"),
    ]
    for (range, word) in ranges { await refused("range of l2", word, space: [.l2(range)], .random(2)) }
    await refused("range of batch size", "9 to 8", space: [.batchSize(.uniform(from: 9, to: 8))], .random(2))
    await refused("range of epochs", "finite", space: [.epochs(.uniform(from: 1, to: .max))], .random(2))
    await refused("factor", "is 1", space: [.l2([0])], .grid(halving: SuccessiveHalving(factor: 1)))
    await refused(
      "minimum", "is 7", "1 to 6", space: [.l2([0])], .random(3, halving: SuccessiveHalving(minimumEpochs: 7)))
    await refused("epochs", "is 3", "6", "halving", space: [.epochs([6, 3])], .grid(halving: SuccessiveHalving()))
    await refused("threads is 0", space: [.l2([0])], threads: 0)
    await refused("scoring is r2", "cross-entropy", space: [.l2([0])], scoring: .r2)
    // What a candidate would be refused for is found before the first one is trained.
    await refused("l2 is -1.0", space: [.l2([0, -1])])
    await refused("0 units", space: [.hidden([[4], [0]])])
    await refused(
      "whose momentum", "adam(", "StochasticGradientDescent",
      space: [
        .optimizer("momentum", \StochasticGradientDescent.momentum, [0.5])
      ])
    await refused("whose learning rate", "without a text", space: [.optimizer([Fixed()]), .learningRate([0.5])])
    let huge = (0..<20).map { d in SearchDimension.setting("\(d)", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) { _, _ in } }
    await refused("candidates of the grid", "at most 1000000", space: Array(huge[..<7]))
    await refused("candidates of the grid", "more than", space: huge)
  }

  /// A rule whose rate nobody can set.
  private struct Fixed: Optimizer {
    let learningRate = 0.1
    let stateVectors = 0
    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {}
  }
}
