import ArgumentParser
import FeedForward
import FeedForwardData

/// What is in a table.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Says what is in a table, what train would make of it, and what is to be asked about it.",
    discussion: """
      A line for each column: what it holds, how many rows have no value, how many values differ, where numbers lie or \
      which texts are most frequent, and how many inputs of a network it becomes by the recipe for tables. Then what \
      was decided while reading, and what looks wrong: columns that are like identifiers, that give the target away, \
      that say nothing or the same as another, and classes of very few rows.
      """)

  @Argument(
    help: """
      A table: CSV, TSV, NPY, NPZ or IDX, also gzipped; - for standard input. Several files hold its rows one after \
      the other.
      """)
  var data: [String]

  @Option(
    help: ArgumentHelp("The column to predict, or several columns of numbers; none by default.", valueName: "a,b"),
    transform: OptionValue.names)
  var target: [String] = []

  @OptionGroup var reading: DataOptions

  @Option(help: ArgumentHelp("One page with a picture of each column.", valueName: "file.html"))
  var html: String?

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  func run() throws {
    let table = try reading.table(data, describing: target.possibleTargets)
    let description = try DescribedTable(table, targets: target.targets(in: table))
    if let html { try Output.write(try DescriptionPage(description).report.html, to: html) }
    if json {
      try Output.printJSON(Noted(result: description.description, notes: description.notes))
    } else {
      try Output.print(DescriptionText(description, width: Terminal.output.width).text)
    }
  }
}

extension DescribeCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    for file in data { files.reads("the table", file) }
    files.writes("--html", html, as: .fileOrStream)
    files.writesResults()
    return files
  }
}

/// A table, described and reviewed.
struct DescribedTable {
  let description: TableDescription
  /// What was decided while reading, then what is to be asked, a sentence each.
  let notes: [String]

  init(_ table: Table, targets: [String]) throws {
    // As train would: without the rows that have no target.
    let rows = (try? table.droppingRows(without: targets)) ?? table
    if let fitted = try? Pipeline.fitted(to: rows, targets: targets, .tabular) {
      description = TableDescription(of: table, pipeline: fitted.pipeline, leftOut: fitted.leftOut)
      notes = rows.notes + DataReview.notes(table: rows, pipeline: fitted.pipeline)
    } else {
      description = try TableDescription(of: table, targets: targets)
      notes = rows.notes
    }
  }
}

extension TableDescription {
  /// `adult.csv: 32561 rows, 15 columns`.
  var heading: String {
    let file = name.unicodeScalars.split(separator: "/").last.map { String($0) } ?? name
    return "\(file): \(rows) row\(rows == 1 ? "" : "s"), \(columns.count) column\(columns.count == 1 ? "" : "s")"
  }

  /// Sentences about the columns that are no inputs: targets, then what is left out.
  var exceptions: [String] {
    let most = 6
    let said = { (column: ColumnDescription) in "Column “\(column.name)” is \(column.use)." }
    let leftOut = columns.filter { $0.role == .leftOut }
    let more = leftOut.count > most ? ["\(leftOut.count - most + 1) more columns are left out; --json says why."] : []
    return columns.filter { $0.role == .target }.map(said)
      + leftOut.prefix(more.isEmpty ? most : most - 1).map(said) + more
  }
}

extension ColumnDescription {
  /// The number of inputs, or what it is instead.
  var place: String {
    switch role {
    case .input: "\(inputs)"
    case .target: "target"
    case .leftOut: "–"
    }
  }

  /// A share of rows as a person would say it.
  static func percent(_ count: Int, of rows: Int) -> String {
    guard count > 0, rows > 0 else { return "–" }
    let share = 100 * Double(count) / Double(rows)
    if share < 0.1 { return "<0.1%" }
    // 100% is all of them.
    return count == rows ? "100%" : share < 10 ? "\(decimals(share, 1))%" : "\(decimals(min(share, 99), 0))%"
  }
}
