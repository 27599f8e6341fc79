import ArgumentParser

/// How much a command says besides its result.
struct WordsOptions: ParsableArguments {
  @Flag(help: "Say nothing on standard error but what went wrong.")
  var quiet = false
}

/// A command that says more than its result.
protocol WordyCommand: SendableMetatype {
  var words: WordsOptions { get }
}
