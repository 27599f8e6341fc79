import ArgumentParser
import FeedForward
import FeedForwardModels
import FeedForwardONNX

/// A network in the form of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a model as ONNX or as C.",
    discussion: """
      Both take a row of the table and give what predict gives. In C numbers are doubles. In ONNX they are of the \
      network's precision, and a float tells values apart in steps of 2⁻²⁴ of their size: two minutes among seconds \
      since 1970. Where columns or targets are that far from 0, --onnx-double gives the file inputs and predictions of \
      doubles.
      """)

  @Argument(help: "A model that train has written.")
  var model: String

  @Option(help: ArgumentHelp("A file for ONNX Runtime and its like.", valueName: "file.onnx"))
  var onnx: String?

  @Flag(help: "With --onnx: numbers of the table and predictions are doubles also where the network's are floats.")
  var onnxDouble = false

  @Option(help: ArgumentHelp("A file of C99 or C++ that needs no other, with a function predict.", valueName: "file.c"))
  var c: String?

  @Flag(help: "With --c: add a main that checks rows with known outputs.")
  var withTests = false

  @OptionGroup var words: WordsOptions

  func validate() throws {
    if onnx == nil && c == nil { throw ValidationError("Nothing to write is named; expected --onnx or --c.") }
    if onnxDouble && onnx == nil { throw ValidationError("--onnx-double is for ONNX; expected --onnx.") }
    if withTests && c == nil { throw ValidationError("--with-tests is for C; expected --c.") }
  }

  func run() throws {
    switch try AnyTrainedModel(contentsOf: model) {
    case .float(let model): try export(model)
    case .double(let model): try export(model)
    }
  }

  private func export<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws {
    if let onnx {
      try Output.write(try model.onnx(inDouble: onnxDouble), to: onnx)
      let beyond = onnxDouble ? [] : model.columnsBeyondFloat
      if !beyond.isEmpty {
        Words.say(
          """
          The floats of \(onnx) cannot tell apart values of \(beyond.map { "“\($0)”" }.joined(separator: ", ")) that \
          the model can; --onnx-double gives it doubles.
          """)
      }
    }
    if let c { try Output.write(try model.cSource(withTests: withTests), to: c) }
  }
}

extension ExportCommand: FileCommand, WordyCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the model", model)
    files.writes("--onnx", onnx, as: .fileOrStream)
    files.writes("--c", c, as: .fileOrStream)
    return files
  }
}
