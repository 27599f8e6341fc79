import ArgumentParser

/// A page to play with a network in a browser.
struct PlaygroundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "playground",
    abstract: "Writes a page with a network to play with: data, layers, λ and rate beside the decision and the errors.",
    discussion: """
      One file without any other and without network access. Two classes in the plane, drawn from mixtures of normal \
      distributions, so that the true posterior and the Bayes risk are known and stand beside what the network learns. \
      The page computes by itself; it compares its numbers with the engine's when it opens, and says so.
      """)

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the page goes; - for standard output.", valueName: "file.html"))
  var output = "playground.html"

  @Option(help: "Decides the points.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Of the page's words.", valueName: "en|de"))
  var language = Language.en

  func run() throws { try Output.write(try PlaygroundPage(seed: seed, language).html, to: output) }
}

extension PlaygroundCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.writes("--output", output, as: .fileOrStream)
    return files
  }
}

/// That of captions.
enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
  case en, de
}
