/// Units left out of each training step: a unit is 0 with probability p, and 1 / (1 − p) times as large otherwise, so
/// that its mean stays and nothing has to be done to predict. Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov,
/// *Dropout: a simple way to prevent neural networks from overfitting*, 2014.
///
/// ```swift
/// Trainer(noise: Noise(dropout: 0.5))
/// Trainer(noise: Noise(dropout: Dropout(hidden: [0.2, 0.5], inputs: 0.1)))
/// ```
///
/// Predictions, evaluations and validation leave nothing out. Which units are left out depends on the trainer's seed,
/// the epoch, the row of the data and the unit: on no number of threads, no order of rows and no break in a training.
public struct Dropout: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// p of the units of each hidden layer, 0 ≤ p < 1; a single number holds for all of them.
  public var hidden: [Double]
  /// p of the inputs.
  public var inputs: Double

  /// One p for each hidden layer.
  public init(hidden: [Double], inputs: Double = 0) {
    self.hidden = hidden
    self.inputs = inputs
  }
  /// The same p for all hidden layers.
  public init(_ hidden: Double, inputs: Double = 0) { self.init(hidden: [hidden], inputs: inputs) }
  /// The same p for all hidden layers.
  public init(floatLiteral value: Double) { self.init(value) }
  /// The same p for all hidden layers.
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  /// Nothing is left out.
  public static let none = Dropout(0)

  var isNone: Bool { inputs == 0 && hidden.allSatisfy { $0 == 0 } }

  /// p of the units of A of layer ℓ, 0 the inputs.
  func rate(ofLayer l: Int) -> Double {
    l == 0 ? inputs : hidden.number(ofLayer: l - 1)
  }

  func validate(hiddenLayers: Int) throws(FeedForwardError) {
    try hidden.requireNumber(forEachOf: hiddenLayers, "Dropout", layer: "hidden layer")
  }
}

extension Dropout: ParameterizedSetting {
  package static var what: String { "dropout" }
  package static func kinds(epochs: Int?) -> [Dropout] { [.none] }
  package var kind: String { "dropout" }

  /// One number for all hidden layers.
  package static func shorthand(_ setting: SettingText) -> Dropout? {
    setting.arguments.isEmpty ? Double(setting.name).map { Dropout($0) } : nil
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.numbers("hidden", &hidden, .dropout, least: 0)
    try parameters.number("inputs", &inputs, .inputDropout)
  }
}

extension Hyperparameter {
  /// p of ``Dropout/hidden``.
  public static let dropout = Hyperparameter("dropout", .from(0, below: 1))
  /// p of ``Dropout/inputs``.
  public static let inputDropout = Hyperparameter("dropout of inputs", .from(0, below: 1))
}
