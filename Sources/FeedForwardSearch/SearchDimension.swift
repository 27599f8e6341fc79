import FeedForward

/// One hyperparameter that is searched over: its name, its values, and what a value does to a candidate.
///
/// The usual ones have names of their own. Any other is a key path into ``Candidate``, a key path into an
/// optimizer, or a closure:
///
/// ```swift
/// let space: [SearchDimension] = [
///   .learningRate(.logUniform(from: 1e-4, to: 1e-1)),
///   .hidden([[32], [64, 32]]),
///   .setting("clipping", \.trainer.clipping, [nil, .norm(1)]),
///   .optimizer("beta1", \Adam.beta1, [0.8, 0.9, 0.95]),
///   .setting("outputs' gain", .uniform(from: 0.5, to: 2)) { candidate, gain in
///     candidate.layers[candidate.layers.count - 1].initializer = .orthogonal(gain: gain)
///   },
/// ]
/// ```
///
/// Dimensions are applied in their order: one that replaces what an earlier one has set wins.
public struct SearchDimension: Sendable {
  /// What tables and errors call it; each dimension of a search has its own.
  public let name: String
  let choices: Choices<Choice>

  /// A value and what it does.
  struct Choice: Sendable {
    let value: SettingValue
    let apply: @Sendable (inout Candidate) throws(FeedForwardError) -> Void
  }

  /// Any setting: what `apply` does with a value to a candidate.
  public static func setting<Value: Sendable>(
    _ name: String, _ choices: Choices<Value>,
    apply: @escaping @Sendable (inout Candidate, Value) throws(FeedForwardError) -> Void
  ) -> Self {
    let choice = { @Sendable (value: Value) in
      Choice(value: SettingValue(value)) { (candidate) throws(FeedForwardError) in try apply(&candidate, value) }
    }
    return Self(name: name, choices: choices.map(choice))
  }

  /// A property of a candidate, its trainer or one of its layers.
  public static func setting<Value: Sendable>(
    _ name: String, _ keyPath: WritableKeyPath<Candidate, Value> & Sendable, _ choices: Choices<Value>
  ) -> Self {
    .setting(name, choices) { $0[keyPath: keyPath] = $1 }
  }

  /// A property of an optimizer; throws unless a candidate's optimizer is of that type.
  public static func optimizer<Rule: Optimizer, Value: Sendable>(
    _ name: String, _ keyPath: WritableKeyPath<Rule, Value> & Sendable, _ choices: Choices<Value>
  ) -> Self {
    .setting(name, choices) { (candidate, value) throws(FeedForwardError) in
      guard var rule = candidate.trainer.optimizer as? Rule else {
        throw .invalidSetting(
          name: "The optimizer whose \(name) is searched", value: SettingValue(candidate.trainer.optimizer).description,
          expected: "\(Rule.self)")
      }
      rule[keyPath: keyPath] = value
      candidate.trainer.optimizer = rule
    }
  }
}

extension SearchDimension {
  /// The optimizer itself. Stands before dimensions that set a property of it.
  public static func optimizer(_ choices: Choices<any Optimizer>) -> Self {
    .setting("optimizer", \.trainer.optimizer, choices)
  }

  /// η of whatever optimizer a candidate has; throws if it is no ``/FeedForward/AdjustableOptimizer``.
  public static func learningRate(_ choices: Choices<Double>) -> Self {
    .setting("learning rate", choices) { (candidate, value) throws(FeedForwardError) in
      guard var rule = candidate.trainer.optimizer as? any AdjustableOptimizer else {
        throw .invalidSetting(
          name: "The optimizer whose learning rate is searched",
          value: SettingValue(candidate.trainer.optimizer).description,
          expected: "an AdjustableOptimizer")
      }
      rule.learningRate = value
      candidate.trainer.optimizer = rule
    }
  }

  /// λ of the squared penalty.
  public static func l2(_ choices: Choices<Double>) -> Self { .setting("l2", \.trainer.l2, choices) }

  /// λ of the absolute penalty.
  public static func l1(_ choices: Choices<Double>) -> Self { .setting("l1", \.trainer.l1, choices) }

  /// p of dropout, for all hidden layers; that of the inputs stays.
  public static func dropout(_ choices: Choices<Double>) -> Self {
    .setting("dropout", choices) { $0.trainer.noise.dropout.hidden = [$1] }
  }

  /// p of dropout, for the inputs.
  public static func inputDropout(_ choices: Choices<Double>) -> Self {
    .setting("dropout of inputs", \.trainer.noise.dropout.inputs, choices)
  }

  /// σ of the noise on inputs.
  public static func inputNoise(_ choices: Choices<Double>) -> Self {
    .setting("input noise", \.trainer.noise.inputs, choices)
  }

  /// ε of label smoothing.
  public static func labelSmoothing(_ choices: Choices<Double>) -> Self {
    .setting("label smoothing", \.trainer.noise.labelSmoothing, choices)
  }

  /// The largest norm of a neuron's weights, nil for any.
  public static func maxNorm(_ choices: Choices<Double?>) -> Self { .setting("max-norm", \.trainer.maxNorm, choices) }

  /// How much the rows of each class count, nil for alike.
  public static func classWeights(_ choices: Choices<ClassWeights?>) -> Self {
    .setting("class weights", \.trainer.classWeights, choices)
  }

  /// What the learning rate is multiplied with, step by step.
  public static func schedule(_ choices: Choices<Schedule>) -> Self {
    .setting("schedule", \.trainer.schedule, choices)
  }

  /// How long a gradient may be, nil for any length.
  public static func clipping(_ choices: Choices<GradientClipping?>) -> Self {
    .setting("clipping", \.trainer.clipping, choices)
  }

  /// D, nil for the loss that belongs to the outputs.
  public static func loss(_ choices: Choices<Loss?>) -> Self { .setting("loss", \.trainer.loss, choices) }

  /// When to stop before the last epoch.
  public static func earlyStopping(_ choices: Choices<EarlyStopping?>) -> Self {
    .setting("early stopping", \.trainer.earlyStopping, choices)
  }

  /// How the initial parameters of all layers are drawn.
  public static func initializer(_ choices: Choices<Initializer>) -> Self {
    .setting("initializer", choices) { candidate, initializer in
      for l in candidate.layers.indices { candidate.layers[l].initializer = initializer }
    }
  }

  /// B.
  public static func batchSize(_ choices: Choices<Int>) -> Self { .setting("batch size", \.trainer.batchSize, choices) }

  /// How often every row is visited; not together with successive halving, which decides that.
  public static func epochs(_ choices: Choices<Int>) -> Self { .setting("epochs", \.trainer.epochs, choices) }

  /// Sizes of the hidden layers, none for `[]`. They are as the first hidden layer of the candidate but for their size,
  /// or relu if it has none.
  public static func hidden(_ choices: Choices<[Int]>) -> Self {
    .setting("hidden", choices) { candidate, sizes in
      let model = candidate.layers.count > 1 ? candidate.layers[0] : Layer(1, .relu)
      let hidden = sizes.map { size in
        var layer = model
        layer.units = size
        return layer
      }
      candidate.layers = hidden + candidate.layers.suffix(1)
    }
  }

  /// σ of all hidden layers, with its standard initializer.
  public static func activation(_ choices: Choices<Activation>) -> Self {
    .setting("activation", choices) { candidate, activation in
      for l in candidate.layers.indices.dropLast() {
        candidate.layers[l] = Layer(candidate.layers[l].units, activation)
      }
    }
  }
}
