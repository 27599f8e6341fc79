import ArgumentParser

/// `feedforward`: results on standard output, everything else on standard error.
@main
struct FeedForwardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedforward",
    abstract: "Trains and serves feed-forward neural networks on the CPU.",
    version: "0.1.0",
    subcommands: [DemoCommand.self, FiguresCommand.self])
}
