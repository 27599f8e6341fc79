import Foundation
import TestSupport
import Testing

/// Options that are kept, and given again.
@Suite struct ConfigTests {
  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  /// What a model says of its options makes the same model again, also from another folder and in another order.
  @Test func aTrainingIsRepeatedByItsOptions() throws {
    let (folder, other) = (try Folder(), try Folder())
    let rows = (0..<80).map { "\($0 % 9),\($0 % 5),\($0 % 2 == 0 ? "no" : "yes=1"),\($0 % 7)\n" }.joined()
    let text = "\"a, b\",c,kind,\"w = 1\"\n" + rows
    let (data, again) = (try folder.write(text, to: "data.csv"), try other.write(text, to: "data.csv"))
    let options = [
      "--epochs", "3", "--hidden=4,3", "--activation", "leaky-relu(slope: 0.2)", "--no-shuffle", "--seed", "7",
      "--features", "\"a, b\",c", "--class-weights", "\"yes=1\"=2,no=1", "--target", "kind", "--l2", "1e-2",
      "--validation", data, "--delimiter", ",", "--weights", "w = 1", "--sample", "70",
    ]
    let first = try Command(["train", data, "--output", folder.path("m"), "--threads", "1"] + options)
    #expect(first.status == 0, "\(first.words)")
    let config = try Command("inspect", folder.path("m"), "--config")
    #expect(config.status == 0 && config.lines.first == "# The table was data.csv.", "\(config.words)")
    for line in [
      "target = kind", "features = \"a, b\",c", "class-weights = \"yes=1\"=2,no=1", "no-shuffle", "hidden = 4,3",
      "validation = data.csv", "weights = w = 1", "preset = fast",
    ] {
      #expect(config.lines.contains(Substring(line)), "\(line) is not in \(config.output)")
    }
    #expect(!config.output.contains("threads") && !config.output.contains("output"))
    let file = try other.write(config.output, to: "run.conf")
    let arguments = ["train", again, "--config", file, "--validation", again, "--output", other.path("m"), "--quiet"]
    let second = try Command(arguments, script: "\"$0\" \"$@\"")
    #expect(second.status == 0, "\(second.words)")
    #expect(try bytes(folder.path("m")) == bytes(other.path("m")))
  }

  /// Several networks by the recipe, whose command line says the target only.
  @Test func theRecipeIsRepeated() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let train = { (options: [String]) in try Command(["train", iris] + options, script: "\"$0\" \"$@\"") }
    let short = ["--target", "species", "--epochs", "2", "--preset", "default"]
    #expect(try train(short + ["--output", folder.path("a")]).status == 0)
    let config = try folder.write(try Command("inspect", folder.path("a"), "--config").output, to: "run.conf")
    #expect(try train(["--config", config, "--preset", "default", "--output", folder.path("b")]).status == 0)
    #expect(try bytes(folder.path("a")) == bytes(folder.path("b")))
  }

  @Test func theCommandLineComesFirst() throws {
    struct Summary: Decodable {
      let epochs: Int
      let network: String
    }
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let config = try folder.write(
      "# as before\r\n\n  target=species\nepochs = 9\nhidden = 5\nno-shuffle\npatience = 0\n", to: "run.conf")
    for words in [["--config", config], ["--config=\(config)"]] {
      let summary: Summary = try Command(["train", iris, "--json", "--epochs", "4", "--shuffle"] + words).decoded()
      #expect(summary.epochs == 4 && summary.network.contains("5 relu"))
    }
    let search = try folder.write(
      "target = species\nhidden = 3 4,2\nfolds = 2\ncandidates = 2\nepochs = 2", to: "s.conf")
    let found = try Command("search", iris, "--config", search)
    #expect(found.status == 0 && found.output.contains("candidate") || found.output.contains("rank"), "\(found.words)")
    let output = try Command("train", iris, "--config", config, "--output", config)
    #expect(output.status == 64 && output.words.contains("from which --config is read"), "\(output.words)")
  }

  @Test(arguments: [
    ("target = y\ndropot = 0.1", ":2: found “dropot”, expected an option of train"), ("dropot = 1", "“dropout”"),
    ("shuffle = yes", ":1: found “shuffle = yes”, expected shuffle alone"), ("epochs", "expected epochs = and a value"),
    ("config = other", "found “config”"), ("--epochs = 3", "(did you mean “epochs”?)"), ("target = y\nl2 = -1", "--l2"),
  ])
  func aWrongLineIsNamed(text: String, expected: String) throws {
    let folder = try Folder()
    let command = try Command("train", "data.csv", "--config", try folder.write(text, to: "run.conf"))
    #expect(command.status == (expected == "--l2" ? 64 : 2) && command.output.isEmpty, "\(command.words)")
    #expect(command.words.contains(expected), "\(command.words)")
  }

  @Test func whatHoldsNoOptionsSaysSo() throws {
    let folder = try Folder()
    let missing = try Command("train", "data.csv", "--config", folder.path("none"))
    #expect(missing.status == 2 && missing.words.contains("none"))
    let both = try Command("inspect", "model", "--config", "--json")
    #expect(both.status == 64)
  }

  /// The line that a search prints trains the very network that the search trains itself.
  @Test func theLineOfTheWinnerTrainsIt() throws {
    struct Report: Decodable {
      let train: String
      let notes: [String]
    }
    let folder = try Folder()
    let text = try Command("datasets", "iris").output.replacing("species", with: "it's a kind")
    let data = try folder.write(text, to: "a b.csv")
    let arguments = [
      "search", data, "--target", "it's a kind", "--candidates", "2", "--folds", "2", "--epochs", "6", "--hidden",
      "none", "5,3", "--activation", "elu:0.5", "--seed", "3", "--sample", "90",
    ]
    let search = try Command(arguments + ["--output", folder.path("found")])
    #expect(search.status == 0, "\(search.words)")
    let line = try #require(search.lines.last.map { String($0) })
    let report: Report = try Command(arguments + ["--json"]).decoded()
    #expect(report.train == line && line.hasPrefix("feedforward train '\(data)' --target 'it'\\''s a kind' "))
    #expect(report.notes == ["90 of 150 rows are learned from, drawn by --seed 3."])
    let script = "feedforward() { \"$command\" \"$@\"; }; command=$0; \(line) --output \"$1\""
    let train = try Command([folder.path("trained")], script: script)
    #expect(train.status == 0, "\(line): \(train.words)")
    let predictions = try ["found", "trained"].map {
      try Command("predict", folder.path($0), data, "--probabilities").output
    }
    #expect(predictions[0] == predictions[1] && predictions[0].count > 1000)
  }
}
