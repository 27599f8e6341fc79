import FeedForward
import FeedForwardSearch
import Testing

/// The arithmetic of budgets, by hand.
@Suite struct SuccessiveHalvingTests {
  typealias Round = SuccessiveHalving.Round

  private func expect(_ found: [Round], _ expected: [(Int, Int)], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      found.map { [$0.candidates, $0.epochs] } == expected.map { [$0.0, $0.1] }, sourceLocation: sourceLocation)
  }

  @Test func rounds() throws {
    let thirds = SuccessiveHalving()
    expect(try thirds.rounds(candidates: 81, epochs: 81), [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)])
    // 100/81, 100/27, … rounded down; 20/3, 6/3, 2/3 too, but one is left at least.
    expect(try thirds.rounds(candidates: 20, epochs: 100), [(20, 1), (6, 3), (2, 11), (1, 33), (1, 100)])
    // Ten epochs at least: 100/9 are, 100/27 are not.
    let late = SuccessiveHalving(factor: 3, minimumEpochs: 10)
    expect(try late.rounds(candidates: 20, epochs: 100), [(20, 11), (6, 33), (2, 100)])
    expect(
      try SuccessiveHalving(factor: 2, minimumEpochs: 5).rounds(candidates: 7, epochs: 20), [(7, 5), (3, 10), (1, 20)])
    expect(try SuccessiveHalving(factor: 4, minimumEpochs: 20).rounds(candidates: 7, epochs: 20), [(7, 20)])
    expect(try SuccessiveHalving(factor: .max).rounds(candidates: 7, epochs: 20), [(7, 20)])
  }

  /// Algorithm 1 of the Hyperband paper with R = 81, η = 3.
  @Test func hyperband() throws {
    let brackets = try SuccessiveHalving().brackets(epochs: 81)
    #expect(brackets.count == 5)
    expect(brackets[0], [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)])
    expect(brackets[1], [(34, 3), (11, 9), (3, 27), (1, 81)])
    expect(brackets[2], [(15, 9), (5, 27), (1, 81)])
    expect(brackets[3], [(8, 27), (2, 81)])
    expect(brackets[4], [(5, 81)])
  }

  @Test func mistakes() throws {
    for factor in [1, 0, -3] {
      let error = #expect(throws: FeedForwardError.self) {
        try SuccessiveHalving(factor: factor).rounds(candidates: 3, epochs: 9)
      }
      #expect(error?.description.contains("is \(factor); expected at least 2") ?? false)
    }
    for least in [0, 10] {
      let error = #expect(throws: FeedForwardError.self) {
        try SuccessiveHalving(minimumEpochs: least).brackets(epochs: 9)
      }
      #expect(error?.description.contains("is \(least); expected 1 to 9") ?? false)
    }
  }

  /// Numbers at the ends of what there is.
  @Test func extremes() throws {
    for candidates in [0, -5, .min] {
      let error = #expect(throws: FeedForwardError.self) {
        try SuccessiveHalving().rounds(candidates: candidates, epochs: 9)
      }
      #expect(error?.description.contains("candidates is \(candidates); expected at least 1") ?? false)
    }
    #expect(try SuccessiveHalving().rounds(candidates: .max, epochs: .max).last?.epochs == .max)
    for factor in [2, 3, Int.max / 2] {
      let error = #expect(throws: FeedForwardError.self) {
        try SuccessiveHalving(factor: factor).brackets(epochs: .max)
      }
      #expect(error?.description.contains("Hyperband is \(Int.max); expected fewer") ?? false)
    }
    #expect(try SuccessiveHalving(factor: .max).brackets(epochs: 5).joined().map(\.epochs) == [5])
  }
}
