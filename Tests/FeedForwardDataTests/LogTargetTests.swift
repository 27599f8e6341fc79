import FeedForward
@testable import FeedForwardData
import Foundation
import TestSupport
import Testing

/// Numbers to predict by their logarithm, and predictions with bounds.
@Suite struct LogTargetTests {
  private func fitted(
    _ values: [Double], rows: [Int]? = nil, _ set: (inout Preprocessing) -> Void
  ) throws -> (pipeline: Pipeline, value: ValueTarget, table: Table) {
    let table = try Table(columns: [.numbers("x", values.indices.map(Double.init)), .numbers("y", values)])
    var preprocessing = Preprocessing()
    preprocessing.task = .regression
    set(&preprocessing)
    let pipeline = try Pipeline.fitted(to: table, rows: rows, target: "y", preprocessing).pipeline
    guard case .values(let values)? = pipeline.target else { throw FeedForwardError.emptyData(what: "The target") }
    return (pipeline, values[0], table)
  }

  private func values(_ pipeline: Pipeline, _ t: [Double], _ loss: Loss? = nil) throws -> [Double] {
    let outputs = try Matrix(rows: t.count, columns: 1, elements: t)
    return try #require(pipeline.predictions(from: outputs, loss: loss).columns).numbers.elements
  }

  @Test func logarithmsAreStandardized() throws {
    var generator = SplitMix64()
    let y = (0..<50).map { _ in exp(Double.random(in: -3...4, using: &generator)) }
    let (pipeline, value, table) = try fitted(y) { $0.takesLogarithm = true }
    #expect(value.logarithmOffset == 0 && value.range == nil && value.smearing == 1)
    guard case .values(let t) = try pipeline.targets(of: table, as: Double.self) else {
      Issue.record("classes"); return
    }
    let logs = y.map { log($0) }
    let mean = logs.reduce(0, +) / 50
    let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50).squareRoot()
    for (t, z) in zip(t.elements, logs) { #expect(abs(t - (z - mean) / deviation) < 1e-13, "seed \(generator.seed)") }
    for (found, y) in zip(try values(pipeline, t.elements), y) {
      #expect(abs(found - y) < 1e-13 * y, "seed \(generator.seed)")
    }
    let plain = try fitted(y) { ($0.takesLogarithm, $0.scalesTarget) = (true, false) }.value
    #expect(plain == ValueTarget(name: "y", logarithmOffset: 0))
  }

  @Test func zeroesGetOneMore() throws {
    let (pipeline, value, table) = try fitted([0, 3, 0.5, 8]) { ($0.takesLogarithm, $0.scalesTarget) = (true, false) }
    #expect(value.logarithmOffset == 1)
    guard case .values(let t) = try pipeline.targets(of: table, as: Double.self) else {
      Issue.record("classes"); return
    }
    #expect(t.elements == [log(1), log(4), log(1.5), log(9)])
  }

  @Test func refusals() throws {
    let error = #expect(throws: DataError.self) { try fitted([3, -1, 2]) { $0.takesLogarithm = true } }
    #expect(
      error.map { "\($0)" }
        == "The table, column “y”, row 1: found -1, expected a number ≥ 0, of which there is a logarithm.")
    // A row that is held says so when it is to be encoded.
    let (pipeline, _, table) = try fitted([3, 1, 0], rows: [0, 1]) { $0.takesLogarithm = true }
    let held = #expect(throws: DataError.self) { try pipeline.targets(of: table, as: Float.self) }
    #expect(
      held.map { "\($0)".contains("row 2: found 0, expected a number above 0, of which there is a logarithm") }
        ?? false)
    let outputs = try Matrix<Double>([[0, 1]])
    let refused = #expect(throws: FeedForwardError.self) { try pipeline.predictions(from: outputs, loss: .gaussian) }
    #expect(refused.map { "\($0)".contains("of a logarithm") } ?? false)
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)])
    #expect { try pipeline.folded(into: network) } throws: { "\($0)".contains("the logarithm of “y”") }
  }

  /// The exponential is multiplied before what was added is taken off.
  @Test func smearing() throws {
    let value = ValueTarget(name: "y", shift: 1, scale: 2, logarithmOffset: 1, smearing: 1.5)
    let pipeline = Pipeline(inputs: [], target: .values([value]))
    #expect(try values(pipeline, [0.25], .squaredError) == [1.5 * exp(1.5) - 1])
    #expect(try values(pipeline, [0.25]) == [1.5 * exp(1.5) - 1])
  }

  @Test func predictionsAreClamped() throws {
    let (pipeline, value, _) = try fitted([10, 30, 20, 500], rows: [0, 1, 2]) { $0.clampMargin = 0 }
    #expect(value.range == 10...30)
    #expect(try values(pipeline, [-9, 0, 9]) == [10, 20, 30])
    #expect(try values(pipeline, [.nan])[0].isNaN)
    #expect(try fitted([10, 30, 20]) { $0.clampMargin = 0.5 }.value.range == 0...40)
    #expect(try fitted([10, 30, 20]) { ($0.clampMargin, $0.takesLogarithm) = (0, true) }.value.range == 10...30)
    // An exponential that overflows is the upper bound.
    let bounded = ValueTarget(name: "y", logarithmOffset: 0, range: 1...9)
    #expect(bounded.scaledBack(1000.0) == 9 && bounded.scaledBack(-1000.0) == 1)
    // No deviation is clamped.
    let normal = Pipeline(inputs: [], target: .values([ValueTarget(name: "y", scale: 2, range: 8...9)]))
    let numbers = try normal.predictions(from: Matrix<Double>([[1, 4]]), loss: .gaussian).columns?.numbers.elements
    #expect(numbers == [8, 4])
  }
}
