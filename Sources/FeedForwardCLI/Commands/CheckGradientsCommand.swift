import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// Backpropagation beside central differences.
struct CheckGradientsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-gradients",
    abstract: "Compares gradients by backpropagation with central differences, in Double.",
    usage: """
      feedforward check-gradients <model> <data>
      feedforward check-gradients --layers 8,4 --target NAME <data>
      """)

  @Argument(help: "A model, if --layers is not given, and a table.")
  var files: [String]

  @Option(
    help: ArgumentHelp("Hidden layers of a network with random parameters.", valueName: "8,4"),
    transform: OptionValue.layers)
  var layers: LayerSizes?

  @Option(help: "With --layers: the column to predict.")
  var target: String?

  @Option(
    help: ArgumentHelp("With --layers: the activation of the hidden layers.", valueName: "name"),
    transform: OptionValue.activation)
  var activation = Activation.tanh

  @Option(
    help: ArgumentHelp("How many rows of the table are taken.", valueName: "N"), transform: OptionValue.count(from: 1))
  var rows = 16

  @Option(
    help: ArgumentHelp("How many parameters, and how many inputs, are compared at most.", valueName: "N"),
    transform: OptionValue.count(from: 1))
  var limit = 2000

  @Option(help: "With --layers: decides the parameters.")
  var seed: UInt64 = 0

  @OptionGroup var reading: DataOptions

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  func validate() throws {
    guard files.count == (layers == nil ? 2 : 1) else {
      throw ValidationError(
        layers == nil
          ? "\(files.count) files are given; expected a model and a table."
          : "\(files.count) files are given; with --layers, expected a table.")
    }
    if (layers == nil) != (target == nil) {
      throw ValidationError("--layers and --target go together; expected both or none.")
    }
  }

  func run() throws {
    let check: GradientCheck
    if let layers, let target {
      check = try self.check(layers.sizes, target: target)
    } else {
      check =
        switch try AnyTrainedModel(contentsOf: files[0]) {
        case .float(let model): try self.check(model)
        case .double(let model): try self.check(model)
        }
    }
    if json { try Output.printJSON(Report(check)) } else { try Output.print("\(check)") }
  }

  private func check<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws -> GradientCheck {
    let pipeline = try model.requirePipeline(named: files[0])
    let table = try reading.table([files[1]], needing: .only(pipeline.columnNames), for: pipeline)
    let data = try pipeline.dataset(of: table, rows: firstRows(of: table), as: Scalar.self)
    return try model.network.checkGradients(on: data, loss: model.loss, limit: limit)
  }

  private func check(_ sizes: [Int], target: String) throws -> GradientCheck {
    let table = try reading.table([files[0]])
    let (pipeline, _) = try Pipeline.fitted(to: table, target: target)
    guard let column = pipeline.target else { preconditionFailure("A target was asked for.") }
    let loss = Loss.standard(for: column)
    let network = try FeedForwardNetwork<Double>(
      inputs: pipeline.width, layers: sizes.map { Layer($0, activation) } + [try loss.outputLayer(for: column)],
      seed: seed)
    let data = try pipeline.dataset(of: table, rows: firstRows(of: table), as: Double.self)
    return try network.checkGradients(on: data, loss: loss, limit: limit)
  }

  private func firstRows(of table: Table) -> [Int] { Array(0..<min(rows, table.count)) }

  private struct Report: Encodable {
    let worstRelativeError: Double
    let checked: Int
    let kinks: Int

    init(_ check: GradientCheck) {
      (worstRelativeError, checked, kinks) = (check.worstRelativeError, check.checked, check.kinks)
    }
  }
}

extension CheckGradientsCommand: FileCommand {
  var namedFiles: CommandFiles {
    var named = CommandFiles()
    for file in files { named.reads("a file", file) }
    named.writesResults()
    return named
  }
}
