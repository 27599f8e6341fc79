/// An optimizer whose learning rate may be set, as a search does; declare it of your own where it has one.
public protocol AdjustableOptimizer: Optimizer {
  /// η.
  var learningRate: Double { get set }
}
