import ArgumentParser
import FeedForwardData

/// The words after `feedforward`, as the parser takes them.
struct CommandWords {
  /// With the options of a file that `--config` names.
  let words: [String]
  /// The options among them.
  let options: GivenOptions

  init(_ arguments: [String], for commands: [any ParsableCommand.Type]) throws {
    let words = arguments.negativeNumbersJoined
    let names = commands.compactMap { $0.configuration.commandName } + ["help"]
    let name = words.first == "help" ? words.dropFirst().first : words.first
    if let name, !name.hasPrefix("-"), !names.contains(name) {
      throw OptionError(
        """
        The command is “\(name)”; expected one of \(names.joined(separator: ", "))\
        \(Suggestion.words(for: name, among: names)).
        """)
    }
    let command = commands.first { $0.configuration.commandName == words.first }
    let catalog = command.map { OptionCatalog(of: $0) }
    guard let catalog, catalog["config"]?.takesValue ?? false else {
      self.words = words
      options = GivenOptions()
      return
    }
    self.words = try words.withFile(GivenOptions(words, of: catalog), of: catalog)
    options = GivenOptions(self.words, of: catalog)
  }
}

/// Where further options stand.
struct ConfigOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Take options from a file as inspect --config writes it: a line is name = value, or a comment after #. Those of \
      the command line come first.
      """, valueName: "file"))
  var config: String?
}

extension [String] {
  /// - Parameter given: the options among these words, which count more than those of the file.
  fileprivate func withFile(_ given: GivenOptions, of catalog: OptionCatalog) throws -> [String] {
    guard let path = given.options.first(where: { $0.name == "config" })?.values.first else { return self }
    let said = Set(given.options.map(\.stem))
    let added = try ConfigFile(contentsOf: path, of: catalog).options.filter { !said.contains($0.stem) }
    let words = added.flatMap { option -> [String] in
      switch option.values.count {
      case 0: ["--\(option.name)"]
      case 1: ["--\(option.name)=\(option.values[0])"]
      default: ["--\(option.name)"] + option.values
      }
    }
    // What comes after -- are no options.
    var all = self
    all.insert(contentsOf: words, at: firstIndex(of: "--") ?? count)
    return all
  }
}

extension [String] {
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
