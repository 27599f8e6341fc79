import FeedForwardData
import FeedForwardModels

extension AnyTrainedModel {
  /// The model of a command that names a table after it.
  ///
  /// - Throws: where each is in the other's place, an error that says so.
  init(contentsOf model: String, before table: String, of command: String) throws {
    do {
      try self.init(contentsOf: model)
    } catch {
      guard let format = try? FileFormat(contentsOf: model), format.isOfTable,
        (try? FileFormat(contentsOf: table)) == .safetensors
      else { throw error }
      throw DataError(
        at: FilePlace(file: model), found: format.name,
        expected: "a model, which comes first: feedforward \(command) \(table) \(model)")
    }
  }
}
