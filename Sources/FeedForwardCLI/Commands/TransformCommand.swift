import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// From a table to what its network sees.
struct TransformCommand: ModelTableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transform",
    abstract: "Writes the inputs that a model makes of a table.",
    discussion: """
      Writes a header and one line a row: numbers as they are shifted, scaled and cut into bins, texts as zeros and \
      ones, what is missing filled in. Other programs can learn from the same numbers.
      """)

  @Argument(help: "A model that train has written.")
  var model: String

  @Argument(help: "A table with the columns the model was trained on, or several files of it; - for standard input.")
  var data: [String]

  @OptionGroup(title: "Reading the table") var reading: DataOptions

  @Option(help: ArgumentHelp("Where the inputs go; standard output by default.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Columns of the table that stand in front of the inputs.", valueName: "a,b"),
    transform: OptionValue.names)
  var keep: [String] = []

  func run<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>, _ pipeline: Pipeline) throws {
    let table = try reading.table(data, for: pipeline, keeping: keep)
    let inputs = try pipeline.inputs(of: table, as: Scalar.self)
    (table.notes + (try pipeline.notesOnNewTexts(in: table))).forEach(Words.say)
    let kept = try KeptColumns(keep, of: table, beside: pipeline.inputNames)
    let output = try Output(path: output)
    try output.write((kept.names + pipeline.inputNames).map(\.field).joined(separator: ",") + "\n")
    try output.write(rows: inputs.rows) { row in
      (kept.fields(row: row) + inputs.row(row).map(\.field)).joined(separator: ",") + "\n"
    }
    try output.close()
  }
}
