import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

@testable import FeedForward

/// A training shared by ranks has the bits of one that is not.
@Suite struct RankTests {
  /// What is trained, and how.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let trainer: Trainer
    var rows = 61
    var sizes = [7, 33, 40]
    var isClassified = true
    var isWeighted = false
    var testDescription: String { name }

    func data<Scalar: BLASScalar>(_: Scalar.Type) throws -> Dataset<Scalar> {
      var samples = Samples(seed: 5)
      let inputs: Matrix<Scalar> = try samples.matrix(rows, sizes[0])
      let weights = isWeighted ? (0..<rows).map { Double($0 % 4) } : nil
      guard isClassified else {
        return try Dataset(inputs: inputs, values: try samples.matrix(rows, 3), weights: weights)
      }
      return try Dataset(inputs: inputs, classes: (0..<rows).map { $0 * 5 % 3 }, weights: weights)
    }

    /// Rows of a rank: the more, the higher it is.
    func share(of ranks: any Communicator) -> Range<Int> {
      let (n, rest) = (ranks.size, rows - 2 * ranks.size)
      func start(_ rank: Int) -> Int { 2 * rank + rest * rank * rank / (n * n) }
      return start(ranks.rank)..<start(ranks.rank + 1)
    }

    func network<Scalar: BLASScalar>(_: Scalar.Type) throws -> FeedForwardNetwork<Scalar> {
      try FeedForwardNetwork(
        inputs: sizes[0],
        layers: sizes.dropFirst().map { Layer($0, .tanh) } + [Layer(3, isClassified ? .softmax : .identity)],
        seed: 3)
    }

    /// θ, the history but for times, and the state's numbers.
    func run<Scalar: BLASScalar>(
      over ranks: (any Communicator)?, holding: RowHolding = .all, _: Scalar.Type, trainer: Trainer? = nil,
      from start: Saved<Scalar>? = nil
    ) throws -> Saved<Scalar> {
      let training = try training(
        over: ranks, holding: holding, Scalar.self, trainer: trainer ?? self.trainer, from: start)
      while try training.runEpoch() != nil {}
      return Saved(network: training.network, state: try training.state)
    }

