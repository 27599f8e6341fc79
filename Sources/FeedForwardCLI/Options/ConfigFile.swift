import FeedForward
import FeedForwardData
import Foundation

/// Options in a file: in each line one as `name = value`, the value as on the command line, or the name of a flag.
/// A line that begins with `#` says nothing.
struct ConfigFile {
  let options: [GivenOptions.Option]

  init(contentsOf path: String, of catalog: OptionCatalog) throws {
    let bytes = try FileSource.bytes(of: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FilePlace(file: path).error(found: "bytes that are no text", expected: "lines of UTF-8 such as l2 = 0.3")
    }
    options = try text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
      try Self.option(String($1), at: FilePlace(file: path, line: $0 + 1), of: catalog)
    }
  }

  /// - Returns: nil for an empty line and a comment.
  private static func option(
    _ line: String, at place: FilePlace, of catalog: OptionCatalog
  ) throws -> GivenOptions.Option? {
    let line = line.trimmingCharacters(in: .whitespaces)
    guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let name = parts[0]
    guard let entry = catalog[name], !refused.contains(name) else {
      let known = catalog.entries.map(\.name).filter { !refused.contains($0) }
      throw place.error(
        found: name.quoted,
        expected: "an option of \(catalog.command), as in l2 = 0.3\(Suggestion.words(for: name, among: known))")
    }
    guard entry.takesValue == (parts.count == 2) else {
      throw place.error(found: line.quoted, expected: entry.takesValue ? "\(name) = and a value" : "\(name) alone")
    }
    guard entry.takesSeveral else { return GivenOptions.Option(name: name, values: Array(parts.dropFirst())) }
    return GivenOptions.Option(name: name, values: parts[1].split(separator: " ").map { String($0) })
  }

  private static let refused: Set = ["config", "help", "version"]

  /// The text that is read as these options.
  static func text(_ options: [GivenOptions.Option]) -> String {
    options.map { option in
      guard !option.values.isEmpty else { return option.name }
      let value = option.values.joined(separator: " ")
      let isLine = !value.contains(where: \.isNewline) && value == value.trimmingCharacters(in: .whitespaces)
      return isLine
        ? "\(option.name) = \(value)"
        : "# \(option.name) is left out: a line here has no breaks in its value, and no blanks around it"
    }.joined(separator: "\n")
  }
}
