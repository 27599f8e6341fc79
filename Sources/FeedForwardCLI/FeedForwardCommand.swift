import ArgumentParser
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
      is at fault; 64 an option is.
      """,
    version: "0.1.0",
    subcommands: [
      TrainCommand.self, PredictCommand.self, EvaluateCommand.self, InspectCommand.self, DescribeCommand.self,
      SearchCommand.self, DatasetsCommand.self, CheckGradientsCommand.self, ExportCommand.self, FiguresCommand.self,
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
      var command = try FeedForwardCommand.parseAsRoot(arguments.dropFirst().negativeNumbersJoined)
      let claims = try (command as? any FileCommand)?.namedFiles.claimed()
      defer { withExtendedLifetime(claims) {} }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(error)
    }
  }

  /// Not `CommandLine.arguments`, which repairs what is no UTF-8: a file would be written under another name.
  private static var arguments: [String] {
    (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0].map { String(systemPath: $0) } }
  }
}

extension Sequence<String> {
  /// A negative number after an option is its value; the parser alone would take it for another option.
  fileprivate var negativeNumbersJoined: [String] {
    reduce(into: []) { words, word in
      if word.hasPrefix("-"), Double(word) != nil, let option = words.last, option.hasPrefix("--"),
        !option.contains("=")
      {
        words[words.count - 1] += "=" + word
      } else {
        words.append(word)
      }
    }
  }
}
