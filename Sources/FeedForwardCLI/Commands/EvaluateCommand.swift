import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// How good a network is on a table.
struct EvaluateCommand: ModelTableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compares predictions with the target column of a table.")

  @Argument(help: "A model that train has written.")
  var model: String

  @Argument(
    help: """
      A table with the columns the model was trained on, and the target, or several files of it; - for standard input.
      """)
  var data: [String]

  @OptionGroup(title: "Reading the table") var reading: DataOptions

  @Option(help: "A column that says how much each row counts.")
  var weights: String?

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  func run<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>, _ pipeline: Pipeline) throws {
    let table = try reading.table(
      data, needing: .only(pipeline.columnNames + (weights.map { [$0] } ?? [])), for: pipeline
    ).droppingRows(without: pipeline.target?.names ?? [])
    var notes = try table.notes + pipeline.notesOnNewTexts(in: table)
    if let training = model.provenance[ProvenanceKey.rows].flatMap(TableFingerprint.init),
      let note = DataReview.testRowsNote(judged: try TableFingerprint(of: table, for: pipeline), training: training)
    {
      notes.append(note)
    }
    let evaluation = try model.evaluate(on: table, weights: weights)
    let judgement = Judgement(evaluation)
    if json {
      try Output.printJSON(Noted(result: judgement, notes: notes))
      return
    }
    notes.forEach(Words.say)
    let width = Terminal.output.width
    var parts = ["\(judgement.rows) rows"]
    if case .classes(let report, let names) = evaluation.report {
      parts += [
        textTable(judgement.ofAllClasses.map { [$0.name, $0.value] }, width: width),
        report.classTable(names: names, width: width),
      ]
      if names.count <= 20 { parts += [report.confusion.table(names: names, width: width)] }
    } else {
      let rows = judgement.columns.map { [$0.name, $0.value] } + [["loss", decimals(judgement.loss)]]
      parts.append(textTable(rows, width: width))
    }
    try Output.print(parts.joined(separator: "\n\n"))
  }
}
