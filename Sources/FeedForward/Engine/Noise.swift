/// Noise on what a step sees, against overfitting: on units, inputs and labels. Predictions, evaluations and validation
/// see none.
public struct Noise: Sendable, Equatable {
  /// Units left out of each step.
  public var dropout: Dropout
  /// σ ≥ 0 of the normal noise that is added to every input at each step, drawn anew.
  /// Bishop, *Training with noise is equivalent to Tikhonov regularization*, 1995.
  public var inputs: Double
  /// ε in 0 ..< 1: of a label's probability so much is spread evenly over all classes, over both answers where each
  /// output is a question of its own. For cross-entropy and its binary kin; the training loss is that of the smoothed
  /// labels. Szegedy and others, *Rethinking the Inception architecture*, arXiv 1512.00567.
  public var labelSmoothing: Double

  /// None, but for what is given.
  public init(dropout: Dropout = .none, inputs: Double = 0, labelSmoothing: Double = 0) {
    self.dropout = dropout
    self.inputs = inputs
    self.labelSmoothing = labelSmoothing
  }

  /// Every step sees the data as they are.
  public static let none = Noise()

  /// Whether nothing is drawn, so that every step sees the same error.
  var isDeterministic: Bool { dropout.isNone && inputs == 0 }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a number out of its range.
  func validate() throws(FeedForwardError) {
    try dropout.checkParameters()
    try Hyperparameter.inputNoise.check(inputs)
    try Hyperparameter.labelSmoothing.check(labelSmoothing)
  }
}

extension Hyperparameter {
  /// σ of ``Noise/inputs``.
  public static let inputNoise = Hyperparameter("inputNoise", .atLeast(0))
  /// ε of ``Noise/labelSmoothing``.
  public static let labelSmoothing = Hyperparameter("labelSmoothing", .from(0, below: 1))
}
