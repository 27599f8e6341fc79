import Foundation
import TestSupport
import Testing

/// What is said besides a result, where, and how a process ends.
@Suite struct WordsTests {
  private struct Notes: Decodable { let notes: [String] }

  private static let unkept = "No model will be kept; --output MODEL keeps it."

  @Test func thatNothingIsKeptIsSaidBefore() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let arguments = ["train", iris, "--target", "species", "--epochs", "10", "--patience", "0"]
    let without = try Command(arguments).words
    let (said, begun) = (without.range(of: Self.unkept), without.range(of: "epoch 1/"))
    #expect(try #require(said).upperBound <= (try #require(begun)).lowerBound && !without.contains("was written"))
    #expect(try !Command(arguments + ["--output", folder.path("m")]).words.contains(Self.unkept))
  }

  /// In JSON nothing is lost.
  @Test func decisionsAreNotes() throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    let arguments = ["train", digits, "--target", "digit", "--epochs", "2", "--members", "2", "--preset", "default"]
    let json = try Command(arguments + ["--json"])
    let notes = try json.decoded(Notes.self).notes
    let words = try Command(arguments).words
    #expect(notes.contains(Self.unkept) && notes.contains { $0.hasPrefix("“digit” is taken for one of 10 classes") })
    #expect(notes.contains { $0.hasPrefix("2 networks, ") } && notes.allSatisfy { words.contains($0) }, "\(notes)")
    #expect(notes.allSatisfy { !json.words.contains($0) } && !notes.contains { $0.hasPrefix("network 1") })
    let model = folder.path("m")
    #expect(try Command("train", digits, "--target", "digit", "--epochs", "1", "--output", model).status == 0)
    let judged = try Command("evaluate", model, digits, "--json").decoded(Notes.self).notes
    #expect(judged.count == 1 && judged[0].contains("1797 rows that the model was trained on"), "\(judged)")
  }

  @Test func quietSaysWhatWentWrongOnly() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let short = ["--target", "species", "--epochs", "3"]
    for arguments in [
      ["train", iris] + short, ["train", iris, "--preset", "default", "--members", "2"] + short,
      ["search", iris, "--candidates", "1", "--folds", "2"] + short, ["demo", "--epochs", "1"],
    ] {
      let command = try Command(arguments + ["--quiet"])
      #expect(command.status == 0 && command.words.isEmpty && !command.output.isEmpty, "\(command.words)")
    }
    let wrong = try Command("train", iris, "--target", "kind", "--quiet")
    #expect(wrong.status == 2 && wrong.words.contains("no column “kind”"))
    let option = try Command("train", iris, "--target", "species", "--quiet", "--l2", "-1")
    #expect(option.status == 64 && option.words.contains("--l2"))
  }

  /// Both signals end a run alike, and the exit code says which it was.
  @Test(arguments: [SIGINT, SIGTERM]) func aSignalKeepsTheBestModel(signal: Int32) throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    for preset in ["fast", "default"] {
      let model = folder.path(preset)
      let train = try Command([
        "train", digits, "--target", "digit", "--preset", preset, "--epochs", "1000000", "--patience", "0", "--output",
        model,
      ]) { process, words in
        for _ in 0..<600 where !words().contains("digit") { Thread.sleep(forTimeInterval: 0.05) }
        Thread.sleep(forTimeInterval: 1.5)
        kill(process.processIdentifier, signal)
      }
      #expect(train.status == 128 + signal && train.output.contains("ended: interrupted"), "\(preset): \(train.words)")
      #expect(try Command("evaluate", model, digits).status == 0, "\(preset)")
    }
    let search = try Command([
      "search", digits, "--target", "digit", "--candidates", "100000", "--epochs", "1", "--folds", "2", "--hidden", "4",
    ]) { process, words in
      for _ in 0..<600 where !words().contains("candidate 2 ") { Thread.sleep(forTimeInterval: 0.05) }
      kill(process.processIdentifier, signal)
    }
    #expect(search.status == 128 + signal && search.output.contains("feedforward train"), "\(search.words.suffix(200))")
  }

  @Test func helpIsInGroups() throws {
    for (command, titles) in [
      ("train", ["COLUMNS AND ROWS", "READING THE TABLE", "NETWORK", "TRAINING", "CHECKPOINTS", "RESULTS"]),
      ("search", ["COLUMNS AND ROWS", "READING THE TABLE", "CANDIDATES", "CROSS-VALIDATION"]),
      ("predict", ["READING THE TABLE"]), ("evaluate", ["READING THE TABLE"]),
    ] {
      let help = try Command("help", command)
      let places = titles.map { help.output.range(of: "\n\($0):\n")?.lowerBound }
      #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(help.output)")
    }
    #expect(try Command("--help").output.contains("130 "))
  }

  @Test(arguments: [
    (["trian", "x.csv"], "train"), (["Evaluate"], "evaluate"), (["help", "serach"], "search"),
    (["check_gradients"], "check-gradients"),
  ])
  func aMistypedCommandIsGuessed(arguments: [String], meant: String) throws {
    let command = try Command(arguments)
    #expect(command.status == 64 && command.output.isEmpty)
    #expect(command.words.contains("expected one of train, ") && command.words.contains("did you mean “\(meant)”?"))
  }

  @Test func aMistypedColumnIsGuessed() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    for options in [
      ["--target", "Species"], ["--target", "specie"], ["--target", "species", "--exclude", "petal width"],
      ["--target", "species", "--features", "petal-width"], ["--target", "species", "--weights", "petl_width"],
    ] {
      let command = try Command(["train", iris] + options)
      let meant = options.count == 2 ? "species" : "petal_width"
      #expect(command.status == 2 && command.words.contains("(did you mean “\(meant)”?)"), "\(command.words)")
    }
  }
}