    func training<Scalar: BLASScalar>(
      over ranks: (any Communicator)?, holding: RowHolding, _: Scalar.Type, trainer: Trainer,
      from start: Saved<Scalar>? = nil
    ) throws -> Training<Scalar> {
      var data = try data(Scalar.self)
      if holding == .share, let ranks { data = data.part(share(of: ranks)) }
      return try Training(
        trainer, of: start?.network ?? network(Scalar.self), on: data, validation: data,
        continuing: start?.state ?? TrainingState(), over: ranks, holding: holding)
    }
  }

  struct Saved<Scalar: BLASScalar>: Sendable {
    let network: FeedForwardNetwork<Scalar>
    let state: TrainingState<Scalar>

    func expectSame(as other: Saved, _ what: String) {
      #expect(network.parameters == other.network.parameters, "\(what): θ")
      #expect(state.optimizer?.elements == other.state.optimizer?.elements, "\(what): the optimizer")
      func numbers(_ saved: Saved) -> [[Double]] {
        saved.state.history.epochs.map { epoch in
          let layers: [[Double]] = (epoch.layers ?? []).map { [$0.gradientNorm, $0.deadUnits ?? 0] }
          let losses = [epoch.trainingLoss, epoch.trainingLossWithoutPenalty, epoch.validationLoss ?? 0]
          let scores: [Double?] = [epoch.training.accuracy, epoch.training.r2, epoch.training.rmse]
          return losses + scores.map { $0 ?? 0 } + layers.joined()
        }
      }
      #expect(numbers(self) == numbers(other), "\(what): the history")
    }
  }

  static func trainer(_ optimizer: any Optimizer, _ change: (inout Trainer) -> Void = { _ in }) -> Trainer {
    var trainer = Trainer(optimizer: optimizer, batchSize: 17, epochs: 3, seed: 4, gradientGroups: 8)
    change(&trainer)
    return trainer
  }

  static let cases = [
    Case(name: "adam", trainer: trainer(.adam())),
    Case(name: "sgd, l2, values", trainer: trainer(.sgd(momentum: 0.9)) { $0.l2 = 0.3 }, isClassified: false),
    Case(name: "weights", trainer: trainer(.adam()), isWeighted: true),
    Case(name: "norm clipped", trainer: trainer(.adam()) { $0.clipping = .norm(0.1) }),
    Case(name: "element clipped", trainer: trainer(.adam()) { $0.clipping = .value(0.01) }),
    Case(name: "max norm", trainer: trainer(.sgd(learningRate: 0.5)) { $0.maxNorm = 0.5 }),
    Case(name: "dropout and noise", trainer: trainer(.adam()) { $0.noise = Noise(dropout: 0.3, inputs: 0.1) }),
    Case(name: "diagnostics", trainer: trainer(.adam()) { $0.diagnostics = true }),
    Case(name: "input scales", trainer: trainer(.adam()) { $0.partRates = PartRates(inputScales: 6) }),
    Case(name: "biases apart", trainer: trainer(.adam()) { $0.partRates = PartRates(biases: 0.1) }),
    Case(name: "lbfgs", trainer: trainer(.lbfgs())),
    Case(name: "rprop", trainer: trainer(.rprop())),
    Case(name: "scg", trainer: trainer(.scaledConjugateGradient())),
    Case(name: "levenberg-marquardt", trainer: trainer(.levenbergMarquardt()), sizes: [4, 5], isClassified: false),
    Case(
      name: "levenberg-marquardt, weights, l2", trainer: trainer(.levenbergMarquardt()) { $0.l2 = 0.3 }, sizes: [4, 5],
      isClassified: false, isWeighted: true),
    Case(
      name: "levenberg-marquardt, fewer rows than groups", trainer: trainer(.levenbergMarquardt()), rows: 5,
      sizes: [4, 5], isClassified: false),
    Case(
      name: "levenberg-marquardt by normal equations", trainer: trainer(.levenbergMarquardt()), rows: 100,
      sizes: [4, 80], isClassified: false),
    Case(
      name: "bayesian regularization", trainer: trainer(.bayesianRegularization()), sizes: [4, 5], isClassified: false,
      isWeighted: true),
    Case(name: "automatic", trainer: trainer(.automatic), sizes: [4, 5], isClassified: false, isWeighted: true),
    Case(name: "balanced classes", trainer: trainer(.adam()) { $0.classWeights = .balanced }, isWeighted: true),
    Case(name: "fewer rows than groups", trainer: trainer(.adam()), rows: 5),
    Case(name: "a last minibatch of one row", trainer: trainer(.adam()) { $0.batchSize = 20 }),
    Case(name: "validation in several minibatches", trainer: trainer(.adam()) { $0.batchSize = 400 }, rows: 1300),
    Case(name: "a wide first layer", trainer: trainer(.adam()), sizes: [300, 120]),
  ]

  @Test(arguments: cases) func sameBits(_ what: Case) throws {
    let alone = try what.run(over: nil, Float.self)
    for count in [1, 2, 3, 4, 7, 8] {
      for ranks in try ThreadRanks.run(count, { try what.run(over: $0, Float.self) }) {
        ranks.expectSame(as: alone, "\(count) ranks")
      }
    }
  }

  @Test func sameBitsInDouble() throws {
    let what = Self.cases[0]
    let alone = try what.run(over: nil, Double.self)
    for ranks in try ThreadRanks.run(3, { try what.run(over: $0, Double.self) }) { ranks.expectSame(as: alone, "3") }
  }

  @Test(arguments: [cases[0], cases[3], cases[8]]) func goesOnWithAnotherNumber(_ what: Case) throws {
    let alone = try what.run(over: nil, Float.self)
    var half = what.trainer
    half.epochs = 1
    let first = try ThreadRanks.run(3) { [half] in try what.run(over: $0, Float.self, trainer: half) }
    for saved in try ThreadRanks.run(7, { try what.run(over: $0, Float.self, from: first[0]) }) {
      saved.expectSame(as: alone, "3 ranks, then 7")
    }
  }
}

/// What ranks share, keep for themselves, and refuse.
@Suite struct RankBehaviourTests {
  private let what = RankTests.cases[0]

  /// Groups change roundings and nothing else: some ten steps of Adam apart by no more than their unit.
  @Test func groupsHardlyChangeAnything() throws {
    var one = what.trainer
    one.gradientGroups = 1
    let (grouped, plain) = (
      try what.run(over: nil, Double.self), try what.run(over: nil, Double.self, trainer: one)
    )
    #expect(grouped.network.parameters != plain.network.parameters)
    let gaps = zip(grouped.network.parameters.elements, plain.network.parameters.elements).map { abs($0 - $1) }
    // A step is at most η = 1e-3 long, and Adam makes 1e-16 of a gradient near 0 to at most 1e-8 of a step.
    #expect((gaps.max() ?? 1) < 1e-9, "\(gaps.max() ?? 1)")
  }

