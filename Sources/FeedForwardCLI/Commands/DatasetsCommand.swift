import ArgumentParser
import FeedForwardData

/// The tables that the program carries within itself.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "Lists the tables that are built in, or writes one of them.")

  @Argument(help: "A table of the list; none for the list.")
  var name: String?

  @Option(help: ArgumentHelp("Where the table goes; standard output by default.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Of a generated table: how many rows.", valueName: "N"), transform: OptionValue.count(from: 1))
  var rows: Int?

  @Option(help: "Of a generated table: the deviation of its noise.")
  var noise: Double?

  @Option(help: "Of a generated table: what is random.")
  var seed: UInt64 = 0

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    guard let name else {
      if output != nil { throw OptionError("--output is given without the name of a table.") }
      let entries = try EmbeddedDataset.allCases.map(Entry.init)
      if json {
        try Output.printJSON(entries)
      } else {
        let generated = GeneratedDataset.examples.map(\.name).joined(separator: ", ")
        try Output.print(Self.text(entries) + "\nGenerated, with --rows, --noise and --seed: \(generated)")
      }
      return
    }
    guard let dataset = EmbeddedDataset(rawValue: name) else {
      try writeGenerated(name)
      return
    }
    try Output.write(dataset.csv, to: output ?? "-")
  }

  private func writeGenerated(_ name: String) throws {
    guard let dataset = GeneratedDataset(named: name) else {
      let names = EmbeddedDataset.allCases.map(\.rawValue) + GeneratedDataset.examples.map(\.name)
      throw OptionError("The table is “\(name)”; expected one of \(names.joined(separator: ", ")).")
    }
    try dataset.table(count: rows, noise: noise, seed: seed).write(to: output ?? "-")
  }

  private struct Entry: Encodable {
    let name: String
    let rows: Int
    let inputs: Int
    let target: String
    let task: LearningTask
    let classes: Int?
    let source: String
    let licence: String

    init(_ dataset: EmbeddedDataset) throws {
      let table = try dataset.load(Float.self)
      name = dataset.rawValue
      (rows, inputs, target) = (table.dataset.count, table.columnNames.count, table.targetName)
      task = dataset.isClassification ? .classification : .regression
      classes = dataset.isClassification ? table.classNames.count : nil
      (source, licence) = (dataset.source, dataset.licence)
    }
  }

  private static func text(_ entries: [Entry]) -> String {
    entries.map { entry in
      let what = entry.classes.map { "\($0) classes" } ?? "a number"
      return """
        \(entry.name): \(entry.rows) rows of \(entry.inputs) inputs; “\(entry.target)” is \(what)
            \(entry.source)
            Licence: \(entry.licence)
        """
    }.joined(separator: "\n")
  }
}

extension DatasetsCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.writes("--output", output, as: .fileOrStream)
    if output == nil { files.writesResults() }
    return files
  }
}
