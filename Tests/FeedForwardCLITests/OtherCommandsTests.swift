import Foundation
import TestSupport
import Testing

@Suite struct OtherCommandsTests {
  @Test func datasetsAreListedAndWritten() throws {
    struct Entry: Decodable {
      let name, target, task, source, licence: String
      let rows, inputs: Int
      let classes: Int?
    }
    let entries = try Command("datasets", "--json").decoded([Entry].self)
    let iris = try #require(entries.first { $0.name == "iris" })
    #expect(iris.rows == 150 && iris.inputs == 4 && iris.classes == 3 && iris.target == "species")
    let text = try Command("datasets")
    #expect(entries.allSatisfy { text.output.contains("\($0.name): \($0.rows) rows") })
    #expect(try Command("datasets", "iris").lines.count == 151)
  }

  @Test func inspectAsJSONNamesEverything() throws {
    struct Description: Decodable {
      struct Layer: Decodable {
        let units, parameters: Int
        let activation: String
      }
      struct Column: Decodable {
        let name, type, preprocessing: String
        let inputs: Int
      }
      let precision, loss, target, task: String
      let inputs, parameters, bytes, multiplications: Int
      let layers: [Layer]
      let classes: [String]
      let columns: [Column]
      let training: [String: String]
    }
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("model"))
    #expect(
      try Command(
        "train", iris, "--target", "species", "--epochs", "3", "--hidden", "8,5", "--activation", "tanh", "--seed",
        "11",
        "--output", model
      ).status == 0)
    let found: Description = try Command("inspect", model, "--json").decoded()
    #expect(found.layers.map(\.units) == [8, 5, 3] && found.layers.map(\.activation) == ["tanh", "tanh", "softmax"])
    #expect(found.layers.map(\.parameters) == [40, 45, 18] && found.parameters == 103 && found.bytes == 412)
    #expect(found.columns.map(\.name) == ["sepal_length", "sepal_width", "petal_length", "petal_width"])
    #expect(found.classes == ["setosa", "versicolor", "virginica"] && found.loss == "cross-entropy")
    #expect(found.training["seed"] == "11" && found.training["epochs"] == "3")
    #expect(found.training["optimizer"]?.hasPrefix("adam(") == true && found.training["batch size"] == "8")
    #expect(found.training["hash of the training data"]?.count == 64)
    #expect(found.training["hash of the validation data"] != found.training["hash of the training data"])
  }

  @Test func evaluateGivesTheFieldsOfTheTask() throws {
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("model"))
    #expect(try Command("train", iris, "--target", "species", "--output", model).status == 0)
    let scores = try Command("evaluate", model, iris, "--json").numbers()
    #expect(
      Set(scores.keys) == ["rows", "loss", "accuracy", "balanced_accuracy", "f1_macro", "log_loss", "roc_auc"])
    // Cross-entropy by its definition, once in Float from the logits, once in Double from the probabilities.
    #expect(abs((scores["loss"] ?? 0) - (scores["log_loss"] ?? 1)) < 1e-5)
    // Counted once more from the predictions.
    let predicted = try Command("predict", model, iris).lines.dropFirst().map(String.init)
    let actual = try folder.read("iris.csv").split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",")[4])
    }
    let right = zip(predicted, actual).count { $0 == $1 }
    #expect(scores["accuracy"] == Double(right) / 150 && scores["rows"] == 150)
    let words = try Command("evaluate", model, iris).output
    for part in ["accuracy", "setosa", "precision", "actual ↓ predicted →"] { #expect(words.contains(part), "\(part)") }
  }

  @Test func gradientsAgreeWithDifferences() throws {
    struct Report: Decodable {
      let worst_relative_error: Double
      let checked, kinks: Int
    }
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("model"))
    #expect(
      try Command("train", iris, "--target", "species", "--epochs", "3", "--activation", "tanh", "--output", model)
        .status == 0)
    for arguments in [[model, iris], ["--layers", "7,3", "--target", "species", iris]] {
      let command = try Command(["check-gradients", "--json"] + arguments)
      #expect(command.status == 0, "\(command.words)")
      let report: Report = try command.decoded()
      #expect(report.worst_relative_error < 1e-5 && report.checked > 50 && report.kinks == 0)
    }
  }

  /// Settings stand as they are written, and numbers as a person would write them; JSON has all digits.
  @Test func settingsAndNumbersInWords() throws {
    struct Description: Decodable {
      let loss: String
      let training: [String: String]
    }
    let folder = try Folder()
    let (diabetes, model) = (try folder.dataset("diabetes"), folder.path("model"))
    let train = try Command(
      "train", diabetes, "--target", "progression", "--task", "regression", "--epochs", "2", "--loss",
      "huber(delta: 0.123456789)", "--optimizer", "sgd(momentum: 0.9)", "--learning-rate", "0.0012345678901234567",
      "--schedule", "cosine", "--dropout", "0.1", "--output", model)
    #expect(train.status == 0, "\(train.words)")
    let words = try Command("inspect", model).output
    for line in [
      "loss: huber(delta: 0.1235)", "optimizer: sgd(learningRate: 0.001235, momentum: 0.9, nesterov: false)",
      "learning rate: 0.001235", "schedule: cosine(period: 2, minimum: 0, periodFactor: 1)",
      "dropout: dropout(hidden: [0.1], inputs: 0)",
      """
      early stopping: early-stopping(criterion: patience(epochs: 30), minimumImprovement: 0, measure: loss, \
      ties: earlier)
      """,
    ] {
      #expect(words.contains("\n\(line)\n"), "\(line) is not in \(words)")
    }
    #expect(!words.contains("FeedForward.") && words.matches(of: /[0-9]\.[0-9]{9}/).isEmpty, "\(words)")
    let json: Description = try Command("inspect", model, "--json").decoded()
    #expect(json.loss == "huber(delta: 0.123456789)" && json.training["loss"] == json.loss)
    #expect(json.training["learning rate"] == "0.0012345678901234567")
    let check = try Command("check-gradients", "--layers", "3", "--target", "progression", diabetes).output
    #expect(check.contains(" layer 1,") || check.contains(" layer 2,") || check.contains(" row "), "\(check)")
    let search = try Command(
      "search", diabetes, "--target", "progression", "--task", "regression", "--candidates", "2", "--folds", "2",
      "--epochs", "2", "--hidden", "4", "--activation", "leaky-relu:0.2", "elu")
    let ranks = search.lines.dropLast().joined(separator: "\n")
    #expect(search.status == 0 && ranks.matches(of: /[0-9]\.[0-9]{9}/).isEmpty, "\(search.output)")
    #expect(search.output.contains("leaky-relu(slope: 0.2)") || search.output.contains("elu(alpha: 1)"))
  }

  @Test func aSearchRanksCandidates() throws {
    struct Report: Decodable {
      struct Row: Decodable {
        let rank, epochs: Int
        let score: Double
      }
      let scoring: String
      let candidates: [Row]
    }
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("model"))
    let arguments = [
      "search", iris, "--target", "species", "--candidates", "3", "--folds", "3", "--epochs", "15", "--hidden", "8",
      "4,4",
      "--learning-rate", "1e-3..1e-2", "--json",
    ]
    let command = try Command(arguments + ["--output", model])
    #expect(command.status == 0, "\(command.words)")
    let report: Report = try command.decoded()
    #expect(report.scoring == "accuracy" && report.candidates.map(\.rank) == [1, 2, 3])
    #expect(report.candidates.map(\.score) == report.candidates.map(\.score).sorted(by: >))
    #expect(try Command("evaluate", model, iris).status == 0)
    #expect(try Command(arguments + ["--threads", "1"]).output == command.output)
    let halving = try Command(Array(arguments.dropLast()) + ["--halving"])
    #expect(halving.status == 0 && halving.output.contains("learning rate"), "\(halving.words)")
  }
}
