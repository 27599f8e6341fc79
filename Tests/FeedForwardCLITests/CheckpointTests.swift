import Foundation
import TestSupport
import Testing

@Suite struct CheckpointTests {
  /// Killed and resumed, a training ends with the bits of one that was left alone.
  @Test func aKilledTrainingGoesOnWithTheSameBits() throws {
    let folder = try Folder()
    let digits = try folder.dataset("digits")
    let checkpoint = folder.path("run.checkpoint")
    let arguments = { (model: String) in
      [
        "train", digits, "--target", "digit", "--epochs", "60", "--patience", "0", "--dropout", "0.2", "--output",
        folder.path(model),
      ]
    }
    let whole = try Command(arguments("whole"))
    #expect(whole.status == 0, "\(whole.words)")
    let killed = try Command(arguments("killed") + ["--checkpoint", checkpoint, "--checkpoint-every", "1epoch"]) {
      process, _ in
      for _ in 0..<600 where !folder.exists("run.checkpoint") { Thread.sleep(forTimeInterval: 0.01) }
      kill(process.processIdentifier, SIGKILL)
    }
    #expect(killed.status == -SIGKILL && !folder.exists("killed"))
    let resumed = try Command(arguments("resumed") + ["--checkpoint", checkpoint, "--resume", checkpoint])
    #expect(resumed.status == 0, "\(resumed.words)")
    let predictions = try ["whole", "resumed"].map {
      try Command("predict", folder.path($0), digits, "--probabilities").output
    }
    #expect(predictions[0] == predictions[1] && predictions[0].count > 10_000)
  }

  /// Options of which a parameter is changed, and what is said of it.
  private static let differences = [
    ("--loss", "huber:1", "huber:0.01", "with loss huber(delta: 1), expected one with loss huber(delta: 0.01)."),
    (
      "--loss", "quantile:0.5", "quantile:0.9",
      "with loss quantile(levels: [0.5]), expected one with loss quantile(levels: [0.9])."
    ),
    ("--activation", "leaky-relu", "leaky-relu:0.02", "one with network 10 → 4 leaky-relu(slope: 0.02)"),
    (
      "--optimizer", "sgd:0.001:0.9", "nesterov:0.001",
      "one with optimizer sgd(learningRate: 0.001, momentum: 0.9, nesterov: true)"
    ),
    ("--schedule", "step:2:0.5", "step:2:0.25", "one with schedule step(every: 2, factor: 0.25)"),
    ("--dropout", "0.1", "0.2", "one with dropout dropout(hidden: [0.2], inputs: 0)"),
    ("--class-weights", "balanced", "each:1,2,3", "balanced, expected one with classWeights each(weights: [1, 2, 3])."),
  ]

  @Test func otherSettingsAreRefused() throws {
    let folder = try Folder()
    let (iris, diabetes) = (try folder.dataset("iris"), try folder.dataset("diabetes"))
    let checkpoint = folder.path("run.checkpoint")
    let arguments = ["train", iris, "--target", "species", "--epochs", "4"]
    #expect(try Command(arguments + ["--checkpoint", checkpoint]).status == 0)
    let other = try Command(arguments + ["--resume", checkpoint, "--l2", "0.5"])
    #expect(
      other.status == 2 && other.output.isEmpty
        && other.words.contains("\(checkpoint): found a training with l2 0.3, expected one with l2 0.5."),
      "\(other.words)")
    let more = try Command(["train", iris, "--target", "species", "--epochs", "6", "--resume", checkpoint])
    #expect(more.status == 0 && more.output.contains("6 epochs"), "\(more.words)")
    for (option, old, new, difference) in Self.differences {
      let data = option == "--class-weights" ? iris : diabetes
      let arguments =
        [
          "train", data, "--target", option == "--class-weights" ? "species" : "progression", "--hidden", "4",
          "--validation", "none",
        ] + (option == "--class-weights" ? [] : ["--task", "regression"])
      let first = try Command(
        arguments + [option, old, "--epochs", "2", "--checkpoint", checkpoint, "--checkpoint-every", "1epoch"])
      #expect(first.status == 0, "\(first.words)")
      let goesOn = try Command(arguments + [option, old, "--epochs", "3", "--resume", checkpoint])
      #expect(goesOn.status == 0, "\(goesOn.words)")
      let other = try Command(arguments + [option, new, "--epochs", "3", "--resume", checkpoint])
      #expect(other.status == 2 && other.words.contains(difference), "\(option) \(other.status) \(other.words)")
    }
    for wrong in ["0epochs", "soon"] {
      let command = try Command(arguments + ["--checkpoint", checkpoint, "--checkpoint-every", wrong])
      #expect(command.status == 64 && command.words.contains("1epoch"), "\(command.words)")
    }
    #expect(try Command(arguments + ["--checkpoint-every", "60s"]).status == 64)
  }
}
