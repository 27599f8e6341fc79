import ArgumentParser
import FeedForward
import LibC

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
      SoakCommand.self, ThreadsCommand.self, LinearAlgebraCommand.self, MachineCommand.self,
    ],
    defaultSubcommand: AllCommand.self)

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    if let place = words.firstIndex(of: "--isa"), words.indices.contains(place + 1) {
      if EngineDescription.use(instructionSet: words[place + 1]) { setenv("FEEDFORWARD_ISA", words[place + 1], 1) }
    }
    // BLAS is a yardstick only at its best. What it chooses by itself is what `machine` is asked for.
    if words.first != "machine" { EngineDescription.restartWithBetterBLASCore() }
    main(words)
  }
}
