import FeedForward
import FeedForwardData
import Foundation
import Testing

/// Every error of the libraries says what it is in sentences, whoever asks it.
@Suite struct ErrorTests {
  private static let engine: [FeedForwardError] = [
    .invalidSetting(name: "l2", value: "-1", expected: "a number ≥ 0"),
    .invalidLayer(layer: 2, found: "0 units", expected: "at least 1"),
    .wrongShape(what: "Targets", found: "2 × 3", expected: "2 × 1"), .emptyData(what: "The table"),
    .nonFinite(what: "Inputs", row: 1, column: 2, value: "nan"), .classOutOfRange(row: 1, found: 3, classes: 3),
    .invalidTarget(row: 1, column: 0, value: "-1", expected: "a number ≥ 0"),
    .incompatibleLoss(loss: "cross-entropy", with: "identity", reason: "it needs probabilities."),
    .outOfMemory(bytes: 8),
    .rankDeficient(rank: 2, unknowns: 3), .numericalFailure(routine: "dgels", info: 1),
  ]

  private static let place = FilePlace(file: "prices.csv", line: 12, column: 3)

  private static let files: [(error: any DescribedError, text: String)] = [
    (DataError(at: place, found: "“abc”", expected: "a number"), "prices.csv:12:3: found “abc”, expected a number."),
    (
      DataError(at: FilePlace(file: "cancer1.dt", line: 9), found: "10 numbers", expected: "11"),
      "cancer1.dt:9: found 10 numbers, expected 11."
    ),
    (
      DataError(at: FilePlace(file: "net", path: "layers.0.bias"), found: "nothing", expected: "a tensor"),
      "net, layers.0.bias: found nothing, expected a tensor."
    ),
    (
      DataError(at: FilePlace(table: "t", column: "age", row: 3), found: "inf", expected: "a finite number"),
      "t, column “age”, row 3: found inf, expected a finite number."
    ),
    (FileError("", "the name is empty"), "“”: the name is empty."),
    (
      FileError("net", "it is in use by process 7, which writes it", process: 7),
      "net: it is in use by process 7, which writes it."
    ),
    (
      FileError("net", "No space left on device", call: "writing", state: "What was there before is as it was."),
      "net: writing failed: No space left on device. What was there before is as it was."
    ),
  ]

  @Test func errorsSayTheSameEverywhere() throws {
    let divergence = try JSONDecoder().decode(
      Divergence.self,
      from: Data(#"{"epoch":3,"step":2,"layer":1,"retainedEpoch":2,"row":7,"largestActivation":1e30}"#.utf8))
    let all = [FeedForwardError.diverged(divergence)] as [any DescribedError] + Self.engine + Self.files.map(\.error)
    for error in all {
      #expect((error as any Error).localizedDescription == "\(error)")
      #expect((error as NSError).localizedDescription == "\(error)")
      #expect("\(error)".hasSuffix("."))
    }
    for (error, text) in Self.files { #expect("\(error)" == text) }
  }

  /// What the engine refuses comes through the other libraries as it is.
  @Test func errorsOfTheEnginePassThrough() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .identity)])
    #expect(throws: FeedForwardError.self) {
      try Pipeline(
        inputs: [InputColumn(name: "a", encoding: .number(NumberEncoding(range: 0...1)))],
        target: .values([ValueTarget(name: "y")])
      ).predictions(from: network.predict(Matrix([[1, 2]])))
    }
  }
}
