import TestSupport
import Testing

@testable import FeedForward

/// Ranks that each hold a share of the rows come to the bits of ranks that hold all of them.
@Suite struct RowShareTests {
  private static let adam = RankTests.cases[0]

  @Test(arguments: RankTests.cases) func sameBits(_ what: RankTests.Case) throws {
    let alone = try what.run(over: nil, Float.self)
    for count in [1, 2, 3, 4, 7, 8] where 2 * count <= what.rows {
      for saved in try ThreadRanks.run(count, { try what.run(over: $0, holding: .share, Float.self) }) {
        saved.expectSame(as: alone, "\(count) ranks")
      }
    }
  }

  @Test func sameBitsInDouble() throws {
    let what = Self.adam
    let alone = try what.run(over: nil, Double.self)
    for saved in try ThreadRanks.run(3, { try what.run(over: $0, holding: .share, Double.self) }) {
      saved.expectSame(as: alone, "3 ranks")
    }
  }

  /// A state is that of all rows: ranks that hold all of them go on where ranks with shares have ended.
  @Test func goesOnWithAllRows() throws {
    let what = Self.adam
    let alone = try what.run(over: nil, Float.self)
    var half = what.trainer
    half.epochs = 1
    let first = try ThreadRanks.run(3) { [half] in try what.run(over: $0, holding: .share, Float.self, trainer: half) }
    for saved in try ThreadRanks.run(7, { try what.run(over: $0, Float.self, from: first[0]) }) {
      saved.expectSame(as: alone, "3 ranks with shares, then 7 without")
    }
  }

  /// Only rows that a rank looks at and does not hold are sent: in every epoch where it has an order of its own, once
  /// where all rows are looked at together.
  @Test(arguments: ["adam", "lbfgs", "levenberg-marquardt"]) func onlyMissingRowsAreSent(_ name: String) throws {
    let what = try #require(RankTests.cases.first { $0.name == name })
    let isShuffled = what.trainer.optimizer.scope != .allRows
    for count in [1, 3, 8] {
      let found = try ThreadRanks.run(count) { ranks in
        let training = try what.training(over: ranks, holding: .share, Float.self, trainer: what.trainer)
        while try training.runEpoch() != nil {}
        return (sent: training.batches.rowsSent, share: what.share(of: ranks))
      }
      let batches = Minibatches(
        of: SharedDataset(try what.data(Float.self)), batchSize: isShuffled ? what.trainer.batchSize : what.rows,
        shuffledBy: isShuffled ? what.trainer.seed : nil)
      var wanted = [Int](repeating: 0, count: count)
      for epoch in 1...(isShuffled ? what.trainer.epochs : 1) {
        batches.begin(epoch: epoch)
        for index in 0..<batches.count {
          for rank in 0..<count {
            let groups = try GradientGroups(what.trainer.gradientGroups, rank: rank, of: count)
            for row in batches.order[batches.rows(of: index, for: groups)] {
              for holder in 0..<count where holder != rank && found[holder].share.contains(row) { wanted[holder] += 1 }
            }
          }
        }
      }
      #expect(found.map(\.sent) == wanted && (count == 1 || wanted.reduce(0, +) > 0), "\(count) ranks")
    }
  }

  /// Whatever fits in a window, the same rows are gathered; those that other ranks look at are not.
  @Test(arguments: [1, 2_000, 1 << 20]) func windows(_ bytes: Int) throws {
    var what = Self.adam
    what.isWeighted = true
    let data = try what.data(Float.self)
    let network = try what.network(Float.self)
    _ = try ThreadRanks.run(3) { [what] ranks in
      let shares = try RowShares(what.share(of: ranks).count, over: ranks)
      let own = try SharedDataset(data.part(what.share(of: ranks)), shares)
      let batches = [
        Minibatches(of: SharedDataset(data), batchSize: 17, shuffledBy: 6),
        Minibatches(of: own, batchSize: 17, shuffledBy: 6, windowBytes: bytes),
      ]
      let groups = try GradientGroups(8, rank: ranks.rank, of: ranks.size)
      for epoch in 1...2 {
        for batches in batches { batches.begin(epoch: epoch) }
        for index in 0..<batches[0].count {
          let gathered = try batches.map { batches in
            try batches.prepare(index, for: groups)
            let workspace = try Workspace(
              for: network, rows: 17, groups: groups, purpose: .training, loss: .crossEntropy)
            batches.begin(index, in: workspace)
            batches.gather(index, rows: 0..<workspace.rows, into: workspace)
            let rows = 0..<workspace.rows
            return rows.map { r in
              Array(workspace.inputs.row(r)) + Array(workspace.targets.row(r)) + [Float(workspace.weight(of: r))]
            }
          }
          #expect(gathered[0] == gathered[1] && !gathered[0].isEmpty, "epoch \(epoch), minibatch \(index)")
        }
      }
    }
  }

