import FeedForward
import FeedForwardData

/// A model of either precision: what a file holds is known when it was opened.
public enum AnyTrainedModel: Sendable {
  /// In `Float`.
  case float(TrainedModel<Float>)
  /// In `Double`.
  case double(TrainedModel<Double>)

  /// Reads a model from a file that ``TrainedModel/save(to:)`` has written.
  ///
  /// - Throws: ``/FeedForwardData/DataError``.
  public init(contentsOf path: String) throws {
    try self.init(Safetensors(StoredBytes(contentsOf: path)))
  }

  /// Reads a model from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call the file.
  public init(bytes: [UInt8], named name: String) throws {
    try self.init(Safetensors(StoredBytes(bytes, named: name)))
  }

  private init(_ file: Safetensors) throws {
    let first = file.tensor(named: "layers.0.weight") ?? file.tensor(named: "members.0.layers.0.weight")
    self =
      first?.type == .f64
      ? .double(try TrainedModel(file)) : .float(try TrainedModel(file))
  }
}
