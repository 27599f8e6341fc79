#if !CommandLine
  #error("The trait CommandLine is off: leave `traits:` out of the dependency, or write traits: [\"CommandLine\"].")
#endif

import ArgumentParser
import FeedForward
import FeedForwardData

/// `feedforward`: results on standard output, everything else on standard error.
struct FeedForwardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedforward",
    abstract: "Trains and serves feed-forward neural networks on the CPU.",
    discussion: """
      Results go to standard output, everything else to standard error.

      Exit codes: 0 all went well; 1 a training failed, such as by numbers that left the finite ones; 2 data or a file \
      is at fault; 64 an option is; 130 Ctrl-C or 143 SIGTERM ended a training or a search, of which the best is kept.
      """,
    version: EngineDescription.version,
    subcommands: [
      TrainCommand.self, PredictCommand.self, EvaluateCommand.self, InspectCommand.self, DescribeCommand.self,
      TransformCommand.self, SearchCommand.self, DatasetsCommand.self, CheckGradientsCommand.self, ExportCommand.self,
      FiguresCommand.self, ExplainCommand.self, DrawCommand.self, PlaygroundCommand.self,
      DemoCommand.self,
    ])
}
