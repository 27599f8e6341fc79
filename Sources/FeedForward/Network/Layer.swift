/// One layer: a = σ(Θ · (1, x)).
public struct Layer: Sendable {
  /// Number of neurons, the rows of Θ; at least 1.
  public var units: Int
  /// What each neuron applies to its logit.
  public var activation: Activation
  /// How Θ begins.
  public var initializer: Initializer

  /// A layer of `units` neurons.
  ///
  /// - Parameters:
  ///   - units: at least 1; checked when a network is made.
  ///   - activation: the layer's σ.
  ///   - initializer: how Θ begins; by default ``Initializer/standard(for:)``.
  public init(_ units: Int, _ activation: Activation, initializer: Initializer? = nil) {
    self.units = units
    self.activation = activation
    self.initializer = initializer ?? .standard(for: activation)
  }
}
