import ArgumentParser
import FeedForward
import FeedForwardModels
import FeedForwardONNX

/// A network in the form of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a model as ONNX or as C.")

  @Argument(help: "A model that train has written.")
  var model: String

  @Option(help: ArgumentHelp("A file for ONNX Runtime and its like.", valueName: "file.onnx"))
  var onnx: String?

  @Option(help: ArgumentHelp("A file of C99 that needs no other, with a function predict.", valueName: "file.c"))
  var c: String?

  @Flag(help: "With --c: add a main that checks rows with known outputs.")
  var withTests = false

  func validate() throws {
    if onnx == nil && c == nil { throw ValidationError("Nothing to write is named; expected --onnx or --c.") }
    if withTests && c == nil { throw ValidationError("--with-tests is for C; expected --c.") }
  }

  func run() throws {
    switch try AnyTrainedModel(contentsOf: model) {
    case .float(let model): try export(model)
    case .double(let model): try export(model)
    }
  }

  private func export<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws {
    if let onnx { try Output.write(try model.onnx(), to: onnx) }
    if let c { try Output.write(try model.cSource(withTests: withTests), to: c) }
  }
}

extension ExportCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the model", model)
    files.writes("--onnx", onnx, as: .fileOrStream)
    files.writes("--c", c, as: .fileOrStream)
    return files
  }
}
