import Foundation
import TestSupport
import Testing

@Suite struct TrainTests {
  private struct Scores: Decodable {
    let rows: Int
    let loss, accuracy, balanced_accuracy, f1_macro, log_loss, roc_auc, r2, rmse, mae: Double?
  }

  private struct Summary: Decodable {
    let task, target, network, stop_reason: String
    let inputs, parameters, training_rows, validation_rows, epochs, best_epoch: Int
    let seconds: Double
    let training, baseline: Scores
    let validation: Scores?
    let model: String?
  }

  private struct Record: Decodable, Equatable {
    let epoch: Int
    let training_loss, learning_rate, seconds: Double
    let validation_loss, training_accuracy, validation_accuracy, training_r2, validation_r2, validation_rmse: Double?
  }

  @Test(arguments: [("iris", "species", 0.9), ("wine", "cultivar", 0.9), ("breast-cancer", "diagnosis", 0.93)])
  func defaultsLearnClasses(name: String, target: String, least: Double) throws {
    let folder = try Folder()
    let command = try Command("train", try folder.dataset(name), "--target", target, "--json")
    #expect(command.status == 0, "\(command.words)")
    let summary: Summary = try command.decoded()
    #expect(summary.task == "classification" && summary.target == target && summary.model == nil)
    let validation = try #require(summary.validation)
    #expect(validation.accuracy ?? 0 >= least, "\(validation)")
    for scores in [summary.training, validation, summary.baseline] {
      #expect(
        scores.balanced_accuracy != nil && scores.f1_macro != nil && scores.log_loss != nil && scores.roc_auc != nil)
      #expect(scores.r2 == nil && scores.rmse == nil && scores.mae == nil)
    }
    #expect(summary.baseline.roc_auc == 0.5 && summary.baseline.accuracy ?? 1 < least - 0.2)
    #expect(summary.training_rows + summary.validation_rows == summary.training.rows + validation.rows)
  }

  @Test func defaultsLearnNumbers() throws {
    let folder = try Folder()
    let command = try Command("train", try folder.dataset("diabetes"), "--target", "progression", "--json")
    let summary: Summary = try command.decoded()
    #expect(summary.task == "regression")
    let validation = try #require(summary.validation)
    #expect(validation.r2 ?? 0 > 0.3 && abs(summary.baseline.r2 ?? 1) < 0.2)
    #expect(validation.rmse ?? 100 < summary.baseline.rmse ?? 0)
  }

  @Test func theTaskCanBeSaid() throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    let inferred: Summary = try Command("train", digits, "--target", "digit", "--epochs", "2", "--json").decoded()
    #expect(inferred.task == "classification" && inferred.network.contains("10 softmax"))
    let said: Summary = try Command(
      "train", digits, "--target", "digit", "--epochs", "2", "--json", "--task", "regression"
    ).decoded()
    #expect(said.task == "regression" && said.network.contains("1 identity"))
  }

  @Test func historyHasARecordForEachEpoch() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let (json, csv) = (folder.path("h.json"), folder.path("h.csv"))
    for file in [json, csv] {
      let command = try Command("train", iris, "--target", "species", "--epochs", "7", "--history", file)
      #expect(command.status == 0, "\(command.words)")
    }
    let records = try JSONDecoder().decode([Record].self, from: Data(try folder.read("h.json").utf8))
    #expect(records.map(\.epoch) == Array(1...7))
    #expect(
      records.allSatisfy { $0.validation_loss != nil && $0.validation_accuracy != nil && $0.validation_r2 == nil })
    let lines = try folder.read("h.csv").split(separator: "\n")
    #expect(
      lines[0]
        == "epoch,training_loss,validation_loss,training_accuracy,validation_accuracy,learning_rate,seconds")
    #expect(lines.dropFirst().map { Double($0.split(separator: ",")[1]) } == records.map(\.training_loss))
  }

  @Test func validationIsAShareAFileOrNone() throws {
    let folder = try Folder()
    let (iris, wine) = (try folder.dataset("iris"), try folder.dataset("wine"))
    let train = { (validation: String) in
      try Command("train", iris, "--target", "species", "--epochs", "2", "--json", "--validation", validation)
    }
    let share: Summary = try train("0.1").decoded()
    #expect(share.training_rows == 135 && share.validation_rows == 15)
    let file: Summary = try train(iris).decoded()
    #expect(file.training_rows == 150 && file.validation_rows == 150)
    let none: Summary = try train("none").decoded()
    #expect(none.training_rows == 150 && none.validation_rows == 0 && none.validation == nil && none.epochs == 2)
    let other = try train(wine)
    #expect(other.status == 2 && other.words.contains("no column “species”"))
    for wrong in ["0", "1", "1.5", "-0.1"] {
      let command = try Command("train", iris, "--target", "species", "--validation=\(wrong)")
      #expect(command.status == 64 && command.words.contains("'\(wrong)'"), "\(command.words)")
    }
  }

  @Test func featuresAreChosenByName() throws {
    let folder = try Folder()
    let data = try folder.write(
      "\"a, b\",c,d,y\n" + (0..<60).map { "\($0),\($0 * 7 % 11),\($0 % 4),\(Double($0) * 2.5)\n" }.joined(), to: "a.csv"
    )
    let inputs = { (options: [String]) in
      let command = try Command(["train", data, "--target", "y", "--epochs", "1", "--json"] + options)
      #expect(command.status == 0, "\(command.words)")
      return try command.decoded(Summary.self).inputs
    }
    #expect(try inputs([]) == 3)
    #expect(try inputs(["--features", "\"a, b\",c"]) == 2)
    #expect(try inputs(["--exclude", "\"a, b\""]) == 2)
    #expect(try inputs(["--weights", "d"]) == 2)
    let unknown = try Command("train", data, "--target", "y", "--features", "e")
    #expect(unknown.status == 2 && unknown.words.contains("“e”") && unknown.words.contains("“a, b”"))
    let both = try Command("train", data, "--target", "y", "--features", "c", "--exclude", "d")
    #expect(both.status == 64)
  }

  @Test func weightsAndClassWeightsChangeTheNetwork() throws {
    let folder = try Folder()
    let rows = (0..<200).map { "\($0 % 7),\($0 % 5),\($0 % 9 == 0 ? "rare" : "usual"),\($0 % 3)\n" }.joined()
    let data = try folder.write("a,b,kind,w\n" + rows, to: "a.csv")
    let loss = { (options: [String]) in
      let command = try Command(
        ["train", data, "--target", "kind", "--exclude", "w", "--epochs", "3", "--json"] + options)
      #expect(command.status == 0, "\(command.words)")
      return try command.decoded(Summary.self).training.log_loss ?? .nan
    }
    let plain = try loss([])
    #expect(try loss(["--class-weights", "balanced"]) > plain)
    #expect(try loss(["--weights", "w"]) != plain)
    #expect(try loss(["--dropout", "0.5"]) != plain)
  }

  @Test func classesAreWeightedByName() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let train = { (weights: String) in
      try Command("train", iris, "--target", "species", "--epochs", "3", "--json", "--class-weights", weights)
    }
    let loss = { (weights: String) in try train(weights).decoded(Summary.self).training.log_loss }
    #expect(try loss("virginica=3,setosa=0.5") == loss("each:0.5,1,3"))
    #expect(try loss("\"setosa\"=1") == loss("each:1,1,1"))
    let unknown = try train("virginika=2")
    #expect(unknown.status == 64 && unknown.words.contains("“virginika” of “species”; expected one of setosa, "))
    #expect(unknown.words.contains("(did you mean “virginica”?)"))
    for wrong in ["setosa=-1", "setosa=x", "setosa=1,setosa=2", "=1", "setosa=1,virginica", "\"setosa=1"] {
      let command = try train(wrong)
      #expect(command.status == 64 && command.words.contains("no=1,yes=5"), "\(command.words)")
    }
    let number = try Command(
      "train", try folder.dataset("diabetes"), "--target", "progression", "--class-weights", "a=1", "--task",
      "regression")
    #expect(number.status == 64 && number.words.contains("“progression” is a number"), "\(number.words)")
  }

  @Test func aSampleIsLearnedFrom() throws {
    struct Notes: Decodable { let notes: [String] }
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let train = { (options: [String]) in
      try Command(["train", iris, "--target", "species", "--epochs", "2", "--json"] + options)
    }
    let some = try train(["--sample", "50", "--seed", "4"])
    let summary: Summary = try some.decoded()
    #expect(summary.training_rows + summary.validation_rows == 50)
    #expect(try some.decoded(Notes.self).notes.first == "50 of 150 rows are learned from, drawn by --seed 4.")
    #expect(try train(["--sample", "50", "--seed", "5"]).decoded(Summary.self).training.loss != summary.training.loss)
    let all = try train(["--sample", "150"])
    #expect(try all.decoded(Summary.self).training.loss == train([]).decoded(Summary.self).training.loss)
    #expect(try !all.decoded(Notes.self).notes.contains { $0.contains("rows are learned from") })
    #expect(try train(["--sample", "0"]).status == 64)
  }

  @Test func ctrlCKeepsTheBestModel() throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    let model = folder.path("model")
    let command = try Command(
      [
        "train", digits, "--target", "digit", "--epochs", "1000000", "--patience", "0", "--time-budget", "60s",
        "--output",
        model,
      ]
    ) { process, words in
      for _ in 0..<600 where !words().contains("digit") { Thread.sleep(forTimeInterval: 0.1) }
      Thread.sleep(forTimeInterval: 1.5)
      process.interrupt()
    }
    #expect(command.status == 130, "\(command.words)")
    #expect(command.output.contains("interrupted"))
    #expect(folder.exists("model"))
    #expect(try Command("evaluate", model, digits).status == 0)
  }

  @Test func theTimeBudgetEndsATraining() throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    let command = try Command(
      "train", digits, "--target", "digit", "--epochs", "1000000", "--patience", "0", "--time-budget", "1s", "--json")
    #expect(command.status == 0, "\(command.words)")
    let summary: Summary = try command.decoded()
    #expect(summary.stop_reason == "the time was up" && summary.epochs < 1_000_000 && summary.seconds >= 1)
  }

  @Test func progressIsPlainLinesWithoutATerminal() throws {
    let folder = try Folder()
    let command = try Command(
      "train", try folder.dataset("iris"), "--target", "species", "--epochs", "20", "--patience", "0")
    let lines = command.words.split(separator: "\n").filter { $0.hasPrefix("epoch") }
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { $0.contains("rows/s") && $0.contains("validation accuracy") && $0.contains("left") })
    #expect(!command.words.contains("\r") && !command.words.contains("\u{1B}"))
  }

  @Test func aTrainingGoesOnFromAModel() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let (first, second) = (folder.path("first"), folder.path("second"))
    let options = ["--target", "species", "--json", "--epochs", "30", "--patience", "0"]
    let beginning: Summary = try Command(["train", iris, "--output", first] + options).decoded()
    let command = try Command(["train", iris, "--output", second, "--initial-model", first] + options)
    #expect(command.status == 0, "\(command.words)")
    let end: Summary = try command.decoded()
    #expect(end.training.loss ?? 1 < beginning.training.loss ?? 0)
    #expect(try Command("train", iris, "--target", "species", "--initial-model", iris).status == 2)
    for ignored in [["--hidden", "8"], ["--precision", "float"], ["--task", "classification"], ["--no-standardize"]] {
      let command = try Command(["train", iris, "--target", "species", "--initial-model", first] + ignored)
      #expect(command.status == 64 && command.words.contains("\(ignored[0]) does not go with the model"))
    }
    let other = try Command("train", iris, "--target", "petal_width", "--initial-model", first)
    #expect(other.status == 64 && other.words.contains("expected species"), "\(other.words)")
  }

  @Test func aTrainingGoesOnFromONNX() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let (first, onnx) = (folder.path("first"), folder.path("first.onnx"))
    let options = [
      "--target", "species", "--json", "--epochs", "30", "--patience", "0", "--no-standardize", "--hidden", "8",
    ]
    let beginning: Summary = try Command(["train", iris, "--output", first] + options).decoded()
    #expect(try Command("export", first, "--onnx", onnx).status == 0)
    let command = try Command(["train", iris, "--initial-model", onnx] + options)
    #expect(command.status == 0, "\(command.words)")
    let end: Summary = try command.decoded()
    #expect(end.training.loss ?? 1 < beginning.training.loss ?? 0)
    let other = try Command(["train", iris, "--initial-model", onnx, "--activation", "tanh"] + options)
    #expect(other.status != 0 && other.words.contains("8 relu") && other.words.contains("8 tanh"), "\(other.words)")
  }

  /// A write beyond a limit of the shell's fails like any other.
  @Test func aModelThatCannotBeWrittenLeavesTheOneBefore() throws {
    let folder = try Folder()
    let arguments = ["train", try folder.dataset("iris"), "--target", "species", "--epochs", "2", "--json"]
    let before = try folder.write("what was there", to: "model")
    let command = try Command(arguments + ["--output", before], blocks: 4)
    #expect(command.status == 2 && command.words.contains("File too large"), "\(command.words)")
    #expect(command.words.contains("What was there before is as it was."))
    #expect(try folder.read("model") == "what was there")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted() == ["iris.csv", "model"])
  }

  @Test func aDivergedTrainingSaysSo() throws {
    let folder = try Folder()
    let command = try Command(
      "train", try folder.dataset("diabetes"), "--target", "progression", "--optimizer", "sgd", "--learning-rate",
      "1e6",
      "--no-standardize")
    #expect(command.status == 1 && command.output.isEmpty)
    #expect(command.words.contains("Training diverged in epoch"))
  }
}
