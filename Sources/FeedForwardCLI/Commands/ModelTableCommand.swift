import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// A command that applies a model to a table.
protocol ModelTableCommand: ParsableCommand, FileCommand {
  /// The file of the model.
  var model: String { get }
  /// The files of the table.
  var data: [String] { get }
  /// Where the result goes; nil for standard output.
  var output: String? { get }

  func run<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>, _ pipeline: Pipeline) throws
}

extension ModelTableCommand {
  var output: String? { nil }

  func run() throws {
    switch try AnyTrainedModel(contentsOf: model, before: data[0], of: Self.configuration.commandName ?? "") {
    case .float(let model): try run(model, model.requirePipeline(named: self.model))
    case .double(let model): try run(model, model.requirePipeline(named: self.model))
    }
  }

  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.reads("the model", model)
    for file in data { files.reads("the table", file) }
    files.writes("--output", output, as: .fileOrStream)
    if output == nil { files.writesResults() }
    return files
  }
}

extension TrainedModel {
  /// - Parameter file: where it was read from.
  func requirePipeline(named file: String) throws -> Pipeline {
    guard let pipeline else {
      throw OptionError("\(file) holds a network without columns; expected a model that train has written.")
    }
    return pipeline
  }
}
