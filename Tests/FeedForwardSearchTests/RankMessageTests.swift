import FeedForward
import TestSupport
import Testing

@testable import FeedForwardSearch

/// What ranks tell each other of trainings.
@Suite struct RankMessageTests {
  private func data() throws -> Dataset<Float> {
    var samples = Samples(seed: 3)
    return try Dataset(inputs: samples.matrix(60, 4), classes: (0..<60).map { $0 % 3 })
  }

  private func training(members: Int) -> EnsembleTraining {
    EnsembleTraining(
      Trainer(epochs: 3, seed: 5), layers: [Layer(6, .relu), Layer(3, .softmax)], members: members)
  }

  @Test func membersAreToldWhole() throws {
    let (data, training) = (try data(), training(members: 3))
    for fold in try training.folds(of: data, members: 3) + [nil] {
      let member = MemberTraining(index: 1, fold: fold, settings: training, data: data)
      let outcome = member.outcome()
      var message = RankMessage()
      MemberTraining.write(outcome, to: &message)
      var received = RankMessage(message.bytes, from: 2)
      let (told, own) = (try member.read(&received).get(), try outcome.get())
      #expect(told.network.parameters == own.network.parameters && told.network.layers.count == 2)
      #expect(told.history == own.history && told.index == own.index && told.isWhole == own.isWhole)
      #expect(told.held?.rows == own.held?.rows && told.held?.outputs.elements == own.held?.outputs.elements)
      #expect(received.isAtEnd)
    }
  }

  @Test func divergencesAreTold() throws {
    var training = training(members: 1)
    training.trainer.optimizer = .sgd(learningRate: 1e30)
    training.layers = [Layer(3, .identity)]
    training.trainer.loss = .squaredError
    let member = MemberTraining(index: 0, fold: nil, settings: training, data: try data())
    var message = RankMessage()
    let outcome = member.outcome()
    MemberTraining.write(outcome, to: &message)
    var received = RankMessage(message.bytes, from: 2)
    guard case .failure(let told) = try member.read(&received), case .failure(let own) = outcome else {
      Issue.record("it did not diverge")
      return
    }
    #expect(told == own)
  }

  @Test func otherErrorsAreThoseOfARank() throws {
    var message = RankMessage()
    message.add(FeedForwardError.emptyData(what: "It"))
    var received = RankMessage(message.bytes, from: 2)
    #expect(
      try received.takeError()
        == .lostRank(rank: 2, reason: "has failed: It is empty; expected at least one row and one column."))
  }

  /// A message that ends early is an error, and no trap.
  @Test func shortMessages() throws {
    let member = MemberTraining(index: 0, fold: nil, settings: training(members: 1), data: try data())
    var message = RankMessage()
    MemberTraining.write(member.outcome(), to: &message)
    for length in stride(from: 0, to: message.bytes.count, by: 7) {
      var received = RankMessage(Array(message.bytes.prefix(length)), from: 1)
      #expect(throws: FeedForwardError.self) { _ = try member.read(&received) }
    }
  }

  @Test func outcomesOfFoldsAreTold() throws {
    let data = try data()
    let candidate = Candidate(Trainer(epochs: 2), layers: [Layer(3, .softmax)])
    let folds = try Folds.plain(3, seed: 1).data(of: data, preparing: nil as FoldPreparation<Float>?)
    let trained = FoldTraining(candidate, on: folds[1]).trained(upTo: 2, isLast: true)
    var message = RankMessage()
    trained.outcome.write(to: &message)
    FoldTraining<Float>.Outcome.cancelled.write(to: &message)
    var received = RankMessage(message.bytes, from: 0)
    guard case .trained(let told) = try FoldTraining<Float>.Outcome(&received), case .trained(let own) = trained.outcome
    else {
      Issue.record("it was not trained")
      return
    }
    #expect(told == own)
    guard case .cancelled = try FoldTraining<Float>.Outcome(&received) else {
      Issue.record("it was not cancelled")
      return
    }
  }
}
