import Foundation

/// The options of a command line that were given, with their values as they stand.
struct GivenOptions {
  struct Option {
    let name: String
    /// None of a flag.
    let values: [String]

    /// The name that a flag and its opposite share.
    var stem: Substring { name.hasPrefix("no-") ? name.dropFirst(3) : name[...] }
  }

  /// In the order of the help, each once.
  let options: [Option]

  init() { options = [] }

  init(_ options: [Option], of catalog: OptionCatalog) {
    let last = Dictionary(options.map { ($0.name, $0) }) { _, last in last }
    self.options = catalog.entries.compactMap { last[$0.name] }
  }

  /// - Parameter words: what the parser gets.
  init(_ words: [String], of catalog: OptionCatalog) {
    var (options, rest) = ([Option](), words[...])
    while let word = rest.popFirst(), word != "--" {
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard word.hasPrefix("--"), let name = parts.first, let entry = catalog[name] else { continue }
      var values = parts.dropFirst().map { String($0) }
      if entry.takesValue, values.isEmpty, let value = rest.popFirst() { values = [value] }
      while entry.takesSeveral, let value = rest.first, !value.hasPrefix("-") {
        values.append(value)
        rest.removeFirst()
      }
      options.append(Option(name: entry.name, values: values))
    }
    self.init(options, of: catalog)
  }

  /// Those of the process; none where the command cannot be repeated.
  @TaskLocal static var ofProcess = GivenOptions()

  /// Those that a network depends on, as a model remembers them: of files the names without the folder.
  var remembered: [Option] {
    options.filter { !Self.ofTheRun.contains($0.name) }.map { option in
      let isFile = Self.ofFiles.contains(option.name)
      return Option(name: option.name, values: isFile ? option.values.map(\.withoutFolder) : option.values)
    }
  }

  private static let ofTheRun: Set = [
    "output", "history", "plot", "report", "json", "quiet", "threads", "checkpoint", "checkpoint-every", "resume",
    "config", "allow-mixed",
  ]
  private static let ofFiles: Set = ["validation", "initial-model"]
}

extension String {
  /// The name of a file without its folder.
  var withoutFolder: String { unicodeScalars.split(separator: "/").last.map { String($0) } ?? self }
}
