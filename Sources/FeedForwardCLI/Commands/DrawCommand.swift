import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardPlots

/// A network as a picture.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draws a network: units, edges by sign and size of the parameters, biases as the node 1.")

  @Argument(help: "A model that train has written.")
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the SVG goes; standard output by default.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Units of a layer that are drawn; of a wider one the first and the last.", valueName: "N"),
    transform: OptionValue.count(from: 2))
  var units = 12

  @Option(help: ArgumentHelp("Which of the networks that answer together, from 1.", valueName: "N"))
  var member = 1

  func run() throws {
    let picture =
      switch try AnyTrainedModel(contentsOf: model) {
      case .float(let model): try picture(of: model)
      case .double(let model): try picture(of: model)
      }
    try Output.write(picture.text, to: output ?? "-")
  }

  private func picture<Scalar: BLASScalar>(of model: TrainedModel<Scalar>) throws -> SVG {
    let members = model.ensemble.members
    guard members.indices.contains(member - 1) else {
      throw OptionError("--member is \(member); expected 1 to \(members.count).")
    }
    let network = members[member - 1]
    // A column of one input gives it its name; of several inputs, each its number.
    let names = (model.pipeline?.inputs ?? []).flatMap { column in
      column.width == 1 ? [column.name] : (1...column.width).map { "\(column.name) \($0)" }
    }
    let target = model.pipeline?.target
    let classes = target?.task == .classification ? model.pipeline?.classNames ?? [] : target?.names ?? []
    return try .diagram(
      of: network, inputNames: names.count == network.inputs ? names : [],
      outputNames: classes.count == network.outputs ? classes : [], units: units)
  }
}

extension DrawCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the model", model)
    files.writes("--output", output, as: .fileOrStream)
    if output == nil { files.writesResults() }
    return files
  }
}
