import FeedForward
import Foundation
import TestSupport
import Testing

/// Numbers of a table keep their value until they are shifted and scaled, and classes are the texts of the file.
@Suite struct ExactColumnTests {
  private func twoClasses(_ first: String, _ second: String) -> String {
    var random = Philox(seed: 7, purpose: .test)
    return "a,y\n"
      + (0..<120).map { "\(random.normal() + ($0 % 2 == 0 ? 0 : 4)),\($0 % 2 == 0 ? first : second)\n" }.joined()
  }

  @Test(arguments: [
    ("123456789", "987654321"), ("100000001", "100000002"), ("007", "7"), ("9007199254740993", "9007199254740992"),
    ("1.0", "2.0"), ("0.1", "0.2"), ("caf\u{E9}", "cafe\u{301}"),
  ])
  func predictionsAreLabelsOfTheFile(first: String, second: String) throws {
    let folder = try Folder()
    let data = try folder.write(twoClasses(first, second), to: "data.csv")
    let trained = try Command(
      "train", data, "--target", "y", "--task", "classification", "--output", folder.path("m"))
    #expect(trained.status == 0, "\(trained.words)")
    let predicted = try Command("predict", folder.path("m"), data)
    #expect(Set(predicted.lines.dropFirst().map { Array($0.utf8) }) == [Array(first.utf8), Array(second.utf8)])
    #expect(try Command("inspect", folder.path("m")).status == 0)
    #expect(try Command("evaluate", folder.path("m"), data).status == 0)
  }

  /// What a Float cannot tell apart near 10⁹ is predicted and judged all the same.
  @Test func aTargetFarFromZero() throws {
    var random = Philox(seed: 8, purpose: .test)
    let folder = try Folder()
    let lines = (0..<400).map { _ -> String in
      let x = random.normal()
      return "\(x),\(1e9 + x + 0.1 * random.normal())\n"
    }
    let data = try folder.write("x,y\n" + lines.joined(), to: "data.csv")
    let trained = try Command("train", data, "--target", "y", "--output", folder.path("m"), "--json")
    struct Scores: Decodable { let r2, rmse: Double }
    struct Summary: Decodable { let validation, baseline: Scores }
    let summary = try trained.decoded(Summary.self)
    // The noise is 0.1, the deviation 1.
    #expect(summary.validation.r2 > 0.97 && summary.validation.r2 < 0.999)
    #expect(summary.validation.rmse > 0.07 && summary.validation.rmse < 0.15)
    #expect(summary.baseline.rmse > 0.8 && summary.baseline.rmse < 1.2)
    #expect(Set(try Command("predict", folder.path("m"), data).lines).count > 390)
  }

  /// Inputs of Unix seconds: the network is the same as for the same seconds counted from another year, but for the
  /// rounding of a deviation.
  @Test func aFeatureFarFromZero() throws {
    let folder = try Folder()
    struct Scores: Decodable { let r2: Double }
    struct Summary: Decodable { let validation: Scores }
    let r2 = try [0.0, 1_700_000_000, 2_460_000.5].map { offset in
      let lines = (0..<600).map { "\(offset + Double($0) / 2),\(Double($0 * $0 % 601) / 100 + Double($0) / 50)\n" }
      let data = try folder.write("t,y\n" + lines.joined(), to: "data.csv")
      return try Command("train", data, "--target", "y", "--json").decoded(Summary.self).validation.r2
    }
    #expect(abs(r2[0] - r2[1]) < 1e-3 && abs(r2[0] - r2[2]) < 1e-3, "\(r2)")
  }

  @Test func aModelDecidesWhatItsColumnsAre() throws {
    let folder = try Folder()
    let data = try folder.write(twoClasses("1", "x"), to: "data.csv")
    let held = try folder.write("a,y\n" + String(repeating: "0,1\n", count: 30) + "4,x\n", to: "held.csv")
    #expect(
      try Command("train", data, "--target", "y", "--validation", held, "--output", folder.path("m")).status == 0)
    #expect(try Command("evaluate", folder.path("m"), held).status == 0)
  }
}
