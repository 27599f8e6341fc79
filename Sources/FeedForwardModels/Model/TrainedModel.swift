import FeedForward
import FeedForwardData

/// A network, or several that answer together, with all that is needed to use it: what comes before and after it, and
/// how it came about.
public struct TrainedModel<Scalar: BLASScalar>: Sendable {
  /// Who answers: one network, or the mean of several.
  public var ensemble: Ensemble<Scalar>
  /// The loss it was trained with.
  public var loss: Loss
  /// Columns to inputs, outputs to predictions; nil for a network that was given matrices.
  public var pipeline: Pipeline?
  /// How it was trained, by setting: optimizer, epochs, seed, hash of the data, versions …
  public var provenance: [String: String]

  /// Networks that answer together, and what goes with them.
  public init(
    ensemble: Ensemble<Scalar>, loss: Loss, pipeline: Pipeline? = nil, provenance: [String: String] = [:]
  ) {
    self.ensemble = ensemble
    self.loss = loss
    self.pipeline = pipeline
    self.provenance = provenance
  }

  /// A network and what goes with it.
  public init(
    network: FeedForwardNetwork<Scalar>, loss: Loss, pipeline: Pipeline? = nil, provenance: [String: String] = [:]
  ) {
    self.init(ensemble: Ensemble(network), loss: loss, pipeline: pipeline, provenance: provenance)
  }

  /// The only member, or the first of several. Setting it makes it the only one.
  public var network: FeedForwardNetwork<Scalar> {
    get { ensemble.members[0] }
    set { ensemble = Ensemble(newValue) }
  }
}
