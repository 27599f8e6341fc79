import FeedForwardModels

/// What a training may go on from.
enum InitialModel {
  /// A model of ours: network, columns and preprocessing.
  case model(AnyTrainedModel)
  /// The weights of a network by the names of another library; layers and columns are said by options and data.
  case weights(StateDict)

  init(_ path: String) throws {
    do {
      self = .model(try AnyTrainedModel(contentsOf: path))
    } catch {
      // No model of ours. What is wrong with the file as a model is the better reason if it is no table of weights, either.
      guard let weights = try? StateDict(contentsOf: path) else { throw error }
      self = .weights(weights)
    }
  }
}