  /// Sums over groups are those over all rows but for roundings: two steps of Levenberg–Marquardt lead to the same
  /// place, where these are worth some 1e-16 · the condition of JᵀJ.
  @Test(arguments: RankTests.cases.filter { $0.trainer.optimizer is LevenbergMarquardt })
  func groupsHardlyChangeSecondOrder(_ what: RankTests.Case) throws {
    var (grouped, plain) = (what.trainer, what.trainer)
    (grouped.epochs, plain.epochs, plain.gradientGroups) = (2, 2, 1)
    let places = try [grouped, plain].map {
      try what.run(over: nil, Double.self, trainer: $0).network.parameters.elements
    }
    let gap = zip(places[0], places[1]).map { abs($0 - $1) }.max() ?? 1
    #expect(gap < 1e-6, "\(gap)")
  }

  /// A rank differentiates the residuals of its own groups' rows, and no others.
  @Test(arguments: RankTests.cases.filter { $0.trainer.optimizer is LevenbergMarquardt })
  func derivativesAreShared(_ what: RankTests.Case) throws {
    @Sendable func rows(over ranks: (any Communicator)?) throws -> Int {
      let training = try Training(
        what.trainer, of: what.network(Float.self), on: what.data(Float.self), over: ranks)
      while try training.runEpoch() != nil {}
      return try #require(training.objective).function.rowsDifferentiated
    }
    let alone = try rows(over: nil)
    #expect(alone >= what.rows && alone % what.rows == 0)
    for count in [1, 3, 8] {
      let own = try ThreadRanks.run(count) { try rows(over: $0) }
      let shares = try (0..<count).map { rank in
        let groups = try GradientGroups(what.trainer.gradientGroups, rank: rank, of: count)
        return groups.rows(of: groups.own, rows: what.rows).count
      }
      #expect(own == shares.map { $0 * alone / what.rows }, "\(count) ranks")
    }
  }

  /// Ranks that compute differently go by the first one's steps; where they only say that they differ, nothing changes.
  @Test(arguments: RankTests.cases.filter { $0.trainer.optimizer is LevenbergMarquardt })
  func mixedRanksGoByTheFirst(_ what: RankTests.Case) throws {
    let data = try what.data(Float.self)
    let alone = try what.run(over: nil, Float.self)
    let all = try ThreadRanks.run(3) { ranks in
      let training = try Training(
        what.trainer, of: what.network(Float.self), on: data, validation: data, over: Boaster(ranks),
        allowsMixedEngines: true)
      while try training.runEpoch() != nil {}
      return (training.engine, RankTests.Saved(network: training.network, state: try training.state))
    }
    for (engine, saved) in all {
      #expect(engine.contains(" with "))
      saved.expectSame(as: alone, "3 ranks")
    }
  }

  /// Each rank remembers its part of Adam's moments.
  @Test func memoryIsShared() throws {
    let counts = try ThreadRanks.run(4) { [what] ranks in
      let data = try what.data(Float.self)
      let training = try Training(what.trainer, of: what.network(Float.self), on: data, over: ranks)
      try training.step()
      return training.rememberedNumbers
    }
    let all = 2 * (try what.network(Float.self)).parameters.count
    #expect(counts.reduce(0, +) == all)
    #expect((counts.max() ?? all) < all)
  }

