#if !CommandLine
  #error("The trait CommandLine is off: leave `traits:` out of the dependency, or write traits: [\"CommandLine\"].")
#endif

import ArgumentParser
import FeedForward
import FeedForwardData
import Foundation

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
    version: "0.1.0",
    subcommands: [
      TrainCommand.self, PredictCommand.self, EvaluateCommand.self, InspectCommand.self, DescribeCommand.self,
      TransformCommand.self, SearchCommand.self, DatasetsCommand.self, CheckGradientsCommand.self, ExportCommand.self,
      FiguresCommand.self, ExplainCommand.self, DrawCommand.self, PlaygroundCommand.self,
      DemoCommand.self,
    ])
}

@main
enum Main {
  static func main() async {
    StandardStreams.open()
    // A write beyond the limit for the size of a file fails then, instead of ending the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try await run()
    } catch {
      Failure.exit(error)
    }
    if let code = Interruption.exitCode { exit(code) }
  }

  private static func run() async throws {
    let words = try CommandWords(Array(arguments.dropFirst()))
    let command = try FeedForwardCommand.parseAsRoot(words.words)
    // What learns may need LAPACK, and `predict` should not have to wait.
    if command is TrainCommand || command is SearchCommand { EngineDescription.restartWithBetterBLASCore() }
    let claims = try (command as? any FileCommand)?.namedFiles.claimed()
    defer { withExtendedLifetime(claims) {} }
    if (command as? any WordyCommand)?.words.quiet ?? false { Words.silence() }
    try await GivenOptions.$ofProcess.withValue(words.options) {
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
    }
  }

  /// Not `CommandLine.arguments`, which repairs what is no UTF-8: a file would be written under another name.
  private static var arguments: [String] {
    (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0].map { String(systemPath: $0) } }
  }
}
