import ArgumentParser
import FeedForwardData
import Foundation

/// A problem and what the report says of it.
struct Problem: Sendable {
  let name: String
  let examples: Proben1Problem
  let published: PublishedResult?

  /// All problems of a folder, or those asked for, in the order of their names.
  static func load(from folder: String, named names: [String]) throws -> [Problem] {
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw ValidationError("--data \(folder): there is no such folder; expected one with PROBEN1's problems, *.dt.")
    }
    let known = files.filter { $0.hasSuffix(".dt") }.map { String($0.dropLast(3)) }.sorted()
    guard !known.isEmpty else { throw ValidationError("--data \(folder): found no *.dt in it.") }
    for name in names where !known.contains(name) {
      throw ValidationError("--problem \(name): expected one of \(known.joined(separator: ", ")).")
    }
    return try known.filter { names.isEmpty || names.contains($0) }.map { name in
      let url = URL(fileURLWithPath: folder).appendingPathComponent(name + ".dt")
      let examples = try Proben1Problem([UInt8](Data(contentsOf: url)), file: url.lastPathComponent)
      return Problem(name: name, examples: examples, published: PublishedResult.all[name])
    }
  }
}
