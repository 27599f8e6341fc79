import Foundation
import TestSupport
import Testing

/// What a model makes of a table, beside columns of the table.
@Suite struct KeptColumnTests {
  private func trained() throws -> (folder: Folder, data: String) {
    let folder = try Folder()
    let rows = (0..<60).map { "00\($0),\($0 % 7),\($0 % 3 == 0 ? "" : "u\($0 % 2)"),\"a, \($0)\",\($0 % 2 + 1)\n" }
    let data = try folder.write("id,x,kind,\"na,me\",y\n" + rows.joined(), to: "data.csv")
    let command = try Command(
      "train", data, "--target", "y", "--features", "x,kind", "--epochs", "2", "--output", folder.path("m"))
    #expect(command.status == 0, "\(command.words)")
    return (folder, data)
  }

  @Test func predictionsStandBesideColumns() throws {
    let (folder, data) = try trained()
    let model = folder.path("m")
    let plain = try Command("predict", model, data, "--probabilities", "--spread")
    let kept = try Command("predict", model, data, "--probabilities", "--spread", "--keep", "id,\"na,me\",x")
    #expect(kept.status == 0, "\(kept.words)")
    #expect(kept.lines.first == "id,\"na,me\",x," + (plain.lines.first ?? ""))
    #expect(
      kept.lines.dropFirst().enumerated().allSatisfy { $1 == "00\($0),\"a, \($0)\",\($0 % 7)," + plain.lines[$0 + 1] }
    )
    #expect(kept.lines.count == 61)
    struct Row: Decodable {
      let id: String
      let x: Double
      let kind: String?
      let prediction: String
    }
    let rows: [Row] = try Command("predict", model, data, "--json", "--keep", "id,x,kind").decoded()
    #expect(rows.map(\.id) == (0..<60).map { "00\($0)" } && rows.map(\.x) == (0..<60).map { Double($0 % 7) })
    #expect(rows[0].kind == nil && rows[1].kind == "u1")
    #expect(try Command("predict", model, "-", "--keep", "id").status == 2)
  }

  @Test(arguments: [
    (["--keep", "id,id"], "“id”"), (["--keep", "idd"], "(did you mean “id”?)"),
    (["--keep", "a,,b"], "names of columns"),
  ])
  func wrongNamesAreRefused(options: [String], expected: String) throws {
    let (folder, data) = try trained()
    let model = folder.path("m")
    let command = try Command(["predict", model, data] + options)
    #expect(command.status != 0 && command.output.isEmpty && command.words.contains(expected), "\(command.words)")
    let text = try folder.read("data.csv").replacing("id,", with: "prediction,", maxReplacements: 1)
    let same = try Command("predict", model, try folder.write(text, to: "b.csv"), "--keep", "prediction")
    #expect(same.status == 64 && same.words.contains("“prediction”"), "\(same.words)")
  }

  @Test func inputsAreWrittenAsTheNetworkSeesThem() throws {
    let (folder, data) = try trained()
    let model = folder.path("m")
    let inputs = try Command("transform", model, data, "--keep", "id")
    #expect(inputs.status == 0 && inputs.lines.first == "id,x,\"kind = u0, not u1\",kind is missing", "\(inputs.words)")
    let table = inputs.lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(table.map { $0[0] } == (0..<60).map { "00\($0)" } && table[0].last == "1" && table[1].last == "0")
    let x = table.compactMap { Float($0[1]) }
    // Standardized by the training rows, most of all: mean 0 and deviation 1 of all are near.
    let mean = x.reduce(0, +) / 60
    #expect(x.count == 60 && abs(mean) < 0.3 && abs(x.map { $0 * $0 }.reduce(0, +) / 60 - 1) < 0.3)
    #expect(zip(x, 0..<60).allSatisfy { abs(($0 - x[0]) - (x[1] - x[0]) * Float($1 % 7)) < 1e-5 })
    let written = try Command("transform", model, data, "--output", folder.path("inputs.csv"))
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try folder.read("inputs.csv").hasPrefix("x,\"kind = u0, not u1\","))
    #expect(try Command("transform", model, data, "--keep", "x").status == 64)
  }
}
