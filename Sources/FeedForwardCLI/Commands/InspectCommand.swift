import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// What is in a file of a model.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what is in a model: layers, columns, preprocessing, how it was trained.")

  @Argument(help: "A model that train has written.")
  var model: String

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  @Flag(help: "Print the options that train was given, as train --config reads them.")
  var config = false

  func validate() throws {
    if config, json { throw ValidationError("--config and --json do not go together; expected one of them.") }
  }

  func run() throws {
    let description =
      switch try AnyTrainedModel(contentsOf: model) {
      case .float(let model): ModelDescription(model)
      case .double(let model): ModelDescription(model)
      }
    if config {
      guard let options = description.training[ProvenanceKey.options] else {
        throw FilePlace(file: model).error(found: "a model without options", expected: "one that train has written")
      }
      let data = description.training["data"].map { "# The table was \($0.shown).\n" } ?? ""
      return try Output.write(data + (options.isEmpty ? "" : options + "\n"), to: "-")
    }
    if json {
      try Output.printJSON(description)
    } else {
      try Output.print(description.text(width: Terminal.output.width))
    }
  }
}

extension InspectCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the model", model)
    files.writesResults()
    return files
  }
}

/// A model in words, or as JSON.
struct ModelDescription: Encodable {
  struct LayerDescription: Encodable {
    let units: Int
    let activation: String
    let parameters: Int
  }

  struct Column: Encodable {
    let name: String
    let type: String
    let inputs: Int
    /// In words.
    let preprocessing: String

    /// Of a table with a row for each column.
    static let head = ["column", "type", "inputs", "preprocessing"]
    var cells: [String] { [name, type, "\(inputs)", preprocessing] }
  }

  let precision: String
  let inputs: Int
  /// Networks that answer together.
  let members: Int
  /// Those of the first.
  let layers: [LayerDescription]
  let parameters: Int
  let loss: String
  let target: String?
  let task: LearningTask?
  let classes: [String]?
  let columns: [Column]?
  /// Memory for the parameters.
  let bytes: Int
  /// Of a prediction of one row.
  let multiplications: Int
  let training: [String: String]

  init<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) {
    let (network, pipeline) = (model.network, model.pipeline)
    precision = "\(Scalar.self)"
    members = model.ensemble.members.count
    (inputs, loss) = (network.inputs, "\(model.loss)")
    parameters = model.ensemble.members.reduce(0) { $0 + $1.parameters.count }
    layers = zip(network.layers, zip(network.sizes, network.sizes.dropFirst())).map { layer, sizes in
      LayerDescription(
        units: layer.units, activation: "\(layer.activation)", parameters: (sizes.0 + 1) * sizes.1)
    }
    (target, task) = (pipeline?.target?.names.joined(separator: ", "), pipeline?.target?.task)
    classes = pipeline?.target?.task == .classification ? pipeline?.classNames : nil
    columns = pipeline?.inputs.map { Column($0) }
    bytes = parameters * MemoryLayout<Scalar>.stride
    multiplications = parameters
    training = model.provenance
  }

  /// - Parameter width: places of a line.
  func text(width: Int) -> String {
    let network = layers.enumerated().map { index, layer in
      ["layer \(index + 1)", "\(layer.units)", layer.activation.settingInWords, "\(layer.parameters)"]
    }
    let together = members == 1 ? "together" : "\(members) such networks"
    let all = [["", "units", "activation", "parameters"], ["inputs", "\(inputs)", "", ""]] + network
    var parts = [textTable(all + [[together, "", "", "\(parameters)"]], width: width)]
    if let target, let task {
      let sentence = "Predicts “\(target.shown)” (\(task.rawValue)) by the loss \(loss.settingInWords)."
      parts.append(sentence.linesWrapped(to: width))
    }
    if let classes {
      parts.append("Classes: \(classes.map(\.shown).joined(separator: ", "))".linesWrapped(to: width))
    }
    if let columns {
      parts.append(textTable([Column.head] + columns.map(\.cells), width: width))
    }
    parts.append(
      """
      \(bytes) bytes of parameters in \(precision); a prediction takes \(multiplications) multiplications and as many \
      additions.
      """.linesWrapped(to: width))
    let settings = training.provenanceInWords
    if !settings.isEmpty {
      parts.append(settings.flatMap { "\($0.name): \($0.value)".shown.wrapped(to: width) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }
}

extension ModelDescription.Column {
  init(_ column: InputColumn) {
    (name, inputs) = (column.name, column.width)
    switch column.encoding {
    case .number(let encoding):
      type = encoding.isDate ? "date" : "number"
      let text = { (number: Double) in encoding.text(of: number, digits: 6) }
      let missing = encoding.fill.map { "missing: \(text($0))" } ?? "missing values are refused"
      let shift = "\(encoding.shift < 0 ? "+" : "−") \(encoding.shift.magnitude.text(digits: 6))"
      let range = "\(text(encoding.range.lowerBound)) to \(text(encoding.range.upperBound))"
      let curve =
        switch encoding.curve {
        case .line: ""
        case .smoothClip(let limit): ", within ±\(limit.text(digits: 6))"
        case .lines(let knots, _): ", along \(knots.count - 1) lines"
        }
      let bins = encoding.bins.map { "; \($0.means.count) bins" } ?? ""
      let parts = encoding.calendar.map { "; " + $0.parts.map(\.rawValue).joined(separator: ", ") } ?? ""
      preprocessing =
        "(x \(shift)) / \(encoding.scale.text(digits: 6))\(curve)\(bins)\(parts); \(missing); trained on \(range)"
    case .category(let encoding):
      type = "text"
      let missing = encoding.fill.map { "missing: \($0)" } ?? "missing values are refused"
      let unknown =
        encoding.hasRest
        ? "others share an input" : encoding.ignoresUnknown ? "others are zeros" : "others are refused"
      preprocessing = "one of \(encoding.categories.joined(separator: ", ")); \(missing); \(unknown)"
    }
  }
}
