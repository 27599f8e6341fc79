import Foundation
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

  @Test func otherSettingsAreRefused() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    let checkpoint = folder.path("run.checkpoint")
    let arguments = ["train", iris, "--target", "species", "--epochs", "4"]
    #expect(try Command(arguments + ["--checkpoint", checkpoint]).status == 0)
    let other = try Command(arguments + ["--resume", checkpoint, "--l2", "0.5"])
    #expect(
      other.status == 2 && other.words.contains("The l2: now 0.5, in the checkpoint 0.3.") && other.output.isEmpty)
    #expect(other.words.contains("\(checkpoint) is of another training"), "\(other.words)")
    let more = try Command(["train", iris, "--target", "species", "--epochs", "6", "--resume", checkpoint])
    #expect(more.status == 0 && more.output.contains("6 epochs"), "\(more.words)")
    for wrong in ["0epochs", "soon"] {
      let command = try Command(arguments + ["--checkpoint", checkpoint, "--checkpoint-every", wrong])
      #expect(command.status == 64 && command.words.contains("1epoch"), "\(command.words)")
    }
    #expect(try Command(arguments + ["--checkpoint-every", "60s"]).status == 64)
  }
}
