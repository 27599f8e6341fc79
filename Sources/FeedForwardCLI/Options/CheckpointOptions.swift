import ArgumentParser
import FeedForward
import FeedForwardModels

/// Where a training is saved while it goes on, and from where it goes on.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save all of the training there while it goes on, so that it may be killed at any moment.", valueName: "file"))
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("How often; each minute by default.", valueName: "60s|1epoch"), transform: Self.interval)
  var checkpointEvery: CheckpointInterval?

  @Option(
    help: ArgumentHelp(
      "Go on from a checkpoint, with the same data and options; the result has the same bits as without the break.",
      valueName: "file"))
  var resume: String?

  func validate() throws {
    if checkpointEvery != nil, checkpoint == nil {
      throw ValidationError("--checkpoint-every is given without a file; expected --checkpoint.")
    }
  }

  var file: CheckpointFile? { checkpoint.map { CheckpointFile($0, every: checkpointEvery ?? .seconds(60)) } }

  private static func interval(_ text: String) throws -> CheckpointInterval {
    for unit in ["epochs", "epoch"] where text.hasSuffix(unit) {
      guard let epochs = Int(text.dropLast(unit.count)), epochs >= 1 else { break }
      return .epochs(epochs)
    }
    guard let seconds = try? OptionValue.seconds(text) else {
      throw ValidationError("expected a time or a number of epochs, such as 60s or 1epoch.")
    }
    return .seconds(seconds)
  }
}