  @Test func otherDataAreRefused() throws {
    #expect {
      try ThreadRanks.run(3) { [what] ranks in
        var mine = what
        if ranks.rank == 2 { mine.rows += 1 }
        _ = try mine.run(over: ranks, Float.self)
      }
    } throws: {
      "\($0)".hasPrefix("data of rank 2 is 62 rows") && "\($0)".contains("expected that of rank 0, 61 rows")
    }
  }

  @Test func otherSettingsAreRefused() throws {
    #expect {
      try ThreadRanks.run(2) { [what] ranks in
        var trainer = what.trainer
        if ranks.rank == 1 { trainer.l2 = 0.5 }
        _ = try what.run(over: ranks, Float.self, trainer: trainer)
      }
    } throws: {
      "\($0)".hasPrefix("settings of rank 1 is") && "\($0)".contains("l2: 0.5")
    }
  }

  /// A rank that throws ends the others: nobody waits for it.
  @Test func errorsEndAll() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try ThreadRanks.run(4) { [what] ranks in
        let data = try what.data(Float.self)
        let training = try Training(what.trainer, of: what.network(Float.self), on: data, over: ranks)
        try training.step()
        if ranks.rank == 1 { throw Broken() }
        while try training.step() != nil {}
      }
    }
  }

  @Test func silenceIsNoticed() throws {
    #expect {
      try ThreadRanks.run(2, patience: 1) { ranks in
        if ranks.rank == 0 { _ = try ranks.gather([1]) }
      }
    } throws: {
      "\($0)" == "Rank 1 has sent nothing for 1.0 s."
    }
  }

  /// Where numbers leave the finite ones all ranks say the same.
  @Test func divergenceIsTheSame() throws {
    let what = RankTests.cases[1]
    let errors = try ThreadRanks.run(3) { ranks in
      var trainer = what.trainer
      trainer.optimizer = .sgd(learningRate: 1e30)
      do {
        _ = try what.run(over: ranks, Float.self, trainer: trainer)
        return ""
      } catch let error as FeedForwardError {
        guard case .diverged = error else { throw error }
        return "\(error)"
      }
    }
    #expect(Set(errors).count == 1 && errors[0] != "")
  }

  @Test func gathersAndBroadcasts() throws {
    let all = try ThreadRanks.run(5) { ranks in
      let own = Array(repeating: UInt8(ranks.rank), count: 2 * ranks.rank)
      return (try ranks.gather(own), try ranks.broadcast(ranks.rank == 0 ? [7, 8] : []))
    }
    for (gathered, broadcast) in all {
      #expect(gathered == (0..<5).map { Array(repeating: UInt8($0), count: 2 * $0) } && broadcast == [7, 8])
    }
  }

  @Test(arguments: 1...9) func spreadsWhatTheFirstHas(_ count: Int) throws {
    let all = try ThreadRanks.run(count) { ranks in
      var numbers: [Double] = ranks.rank == 0 ? [3, 4, 5] : [0, 0, 0]
      try ranks.spread(&numbers)
      return numbers
    }
    #expect(all == Array(repeating: [3, 4, 5], count: count))
  }

  /// A look does not wait, and notices who has ended.
  @Test func looksForMessages() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try ThreadRanks.run(2) { ranks in
        let other = 1 - ranks.rank
        if ranks.rank == 1 {
          #expect(try !ranks.hasMessage(from: other))
          try ranks.send([7], to: other)
          #expect(try ranks.receive(1, from: other) == [8])
          throw Broken()
        }
        while try !ranks.hasMessage(from: other) {}
        #expect(try ranks.hasMessage(from: other))
        #expect(try ranks.receive(1, from: other) == [7])
        #expect(try !ranks.hasMessage(from: other))
        try ranks.send([8], to: other)
        do {
          while try !ranks.hasMessage(from: other) {}
          Issue.record("there was a message")
        } catch {
          #expect("\(error)".hasPrefix("Rank 1 has ended"))
          throw error
        }
      }
    }
  }

  @Test func onFirstThrowsEverywhere() throws {
    struct Broken: Error {}
    let words = try ThreadRanks.run(3) { ranks in
      do {
        _ = try ranks.onFirst { throw Broken() }
        return "nothing"
      } catch is Broken {
        return "own"
      } catch {
        return "\(error)"
      }
    }
    #expect(words == ["own", "Rank 0 has failed.", "Rank 0 has failed."])
  }
}

/// Lets rank 1 and the others take each other's instruction set for another one.
private final class Boaster: Communicator, @unchecked Sendable {
  private let ranks: any Communicator
  var rank: Int { ranks.rank }
  var size: Int { ranks.size }

  init(_ ranks: any Communicator) { self.ranks = ranks }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(FeedForwardError) {
    let own = Array(EngineDescription.path.utf8)
    guard self.rank == 1 || rank == 1, bytes.elementsEqual(own) else { return try ranks.send(bytes, to: rank) }
    let other = [UInt8](repeating: UInt8(ascii: "x"), count: own.count)
    try other.withUnsafeBufferPointer { (other) throws(FeedForwardError) in
      try ranks.send(UnsafeRawBufferPointer(other), to: rank)
    }
  }

  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(FeedForwardError) {
    try ranks.receive(into: bytes, from: rank)
  }

  func complete() throws(FeedForwardError) { try ranks.complete() }
}
