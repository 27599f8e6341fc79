import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Testing

/// Plain values come back from JSON as they were.
@Suite struct CodingTests {
  private func expectRoundTrip<Value: Codable & Equatable>(
    _ values: [Value], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try JSONEncoder().encode(values)
    #expect(try JSONDecoder().decode([Value].self, from: text) == values, sourceLocation: sourceLocation)
    #expect(values.count > 0, sourceLocation: sourceLocation)
  }

  @Test func valuesOfTheEngine() throws {
    try expectRoundTrip([Matrix<Float>([[1, 2, 3], [4, 5, 6.5]]), Matrix(rows: 0, columns: 3, elements: [])])
    try expectRoundTrip([Initializer.heNormal, .uniform(-0.5...0.25), .orthogonal(gain: 2)])
    try expectRoundTrip([ClassWeights.balanced, .each([1, 10])])
    try expectRoundTrip([Loss.huber(delta: 0.01).canonicalText, Schedule.constant.canonicalText])
  }

  @Test func valuesOfTables() throws {
    var preprocessing = Preprocessing()
    preprocessing.columns = .except(["id", "e\u{301}"])
    (preprocessing.scaling, preprocessing.missing, preprocessing.unknown) = (.robust, .median, .ignore)
    try expectRoundTrip([Preprocessing(), preprocessing])
    try expectRoundTrip([GeneratedDataset.moons, .parity(bits: 5)])
    try expectRoundTrip(EmbeddedDataset.allCases)
    try expectRoundTrip(GaussianMixture.lecture.components)
    let table = try Table(columns: [.texts("a", ["x", "y", "z"]), .numbers("b", [1, 2, 3])])
    try expectRoundTrip(Pipeline.fitted(to: table, target: nil).leftOut)
    try expectRoundTrip([
      Predictions.classes([1], names: ["a", "b"], probabilities: try Matrix<Double>([[0.25, 0.75]])),
      .values(try Matrix([[1, 2]]), names: ["y", "z"]),
      .quantiles(try Matrix([[1, 2]]), levels: [0.1, 0.9], names: ["y"]),
      .normal(means: try Matrix([[1]]), deviations: try Matrix([[2]]), names: ["y"]),
    ])
  }

  @Test func errors() throws {
    let places = [FilePlace(file: "a", line: 1, column: 2), FilePlace(table: "t", column: "x", row: 3)]
    try expectRoundTrip(places)
    try expectRoundTrip(places.map { DataError(at: $0, found: "nothing", expected: "something") })
    try expectRoundTrip([FileError("a", "b"), FileError("a", "b", call: "c", state: "d", process: 7)])
  }

  @Test func whatCannotBeIsRefused() {
    let matrix = Data(#"{"rows":2,"columns":3,"elements":[1,2,3,4,5]}"#.utf8)
    #expect(throws: FeedForwardError.self) { try JSONDecoder().decode(Matrix<Float>.self, from: matrix) }
    let setting = Data(#"["huber(delta: "]"#.utf8)
    #expect(throws: FeedForwardError.self) { try JSONDecoder().decode([SettingText].self, from: setting) }
  }
}