  /// Where numbers leave the finite ones, the row is that of all rows.
  @Test func divergenceNamesTheRow() throws {
    let what = RankTests.cases[1]
    @Sendable func error(over ranks: (any Communicator)?, _ holding: RowHolding) throws -> String {
      var trainer = what.trainer
      trainer.optimizer = .sgd(learningRate: 1e30)
      do {
        _ = try what.run(over: ranks, holding: holding, Float.self, trainer: trainer)
        return ""
      } catch let error as FeedForwardError {
        return "\(error)"
      }
    }
    let all = try ThreadRanks.run(3) { try error(over: $0, .all) }
    let shares = try ThreadRanks.run(3) { try error(over: $0, .share) }
    #expect(all == shares && all[0].contains("epoch"), "\(shares)")
  }

  /// What each rank says when one of them holds what the others do not expect.
  private func messages(
    _ change:
      @escaping @Sendable (_ data: Dataset<Float>, _ first: Int, _ rank: Int) throws -> (
        data: Dataset<Float>, validation: Dataset<Float>?, holding: RowHolding
      )
  ) throws -> [String] {
    let what = Self.adam
    return try ThreadRanks.run(3) { ranks in
      let share = what.share(of: ranks)
      do {
        let mine = try change(what.data(Float.self).part(share), share.lowerBound, ranks.rank)
        _ = try Training(
          what.trainer, of: what.network(Float.self), on: mine.data, validation: mine.validation, over: ranks,
          holding: mine.holding)
        return ""
      } catch let error as FeedForwardError {
        return "\(error)"
      }
    }
  }

  @Test func aClassOutOfRangeNamesTheRowOfAll() throws {
    let found = try messages { data, first, rank in
      guard rank == 1, case .classes(var classes) = data.targets else { return (data, nil, .share) }
      classes[2] = 7
      return (try Dataset(inputs: data.inputs, classes: classes), nil, .share)
    }
    let row = 2 + 2 + (61 - 6) / 9
    #expect(found[1].contains("row \(row)"), "\(found)")
    for other in [0, 2] {
      #expect(found[other].hasPrefix("Rank 1 refuses its rows") && found[other].contains("\(row)"))
    }
  }

  @Test func ranksWithoutValidationAreNamed() throws {
    let found = try messages { data, _, rank in (data, rank == 2 ? nil : data, .share) }
    #expect(Set(found).count == 1 && found[0].hasPrefix("validation data of rank 2 is none"), "\(found)")
  }

  @Test func otherColumnsAreRefused() throws {
    let found = try messages { data, _, rank in
      (rank == 1 ? try data.weighted(by: data.inputs.column(0).map { abs($0) + 1 }) : data, nil, .share)
    }
    #expect(Set(found).count == 1 && found[0].hasPrefix("data of rank 1 is rows of 7 inputs and a class, with weights"))
  }

  /// Before anything is summed over all rows.
  @Test func otherSettingsAreRefused() throws {
    let what = Self.adam
    let found = try ThreadRanks.run(3) { ranks in
      var trainer = what.trainer
      if ranks.rank == 1 { trainer.classWeights = .balanced }
      do {
        _ = try what.run(over: ranks, holding: .share, Float.self, trainer: trainer)
        return ""
      } catch let error as FeedForwardError {
        return "\(error)"
      }
    }
    #expect(Set(found).count == 1 && found[0].hasPrefix("settings of rank 1 is"), "\(found)")
  }

  @Test func otherHoldingsAreRefused() throws {
    let found = try messages { data, _, rank in (data, nil, rank == 1 ? .all : .share) }
    #expect(Set(found).count == 1 && found[0].hasPrefix("holding of rank 1 is all"), "\(found)")
  }

  @Test func emptySharesAreNamed() throws {
    let found = try ThreadRanks.run(3) { ranks in
      do {
        _ = try RowShares(ranks.rank == 1 ? 0 : 4, over: ranks)
        return ""
      } catch let error as FeedForwardError {
        return "\(error)"
      }
    }
    #expect(Set(found).count == 1 && found[0].contains("the share of rank 1"), "\(found)")
  }

  /// Owners and chains.
  @Test(arguments: 1...9) func shares(_ count: Int) throws {
    let sizes = (0..<count).map { 1 + $0 * 5 % 7 }
    let owners = sizes.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let found = try ThreadRanks.run(count) { ranks in
      let shares = try RowShares(sizes[ranks.rank], over: ranks)
      let sum = try shares.chain([0.0, 1]) { sums in
        for row in shares.own { sums = [sums[0] / 3 + Double(row), sums[1] + 1] }
      }
      return (owners: (0..<shares.count).map(shares.owner), sum: sum)
    }
    let all = owners.indices.reduce(0.0) { $0 / 3 + Double($1) }
    for rank in found { #expect(rank.owners == owners && rank.sum == [all, 1 + Double(owners.count)]) }
  }
}
