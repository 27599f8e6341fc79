import FeedForward
import FeedForwardData

/// A network with all that is needed to use it: what comes before and after it, and how it came about.
public struct TrainedModel<Scalar: BLASScalar>: Sendable {
  /// The network.
  public var network: FeedForwardNetwork<Scalar>
  /// The loss it was trained with.
  public var loss: Loss
  /// Columns to inputs, outputs to predictions; nil for a network that was given matrices.
  public var pipeline: Pipeline?
  /// How it was trained, by setting: optimizer, epochs, seed, hash of the data, versions …
  public var provenance: [String: String]

  /// A network and what goes with it.
  public init(
    network: FeedForwardNetwork<Scalar>, loss: Loss, pipeline: Pipeline? = nil, provenance: [String: String] = [:]
  ) {
    self.network = network
    self.loss = loss
    self.pipeline = pipeline
    self.provenance = provenance
  }
}
