import ArgumentParser
import FeedForward
import FeedForwardData
import Foundation

/// The program `feedforward`, which `feedforward-mpi` is too, on each of its ranks.
public enum FeedForwardProgram {
  /// Does what the words of the process say, and ends it.
  public static func main() async -> Never {
    prepare()
    do {
      try await run()
    } catch {
      Failure.exit(error)
    }
    exit(exitCode)
  }

  /// To be called first.
  public static func prepare() {
    StandardStreams.open()
    // A write beyond the limit for the size of a file fails then, instead of ending the process.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// To be called first by one of several ranks, before they begin to talk: it may start the process anew.
  public static func prepareRank() {
    prepare()
    EngineDescription.restartWithBetterBLASCore()
  }

  /// Does what the words of the process say.
  public static func run() async throws { try await run(commands: FeedForwardCommand.configuration.subcommands) }

  /// Does it together with other ranks. Only the first one writes files and says anything.
  public static func run(over ranks: any Communicator) async throws {
    if ranks.rank > 0 { Words.silence() }
    try await Ranks.$present.withValue(ranks) { try await run(commands: [TrainCommand.self, SearchCommand.self]) }
  }

  /// How the process ends where all went well, but for signals.
  public static var exitCode: Int32 { Interruption.exitCode ?? 0 }

  /// How it ends after an error.
  public static func exitCode(of error: any Error) -> Int32 { Failure.code(of: error) }

  /// Says what was wrong, or the help that was asked for.
  public static func say(_ error: any Error) { Failure.say(error) }

  private static func run(commands: [any ParsableCommand.Type]) async throws {
    let words = try CommandWords(Array(arguments.dropFirst()), for: commands)
    let command = try FeedForwardCommand.parseAsRoot(words.words)
    // What learns may need LAPACK, and `predict` should not have to wait. Ranks have done so already.
    if Ranks.present == nil, command is TrainCommand || command is SearchCommand {
      EngineDescription.restartWithBetterBLASCore()
    }
    let claims = try Ranks.onFirst { try (command as? any FileCommand)?.namedFiles.claimed() }
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
