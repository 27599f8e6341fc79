import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// From a network and a table to predictions.
struct PredictCommand: ModelTableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predicts a class or a value for each row of a table.",
    discussion: """
      Writes a header and one line a row: the predicted class or value, with --probabilities followed by the \
      probability of each class in a column that is named after it. Columns are found by name; others are ignored, or \
      copied by --keep.
      """)

  @Argument(help: "A model that train has written.")
  var model: String

  @Argument(help: "A table with the columns the model was trained on, or several files of it; - for standard input.")
  var data: [String]

  @OptionGroup(title: "Reading the table") var reading: DataOptions

  @Option(help: ArgumentHelp("Where the predictions go; standard output by default.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Columns of the table that stand in front of the predictions.", valueName: "a,b"),
    transform: OptionValue.names)
  var keep: [String] = []

  @Flag(help: "Add the probability of each class.")
  var probabilities = false

  @Flag(
    help: """
      Add how far the networks of the model are apart: of a class its probability's deviation, of a number its own.
      """)
  var spread = false

  @Flag(help: "Write one JSON array with an object a row instead of lines.")
  var json = false

  func run<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>, _ pipeline: Pipeline) throws {
    let table = try reading.table(data, for: pipeline, keeping: keep)
    let predictions = try model.predict(table)
    (table.notes + (try pipeline.notesOnNewTexts(in: table))).forEach(Words.say)
    if probabilities, predictions.columns != nil {
      throw OptionError("--probabilities is for classes, but \(self.model) predicts a number.")
    }
    let writer = try PredictionWriter(
      predictions, withProbabilities: probabilities, spread: spread ? try model.spread(for: table) : nil, keep: keep,
      of: table)
    let output = try Output(path: output)
    if json { try writer.writeJSON(to: output) } else { try writer.writeCSV(to: output) }
    try output.close()
  }
}
