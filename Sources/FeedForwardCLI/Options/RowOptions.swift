import ArgumentParser
import FeedForward
import FeedForwardData

/// Which rows of a table are learned from.
struct RowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Learn from so many rows only, drawn by --seed before anything else.", valueName: "N"),
    transform: OptionValue.count(from: 1))
  var sample: Int?

  /// The rows that are asked for, in the order of the table.
  func rows(of table: Table, seed: UInt64, _ narrator: Narrator) throws -> Table {
    guard let sample, sample < table.count else { return table }
    narrator.note("\(sample) of \(table.count) rows are learned from, drawn by --seed \(seed).")
    let fraction = Double(sample) / Double(table.count)
    return try table.selecting(rows: try RowSplit(table.count, fraction: fraction, seed: seed).part)
  }
}
