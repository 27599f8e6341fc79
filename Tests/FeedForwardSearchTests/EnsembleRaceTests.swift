import FeedForward
import FeedForwardSearch
import LibC
import TestSupport
import Testing

/// Ensembles against each other, member by member.
@Suite struct EnsembleRaceTests {
  private func data(_ rows: Int = 60) throws -> Dataset<Float> {
    var samples = Samples(seed: 211)
    let x: Matrix<Float> = try samples.matrix(rows, 3)
    return try Dataset(inputs: x, classes: (0..<rows).map { x[$0, 0] + x[$0, 1] > 0 ? 1 : 0 })
  }

  private func contestant(
    _ rate: Double, named name: String, threads: Int? = nil
  ) throws -> EnsembleContestant<Float> {
    let trainer = Trainer(
      optimizer: .adam(learningRate: rate), batchSize: 16, epochs: 12, seed: 9, earlyStopping: EarlyStopping(.never),
      threads: threads)
    let training = EnsembleTraining(trainer, layers: [Layer(5, .tanh), Layer(2, .softmax)], members: 4)
    return EnsembleContestant(training, on: try data(), named: name)
  }

  /// Who learns wins, and is what it would have been alone; who does not gets no further members.
  @Test func theBetterOneWins() async throws {
    var race = EnsembleRace(from: try contestant(1e-6, named: "slow"))
    var rounds: [[EnsembleStanding]] = []
    let others = [try contestant(1e-7, named: "slower"), try contestant(0.05, named: "fast")]
    try await race.run(against: others, rounds: [1, 2, 4]) { rounds.append($0) }
    #expect(race.winner.name == "fast" && race.members == 4)
    #expect(rounds.map { $0.map(\.name) }.first?.first == "fast")
    #expect(rounds.dropFirst().allSatisfy { $0.map(\.name) == ["fast", "slow"] } && rounds.count == 3)
    #expect(rounds.map { $0[0].members } == [1, 2, 4])
    let alone = try await contestant(0.05, named: "").training.run(on: data())
    #expect(try race.result.ensemble.members.map(\.parameters) == alone.ensemble.members.map(\.parameters))
    try await race.train(members: 6)
    #expect(race.members == 6)
    #expect(try race.result.ensemble.members.prefix(4).map(\.parameters) == alone.ensemble.members.map(\.parameters))
  }

  /// An equal one does not replace the first, nor one that is better by less than its handicap.
  @Test func theFirstStaysAmongEquals() async throws {
    var race = EnsembleRace(from: try contestant(0.05, named: "first"))
    try await race.run(against: [try contestant(0.05, named: "equal")], rounds: [2])
    #expect(race.winner.name == "first")
    var better = try contestant(0.08, named: "better")
    var losses: [String: Double] = [:]
    var fair = race
    try await fair.run(against: [better], rounds: [4]) { for standing in $0 { losses[standing.name] = standing.loss } }
    let (first, second) = (try #require(losses["first"]), try #require(losses["better"]))
    #expect(second < first && fair.winner.name == "better")
    better.handicap = first / second * 1.001
    try await race.run(against: [better], rounds: [4])
    #expect(race.winner.name == "first")
  }

  /// The loss is that of the mean of all members that hold a row.
  @Test func lossOfTheMean() async throws {
    var first = try contestant(0.05, named: "first")
    first.training.membersOfFold = 2
    var race = EnsembleRace(from: first)
    var loss: Double?
    try await race.run(against: [try contestant(1e-6, named: "slow")], rounds: [2]) { loss = $0[0].loss }
    let (data, members) = (try data(), try race.result.ensemble.members)
    let held = try Folds.stratified(4, seed: 9).folds(of: data)[0].validation
    guard case .classes(let classes) = data.targets else { return }
    let rows = try data.inputs.selecting(rows: held)
    let (a, b) = (try members[0].predict(rows), try members[1].predict(rows))
    let expected = held.indices.map { i in
      let class_ = classes[held[i]]
      return -log((Double(a[i, class_]) + Double(b[i, class_])) / 2)
    }
    let mean = expected.reduce(0, +) / Double(held.count)
    // A rounding of p to Float changes ln p by 2⁻²⁴ at most; the sum of some is in Float.
    #expect(abs(try #require(loss) - mean) < 1e-5)
    #expect(race.members == 2 && members[0].parameters != members[1].parameters)
  }

  @Test func sameBitsForAnyThreads() async throws {
    var results: [[[Float]]] = []
    for threads in [1, 2, 4] {
      var race = EnsembleRace(from: try contestant(0.01, named: "a", threads: threads))
      let others = [
        try contestant(0.02, named: "b", threads: threads), try contestant(0.05, named: "c", threads: threads),
      ]
      try await race.run(against: others, rounds: [1, 3])
      results.append(try race.result.ensemble.members.map(\.parameters.elements))
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  /// What the end has cut short is not compared, and counts only where there is nothing else.
  @Test func endsAndErrors() async throws {
    var first = try contestant(1e-6, named: "first")
    first.training.isOver = { true }
    var race = EnsembleRace(from: first)
    var other = try contestant(0.05, named: "other")
    other.training.isOver = { true }
    try await race.run(against: [other], rounds: [1, 2])
    #expect(race.winner.name == "first")
    #expect(try race.result.ensemble.members.count == 1)
    let empty = EnsembleRace(from: first)
    #expect(throws: FeedForwardError.self) { try empty.result }
    var huge = first
    huge.training.layers = [Layer(1 << 20, .tanh), Layer(1 << 20, .tanh), Layer(2, .softmax)]
    var hopeless = EnsembleRace(from: huge)
    await #expect(
      throws: FeedForwardError.outOfMemory(bytes: 1000 * ((4 << 20) + ((1 << 20) + 1) << 20 + ((1 << 20) + 1) * 2) * 4)
    ) {
      try await hopeless.train(members: 1000)
    }
  }
}
