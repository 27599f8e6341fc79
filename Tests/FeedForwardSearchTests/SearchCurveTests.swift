import FeedForward
import FeedForwardSearch
import Foundation
import Testing

/// Scores over one hyperparameter, and over the number of rows.
@Suite struct SearchCurveTests {
  @Test func validationCurve() async throws {
    let angles = try Angles()
    let curve = ValidationCurve(
      of: angles.candidate, over: .l2([0, 10, 1000]), folds: .stratified(3), scoring: .accuracy)
    let points = try await curve.run(on: angles.data)
    #expect(points.map(\.value) == [.number(0), .number(10), .number(1000)])
    for (point, l2) in zip(points, [0.0, 10, 1000]) {
      var candidate = angles.candidate
      candidate.trainer.l2 = l2
      let own = try await CrossValidation(.stratified(3)).run(candidate, on: angles.data)
      #expect(point.validation == own.scores(by: .accuracy) && point.training == own.trainingScores(by: .accuracy))
    }
    // Too much of the penalty and nothing is learned.
    let training = points.compactMap { $0.training?.mean }
    #expect(training[0] > training[2] + 0.1)
    #expect(try JSONDecoder().decode([CurvePoint].self, from: JSONEncoder().encode(points)) == points)
  }

  @Test func divergenceIsAPoint() async throws {
    let angles = try Angles()
    var candidate = angles.candidate
    candidate.trainer.optimizer = .sgd(learningRate: 0.1)
    let points = try await ValidationCurve(of: candidate, over: .learningRate([0.1, 1e30])).run(on: angles.data)
    #expect(points[0].divergence == nil && points[0].validation != nil)
    #expect(points[1].divergence != nil && points[1].validation == nil && points[1].training == nil)
    candidate.trainer.optimizer = .sgd(learningRate: 1e30)
    let growing = try await LearningCurve(of: candidate, shares: [0.5, 1]).run(on: angles.data)
    #expect(growing.allSatisfy { $0.divergence != nil })
  }

  @Test func learningCurve() async throws {
    let angles = try Angles(rows: 90)
    var curve = LearningCurve(of: angles.candidate, shares: [0.1, 0.5, 1], folds: .stratified(3), threads: 1)
    let points = try await curve.run(on: angles.data)
    #expect(points.map(\.value) == [.number(6), .number(30), .number(60)])
    #expect(points.allSatisfy { $0.training?.values.count == 3 && $0.validation?.values.count == 3 })
    // All rows: the cross-validation.
    let own = try await CrossValidation(.stratified(3)).run(angles.candidate, on: angles.data)
    #expect(points[2].validation == own.scores(by: .loss) && points[2].training == own.trainingScores(by: .loss))
    #expect(points[0].validation != points[2].validation)
    for threads in [2, 3, nil] {
      curve.threads = threads
      #expect(try await curve.run(on: angles.data) == points)
    }
    curve.seed = 1
    let others = try await curve.run(on: angles.data)
    #expect(others[0] != points[0] && others[2] == points[2])
  }

  @Test func mistakes() async throws {
    let angles = try Angles()
    for shares in [[], [0], [0.5, 1.5], [-1], [.nan], [0.001]] {
      let error = await #expect(throws: FeedForwardError.self) {
        try await LearningCurve(of: angles.candidate, shares: shares).run(on: angles.data)
      }
      let word = shares.last.map { "\($0)" } ?? "empty"
      #expect(error?.description.contains(word) ?? false)
    }
    let error = await #expect(throws: FeedForwardError.self) {
      try await ValidationCurve(of: angles.candidate, over: .l2(.uniform(from: 0, to: 1))).run(on: angles.data)
    }
    #expect(error?.description.contains("list of values") ?? false)
  }
}
