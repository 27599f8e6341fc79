import ArgumentParser

/// Times the engine beside plain loops and beside the bare BLAS calls of the same shapes. Nothing is timed before it
/// was compared with the plain loops.
@main
struct FeedForwardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "FeedForwardBenchmark",
    abstract: "Times training steps and predictions beside plain loops and bare BLAS calls.",
    discussion: "Without a subcommand: all training steps, all predictions, and the start of a process.",
    subcommands: [
      AllCommand.self, StepCommand.self, PredictCommand.self, ColdStartCommand.self, TimeToAccuracyCommand.self,
      SweepCommand.self, ScalingCommand.self, MemoryCommand.self, TablesCommand.self, SmoothCommand.self,
      SoakCommand.self, MachineCommand.self,
    ],
    defaultSubcommand: AllCommand.self)
}
